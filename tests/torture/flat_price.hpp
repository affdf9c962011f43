// What a charge under one price per kWh must cost, reckoned without Kerb's tariffs: the oracle does
// not ask the one that it judges.
#pragma once

#include "hal/charge_controller.hpp"
#include "payment/tariff/energy_price.hpp"

namespace kerb::torture {

// Exact in watt hours × price; rounded once, half up, to the minor unit. `energy` below zero counts
// as zero.
payment::Money flat_cost(const payment::EnergyPrice& price, hal::WattHours energy);

// The most energy whose cost does not exceed `amount`.
hal::WattHours energy_for(const payment::EnergyPrice& price, const payment::Money& amount);

}  // namespace kerb::torture
