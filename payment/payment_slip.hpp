// What a payment taken by an approved terminal obliges its receipt to say: which terminal and which
// entry of its journal, the application of the card, and whatever text the bank has to be printed
// (PA00P015, bitmap 3C and tag 46). Word for word and in the bank's language; it is nowhere
// understood, only printed.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace kerb::payment {

// Lines of valid UTF-8 without control signs and without a card number (terminal/slip.hpp).
using PaymentSlip = std::vector<std::string>;

constexpr std::size_t kMostSlipLines = 20;
constexpr std::size_t kLongestSlipLine = 64;  // octets

}  // namespace kerb::payment
