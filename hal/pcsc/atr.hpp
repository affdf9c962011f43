// The answer to reset, which a PC/SC reader makes up for a contactless card. Kerb reads one thing
// from it: whether the card is a storage card (MIFARE Classic, Ultralight, NTAG and the like, as
// charging cards often are), which has a uid and understands no APDU.
#pragma once

#include <optional>

#include "hal/bytes.hpp"

namespace kerb::hal::pcsc {

// The historical octets of an ATR (ISO/IEC 7816-3, 8.2); empty optional when its lengths do not add
// up.
std::optional<Bytes> historical_octets(ByteView atr);

// PC/SC part 3 names a storage card by a tag 4F with its own RID (A0 00 00 03 06) among the
// historical octets.
bool names_storage_card(ByteView atr);

}  // namespace kerb::hal::pcsc
