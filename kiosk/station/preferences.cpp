#include "kiosk/station/preferences.hpp"

#include <algorithm>

namespace kerb::kiosk {

std::optional<ThemeChoice> theme_of(std::string_view word) {
  for (const ThemeWord& one : kThemeWords) {
    if (one.word == word) return one.theme;
  }
  return std::nullopt;
}

bool is_locale(std::string_view text) {
  constexpr std::size_t kMost = 35;
  return !text.empty() && text.size() <= kMost && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace kerb::kiosk
