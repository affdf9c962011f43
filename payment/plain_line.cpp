#include "payment/plain_line.hpp"

#include <cstdint>

namespace kerb::payment {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t octets = 0;  // 0: no valid UTF-8 here
};

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint decode(std::string_view text) {
  const auto octet = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = octet(0);
  if (first < 0x80) return {first, 1};
  const std::size_t octets = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < octets) return {};
  std::uint32_t value = first & (0x7FU >> octets);
  for (std::size_t i = 1; i < octets; ++i) {
    if ((octet(i) & 0xC0U) != 0x80U) return {};
    value = value << 6U | (octet(i) & 0x3FU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[octets] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, octets};
}

bool may_stand(std::uint32_t value) {
  const bool control = value < 0x20 || (value >= 0x7F && value < 0xA0);
  const bool line_end = value == 0x2028 || value == 0x2029;
  const bool direction = (value >= 0x200E && value <= 0x200F) ||
                         (value >= 0x202A && value <= 0x202E) ||
                         (value >= 0x2066 && value <= 0x2069);
  return !control && !line_end && !direction;
}

}  // namespace

std::string plain_line(std::string_view text, std::size_t most) {
  constexpr std::string_view kCut = "…";
  std::string line;
  std::size_t room_for_cut = 0;  // the longest prefix that leaves room for the mark
  while (!text.empty()) {
    const CodePoint sign = decode(text);
    const std::size_t octets = sign.octets == 0 ? 1 : sign.octets;
    const bool blank = sign.value == '\n' || sign.value == '\r' || sign.value == '\t';
    std::string_view shown = "?";
    if (blank && sign.octets != 0) shown = " ";
    if (sign.octets != 0 && may_stand(sign.value)) shown = text.substr(0, octets);
    if (line.size() + shown.size() > most) {
      line.resize(room_for_cut);
      line += kCut;
      break;
    }
    line += shown;
    if (line.size() + kCut.size() <= most) room_for_cut = line.size();
    text.remove_prefix(octets);
  }
  return line;
}

}  // namespace kerb::payment
