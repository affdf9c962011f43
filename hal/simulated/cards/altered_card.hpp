// A card whose every answer passes through somebody's hands before it leaves: for cards that lie,
// that are slow, that refuse one thing and are right in all else.
#pragma once

#include <functional>

#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated::cards {

// May change `answer` (with its SW1 SW2) at will.
using Alteration = std::function<void(ByteView command, Bytes& answer)>;
std::shared_ptr<VirtualCard> altered(std::shared_ptr<VirtualCard> card, Alteration alteration);

}  // namespace kerb::hal::simulated::cards
