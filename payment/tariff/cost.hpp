// What was delivered and what it costs, in whole minor units.
#pragma once

#include "hal/charge_controller.hpp"
#include "payment/money.hpp"
#include "payment/tariff/live_price.hpp"

namespace kerb::payment {

// gross == net + vat, always.
struct Cost {
  hal::WattHours energy{};
  Money gross{};
  Money net{};
  Money vat{};
};

constexpr std::int64_t kNanoWattHours = 1'000'000'000;  // in a watt hour

// What the charge costs by its newest sample. A charge that delivered nothing costs nothing, whatever
// its tariff says about sessions and time: nobody pays for a charger that did not charge.
Cost cost_of(const tariff::LivePrice& price, const Currency& currency);

// The same when only `amount` of it is taken: each tax rate gets its part of that.
Cost limited_to(const tariff::LivePrice& price, const Cost& cost, const Money& amount);

}  // namespace kerb::payment
