// Application cryptograms, computed as the issuers of real cards do, under one test master key: a
// bank that has this key can tell a genuine answer from an altered one.
//
//   card key     triple DES of the last 16 digits of number and sequence number (EMV Book 2,
//   A1.4.1) Visa         CVN 10: MAC directly under the card key, zero padding Mastercard   EMV
//   common session key from the ATC (Book 2, A1.3.1), padding 80 00… MAC          ISO/IEC 9797-1
//   algorithm 3 with DES, 8 octets
#pragma once

#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::cards {

// 16 octets each. `number`: decimal digits; `sequence`: 0 to 99.
Bytes card_key(std::string_view number, int sequence);
Bytes session_key(ByteView key, ByteView atc);

enum class Padding { zeros, one_then_zeros };
Bytes mac(ByteView key, ByteView message, Padding padding);

}  // namespace kerb::hal::simulated::cards
