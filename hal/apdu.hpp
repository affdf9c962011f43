// A command and its response as ISO/IEC 7816-4 frames them, in the short form that EMV uses. Every
// reader shares one rule from there: "61xx" means that more octets wait to be fetched, "6Cxx" that
// the command must be sent again with the length that the card asks for. What calls a reader never
// sees either.
#pragma once

#include <functional>

#include "hal/bytes.hpp"
#include "hal/card_reader.hpp"

namespace kerb::hal {

constexpr std::size_t kShortestCommand = 4;    // CLA INS P1 P2
constexpr std::size_t kLongestCommand = 261;   // CLA INS P1 P2 Lc, 255 octets, Le
constexpr std::size_t kShortestResponse = 2;   // SW1 SW2
constexpr std::size_t kLongestResponse = 258;  // 256 octets, SW1 SW2

// Carries one command to the card exactly as it stands and brings the answer to it.
using ApduCarrier = std::function<ReaderResult<Bytes>(ByteView command)>;

// One command and its whole response, 2 to 258 octets. The carrier's faults pass through.
// `unreadable` when the command or an answer is not of a short APDU's length, or when the card
// never comes to an end.
ReaderResult<Bytes> exchange_apdu(ByteView command, const ApduCarrier& carry);

// The same command for a card on T=0, which knows no command that both sends and receives: Le is
// left out, and a bare header gets P3 = 0 (ISO/IEC 7816-3, 12.2).
Bytes without_le_for_t0(ByteView command);

}  // namespace kerb::hal
