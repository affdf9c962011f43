// What a running charge costs: its tariff, fed with the meter and with a clock that nobody can set.
#include <algorithm>

#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

using tariff::LivePrice;
using tariff::MeterSample;

std::int64_t millis(hal::Utc at) {
  return at.time_since_epoch().count();
}

// A station that does not know the year still has to sell: the tariff's clock begins where it can.
std::int64_t within_the_calendar(std::int64_t at) {
  constexpr std::int64_t kYear = 366 * tariff::kDayMillis;
  return std::clamp(at, tariff::kEarliest, tariff::kLatest - kYear);
}

// The wall clock is read once, when the charge begins or is found again: whoever sets it meanwhile
// makes no charge longer or shorter.
std::int64_t moment_of(Saga& saga, Now now) {
  if (!saga.price_clock) {
    const std::int64_t latest = saga.price ? saga.price->latest().at : 0;
    const std::int64_t at = std::max(latest, within_the_calendar(millis(now.utc)));
    saga.price_clock = PriceClock{hal::Utc(hal::Millis(at)), now.monotonic};
  }
  return millis(saga.price_clock->utc + (now.monotonic - saga.price_clock->monotonic));
}

std::shared_ptr<const LivePrice> with(const LivePrice& price, MeterSample sample) {
  auto next = std::make_shared<LivePrice>(price);
  if (next->add(sample) == LivePrice::Verdict::out_of_range) {
    // A clock that jumped by years while the station was off: the energy counts, the time does not.
    sample.at = price.latest().at;
    next->add(sample);
  }
  return next;
}

}  // namespace

void begin_price(Saga& saga, Now now) {
  MeterSample first;
  first.at = moment_of(saga, now);
  saga.price = std::make_shared<const LivePrice>(tariff::compiled_of(saga.terms.tariff), first,
                                                 saga.terms.tariff->rounding());
}

void add_to_price(Saga& saga, hal::WattHours charged, Now now, const Until& until) {
  if (!saga.price) begin_price(saga, now);
  const MeterSample& latest = saga.price->latest();
  const std::int64_t here = std::max(moment_of(saga, now), latest.at);
  MeterSample sample;
  sample.at = until.ended ? std::clamp(millis(*until.ended), latest.at, here) : here;
  const std::int64_t most = tariff::kMostEnergy / kNanoWattHours;
  sample.energy = std::max(std::min(charged.count, most) * kNanoWattHours, latest.energy);
  // What the last stretch was, when only its end is known: energy came, or nothing changed.
  sample.activity = until.activity.value_or(
      sample.energy > latest.energy ? tariff::Activity::charging : latest.activity);
  saga.price = with(*saga.price, sample);
}

// What is in the journal may still be below. Else it is priced anew, evenly from its beginning: how
// it went is not known any more.
void count_back(Saga& saga, hal::WattHours charged, hal::Utc started) {
  const std::int64_t counted = std::max<std::int64_t>(charged.count, 0);
  const auto beyond = [&](const LivePrice& price) {
    return price.latest().energy / kNanoWattHours > counted;
  };
  if (!saga.price || !beyond(*saga.price)) return;
  if (saga.price_noted && !beyond(*saga.price_noted)) {
    saga.price = saga.price_noted;
    return;
  }
  MeterSample first;
  first.at = std::min(within_the_calendar(millis(started)), saga.price->latest().at);
  saga.price = std::make_shared<const LivePrice>(tariff::compiled_of(saga.terms.tariff), first,
                                                 saga.terms.tariff->rounding());
}

bool would_cost_more_than(const Saga& saga, hal::WattHours more, const Money& amount) {
  LivePrice ahead = *saga.price;
  MeterSample sample = ahead.latest();
  sample.at += hal::Millis(hal::Seconds{1}).count();
  sample.energy += (more.count + 1) * kNanoWattHours;
  sample.activity = tariff::Activity::charging;
  ahead.add(sample);
  return less(amount, cost_of(ahead, amount.currency()).gross);
}

// What a power cut would lose: who took no power for ten minutes owes an idle fee for them.
bool price_note_is_due(const Saga& saga) {
  if (!saga.price_noted || !saga.terms.tariff->depends_on_time()) return false;
  const MeterSample& now = saga.price->latest();
  const MeterSample& noted = saga.price_noted->latest();
  return now.activity != noted.activity || now.at - noted.at >= kPriceNoteEvery.count();
}

}  // namespace kerb::payment::saga_steps
