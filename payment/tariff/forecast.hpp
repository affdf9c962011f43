// Looking ahead: what a charge will cost, when its price changes, and how much it can cost at most.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "payment/tariff/live_price.hpp"

namespace kerb::payment::tariff {

// A price that takes over from another. Tally::kNone: nothing is charged.
struct PriceChange {
  std::int64_t at = 0;  // UTC ms; computed in UTC, so right on the day that the clocks change, too
  Slot slot = Slot::energy;
  std::uint16_t before = Tally::kNone;
  std::uint16_t after = Tally::kNone;
};

// The next change of the price of energy or time, within `horizon` ms, for a car that goes on
// taking `power` (mW). Two components that cost the same are no change.
std::optional<PriceChange> next_change(const LivePrice& price, std::int64_t power,
                                       std::int64_t horizon);

// When a fee for parking begins, if the car took no more power from now on: a moment within
// `horizon` ms, at the earliest now. Empty when there is none.
std::optional<std::int64_t> idle_fee_start(const LivePrice& price, std::int64_t horizon);

// What a charge costs that begins at `start` and takes `power` (mW) for `millis`, or until it has
// `energy` (nWh). Empty when that is out of range: no power, or longer than a week.
std::optional<Bill> cost_of_time(const CompiledTariff& tariff, std::int64_t start,
                                 std::int64_t millis, std::int64_t power, Rounding rounding);
std::optional<Bill> cost_of_energy(const CompiledTariff& tariff, std::int64_t start,
                                   std::int64_t energy, std::int64_t power, Rounding rounding);

// The most that a charge can cost, whatever the car does: from this the hold is proposed.
struct LargestCost {
  std::int64_t minor = 0;  // with taxes, rounded up to minor units
  std::string why;         // for a person
};
struct LargestCostQuestion {
  std::int64_t start = 0;                   // UTC ms
  std::int64_t until = 0;                   // UTC ms, at most a week later
  std::int64_t most_power = 0;              // mW, what the connector can give
  std::optional<std::int64_t> most_energy;  // nWh, such as the car's battery
};
LargestCost largest_cost(const CompiledTariff& tariff, const LargestCostQuestion& question);

}  // namespace kerb::payment::tariff
