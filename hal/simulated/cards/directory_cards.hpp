// Cards that are about the choice of an application: what stands in the directory, and what does
// not.
#pragma once

#include "hal/simulated/cards/lying_cards.hpp"
#include "hal/simulated/cards/ppse.hpp"

namespace kerb::hal::simulated::cards {

// A card of a scheme that the station does not take, or not yet: it lists its application and lets
// itself be selected, and that is all.
CardPointer other_scheme(const Bytes& aid, const std::string& label, std::uint8_t kernel,
                         const Bytes& uid);
// The same card under another directory; without entries there is one, and it is empty.
CardPointer with_directory(CardPointer card, std::vector<DirectoryEntry> entries);
// No directory at all (6A82): a contact card with an antenna.
CardPointer without_directory(CardPointer card);

// Two applications on one card; the first of the directory has priority 1.
CardPointer co_badged(CardPointer first, const DirectoryEntry& first_entry, CardPointer second,
                      const DirectoryEntry& second_entry);

}  // namespace kerb::hal::simulated::cards
