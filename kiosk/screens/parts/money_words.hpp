// What became of the hold, in the driver's words. The screen says "released" only when the model
// does: the model takes it from the journal.
#pragma once

#include "kiosk/screens/parts/message.hpp"

namespace kerb::kiosk {

FactWords money_fact(const Page& page, HoldFate fate, const payment::Money& hold);

}  // namespace kerb::kiosk
