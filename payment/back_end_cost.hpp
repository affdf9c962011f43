// What a back end says that a charge costs, made into money. It computed the number in floating
// point, cut it off at some decimal place and sent an integer; so 2.01 may arrive as 2009
// thousandths. Rounding half up to the currency's minor unit brings that cent back wherever more
// places came than the currency has; where no more came (28 hundredths for 0.29), nobody can.
#pragma once

#include "hal/back_end.hpp"
#include "hal/error.hpp"
#include "payment/money.hpp"

namespace kerb::payment {

// The most that one charge may be said to cost, in minor units: beyond a million of the large unit
// somebody's decimals have slipped.
constexpr std::int64_t kMostTold = 100'000'000;

// `station`: the currency that everything here is sold in, also meant where none is said (OCPP 1.6
// sends none). Pure; any thread. Errors, each with the number as it came: cost.currency (another
// one), cost.negative, cost.too_large, cost.decimals (not 0 to 9).
hal::Result<Money> money_told(const hal::DecimalAmount& told, const Currency& station);

}  // namespace kerb::payment
