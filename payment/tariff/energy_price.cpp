#include "payment/tariff/energy_price.hpp"

#include <cstdlib>

namespace kerb::payment {
namespace {

// Wide enough for the largest meter reading times the largest price.
__extension__ using Wide = __int128;

Wide power_of_ten(int exponent) {
  Wide value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

// For numbers that are not negative: the half goes up.
std::int64_t rounded(Wide dividend, Wide divisor) {
  const Wide quotient = (dividend + divisor / 2) / divisor;
  if (quotient > INT64_MAX) std::abort();
  return static_cast<std::int64_t>(quotient);
}

// One kWh costs per_kwh.micros × 10^exponent / 10^6 minor units.
struct MinorPerWattHour {
  Wide dividend;
  Wide divisor;
};
MinorPerWattHour rate(const EnergyPrice& price) {
  return {static_cast<Wide>(price.per_kwh.micros) * power_of_ten(price.currency.exponent),
          static_cast<Wide>(Decimal::kScale) * 1000};
}

Cost split(const EnergyPrice& price, hal::WattHours energy, std::int64_t gross) {
  const Wide whole = static_cast<Wide>(100) * Decimal::kScale;
  const std::int64_t net = rounded(gross * whole, whole + price.vat_percent.micros);
  return {.energy = energy,
          .gross = {gross, price.currency},
          .net = {net, price.currency},
          .vat = {gross - net, price.currency}};
}

}  // namespace

Cost cost_of(const EnergyPrice& price, hal::WattHours energy) {
  if (energy.count < 0) energy.count = 0;
  const auto [dividend, divisor] = rate(price);
  return split(price, energy, rounded(dividend * energy.count, divisor));
}

Cost limited_to(const EnergyPrice& price, const Cost& cost, const Money& amount) {
  return split(price, cost.energy, smaller(cost.gross, amount).minor());
}

hal::WattHours energy_for(const EnergyPrice& price, const Money& amount) {
  const auto [dividend, divisor] = rate(price);
  if (dividend == 0) return {INT64_MAX};
  // The cost of n watt hours rounds half up, so it stays within `amount` while n·rate < amount + ½.
  const Wide twice = (static_cast<Wide>(amount.minor()) * 2 + 1) * divisor;
  const Wide most = (twice - 1) / (dividend * 2);
  return {most > INT64_MAX ? INT64_MAX : static_cast<std::int64_t>(most)};
}

}  // namespace kerb::payment
