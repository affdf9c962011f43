// How the screen is at this moment: the station's own setting until a driver changes it, and again
// after them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace kerb::kiosk {

enum class ThemeChoice { light, dark, contrast };

// What a driver may switch on. Each is for somebody who could not use the screen without it.
enum class Aid {
  large_text,
  low_reach,   // everything touchable in the lower part, for who is seated ([display] reach_mm)
  other_hand,  // the main buttons on the side where this language's reading begins
  less_motion,
  more_time
};

struct Preferences {
  std::string locale = "en";  // BCP 47
  ThemeChoice theme = ThemeChoice::light;
  bool large_text = false;
  bool low_reach = false;
  bool other_hand = false;
  bool less_motion = false;
  bool more_time = false;

  bool& operator[](Aid aid);
  bool operator==(const Preferences& other) const = default;
};

// A theme as the config, the command line and the stories call it.
struct ThemeWord {
  std::string_view word;
  ThemeChoice theme;
};
constexpr std::array<ThemeWord, 3> kThemeWords{{{"light", ThemeChoice::light},
                                                {"dark", ThemeChoice::dark},
                                                {"contrast", ThemeChoice::contrast}}};
std::optional<ThemeChoice> theme_of(std::string_view word);

// A BCP 47 tag, as far as a file may be named so: letters, digits and hyphens, at most 35 of them.
bool is_locale(std::string_view text);

}  // namespace kerb::kiosk
