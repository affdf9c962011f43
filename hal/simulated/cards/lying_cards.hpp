// Cards that are right but for one lie about a length, a place or a shape.
#pragma once

#include <memory>

#include "hal/clock.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated::cards {

using CardPointer = std::shared_ptr<VirtualCard>;

// GET PROCESSING OPTIONS: the last object says that it goes on beyond the answer's end.
CardPointer past_the_end(CardPointer card);
// Records whose length is written in two octets (82 00 nn: longer than need be, but right), or in
// three (83 00 00 nn: nothing that a card sends is that long).
CardPointer with_two_length_octets(CardPointer card);
CardPointer with_three_length_octets(CardPointer card);
// The application file locator names records that the card has not got.
CardPointer without_its_records(CardPointer card);
// An object more behind the record's template.
CardPointer with_trailing_octets(CardPointer card);
// The record's template stands in another one.
CardPointer with_nested_template(CardPointer card);

// Takes `pause` for every command.
CardPointer slowed(CardPointer card, Millis pause);
// Answers GET PROCESSING OPTIONS with this status word and nothing else.
CardPointer refusing_to_begin(CardPointer card, std::uint16_t status);

}  // namespace kerb::hal::simulated::cards
