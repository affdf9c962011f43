#include "kiosk/station/preferences.hpp"

#include <algorithm>

namespace kerb::kiosk {

bool& Preferences::operator[](Aid aid) {
  switch (aid) {
    case Aid::low_reach:
      return low_reach;
    case Aid::other_hand:
      return other_hand;
    case Aid::less_motion:
      return less_motion;
    case Aid::more_time:
      return more_time;
    case Aid::large_text:
      break;
  }
  return large_text;
}

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
