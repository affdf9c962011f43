// What a cost is made of, in whole minor units that add up to it: for the receipt, and for whoever
// asks during the charge.
#pragma once

#include <cstdint>
#include <vector>

#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {

struct CostPart {
  // `minimum`: what is missing to the tariff's minimum price. `maximum`: what is over its maximum,
  // below zero.
  enum class Kind : std::uint8_t { component, minimum, maximum };
  Kind kind = Kind::component;
  std::uint16_t component = 0;  // of the compiled tariff
  std::int64_t quantity = 0;    // nWh, ms or times, as billed
  std::int64_t net = 0;         // minor units
  std::int64_t gross = 0;
};

// In the order of the tariff's dimensions as a driver reads them: energy, time, parking, fees; then
// the limit that decided. Their amounts add up to those of the bill: what rounding leaves goes to the
// parts that lost most by it.
std::vector<CostPart> cost_parts(const Tally& tally, const Bill& bill);

// Divides `total` in proportion to the weights, which are not negative; what is left over goes to the
// largest remainders. All to the first when the weights are all zero.
std::vector<std::int64_t> divided(std::int64_t total, const std::vector<Int128>& weights);

}  // namespace kerb::payment::tariff
