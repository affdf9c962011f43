#include "kiosk/ui/type/characters.hpp"

#include <cstdint>

#include <unicode/utf8.h>

namespace kerb::kiosk::ui {

std::vector<char32_t> characters_of(std::string_view utf8) {
  std::vector<char32_t> out;
  out.reserve(utf8.size() < kMostCharacters ? utf8.size() : kMostCharacters);
  // No character is longer than four octets, and more octets than that can not be shown.
  const std::size_t most = kMostCharacters * 4;
  const auto length = static_cast<std::int32_t>(utf8.size() < most ? utf8.size() : most);
  const auto* octets = reinterpret_cast<const std::uint8_t*>(utf8.data());
  for (std::int32_t i = 0; i < length && out.size() < kMostCharacters;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(octets, i, length, c);
    if (c == '\t') c = ' ';
    const bool control = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0);
    if (!control) out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

}  // namespace kerb::kiosk::ui
