// The price of a charge as it stands today: one price per kWh including VAT. The tariff engine will
// replace it behind the same questions: what is it, what does this energy cost, how much should be
// held.
#pragma once

#include "hal/charge_controller.hpp"
#include "payment/money.hpp"

namespace kerb::payment {

// `per_kwh` includes VAT: the price that the law wants shown. `vat_percent` is 0 to 100.
struct EnergyPrice {
  Currency currency{};
  Decimal per_kwh{};
  Decimal vat_percent{};
};

// What was delivered and what it costs. gross == net + vat, always.
struct Cost {
  hal::WattHours energy{};
  Money gross{};
  Money net{};
  Money vat{};
};

// Exact in watt hours × price; rounded once, half up, to the minor unit; the VAT is then taken out
// of the rounded gross, half up, so that the receipt adds up. `energy` below zero counts as zero.
Cost cost_of(const EnergyPrice& price, hal::WattHours energy);

// The same energy when only `amount` of its cost is taken: the VAT is taken out of that.
Cost limited_to(const EnergyPrice& price, const Cost& cost, const Money& amount);

// The most energy whose cost does not exceed `amount`.
hal::WattHours energy_for(const EnergyPrice& price, const Money& amount);

}  // namespace kerb::payment
