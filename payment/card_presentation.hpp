// What a tap yields for payment: the data that goes to the bank once, and the little that may be
// kept. The secret part lives in memory only, between the tap and the request, and is never
// journaled.
#pragma once

#include <optional>
#include <string>

#include "hal/bytes.hpp"
#include "payment/secret.hpp"

namespace kerb::payment {

enum class Scheme { visa, mastercard, other };

// What may be kept and shown (PCI DSS 3.4.1): the last four digits, the scheme, the application's
// label, and a keyed fingerprint that tells whether the same card came back, but not which card it
// is.
struct CardIdentity {
  Scheme scheme = Scheme::other;
  std::string label;      // "Visa Debit": at most 16 characters, printable ASCII
  std::string last_four;  // "0010"
  std::string
      fingerprint;  // 32 hex digits: HMAC-SHA256 of the card number under the station's key, cut
  bool operator==(const CardIdentity& other) const { return fingerprint == other.fingerprint; }
};

// A contactless EMV presentation that ended in "online request".
struct CardPresentation {
  CardIdentity identity;
  hal::Bytes emv_tags;  // BER-TLV for the acquirer, without any tag that carries the card number
  Secret track2;        // tag 57 as ";PAN=YYMM…?": ASCII
  std::string service_code;            // three digits from track 2
  std::optional<int> sequence_number;  // 5F34, 0 to 99
  bool device_verified = false;        // the phone or watch asked its owner (CDCVM)
};

// A card that an approved terminal reads by itself: Kerb knows that one is there, and nothing of it.
struct CardAtTerminal {};

// A charging card of an operator: no bank, only its number. `uid` is upper-case hex, first octet on
// the air first (OCPP idToken of type ISO14443).
struct ChargingCard {
  std::string uid;
};

// The driver pays on a page that opens on their own phone. What the page says of the charge, so that
// they see there what they saw here.
struct CheckoutPage {
  std::string title;     // "Charging at connector 2": at most 80 characters of UTF-8
  std::string language;  // BCP 47, of the screen: "de"
};

// The tariff costs nothing: no card is asked for.
struct NothingToPay {};

}  // namespace kerb::payment
