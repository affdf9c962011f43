#include "tests/torture/flat_price.hpp"

#include <cstdlib>

namespace kerb::torture {
namespace {

// Wide enough for the largest meter reading times the largest price.
__extension__ using Wide = __int128;

Wide power_of_ten(int exponent) {
  Wide value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

// One kWh costs per_kwh.micros × 10^exponent / 10^6 minor units.
struct MinorPerWattHour {
  Wide dividend;
  Wide divisor;
};
MinorPerWattHour rate(const payment::EnergyPrice& price) {
  return {static_cast<Wide>(price.per_kwh.micros) * power_of_ten(price.currency.exponent),
          static_cast<Wide>(payment::Decimal::kScale) * 1000};
}

}  // namespace

payment::Money flat_cost(const payment::EnergyPrice& price, hal::WattHours energy) {
  if (energy.count < 0) energy.count = 0;
  const auto [dividend, divisor] = rate(price);
  const Wide quotient = (dividend * energy.count + divisor / 2) / divisor;
  if (quotient > INT64_MAX) std::abort();
  return {static_cast<std::int64_t>(quotient), price.currency};
}

hal::WattHours energy_for(const payment::EnergyPrice& price, const payment::Money& amount) {
  const auto [dividend, divisor] = rate(price);
  if (dividend == 0) return {INT64_MAX};
  // The cost of n watt hours rounds half up, so it stays within `amount` while n·rate < amount + ½.
  const Wide twice = (static_cast<Wide>(amount.minor()) * 2 + 1) * divisor;
  const Wide most = (twice - 1) / (dividend * 2);
  return {most > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(most)};
}

}  // namespace kerb::torture
