#include "kiosk/runtime/terminal_watch.hpp"

#include <utility>

#include "payment/emv/track2.hpp"
#include "payment/tapped_card.hpp"

namespace kerb::kiosk {
namespace {

using payment::terminal::SharedTerminal;

constexpr hal::Millis kBetweenLooks{250};      // while a driver is to pay
constexpr hal::Millis kBetweenIdleLooks{500};  // while nobody is expected to
constexpr hal::Millis kBetweenTries{2'000};    // to meet a terminal that is away
constexpr hal::Millis kWhileAtWork{100};
constexpr hal::Seconds kLongestRest{30};  // of a card that never leaves
constexpr hal::Seconds kBetweenComparisons{600};

}  // namespace

TerminalWatch::TerminalWatch(SharedTerminal& terminal, payment::Secret identity_key, Told told)
    : terminal_(terminal),
      identity_key_(std::move(identity_key)),
      told_(std::move(told)),
      wishes_(64),
      compare_at_(clock_.monotonic()),
      thread_([this] { work(); }) {}

TerminalWatch::~TerminalWatch() {
  wishes_.close();
  thread_.join();
}

void TerminalWatch::wish(const ReaderWish& wish) {
  wishes_.offer(wish);
}

void TerminalWatch::work() {
  ReaderWish wish;
  while (!wishes_.closed()) {
    for (const ReaderWish& newest : wishes_.take()) {
      if (!(newest == wish)) asked_ = false;
      // Who asks to pay means the card that lies there.
      if (newest.chosen && !wish.chosen) lies_there_since_.reset();
      wish = newest;
    }
    if (wish.mode != ReaderWish::Mode::purchase && clock_.monotonic() >= compare_at_) compare();
    look(wish);
  }
}

void TerminalWatch::look(const ReaderWish& wish) {
  using Saw = SharedTerminal::Look::Saw;
  const auto seen = terminal_.look_for_card();
  if (!seen) {
    const std::string trouble = seen.error().sentence();
    if (trouble != std::exchange(trouble_, trouble)) told_.log(trouble);
    report_ready(false);
    wishes_.wait(kBetweenTries);
    return;
  }
  if (seen->saw == Saw::at_work) {
    wishes_.wait(kWhileAtWork);
    return;
  }
  if (!std::exchange(trouble_, {}).empty()) told_.log("the payment terminal answers again");
  report_ready(true);
  if (seen->saw == Saw::card) {
    take(wish, seen->card);
  } else {
    lies_there_since_.reset();
    if (seen->saw == Saw::cannot_tell && wish.chosen && !std::exchange(asked_, true)) pays(wish);
  }
  const bool expected = wish.mode == ReaderWish::Mode::purchase || lies_there_since_.has_value();
  wishes_.wait(expected ? kBetweenLooks : kBetweenIdleLooks);
}

void TerminalWatch::take(const ReaderWish& wish, const hal::zvt::CardSeen& card) {
  const hal::Monotonic now = clock_.monotonic();
  if (wish.mode == ReaderWish::Mode::off) return;
  if (lies_there_since_ && now - *lies_there_since_ < kLongestRest) return;
  lies_there_since_ = now;
  if (card.payment) return pays(wish);
  const auto uid = hal::from_hex(card.uid);
  switch (payment::kind_of({.uid = uid ? hal::ByteView(*uid) : hal::ByteView(),
                            .speaks_apdu = true,
                            .no_payment_application = true})) {
    case payment::TappedKind::charging_card:
      return told_.reports.tapped(ChargingCardRead{
          {card.uid},
          {payment::Scheme::other, "Charging card", card.uid.substr(card.uid.size() - 4),
           payment::emv::card_fingerprint(payment::Secret(*uid), identity_key_)}});
    case payment::TappedKind::changing_number:
      return told_.reports.tapped(TapFailed{TapHint::changing_number});
    case payment::TappedKind::payment:
    case payment::TappedKind::unknown:
      return told_.reports.tapped(TapFailed{TapHint::other_card});
  }
}

void TerminalWatch::pays(const ReaderWish& wish) {
  told_.reports.tapped(CardAtTerminalSeen{wish.amount});
}

void TerminalWatch::compare() {
  const auto compared = terminal_.compare();
  if (compared && !*compared) return;  // it is at work: at the next look
  compare_at_ = clock_.monotonic() + kBetweenComparisons;
  if (!compared) return;  // it is away: that is told by the look for a card
  auto concerns = terminal_.concerns();
  if (concerns == concerns_) return;
  concerns_ = concerns;
  for (const std::string& concern : concerns) told_.log(concern);
  told_.concerns(std::move(concerns));
}

void TerminalWatch::report_ready(bool ready) {
  if (ready == ready_) return;
  ready_ = ready;
  told_.reports.reader_ready(ready);
}

}  // namespace kerb::kiosk
