#include "payment/receipt/print_columns.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>

namespace kerb::payment {
namespace {

std::size_t columns_of(UChar32 letter) {
  if (letter < 0) return 1;
  const auto type = u_charType(letter);
  const bool mark = type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR;
  if (mark) return 0;
  const int width = u_getIntPropertyValue(letter, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

// Takes the next letter off the front.
std::size_t next_columns(std::string_view utf8, std::int32_t& at) {
  UChar32 letter = 0;
  const auto* octets = reinterpret_cast<const std::uint8_t*>(utf8.data());
  U8_NEXT(octets, at, static_cast<std::int32_t>(utf8.size()), letter);
  return columns_of(letter);
}

}  // namespace

std::size_t print_columns(std::string_view utf8) {
  std::size_t columns = 0;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(utf8.size());) {
    columns += next_columns(utf8, at);
  }
  return columns;
}

std::size_t octets_within(std::string_view utf8, std::size_t columns) {
  std::int32_t within = 0;
  for (std::int32_t at = 0; at < static_cast<std::int32_t>(utf8.size()); within = at) {
    const std::size_t next = next_columns(utf8, at);
    if (next > columns) break;
    columns -= next;
  }
  return static_cast<std::size_t>(within);
}

}  // namespace kerb::payment
