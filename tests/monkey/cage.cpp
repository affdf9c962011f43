#include "tests/monkey/cage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "kiosk/runtime/installation.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::monkey {
namespace {

using payment::saga_steps::Match;

// Few pixels are drawn quickly, and the monkey does not read.
constexpr int kWidth = 320;
constexpr int kHeight = 188;

template <typename T>
T must(hal::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().sentence());
    std::exit(2);
  }
  return std::move(*result);
}

kiosk::Config config() {
  auto read = kiosk::read_config(kiosk::example_config());
  if (!read) {
    fmt::print(stderr, "{}\n", read.error().front().sentence());
    std::exit(2);
  }
  kiosk::Config out = std::move(*read);
  out.display.width_mm = out.display.width_mm * kWidth / out.display.width;
  out.display.height_mm = out.display.height_mm * kHeight / out.display.height;
  out.display.width = kWidth;
  out.display.height = kHeight;
  return out;
}

const kiosk::Config& example() {
  static const kiosk::Config kExample = config();
  return kExample;
}

// Nothing ever has to be read back: the monkey does not cut the power.
class Forgetful final : public kiosk::Books {
  hal::Result<void> write(const kiosk::Commit& /*commit*/, hal::Utc /*at*/) override { return {}; }
  hal::Result<Open> open_sessions() override { return Open{}; }
};

}  // namespace

Cage::Cage(torture::Random& dice)
    : dice_(dice), display_(kWidth, kHeight), charger_(example().controller.evses) {
  const kiosk::Config& config = example();
  languages_ = std::make_unique<kiosk::Languages>(
      must(kiosk::Languages::load(kiosk::locales_folder(), config.locales, config.site.time_zone)));
  kiosk::StationSettings settings = kiosk::settings_of(config);
  settings.reports_leave = true;
  settings.phone_pays = true;
  settings.receipt_page = "https://receipts.example/{token}";
  conductor_ = must(kiosk::Conductor::create(
      std::move(settings),
      {.open_books = []() -> hal::Result<std::unique_ptr<kiosk::Books>> {
         return std::unique_ptr<kiosk::Books>(std::make_unique<Forgetful>());
       },
       .carry_out = [this](kiosk::StationEffect& effect) { carry_out(effect); },
       .log = [](const std::string&) {}},
      now()));
  screen_ = must(kiosk::DriverScreen::create(
      display_, *languages_,
      {.panel = config.display,
       .act = [this](kiosk::Intent intent) { intents_.push_back(std::move(intent)); },
       .voice = &ear_}));
  charger_.listen([this](const hal::ControllerEvent& event) { due_.push_back({{}, event}); });
  charger_.advance(now().monotonic);
  reader_on(true);
  pass(hal::Seconds{1});
}

payment::Now Cage::now() const {
  return {hal::Monotonic(hal::Millis(1'000'000) + passed_),
          hal::Utc(hal::Millis(1'790'000'000'000) + passed_)};
}

std::string Cage::fresh_session() {
  return fmt::format("{:032x}", ++sessions_begun_);
}

void Cage::take(const kiosk::StationEvent& event) {
  conductor_->take(event, now());
}

void Cage::look() {
  while (!intents_.empty()) {
    kiosk::Intent intent = std::move(intents_.front());
    intents_.pop_front();
    if (auto* pay = std::get_if<kiosk::Pay>(&intent)) pay->fresh_session = fresh_session();
    if (auto* pay = std::get_if<kiosk::PayByPhone>(&intent)) pay->fresh_session = fresh_session();
    if (auto* it = std::get_if<kiosk::TakeReceipt>(&intent)) it->fresh_token = fresh_session();
    take(intent);
  }
  deliver();
  shown_ =
      std::make_shared<const kiosk::Snapshot>(kiosk::snapshot_of(conductor_->station(), now()));
  screen_->draw(shown_, now().monotonic);
  ear_.forget();
}

// What is due may bring more that is due at once.
void Cage::deliver() {
  for (std::size_t at = 0; at < due_.size();) {
    if (due_[at].at > now().monotonic) {
      ++at;
      continue;
    }
    const kiosk::StationEvent event = std::move(due_[at].event);
    due_.erase(due_.begin() + static_cast<std::ptrdiff_t>(at));
    take(event);
    at = 0;
  }
}

void Cage::pass(hal::Millis span, hal::Millis step) {
  while (span > hal::Millis{0}) {
    const hal::Millis part = std::min(span, step);
    span -= part;
    passed_ += part;
    charger_.advance(now().monotonic);
    deliver();
    conductor_->pass_time(now());
  }
  look();
}

void Cage::touch(const hal::Touch& touch) {
  screen_->handle(touch, now().monotonic);
  look();
}

void Cage::press(hal::Key::Meaning key) {
  screen_->handle(hal::Key{key}, now().monotonic);
  look();
}

void Cage::reader_on(bool on) {
  take(kiosk::ReaderChanged{on});
  look();
}

void Cage::tap() {
  if (kiosk::reader_wish(conductor_->station()).mode == kiosk::ReaderWish::Mode::off) return;
  if (dice_.one_in(5)) {
    constexpr kiosk::TapHint kHints[] = {kiosk::TapHint::again, kiosk::TapHint::see_phone,
                                         kiosk::TapHint::one_card_only};
    take(kiosk::Tapped{kiosk::TapFailed{kHints[dice_.below(std::ssize(kHints))]}, {}});
    return look();
  }
  payment::CardPresentation card;
  card.identity = {payment::Scheme::visa, "Visa Debit", "0010",
                   fmt::format("card-{}", dice_.below(3))};
  take(kiosk::Tapped{kiosk::CardRead{std::move(card)}, fresh_session()});
  look();
}

std::string Cage::screen() const {
  return std::string(kiosk::screen_name(shown_->screen));
}

// ---- the bank and the charger

void Cage::answer(const std::string& session, payment::SagaEvent event) {
  const hal::Millis wait = kind_ ? hal::Millis{200} : hal::Millis{dice_.below(9'000)};
  due_.push_back({now().monotonic + wait, kiosk::SessionEvent{session, std::move(event)}});
}

payment::HoldAnswer Cage::dice_on(const payment::HoldOrder& order) {
  const auto roll = kind_ ? 0 : dice_.below(20);
  if (roll == 17) return payment::Declined{payment::DeclineReason::insufficient};
  if (roll == 18) return payment::Unknown{"the dice"};
  if (roll == 19) return payment::NotProcessed{"the dice"};
  if (std::holds_alternative<payment::CheckoutPage>(order.presentation)) {
    pages_[order.key] = order.amount;
    return payment::Pending{"https://pay.example/" + order.key,
                            now().utc + hal::Millis{dice_.between(60'000, 1'800'000)}, order.key};
  }
  return payment::Approved{{"hold-" + order.key, order.amount, {}, "831000"}};
}

// Now and then whoever scanned the code has paid since, or never will.
payment::AskAnswer Cage::dice_on(const payment::Question& question) {
  const auto page = pages_.find(question.key);
  if (question.about != payment::Question::About::hold || page == pages_.end()) {
    return payment::NotFound{};
  }
  const auto roll = dice_.below(30);
  if (roll < 2) return payment::Approved{{"hold-" + page->first, page->second, {}, "831000"}};
  if (roll == 2) return payment::Declined{payment::DeclineReason::insufficient};
  if (roll == 3) return payment::Done{};
  if (roll == 4) return payment::Unknown{"the dice"};
  return payment::NotFound{};
}

std::optional<payment::SagaEvent> Cage::answer_to(const kiosk::SessionEffect& order) {
  using Answer = std::optional<payment::SagaEvent>;
  return std::visit(
      Match{[](const payment::SendHold&) { return Answer{}; },  // a PlaceHold brings the card
            [](const payment::SendRaise& it) {
              return Answer{payment::RaiseAnswered{it.order.key, payment::Declined{}}};
            },
            [](const payment::SendCapture&) {
              return Answer{payment::CaptureAnswered{payment::Done{}}};
            },
            [](const payment::SendRelease&) {
              return Answer{payment::ReleaseAnswered{payment::Done{}}};
            },
            [](const payment::SendAbandon&) {
              return Answer{payment::AbandonAnswered{payment::Done{}}};
            },
            [&](const payment::Ask& it) {
              return Answer{
                  payment::AskAnswered{it.question.about, dice_on(it.question), it.question.key}};
            },
            [&](const payment::StartCharge&) -> Answer {
              if (charger_.start(order.evse, order.session)) return {};
              return payment::ChargeRefused{};
            },
            [&](const payment::FenceCharge&) -> Answer {
              const auto record = charger_.stop(order.evse, order.session);
              return payment::Fenced{record ? std::optional(*record) : std::nullopt};
            },
            [&](const payment::QueryCharge&) -> Answer {
              const auto record = charger_.query(order.evse, order.session);
              return payment::ChargeFound{record ? std::optional(*record) : std::nullopt};
            },
            [](const payment::Acknowledge&) { return Answer{}; }},
      order.effect);
}

void Cage::carry_out(const kiosk::StationEffect& effect) {
  std::visit(Match{[&](const kiosk::PlaceHold& it) {
                     answer(it.session, payment::HoldAnswered{dice_on(it.order)});
                   },
                   [&](const kiosk::SessionEffect& it) {
                     if (auto event = answer_to(it)) answer(it.session, std::move(*event));
                   },
                   [](const kiosk::Sound&) {}, [](const kiosk::TellTrouble&) {},
                   [](const kiosk::StopAtTerminal&) {},
                   [&](const kiosk::UnlockPlug& it) {
                     const auto stage = dice_.one_in(2) ? kiosk::UnlockModel::Stage::unlocked
                                                        : kiosk::UnlockModel::Stage::stuck;
                     due_.push_back({now().monotonic + hal::Seconds{1},
                                     kiosk::UnlockAnswered{it.evse, stage}});
                   },
                   [&](const kiosk::SendReport& it) {
                     due_.push_back({now().monotonic + hal::Seconds{1},
                                     kiosk::ReportAnswered{it.number, !dice_.one_in(3)}});
                   }},
             effect);
}

}  // namespace kerb::monkey
