// Building blocks of what a card answers. The card writes TLV with its own few lines, on purpose
// not with the terminal's: two independent hands find each other's mistakes.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::cards {

// One object: `tag` as its octets read as a number (0x9F26), shortest length form.
Bytes tlv(std::uint32_t tag, ByteView value);
Bytes join(std::initializer_list<Bytes> parts);
// Hex that is written in this source; wrong hex is a bug and aborts.
Bytes hex(std::string_view text);
Bytes ascii(std::string_view text);
// `data` followed by the status word.
Bytes with_status(Bytes data, std::uint16_t status);

// The values that a terminal sends for a Data Object List, found again by tag.
struct DolField {
  std::uint32_t tag;
  std::size_t length;
};
Bytes dol(std::span<const DolField> fields);
std::size_t dol_length(std::span<const DolField> fields);
// Precondition: `data` is dol_length(fields) long, and `tag` is listed.
ByteView dol_value(std::span<const DolField> fields, ByteView data, std::uint32_t tag);
// Every nibble is a digit.
bool digits_only(ByteView octets);

}  // namespace kerb::hal::simulated::cards
