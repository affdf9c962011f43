// The cards that come to a simulated payment terminal: what the terminal can tell of each, and what
// becomes of a payment with it. These are not the cards of hal/simulated/deck.hpp, which speak APDUs
// to Kerb's own kernels: here the terminal has read the card already, as a certified one does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::terminal {

// Minor units of the currency.
using Cents = std::int64_t;

struct Card {
  std::string name;  // one word, "mastercard"
  std::string what;  // what it is for, in a sentence without a full stop
  // ---- what the terminal tells
  std::uint8_t kind = 0;                 // ZVT card type (BMP 8A); 0: not a bank's card
  std::string brand = {};                // BMP 8B, without its NUL
  Bytes number = {};                     // BMP 22, masked as the terminal masks it
  std::uint16_t sequence = 0;            // BMP 17
  Bytes expiry = {};                     // BMP 0E, YYMM in BCD
  std::vector<Bytes> applications = {};  // tag 43 in tag 60; empty: nothing to pay with
  Bytes uid = {};            // tag 4C, 10 octets with zeros in front; empty: none is told
  Bytes answer = {};         // tag 1F45, what a contactless card answers first
  std::uint8_t network = 0;  // BMP 8C
  // ---- what becomes of a payment
  std::uint8_t result = 0;  // BMP 27; 0: approved
  std::uint8_t shown = 0;   // the intermediate status that tells the driver of a refusal
  std::string words = {};   // what it says then, UTF-8
  Cents most = 0;           // a payment of more is refused with C3; 0: no limit
  // girocard and Maestro: a reservation is closed by partial reversal, never by 06 25.
  bool null_filling = true;

  bool pays() const { return kind != 0; }
};

// The same list for the whole run; each name once.
const std::vector<Card>& cards();

// Null for any other word.
const Card* card_named(std::string_view name);

}  // namespace kerb::hal::simulated::terminal
