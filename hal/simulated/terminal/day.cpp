// Orders about what is in the turnover store: the day's end, totals, and what was last.
#include <algorithm>

#include "hal/simulated/terminal/terminal.hpp"
#include "hal/zvt/bcd.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kDayCannotEnd = 0x77;
constexpr std::uint8_t kStillReserved = 0xB8;
constexpr std::uint8_t kNothingThere = 0x83;
constexpr std::uint8_t kReconciliation = 0xF0;
constexpr std::uint8_t kStatusAgain = 0x01;  // service byte of 06 20
constexpr std::uint8_t kNoPrint = 0x02;
constexpr std::uint64_t kMostCounted = 0xFF;

// Bitmap 60: the first and last receipt, and for each kind of card how many and how much.
Bytes octets_of_totals(const Totals& totals) {
  Bytes octets;
  zvt::append_bcd(octets, totals.first.value_or(0), 2);
  zvt::append_bcd(octets, totals.last.value_or(0), 2);
  for (const Sum& sum : totals.kinds) {
    const auto count = static_cast<std::uint64_t>(sum.count);
    octets.push_back(static_cast<std::uint8_t>(std::min(count, kMostCounted)));
    zvt::append_bcd(octets, static_cast<std::uint64_t>(std::max(Cents{0}, sum.amount)), 6);
  }
  return octets;
}

}  // namespace

void Terminal::order_end_of_day(Moment now) {
  accept(now);
  line_up_host();
}

void Terminal::decide_day(Moment now) {
  if (const auto open = turnover_.open(); !open.empty()) {
    Saying abort(zvt::kAbort);
    abort.fields.octet(settings_.profile.open_named ? kStillReserved : kDayCannotEnd);
    if (settings_.profile.open_named) abort.fields.digits(zvt::bmp::kReceipt, open.front());
    return line_up(Step::Kind::last, std::move(abort));
  }
  if (!host_.up()) return line_up_abort(Host::kNoConnection);
  const Totals totals = turnover_.totals();
  Saying status(zvt::kStatusInformation);
  status.fields.flag(zvt::bmp::kResult, 0x00)
      .digits(zvt::bmp::kAmount, static_cast<std::uint64_t>(std::max(Cents{0}, totals.all)))
      .digits(zvt::bmp::kTrace, turnover_.take_trace());
  add_date_and_time(status, clock(now));
  status.fields.bitmap(zvt::bmp::kTotals, octets_of_totals(totals));
  line_up(Step::Kind::status, std::move(status));
  line_up_paper(day_report(totals, clock(now), letterhead()), false);
  dialogue_->day_ends = true;
  if (status_ == kReconciliation) status_ = 0;
  line_up_completion();
}

void Terminal::order_totals(Moment now) {
  accept(now);
  line_up_paper(day_report(turnover_.totals(), clock(now), letterhead()), false);
  line_up_completion();
}

void Terminal::order_reprint(Moment now) {
  accept(now);
  const auto last = turnover_.last_kept();
  if (!last) return line_up_abort(kNothingThere);
  line_up_paper(receipt(turnover_.at(*last), Copy::customer, letterhead()), true);
  line_up_completion();
}

// What a till asks that does not know what became of its last order: the last payment that stands.
void Terminal::order_repeat(Moment now) {
  accept(now);
  const auto last = turnover_.last_kept();
  if (!last) return line_up_abort(kNothingThere);
  const Payment& payment = turnover_.at(*last);
  const std::uint8_t service = order().octet(zvt::bmp::kService).value_or(0);
  if ((service & kStatusAgain) != 0) line_up(Step::Kind::message, status_of(payment));
  if ((service & kNoPrint) == 0) {
    line_up_paper(receipt(payment, Copy::customer, letterhead()), true);
  }
  line_up_completion();
}

}  // namespace kerb::hal::simulated::terminal
