#include "kiosk/simulator/desk.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kiosk/presenters/png.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kStep{200};         // of virtual time: smaller than every timer of the kiosk
constexpr hal::Millis kRealPause{2};      // between looks at the workers
constexpr hal::Millis kPatience{4'000};   // real time for a bank or a reader to answer
constexpr hal::Millis kSlowPatience{20};  // the same while the bank is meant to be slow
constexpr hal::Millis kTapPatience{3'000};

// The kiosk's files are the desk's own; the bank is the one on the desk.
void point_at_desk(DeskOptions& options, const BankProcess& bank) {
  Config& config = options.config;
  config.journal_file = options.folder / "journal.db";
  config.payment.fingerprint_key_file = options.folder / "fingerprint.key";
  config.gateway.host = bank.host();
  config.gateway.port = bank.port();
  config.gateway.ca_file = bank.ca_file();
  config.gateway.key_file = bank.key_file();
  config.gateway.merchant_id = bank.merchant_id();
  using hal::simulated::CardKind;
  for (const CardKind kind : {CardKind::charging_card, CardKind::desfire_charging_card}) {
    config.payment.charging_cards.push_back(hal::to_hex(hal::simulated::make_card(kind)->uid()));
  }
  config.support.address = {
      .url = fmt::format("https://{}:{}/helpdesk/reports", bank.host(), bank.port()),
      .key_file = {},
      .ca_file = bank.ca_file()};
  if (!config.receipt.page.empty()) config.receipt.address = config.support.address;
  config.gateway.connect_timeout = hal::Seconds{2};
  config.gateway.answer_timeout = hal::Seconds{8};
}

}  // namespace

hal::Result<std::unique_ptr<Desk>> Desk::create(DeskOptions options) {
  std::unique_ptr<Desk> desk(new Desk(std::move(options)));
  if (auto opened = desk->open(); !opened) return tl::make_unexpected(opened.error());
  return desk;
}

Desk::Desk(DeskOptions options)
    : options_(std::move(options)),
      clock_(options_.start),
      checkout_(clock_),
      station_(options_.config.controller.evses) {}

Desk::~Desk() = default;

hal::Result<void> Desk::open() {
  std::error_code problem;
  std::filesystem::create_directories(options_.folder, problem);
  if (problem) {
    return hal::failure("simulator.folder", "making " + options_.folder.string(),
                        problem.message());
  }
  auto languages = Languages::load({options_.locales, options_.config.own_texts},
                                   options_.config.locales, options_.config.site.time_zone);
  if (!languages) return tl::make_unexpected(languages.error());
  languages_ = std::make_unique<Languages>(std::move(*languages));

  BankSettings settings;
  settings.executable = options_.bank_program;
  settings.folder = options_.folder / "bank";
  settings.reversal_after =
      hal::Seconds{0};  // its minute passes in virtual time, which the bank does not see
  auto bank = BankProcess::start(settings);
  if (!bank) return tl::make_unexpected(bank.error());
  bank_ = std::move(*bank);
  point_at_desk(options_, *bank_);
  if (!options_.terminal.empty()) {
    auto terminal = DeskTerminal::open(options_.terminal, options_.config.price.currency);
    if (!terminal) return tl::make_unexpected(terminal.error());
    terminal_ = *std::move(terminal);
    terminal_->settle_in(options_.config);
  }
  if (back_end_sells()) {
    if (auto sold = let_back_end_sell(); !sold) return sold;
  }
  if (const auto tariff = options_.config.tariffs.path; !tariff.empty()) {
    options_.config.tariffs.path = options_.folder / "tariff.json";
    if (auto placed = tariff_becomes(tariff); !placed) return placed;
  }
  if (options_.display == nullptr) {
    memory_.emplace(options_.config.display.width, options_.config.display.height);
    options_.display = &*memory_;
  }
  if (options_.speaker == nullptr) options_.speaker = &silence_;
  ear_.listen_to(options_.voice);
  if (options_.reader == nullptr) options_.reader = &simulated_reader_;
  station_.advance(clock_.monotonic());
  return start_kiosk();
}

hal::Result<void> Desk::start_kiosk() {
  const Config& config = options_.config;
  auto terminal = emv_terminal(config);
  if (!terminal) return tl::make_unexpected(terminal.error());
  auto providers = Providers::create(config, machine_clock_, station_, &checkout_, options_.log);
  if (!providers) return tl::make_unexpected(providers.error());
  auto report_desk = open_report_desk(config.support.address);
  if (!report_desk) return tl::make_unexpected(report_desk.error());
  auto receipt_desk = open_report_desk(config.receipt.address);
  if (!receipt_desk) return tl::make_unexpected(receipt_desk.error());
  Devices devices{clock_,
                  *options_.reader,
                  station_,
                  (*providers)->provider(),
                  *options_.speaker,
                  report_desk->get(),
                  &back_end_,
                  (*providers)->terminal(),
                  receipt_desk->get()};
  CoreOptions core_options;
  core_options.terminal = std::move(*terminal);
  core_options.fresh_session = [this] { return next_session(); };
  core_options.log = options_.log;
  core_options.phone_pays = !back_end_sells();
  core_options.clock_trusted = [this] { return clock_right_; };
  auto core = Core::create(config, devices, std::move(core_options));
  if (!core) return tl::make_unexpected(core.error());
  Core* running = core->get();
  if (back_end_sells()) back_end_.report(hal::BackEndLink{back_end_there_});
  auto screen =
      DriverScreen::create(*options_.display, *languages_,
                           {.panel = config.display,
                            .act = [running](Intent intent) { running->post(std::move(intent)); },
                            .speaker = options_.speaker,
                            .voice = somebody_listens() ? &ear_ : nullptr,
                            .volume = config.speech.volume,
                            .still = options_.still});
  if (!screen) return tl::make_unexpected(screen.error());
  kiosk_.emplace(Kiosk{std::move(*providers), std::move(*report_desk), std::move(*receipt_desk),
                       std::move(*core), std::move(*screen)});
  settle();
  // The reader's worker reports in its own time; a journey begins when it has.
  const auto deadline = machine_clock_.monotonic() + kPatience;
  while (!kiosk_->core->reader_heard() && machine_clock_.monotonic() < deadline) {
    kiosk_->core->pump(kRealPause);
  }
  settle();
  return {};
}

// A window on a desk without sound has nobody who listens: the keys are then only for walking.
bool Desk::somebody_listens() const {
  return memory_.has_value() || options_.voice != nullptr;
}

std::string Desk::next_session() {
  if (!options_.repeatable) return random_session();
  // 3C6EF372 is the golden ratio's step: numbers that look drawn, and are the same in every run.
  ++sessions_;
  const std::uint32_t code = static_cast<std::uint32_t>(sessions_) * 0x9E3779B1U;
  return fmt::format("{:08x}{:024x}", code, sessions_);
}

// ---- time ---------------------------------------------------------------------------------------------------

void Desk::turn() {
  kiosk_->core->pump(hal::Millis{0});
  if (follow_) follow_();
}

void Desk::settle() {
  const hal::Millis patience = bank_is_slow_ ? kSlowPatience : kPatience;
  const auto deadline = machine_clock_.monotonic() + patience;
  Core& core = *kiosk_->core;
  core.pump(hal::Millis{0});
  while (!core.quiet() && machine_clock_.monotonic() < deadline) core.pump(kRealPause);
  if (follow_) follow_();
}

void Desk::advance(hal::Millis span) {
  settle();
  while (span > hal::Millis{0}) {
    const hal::Millis step = std::min(span, kStep);
    clock_.advance(step);
    station_.advance(clock_.monotonic());
    settle();
    span -= step;
  }
}

// ---- the driver ---------------------------------------------------------------------------------------------

void Desk::draw() {
  kiosk_->screen->draw(kiosk_->core->snapshot(), motion());
}

// Looking moves nothing: what the bank answers meanwhile is seen when time passes.
std::string Desk::screen() {
  return std::string(screen_name(kiosk_->core->snapshot()->screen));
}

std::vector<SeenElement> Desk::elements() {
  draw();
  std::vector<SeenElement> seen;
  for (const ui::Element* element : kiosk_->screen->tree().reading_order()) {
    seen.push_back({element->name, element->label, element->value, element->enabled});
  }
  return seen;
}

hal::Result<void> Desk::touch(const std::string& name) {
  settle();
  draw();
  const ui::Element* element = kiosk_->screen->tree().find(name);
  if (element == nullptr || !element->touchable) {
    std::string names;
    for (const ui::Element* other : kiosk_->screen->tree().touchables()) names += " " + other->name;
    return hal::failure("stage.no_such_element", "touching " + name, "there are:" + names);
  }
  const ui::Point at = element->visible().centre();
  if (element->visible().empty()) {
    return hal::failure("stage.out_of_sight", "touching " + name,
                        "the page is longer than the panel: touch page.down or page.up first");
  }
  hal::Touch finger;
  finger.x = at.x;
  finger.y = at.y;
  kiosk_->screen->handle(finger, motion());
  clock_.advance(hal::Millis{80});
  finger.phase = hal::Touch::Phase::up;
  kiosk_->screen->handle(finger, motion());
  kiosk_->core->pump(hal::Millis{0});  // what it leads to comes with time
  draw();
  return {};
}

hal::Result<void> Desk::press(hal::Key::Meaning key) {
  settle();
  draw();
  ear_.forget();
  kiosk_->screen->handle(hal::Key{key}, motion());
  clock_.advance(hal::Millis{80});
  kiosk_->core->pump(hal::Millis{0});
  draw();
  return {};
}

std::string Desk::focused() {
  return kiosk_->screen->focused();
}

std::vector<std::string> Desk::heard() {
  draw();
  return ear_.heard();
}

hal::Result<void> Desk::picture(const std::filesystem::path& png) {
  draw();
  return write_png(png, kiosk_->screen->frame());
}

std::vector<hal::EvseId> Desk::connectors() {
  std::vector<hal::EvseId> ids;
  for (const hal::Evse& evse : options_.config.controller.evses) ids.push_back(evse.id);
  return ids;
}

void Desk::put_card(hal::simulated::CardKind kind) {
  if (terminal_ != nullptr) {
    if (const auto put = terminal_->tap(kind); !put) options_.log(put.error().sentence());
  } else if (options_.present_card) {
    options_.present_card(hal::simulated::make_card(kind));
  } else {
    simulated_reader_.tap(kind);
  }
}

void Desk::put_two_cards() {
  simulated_reader_.tap_two_cards();
}

void Desk::tap_card(hal::simulated::CardKind kind) {
  tap([this, kind] { put_card(kind); });
}

void Desk::tap_two_cards() {
  tap([this] { put_two_cards(); });
}

void Desk::tap(const std::function<void()>& put) {
  settle();
  Core& core = *kiosk_->core;
  const int before = core.taps();
  put();
  const auto deadline = machine_clock_.monotonic() + (reader_is_on_ ? kTapPatience : kSlowPatience);
  while (core.taps() == before && machine_clock_.monotonic() < deadline) core.pump(kRealPause);
  if (options_.present_card) options_.present_card(nullptr);
}

void Desk::plug(hal::EvseId evse) {
  station_.plug(evse);
  settle();
}

void Desk::unplug(hal::EvseId evse) {
  station_.unplug(evse);
  settle();
}

// ---- the world ----------------------------------------------------------------------------------------------

void Desk::car_takes(hal::EvseId evse, hal::Watts at_most) {
  station_.limit_car(evse, at_most);
}
void Desk::car_soc(hal::EvseId evse, int percent) {
  station_.set_soc(evse, percent);
}
void Desk::site_gives(hal::Watts at_most) {
  station_.limit_site(at_most);
}

void Desk::switch_reader(bool on) {
  reader_is_on_ = on;
  simulated_reader_.switch_on(on);
}

void Desk::reader_on(bool on) {
  switch_reader(on);
  // The worker notices within a breath of real time.
  const auto deadline = machine_clock_.monotonic() + hal::Millis{900};
  while (machine_clock_.monotonic() < deadline) kiosk_->core->pump(kRealPause);
  settle();
}

void Desk::charger_reachable(bool reachable) {
  station_.set_reachable(reachable);
  settle();
}

void Desk::fail_next_start(hal::EvseId evse) {
  station_.fail_next_start(evse, hal::ChargerFault::internal);
}

void Desk::connector_fault(hal::EvseId evse, hal::ChargerFault fault) {
  station_.set_fault(evse, fault);
  settle();
}

void Desk::keep(hal::EvseId evse, hal::simulated::Kept how) {
  station_.keep(evse, how);
  settle();
}

void Desk::phone_pays(hal::EvseId evse, bool on) {
  constexpr hal::Seconds kPhonePays{300};
  kiosk_->core->post(
      hal::BackEndReport{hal::PaymentElsewhere{evse, on ? kPhonePays : hal::Seconds{0}}});
  settle();
}

void Desk::page_paid(bool accepted) {
  if (accepted) {
    checkout_.phone_pays();
  } else {
    checkout_.phone_declines();
  }
  settle();
}

void Desk::interrupt(hal::EvseId evse, hal::PauseReason why, hal::ChargerFault fault) {
  station_.interrupt(evse, why, fault);
  settle();
}

void Desk::hold_power(hal::EvseId evse, hal::PowerHeld::By by, hal::Watts to) {
  station_.hold_power(evse, by, to);
  settle();
}

void Desk::jam_lock(hal::EvseId evse, bool jammed) {
  station_.jam_lock(evse, jammed);
}

void Desk::emergency_stop(bool pressed) {
  station_.emergency_stop(pressed);
  settle();
}

hal::Result<void> Desk::bank(BankMood mood) {
  bank_is_slow_ = mood == BankMood::slow;
  checkout_.reachable(mood != BankMood::unreachable);
  return bank_->mood(mood);
}

hal::Result<void> Desk::terminal(const std::string& order) {
  if (terminal_ == nullptr) {
    return hal::failure("simulator.terminal", "telling the terminal: " + order,
                        "there is none: begin the story with \"cards at terminal generic\"");
  }
  if (!order.starts_with("tap ")) return terminal_->obey(order);
  hal::Result<void> put;
  tap([&] { put = terminal_->obey(order); });
  return put;
}

hal::Result<void> Desk::tariff_becomes(const std::filesystem::path& file) {
  std::error_code problem;
  std::filesystem::copy_file(file, options_.config.tariffs.path,
                             std::filesystem::copy_options::overwrite_existing, problem);
  if (problem) {
    return hal::failure("simulator.tariff", "putting " + file.string() + " in place",
                        problem.message());
  }
  return {};
}

hal::Result<void> Desk::power_cut() {
  kiosk_.reset();
  return start_kiosk();
}

hal::Result<void> Desk::blackout(hal::Millis span) {
  kiosk_.reset();
  station_.lose_power(clock_.utc());
  clock_.advance(span);
  station_.advance(clock_.monotonic());
  return start_kiosk();
}

hal::Result<Stage::BankBook> Desk::bank_book() {
  settle();
  auto book = terminal_ != nullptr ? terminal_->book() : bank_->book();
  if (!book) return book;
  const BankBook pages = checkout_.book();
  const auto add = [](std::vector<std::string>& all, const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  add(book->holds, pages.holds);
  add(book->captured, pages.captured);
  add(book->released, pages.released);
  return book;
}

}  // namespace kerb::kiosk
