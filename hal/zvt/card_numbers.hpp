// Card numbers within text: a terminal masks them, and Kerb does not rely on that.
#pragma once

#include <string>
#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::hal::zvt {

// For logs. The same with '*' for every digit of a run of 12 or more, which is what a card number may be
// (ISO/IEC 7812). Up to two blanks, dashes, points, slashes or line ends between digits do not end
// a run. Zeros alone are no card.
std::string without_card_numbers(std::string text);

// For receipts, where other long numbers have to stand: only runs of 13 to 19 digits that do not begin
// with 0 and pass the check of ISO/IEC 7812-1, annex B; their last four digits stay.
std::string with_masked_cards(std::string text);

// The first rule for octets that may be ASCII digits.
bool holds_card_number(ByteView octets);

}  // namespace kerb::hal::zvt
