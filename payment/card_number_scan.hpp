// Finds what looks like a card number in any text: the last net under the rule that none is ever
// logged, journaled or shown. It is a net against mistakes in Kerb, not against somebody who hides
// a number on purpose.
//
// It must not misfire either, because the journal refuses what it finds. So a run of digits has to
// have a length and a first digit that its scheme issues (ISO/IEC 7812), pass the Luhn check, and
// stand alone: not inside a hash or another hex identifier, nor behind a decimal point. Found are
//  - plain numbers and numbers grouped as on the card: "4111 1111 1111 1111", "3782-8224-…";
//  - track 1 and 2, also in the card's own form: "4111111111111111D2512201…" (EMV tag 57);
//  - the tags 5A and 57 inside hex, with or without blanks between octets, as in an APDU trace.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::payment {

struct CardNumberRun {
  std::size_t begin = 0;  // octets into the text
  std::size_t end = 0;    // one past the last digit
  bool operator==(const CardNumberRun&) const = default;
};

// In order, without overlap.
std::vector<CardNumberRun> find_card_numbers(std::string_view text);

bool has_card_number(std::string_view text);

// The text with every found run replaced by "[card number]".
std::string hide_card_numbers(std::string_view text);

}  // namespace kerb::payment
