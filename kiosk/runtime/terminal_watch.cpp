#include "kiosk/runtime/terminal_watch.hpp"

#include <utility>

#include "kiosk/runtime/local_time.hpp"
#include "payment/emv/track2.hpp"
#include "payment/tapped_card.hpp"

namespace kerb::kiosk {
namespace {

using payment::terminal::SharedTerminal;

constexpr hal::Millis kBetweenLooks{250};      // while a driver is to pay
constexpr hal::Millis kBetweenIdleLooks{500};  // while nobody is expected to
constexpr hal::Millis kBetweenTries{2'000};    // to meet a terminal that is away
constexpr hal::Millis kWhileAtWork{100};
constexpr hal::Seconds kUnprovenWait{8};  // for a card, of a terminal that never told of any
constexpr hal::Seconds kLongestRest{30};  // of a card that never leaves
constexpr hal::Seconds kBetweenComparisons{600};
constexpr hal::Seconds kBetweenTending{600};  // what it asks for may not help
constexpr hal::Seconds kBetweenDayTries{60};
constexpr hal::Seconds kAfterRefusedDay{600};

hal::zvt::WallClock wall_clock(hal::Utc now, const std::string& time_zone) {
  const payment::emv::LocalTime local = local_time(now, time_zone);
  return {.year = local.year,
          .month = local.month,
          .day = local.day,
          .hour = local.hour,
          .minute = local.minute,
          .second = local.second};
}

}  // namespace

TerminalWatch::TerminalWatch(SharedTerminal& terminal, payment::Secret identity_key, Times times,
                             Told told)
    : terminal_(terminal),
      identity_key_(std::move(identity_key)),
      times_(std::move(times)),
      told_(std::move(told)),
      wishes_(64),
      compare_at_(clock_.monotonic()),
      tend_at_(compare_at_),
      end_day_at_(compare_at_),
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
      if (newest.chosen && !wish.chosen) {
        lies_there_since_.reset();
        chosen_since_ = clock_.monotonic();
      }
      wish = newest;
    }
    if (wish.mode != ReaderWish::Mode::purchase) {
      if (clock_.monotonic() >= tend_at_) tend();
      if (clock_.monotonic() >= compare_at_) compare();
      const bool day_may_end = times_.end_of_day || terminal_.wants_end_of_day();
      if (day_may_end && clock_.monotonic() >= end_day_at_) end_day();
    }
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
    tend_at_ = clock_.monotonic();  // who comes back may want something
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
    told_of_cards_ = true;
    take(wish, seen->card);
  } else {
    lies_there_since_.reset();
    const bool blind = seen->saw == Saw::cannot_tell || may_be_blind();
    if (blind && wish.chosen && !std::exchange(asked_, true)) pays(wish);
  }
  const bool expected = wish.mode == ReaderWish::Mode::purchase || lies_there_since_.has_value();
  wishes_.wait(expected ? kBetweenLooks : kBetweenIdleLooks);
}

bool TerminalWatch::may_be_blind() const {
  return !told_of_cards_ && chosen_since_ && clock_.monotonic() - *chosen_since_ >= kUnprovenWait;
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
  tell_concerns();
}

void TerminalWatch::tell_concerns() {
  auto concerns = terminal_.concerns();
  if (concerns == concerns_) return;
  concerns_ = concerns;
  for (const std::string& concern : concerns) told_.log(concern);
  told_.concerns(std::move(concerns));
}

// That it is away is told by the look for a card.
void TerminalWatch::tend() {
  const auto tended = terminal_.put_in_order(wall_clock(clock_.utc(), times_.time_zone));
  if (tended && !*tended) return;  // it is at work: at the next look
  tend_at_ = clock_.monotonic() + kBetweenTending;
  if (!tended && tended.error().code == "zvt.refused") told_.log(tended.error().sentence());
}

void TerminalWatch::end_day() {
  using How = payment::terminal::DayEnd::How;
  const hal::Utc now = clock_.utc();
  const auto day = payment::terminal::day_due(wall_clock(now, times_.time_zone),
                                              times_.end_of_day.value_or(hal::Minutes{0}));
  const auto told = terminal_.end_day(day, now, terminal_.wants_end_of_day());
  const bool refused = !told || told->how == How::refused;
  // One that wants it again and again is not helped by it.
  const bool put_off = told && (told->how == How::put_off || told->how == How::not_due);
  end_day_at_ = clock_.monotonic() + (put_off ? kBetweenDayTries : kAfterRefusedDay);
  if (refused) {
    const std::string why = told ? told->why : told.error().sentence();
    if (why != std::exchange(day_trouble_, why)) told_.log("the day was not ended: " + why);
    return;
  }
  if (told->how == How::unknown) told_.log("nobody heard how the end of day ended: " + told->why);
  if (told->how != How::ended) return;
  day_trouble_.clear();
  told_.log("the terminal's day is ended");
  for (const auto& one : told->differences) told_.day_differs(payment::terminal::json_for(one));
  tell_concerns();
}

void TerminalWatch::report_ready(bool ready) {
  if (ready == ready_) return;
  ready_ = ready;
  told_.reports.reader_ready(ready);
}

}  // namespace kerb::kiosk
