// A card that answers anything to anything: what a charger in the street has to survive.
#pragma once

#include <memory>

#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated::cards {

// Noise, real answers with a few octets changed, lengths that lie, answers to other commands, the
// same answer again, "fetch more" and "ask anew" (61xx, 6Cxx) without end, answers of every length
// up to 65,538 octets, and well-formed objects that say nonsense; and often enough the truth, so
// that the lie comes late. Another mood for each tap; the same answers for the same seed and
// commands.
std::shared_ptr<VirtualCard> make_hostile(std::uint64_t seed);

}  // namespace kerb::hal::simulated::cards
