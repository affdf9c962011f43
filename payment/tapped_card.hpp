// What was held to the reader, as far as a charging station is concerned: something that pays, a
// charging card that goes by its number, or something that nobody could know again. Pure.
//
// A card that pays is never known by its number on the air: a phone's changes, plastic's can be
// read and copied by anybody, and its owner meant to pay.
#pragma once

#include "hal/bytes.hpp"

namespace kerb::payment {

// What a card's number on the air (ISO/IEC 14443-3: UID) is worth as a name for the card.
enum class UidWorth {
  names_it,     // the card's own, the same at every tap
  changing,     // drawn anew at every tap
  placeholder,  // never given to a card, but found on many copies
  cut_off,      // the beginning of a longer number
  wrong_length  // none, or one that no card has
};
UidWorth worth_of(hal::ByteView uid);

// What the reader and Entry Point found out.
struct TapEvidence {
  hal::ByteView uid;  // first octet on the air first; empty: the reader did not tell
  bool speaks_apdu = true;
  // SELECT PPSE was answered with 6A82 (EMV Contactless Book B, 3.3.2: it has no payment system
  // environment). Any other answer proves nothing.
  bool no_payment_application = false;
};

enum class TappedKind {
  payment,          // pays, or says itself why it does not
  charging_card,    // its number can be asked for
  changing_number,  // a transit card or phone that hides who it is
  unknown,          // no payment card, and its number names nobody
};
TappedKind kind_of(const TapEvidence& evidence);

}  // namespace kerb::payment
