// Payment cards that will not pay at this reader, each for a reason of its own.
#pragma once

#include "hal/simulated/cards/emv_card.hpp"

namespace kerb::hal::simulated::cards {

// Visa that wants to be pushed into a slot: 6984 to GET PROCESSING OPTIONS (Book C-3, 5.2.2).
std::shared_ptr<VirtualCard> make_insert_only(Personalisation who);
// Visa that says no by itself: a cryptogram that declines (AAC).
std::shared_ptr<VirtualCard> make_refusing(Personalisation who);
// A payment card of a scheme that the station has no contract with.
std::shared_ptr<VirtualCard> make_other_scheme(Personalisation who);

}  // namespace kerb::hal::simulated::cards
