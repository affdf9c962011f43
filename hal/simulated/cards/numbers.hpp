// The numbers of the cards that only the deck has, from the schemes' public test ranges.
#pragma once

#include <array>
#include <string_view>

namespace kerb::hal::simulated::cards {

inline constexpr std::string_view kMaestroNumber = "6759649826438453";
inline constexpr std::string_view kMastercardPhoneNumber = "5204731600014784";  // a token
inline constexpr std::array kNumbersOfTheDeck = {kMaestroNumber, kMastercardPhoneNumber};

}  // namespace kerb::hal::simulated::cards
