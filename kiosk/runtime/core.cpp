#include "kiosk/runtime/core.hpp"

#include <set>
#include <utility>

#include "kiosk/runtime/journal_books.hpp"
#include "kiosk/runtime/tap_worker.hpp"
#include "kiosk/runtime/terminal_watch.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk {
namespace {

using payment::saga_steps::Match;

constexpr std::size_t kMailCapacity = 4096;
constexpr hal::Millis kLookAtTariffs{5'000};
constexpr hal::Millis kLookAtClock{5'000};
constexpr hal::Millis kAskForDynamicCode{60'000};
constexpr hal::Millis kAskAgainForDynamicCode{5'000};  // who did not answer
constexpr hal::Millis kBetweenSlices{10};              // of what the journal has to do now and then

payment::NotProcessed not_sent() {
  return {"too many orders wait for the bank"};
}

TerminalStep step_told(hal::zvt::Progress progress) {
  using hal::zvt::Progress;
  switch (progress) {
    case Progress::present_card:
      return TerminalStep::present;
    case Progress::remove_card:
      return TerminalStep::remove;
    case Progress::watch_pin_pad:
      return TerminalStep::pin;
    case Progress::wrong_pin:
      return TerminalStep::wrong_pin;
    case Progress::card_refused:
      return TerminalStep::refused;
    case Progress::asking_bank:
    case Progress::approved:
      return TerminalStep::bank;
    default:
      return TerminalStep::follow;
  }
}

payment::PaidBy payer_of(const payment::Presentation& presentation) {
  if (std::holds_alternative<payment::CheckoutPage>(presentation)) return payment::PaidBy::checkout;
  if (std::holds_alternative<payment::ChargingCard>(presentation)) {
    return payment::PaidBy::charging_card;
  }
  return payment::PaidBy::bank_card;
}

Now moment(const hal::Clock& clock) {
  return {clock.monotonic(), clock.utc()};
}

}  // namespace

hal::Result<std::unique_ptr<Core>> Core::create(const Config& config, Devices devices,
                                                CoreOptions options) {
  if (config.told_cost.billed && devices.back_end == nullptr) {
    return hal::failure("config.no_back_end", "billing by a back end ([price] billed_by)",
                        "this charger has none that says what a charge costs: bill by the tariff");
  }
  auto code = DynamicCodeWatch::create(config, options.log);
  if (!code) return tl::make_unexpected(code.error());
  if (*code && devices.back_end == nullptr) {
    return hal::failure("config.no_back_end",
                        "showing a code that a back end is paid by ([qr_code])",
                        "this charger has none that could start the charge: take the section out");
  }
  std::unique_ptr<Core> core(new Core(config, devices, std::move(options)));
  Core& self = *core;
  StationSettings settings = settings_of(config);
  if (*code) {
    settings.dynamic_code = (*code)->code();
    self.clock_due_ = devices.clock.monotonic();
    self.dynamic_code_due_ = self.clock_due_;
    self.dynamic_code_ = *std::move(code);
  }
  settings.phone_pays = self.options_.phone_pays;
  settings.cards_at_terminal = devices.terminal != nullptr;
  auto conductor = Conductor::create(
      std::move(settings),
      {.open_books = [&self, file = config.journal_file] { return self.open_books(file); },
       .carry_out = [&self](StationEffect& effect) { self.carry_out(effect); },
       .log = self.options_.log},
      moment(devices.clock));
  if (!conductor) return tl::make_unexpected(conductor.error());
  self.conductor_ = std::move(*conductor);
  self.watch_messages();
  self.watch_clock(devices.clock.monotonic());
  if (!config.tariffs.path.empty()) {
    auto watch = TariffWatch::create(config, core->options_.log);
    if (!watch) return tl::make_unexpected(watch.error());
    // The first prices are there before the first driver.
    if (auto sold = watch->look(devices.clock.utc())) self.handle(*sold);
    self.tariffs_ = std::move(*watch);
    self.tariffs_due_ = devices.clock.monotonic() + kLookAtTariffs;
  }
  self.publish();
  return core;
}

Core::Core(const Config& config, Devices devices, CoreOptions options)
    : devices_(devices),
      options_(std::move(options)),
      mail_(kMailCapacity),
      payments_(std::make_unique<Worker>(options_.most_orders)),
      phones_(std::make_unique<Worker>(options_.most_orders)),
      members_(std::make_unique<Worker>(options_.most_orders)),
      orders_(std::make_unique<EvseWorkers>(config.controller.evses, options_.most_orders)),
      reports_(std::make_unique<Worker>(options_.most_orders)),
      receipts_(std::make_unique<Worker>(options_.most_orders)),
      code_questions_(std::make_unique<Worker>(1)),
      tariff_files_(std::make_unique<Worker>(1)),
      copies_(std::make_unique<Worker>()),
      upkeep_({.journal = config.journal_file,
               .backup_folder = config.journal.backup_folder,
               .keep = std::chrono::days(config.journal.retention_days)},
              [this](std::function<void()> task) { copies_->give(std::move(task)); }) {
  devices_.controller.listen([this](const hal::ControllerEvent& event) {
    // Only a meter value may be lost: the next one says more.
    if (!mail_.offer(event) && !std::holds_alternative<hal::MeterSample>(event)) mail_.post(event);
  });
  if (devices_.back_end != nullptr) {
    std::filesystem::path messages = config.journal_file;
    messages += "-messages";
    board_ = std::make_unique<MessageBoard>(
        std::move(messages), devices_.clock,
        MessageBoard::Outlets{[this] { mail_.offer(Tick{}); }, options_.log});
    devices_.back_end->listen(
        [this](const hal::BackEndReport& report) {
          // Only a running cost may be lost: the next one says more.
          const auto* cost = std::get_if<hal::CostReported>(&report);
          const bool passing = cost != nullptr && cost->stage != hal::CostReported::Stage::finished;
          if (!mail_.offer(report) && !passing) mail_.post(report);
        },
        board_.get());
  }
  cards_ = watch_cards(config);
}

Core::~Core() {
  devices_.controller.listen([](const hal::ControllerEvent&) {});
  mail_.close();
  if (devices_.back_end != nullptr) devices_.back_end->listen({}, nullptr);
  // A driver at the terminal may take minutes: what is unknown then is asked for at the next start.
  if (devices_.terminal != nullptr) devices_.terminal->close_down();
  cards_.reset();
  tariff_files_.reset();
  code_questions_.reset();
  copies_.reset();
  receipts_.reset();
  reports_.reset();
  orders_.reset();
  members_.reset();
  phones_.reset();
  payments_.reset();
  if (devices_.terminal != nullptr) {
    devices_.terminal->on_progress({});
    devices_.terminal->on_vanished_hold({});
  }
}

std::unique_ptr<CardWatch> Core::watch_cards(const Config& config) {
  CardWatch::Reports reports{[this](TapResult result) {
                               post(Tapped{std::move(result), options_.fresh_session()});
                             },
                             [this](bool ready) {
                               post(ReaderChanged{ready});
                               reader_heard_ = true;
                             }};
  if (devices_.terminal == nullptr) {
    return std::make_unique<TapWorker>(devices_.reader, devices_.clock, options_.terminal,
                                       config.site.time_zone, std::move(reports));
  }
  // What it says is for a driver who waits: a word that finds no room is followed by another.
  devices_.terminal->on_progress([this](const hal::zvt::ProgressTold& told) {
    mail_.offer(TerminalSays{step_told(told.progress)});
  });
  devices_.terminal->on_vanished_hold(
      [this](const payment::OrderKey& key) { post(TerminalLostHold{key}); });
  return std::make_unique<TerminalWatch>(
      *devices_.terminal, options_.terminal.identity_key,
      TerminalWatch::Times{config.site.time_zone, config.terminal.end_of_day},
      TerminalWatch::Told{std::move(reports),
                          [this](std::vector<std::string> concerns) {
                            post(TerminalDisagrees{std::move(concerns)});
                          },
                          [this](std::string both) { post(TerminalDayDiffers{std::move(both)}); },
                          options_.log});
}

hal::Result<std::unique_ptr<Books>> Core::open_books(const std::filesystem::path& file) {
  auto books = JournalBooks::open(file);
  if (!books) return tl::make_unexpected(books.error());
  (*books)->kept_up_by(upkeep_);
  return std::unique_ptr<Books>(std::move(*books));
}

void Core::post(StationEvent event) {
  mail_.post(std::move(event));
}

std::shared_ptr<const Snapshot> Core::snapshot() const {
  const std::lock_guard lock(snapshot_mutex_);
  return snapshot_;
}

bool Core::quiet() const {
  // The workers first: what they finish in between lies in the mailbox by the time it is looked at.
  return payments_->idle() && phones_->idle() && members_->idle() && orders_->idle() &&
         reports_->idle() && receipts_->idle() && tariff_files_->idle() &&
         code_questions_->idle() && copies_->idle() && !handling_ && mail_.empty();
}

hal::Millis Core::until_next_tick() const {
  if (!not_sent_.empty()) return hal::Millis{0};
  if (conductor_->more_to_do()) return kBetweenSlices;
  const Now now = moment(devices_.clock);
  const hal::Millis left = next_tick(conductor_->station(), now) - now.monotonic;
  return std::max(hal::Millis{0}, left);
}

void Core::pump(hal::Millis longest) {
  if (mail_.empty() && not_sent_.empty() && longest > hal::Millis{0}) {
    mail_.wait(devices_.clock.machine_time(longest));
  }
  handling_ = true;
  for (const StationEvent& event : mail_.take()) handle(event);
  conductor_->pass_time(moment(devices_.clock));
  for (const StationEvent& event : std::exchange(not_sent_, {})) handle(event);
  watch_tariffs(devices_.clock.monotonic());
  watch_messages();
  watch_clock(devices_.clock.monotonic());
  watch_dynamic_code(devices_.clock.monotonic());
  const ReaderWish wish = reader_wish(conductor_->station());
  if (!(wish == wish_)) {
    wish_ = wish;
    cards_->wish(wish);
  }
  publish();
  handling_ = false;
}

// Other prices are told to the station like everything else that happens outside.
void Core::watch_tariffs(hal::Monotonic now) {
  if (!tariffs_due_ || now < *tariffs_due_) return;
  tariffs_due_ = now + kLookAtTariffs;
  tariff_files_->give([this] {
    if (auto sold = tariffs_->look(devices_.clock.utc())) mail_.post(std::move(*sold));
  });
}

void Core::watch_clock(hal::Monotonic now) {
  if (!clock_due_ || now < *clock_due_) return;
  clock_due_ = now + kLookAtClock;
  const bool trusted = options_.clock_trusted();
  if (trusted != conductor_->station().clock_trusted) handle(ClockChanged{trusted});
}

// EVerest says nothing when the back end sets another variable, so it is asked now and then; and as
// soon as the back end is there, since a driver may be, too.
void Core::watch_dynamic_code(hal::Monotonic now) {
  const bool up = conductor_->station().back_end_up;
  const bool came_up = up && !std::exchange(back_end_was_up_, up);
  if (!up) back_end_was_up_ = false;
  if (!dynamic_code_due_) return;
  if (code_unanswered_.exchange(false)) {
    dynamic_code_due_ = std::min(*dynamic_code_due_, now + kAskAgainForDynamicCode);
  }
  if (now < *dynamic_code_due_ && !came_up) return;
  const bool asked = code_questions_->give([this] {
    auto other = dynamic_code_->look(*devices_.back_end);
    code_unanswered_ = !other;
    if (other && *other) mail_.post(std::move(**other));
  });
  dynamic_code_due_ = now + (asked ? kAskForDynamicCode : kAskAgainForDynamicCode);
}

void Core::watch_messages() {
  if (board_ == nullptr) return;
  std::set<hal::ChargeKey> running;
  for (const auto& [id, session] : conductor_->station().sessions) {
    if (!payment::bay_is_free(session.saga)) running.insert(id);
  }
  board_->tidy(running);
  const std::uint64_t newest = board_->revision();
  if (newest == messages_seen_) return;
  messages_seen_ = newest;
  handle(MessagesChanged{board_->all()});
}

void Core::handle(const StationEvent& event) {
  if (const auto* tapped = std::get_if<Tapped>(&event)) {
    taps_ += std::holds_alternative<CardSeen>(tapped->result) ? 0 : 1;
  }
  const auto* intent = std::get_if<Intent>(&event);
  if (intent != nullptr && std::holds_alternative<Pay>(*intent)) {
    conductor_->take(Intent{Pay{options_.fresh_session()}}, moment(devices_.clock));
    return;
  }
  if (intent != nullptr && std::holds_alternative<PayByPhone>(*intent)) {
    conductor_->take(Intent{PayByPhone{options_.fresh_session()}}, moment(devices_.clock));
    return;
  }
  if (intent != nullptr && std::holds_alternative<TakeReceipt>(*intent)) {
    conductor_->take(Intent{TakeReceipt{options_.fresh_session()}}, moment(devices_.clock));
    return;
  }
  conductor_->take(event, moment(devices_.clock));
}

payment::Journal* Core::journal() {
  auto* books = static_cast<JournalBooks*>(conductor_->books());
  return books == nullptr ? nullptr : &books->journal();
}

void Core::carry_out(StationEffect& effect) {
  std::visit(
      Match{[&](PlaceHold& it) {
              publish();  // that the card was read is on screen before the bank is asked
              auto order = std::make_shared<payment::HoldOrder>(std::move(it.order));
              pay(it.session, payer_of(order->presentation), payment::HoldAnswered{not_sent()},
                  [order](payment::PaymentProvider& provider) {
                    return payment::HoldAnswered{provider.hold(*order)};
                  });
            },
            [&](SessionEffect& it) { carry_out(it.session, it.evse, it.effect); },
            [&](Sound& it) { devices_.speaker.play(it.beep); }, [&](SendReport& it) { send(it); },
            [&](TellTrouble& it) {
              if (devices_.back_end == nullptr) return;
              devices_.back_end->tell(it.trouble, std::move(it.detail));
            },
            [&](UnlockPlug& it) { unlock(it.evse); },
            [&](StopAtTerminal& it) {
              if (devices_.terminal != nullptr) devices_.terminal->ask_to_stop(it.hold);
            }},
      effect);
}

void Core::carry_out(const std::string& session, hal::EvseId evse,
                     const payment::SagaEffect& effect) {
  using payment::PaymentProvider;
  using Record = std::optional<hal::ChargeRecord>;
  const auto known = [](hal::Result<hal::ChargeRecord> record) {
    return record ? Record(*record) : std::nullopt;
  };
  std::visit(
      Match{
          [](const payment::SendHold&) {},  // left as PlaceHold, with the card
          [&](const payment::SendRaise& it) {
            pay(session, it.order.paid_by, payment::RaiseAnswered{it.order.key, not_sent()},
                [order = it.order](PaymentProvider& provider) {
                  return payment::RaiseAnswered{order.key, provider.raise(order)};
                });
          },
          [&](const payment::SendCapture& it) {
            pay(session, it.order.paid_by, payment::CaptureAnswered{not_sent()},
                [order = it.order](PaymentProvider& provider) {
                  return payment::CaptureAnswered{provider.capture(order)};
                });
          },
          [&](const payment::SendRelease& it) {
            pay(session, it.order.paid_by, payment::ReleaseAnswered{not_sent()},
                [order = it.order](PaymentProvider& provider) {
                  return payment::ReleaseAnswered{provider.release(order)};
                });
          },
          [&](const payment::SendAbandon& it) {
            pay(session, it.order.paid_by, payment::AbandonAnswered{not_sent()},
                [order = it.order](PaymentProvider& provider) {
                  return payment::AbandonAnswered{provider.abandon(order)};
                });
          },
          [&](const payment::Ask& it) {
            pay(session, it.question.paid_by,
                payment::AskAnswered{it.question.about, payment::Unknown{}, it.question.key},
                [question = it.question](PaymentProvider& provider) {
                  return payment::AskAnswered{question.about, provider.ask(question), question.key};
                });
          },
          [&](const payment::Acknowledge& it) {
            const bool taken =
                payments_->give([this, key = it.key] { devices_.provider.acknowledge(key); });
            if (!taken) options_.log("no room to acknowledge " + it.key);
          },
          [&](const payment::StartCharge&) {
            const payment::SagaEvent refused = payment::ChargeRefused{hal::ChargerFault::internal};
            charge(session, evse, refused,
                   [session, evse, refused](hal::ChargeController& controller) {
                     const bool accepted = controller.start(evse, session).has_value();
                     return accepted ? std::nullopt : std::optional(refused);
                   });
          },
          [&](const payment::FenceCharge&) {
            charge(session, evse, payment::Fenced{},
                   [session, evse, known](hal::ChargeController& controller) {
                     return payment::Fenced{known(controller.stop(evse, session))};
                   });
          },
          [&](const payment::QueryCharge&) {
            charge(session, evse, payment::ChargeFound{},
                   [session, evse, known](hal::ChargeController& controller) {
                     return payment::ChargeFound{known(controller.query(evse, session))};
                   });
          }},
      effect);
}

// An order that finds no worker did not happen, and its saga is told so: it then tries again or
// gives the driver an honest no.
void Core::pay(const std::string& session, payment::PaidBy paid_by, payment::SagaEvent unsent,
               std::function<payment::SagaEvent(payment::PaymentProvider&)> order) {
  Worker& worker = paid_by == payment::PaidBy::checkout        ? *phones_
                   : paid_by == payment::PaidBy::charging_card ? *members_
                                                               : *payments_;
  const bool taken = worker.give([this, session, order = std::move(order)] {
    mail_.post(SessionEvent{session, order(devices_.provider)});
  });
  if (!taken) not_sent_.push_back(SessionEvent{session, std::move(unsent)});
}

void Core::charge(const std::string& session, hal::EvseId evse, payment::SagaEvent unsent,
                  std::function<std::optional<payment::SagaEvent>(hal::ChargeController&)> order) {
  const bool taken = orders_->give(evse, [this, session, order = std::move(order)] {
    if (auto answer = order(devices_.controller)) {
      mail_.post(SessionEvent{session, std::move(*answer)});
    }
  });
  if (!taken) not_sent_.push_back(SessionEvent{session, std::move(unsent)});
}

void Core::send(const SendReport& report) {
  ReportDesk* const desk = report.receipt ? devices_.receipt_desk : devices_.report_desk;
  Worker& worker = report.receipt ? *receipts_ : *reports_;
  const bool taken = desk != nullptr && worker.give([this, desk, report] {
    const auto delivered = desk->deliver(report.number, report.body);
    mail_.post(ReportAnswered{report.number, delivered.has_value(),
                              delivered ? std::string() : delivered.error().sentence()});
  });
  if (!taken) not_sent_.push_back(ReportAnswered{report.number, false, "no room to send it"});
}

void Core::unlock(hal::EvseId evse) {
  using Stage = UnlockModel::Stage;
  const bool taken = orders_->give(evse, [this, evse] {
    const auto outcome = devices_.controller.unlock(evse);
    Stage stage = Stage::stuck;
    if (!outcome && outcome.error().code == "controller.unsupported") stage = Stage::by_itself;
    if (outcome && *outcome == hal::UnlockOutcome::unlocked) stage = Stage::unlocked;
    if (outcome && *outcome == hal::UnlockOutcome::refused) stage = Stage::refused;
    mail_.post(UnlockAnswered{evse, stage});
  });
  if (!taken) not_sent_.push_back(UnlockAnswered{evse, Stage::stuck});
}

void Core::publish() {
  auto fresh =
      std::make_shared<const Snapshot>(snapshot_of(conductor_->station(), moment(devices_.clock)));
  {
    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = std::move(fresh);
  }
  options_.snapshot_changed();
}

}  // namespace kerb::kiosk
