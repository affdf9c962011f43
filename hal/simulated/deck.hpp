// Every card that a kiosk may meet, by name: the ones that pay, the ones that do not, the ones that
// lie, and the ones that nobody should have made. One list for the tests, for `kerb card --reader
// simulated:NAME` and for whatever else plays cards.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated {

struct DeckCard {
  std::string name;  // "visa", "co-badged, first refuses"
  std::string what;  // what it is for, in a sentence without a full stop
  std::function<std::shared_ptr<VirtualCard>()> make;  // a new one each time
  std::optional<int> leaves_after =
      {};  // taken away after so many commands, as Reader::tap() has it
};

// The same list for the whole run; each name once. The cards of CardKind are among them, by their
// words.
const std::vector<DeckCard>& deck();

struct DealtCard {
  std::shared_ptr<VirtualCard> card;
  std::optional<int> leaves_after;
};

// A new card by its name, or "NAME torn at N": the same card, which leaves during the N-th command
// (1 to 99). Empty for any other word.
std::optional<DealtCard> deal(std::string_view name);

}  // namespace kerb::hal::simulated
