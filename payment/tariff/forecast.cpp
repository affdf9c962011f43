#include "payment/tariff/forecast.hpp"

#include <algorithm>

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kMostPower = 10'000'000'000;  // 10 MW, in mW
// More turns than a tariff makes within any horizon that says something.
constexpr int kMostTurns = 40'000;

// nWh that `power` (mW) brings in `millis`: a milliwatt for a millisecond is 10/36 nWh.
std::int64_t energy_in(std::int64_t power, std::int64_t millis) {
  return static_cast<std::int64_t>(static_cast<Int128>(power) * millis * 10 / 36);
}
// The ms after which `energy` has come at least.
std::int64_t time_for(std::int64_t energy, std::int64_t power) {
  const Int128 whole = static_cast<Int128>(energy) * 36;
  const Int128 each = static_cast<Int128>(power) * 10;
  const Int128 millis = (whole + each - 1) / each;
  return millis > kMostMillis ? kMostMillis : static_cast<std::int64_t>(millis);
}

// A car that goes on as it is, from turn to turn of the tariff.
class Journey {
 public:
  Journey(const LivePrice& price, Activity activity, std::int64_t power, std::int64_t horizon)
      : tally_(price.tally()), at_(price.latest().at) {
    horizon_ = at_ + std::clamp<std::int64_t>(horizon, 0, kWeekMillis);
    segment_.activity = activity;
    segment_.least_power = segment_.greatest_power = power;
    segment_.least_current = segment_.greatest_current = price.latest().current;
    power_ = power;
    if (tally_.session_start() == kUnknown) {  // it begins now
      segment_.from = segment_.until = at_;
      tally_.add(segment_);
    }
  }

  std::int64_t at() const { return at_; }
  std::uint16_t selected(Slot slot) { return tally_.select(slot, tally_.moment(segment_, at_)); }

  // False at the horizon.
  bool advance() {
    if (at_ >= horizon_ || turns_++ >= kMostTurns) return false;
    segment_.from = at_;
    segment_.until = horizon_;
    std::int64_t until = tally_.next_turn(segment_, at_);
    const auto& bounds = tally_.tariff().energy_bounds();
    const auto bound = std::upper_bound(bounds.begin(), bounds.end(), tally_.energy());
    if (power_ > 0 && bound != bounds.end()) {
      until = std::min(until, at_ + time_for(*bound - tally_.energy(), power_));
    }
    segment_.until = until;
    segment_.time = until - at_;
    segment_.energy = energy_in(power_, until - at_);
    // The last nanowatt hour before a bound may be lost to rounding; it belongs to the new side.
    if (bound != bounds.end() && *bound - tally_.energy() - segment_.energy == 1) ++segment_.energy;
    if (tally_.add(segment_) != Tally::Fault::none) return false;
    at_ = until;
    return true;
  }

 private:
  Tally tally_;
  Segment segment_;
  std::int64_t at_;
  std::int64_t horizon_ = 0;
  std::int64_t power_ = 0;
  int turns_ = 0;
};

bool costs_the_same(const CompiledTariff& tariff, std::uint16_t one, std::uint16_t other) {
  if (one == other) return true;
  const auto price = [&](std::uint16_t at) { return at == Tally::kNone ? 0 : tariff[at].price; };
  const auto tax = [&](std::uint16_t at) { return at == Tally::kNone ? 0 : int{tariff[at].tax}; };
  return price(one) == price(other) && (price(one) == 0 || tax(one) == tax(other));
}

std::optional<Bill> cost_of(const CompiledTariff& tariff, std::int64_t start, std::int64_t millis,
                            std::int64_t energy, std::int64_t power, Rounding rounding) {
  if (millis < 0 || millis > kWeekMillis || energy < 0) return std::nullopt;
  Tally tally(tariff);
  Segment segment;
  segment.from = start;
  segment.until = start + millis;
  segment.time = millis;
  segment.energy = energy;
  segment.least_power = segment.greatest_power = power;
  if (tally.add(segment) != Tally::Fault::none) return std::nullopt;
  return tally.bill(rounding);
}

}  // namespace

std::optional<PriceChange> next_change(const LivePrice& price, std::int64_t power,
                                       std::int64_t horizon) {
  Journey journey(price, Activity::charging, std::clamp<std::int64_t>(power, 0, kMostPower),
                  horizon);
  const std::uint16_t energy = journey.selected(Slot::energy);
  const std::uint16_t time = journey.selected(Slot::time);
  const CompiledTariff& tariff = *price.tariff();
  while (journey.advance()) {
    for (const auto& [slot, before] :
         {std::pair{Slot::energy, energy}, std::pair{Slot::time, time}}) {
      const std::uint16_t after = journey.selected(slot);
      if (!costs_the_same(tariff, before, after)) {
        return PriceChange{journey.at(), slot, before, after};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> idle_fee_start(const LivePrice& price, std::int64_t horizon) {
  Journey journey(price, Activity::parking, 0, horizon);
  do {
    const std::uint16_t parking = journey.selected(Slot::parking);
    if (parking != Tally::kNone && (*price.tariff())[parking].price > 0) return journey.at();
  } while (journey.advance());
  return std::nullopt;
}

std::optional<Bill> cost_of_time(const CompiledTariff& tariff, std::int64_t start,
                                 std::int64_t millis, std::int64_t power, Rounding rounding) {
  if (power < 0 || power > kMostPower || millis < 0 || millis > kWeekMillis) return std::nullopt;
  return cost_of(tariff, start, millis, energy_in(power, millis), power, rounding);
}

std::optional<Bill> cost_of_energy(const CompiledTariff& tariff, std::int64_t start,
                                   std::int64_t energy, std::int64_t power, Rounding rounding) {
  if (power <= 0 || power > kMostPower || energy < 0 || energy > kMostEnergy) return std::nullopt;
  return cost_of(tariff, start, time_for(energy, power), energy, power, rounding);
}

}  // namespace kerb::payment::tariff
