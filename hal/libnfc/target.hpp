// What the chip tells of a card that it has found, and what Kerb makes of it. libnfc gives the
// pieces of ISO/IEC 14443-3; a PC/SC reader would have made an ATR of them, and so does this.
#pragma once

#include <optional>

#include "hal/bytes.hpp"
#include "hal/card_reader.hpp"

namespace kerb::hal::libnfc {

struct Target {
  enum class Type : std::uint8_t { a = 'A', b = 'B' };
  Type type = Type::a;
  Bytes uid;             // NFCID1 of type A without cascade tags; PUPI of type B
  std::uint8_t sak = 0;  // type A only
  // Type A: the answer to select without its length octet, as libnfc gives it: T0, TA, TB, TC, then
  // historical octets; empty when there is none. Type B: application data (4), protocol info (3).
  Bytes told;

  bool operator==(const Target&) const = default;
};

// As it travels in a card frame. Precondition: at most 10 octets of uid and 254 of `told`.
Bytes octets_of(const Target& target);
std::optional<Target> target_in(ByteView octets);

// Fault `unreadable` when it cannot be a card of ISO/IEC 14443: a uid that is none of the sizes, or
// an answer to select whose lengths do not add up. The ATR is as PC/SC part 3 (3.1.3.2.3) builds it:
// of a card with APDUs from its historical octets, of a storage card from its kind.
ReaderResult<CardInField> card_of(const Target& target);

// The same card as before the field went off and on, as far as that can be told: a uid of type A of
// four octets that begins with 08 is drawn anew each time (ISO/IEC 14443-3, 6.5.4), and a PUPI of
// type B may be (7.9.2).
bool may_be_same(const Target& one, const Target& other);

}  // namespace kerb::hal::libnfc
