// A transit, loyalty or charging card on a MIFARE DESFire: it speaks APDUs, and of payment it knows
// nothing.
#pragma once

#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated::cards {

// Seven octets: the same number at every tap. Four that begin with 08: the card hides its own and
// draws another one each time the field comes on (its "random id" mode).
std::shared_ptr<VirtualCard> make_desfire(Bytes uid);

}  // namespace kerb::hal::simulated::cards
