// One price per kWh that includes VAT: what a station sells at when nobody gives it a tariff. See
// FrozenTariff::flat().
#pragma once

#include "payment/money.hpp"

namespace kerb::payment {

// `per_kwh` includes VAT: the price that the law wants shown. `vat_percent` is 0 to 100.
struct EnergyPrice {
  Currency currency{};
  Decimal per_kwh{};
  Decimal vat_percent{};
};

}  // namespace kerb::payment
