// A contactless card made of code: it answers APDUs as plastic or a phone would, with real
// cryptograms and real signatures under a test authority of the project's own. The same card
// answers in the simulator, in unit tests and behind the real pcscd, so whatever reads it cannot
// tell the difference.
//
// All card numbers are from ranges that no bank issues to people, and end in a valid check digit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated {

// One thread at a time.
class VirtualCard {
 public:
  virtual ~VirtualCard() = default;
  virtual Bytes atr() const = 0;
  virtual Bytes uid() const = 0;
  // False for a storage card: it has a uid and no APDUs.
  virtual bool speaks_apdu() const = 0;
  // The field came on: selection and transaction state start anew; counters (ATC) go on.
  virtual void power_up() = 0;
  // One command APDU, one response with SW1 SW2; anything malformed gets the status word of a real
  // card.
  virtual Bytes answer(ByteView command) = 0;
};

enum class CardKind {
  visa,          // plastic, kernel 3, approved
  mastercard,    // plastic, kernel 2, approved
  phone,         // a wallet with a Visa token, device verified at once
  locked_phone,  // answers 6986 until its owner unlocks it: "see phone", then works at the second tap
  declined,      // Visa plastic whose bank says no (insufficient funds)
  needs_owner,            // Visa plastic whose bank asks for strong authentication (1A)
  charging_card,          // an operator's RFID card: uid only
  unreadable,             // answers every command with garbage
  torn,                   // Visa plastic that is taken away after the second command
  desfire_charging_card,  // an operator's RFID card that speaks APDUs, too
  transit_card,           // the same kind of card, of somebody else
  changing_card,          // and one with another uid at every tap
  insert_only,            // Visa plastic that wants a slot
  refusing,               // Visa plastic that says no itself
  other_scheme,           // plastic of a scheme that the station does not take
};

// The word in journeys and on the control panel: "visa", "mastercard", "phone", "locked phone",
// "declined", "needs owner", "charging card", "unreadable", "torn", "desfire charging card",
// "transit card", "changing card", "insert only", "refusing", "other scheme".
std::string_view card_word(CardKind kind);
std::optional<CardKind> card_kind(std::string_view word);
std::vector<CardKind> all_card_kinds();

std::shared_ptr<VirtualCard> make_card(CardKind kind);

// The public key of the authority that the cards' certificates come from: RID, index (8F), modulus
// and exponent. A terminal that is given it can check what a card signs; one that is not, does
// without.
struct TestAuthority {
  Bytes rid;
  std::uint8_t index = 0;
  Bytes modulus;
  Bytes exponent;
  Bytes revoked_serial;  // of the one issuer's certificate that it has taken back; 3 octets
};
TestAuthority test_authority();                 // Mastercard's
std::vector<TestAuthority> test_authorities();  // Mastercard's and Visa's

// The numbers of all cards that make_card() and the deck (deck.hpp) can make: for the scan that must
// find none of them anywhere.
std::vector<std::string> all_card_numbers();

}  // namespace kerb::hal::simulated
