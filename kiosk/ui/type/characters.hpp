// Text from outside as characters: decoded, bounded, without control characters.
#pragma once

#include <string_view>
#include <vector>

namespace kerb::kiosk::ui {

inline constexpr std::size_t kMostCharacters = 4096;

// Broken UTF-8 (also surrogates and overlong forms) becomes U+FFFD. Line feeds stay; other control
// characters are dropped, a tab becomes a space.
std::vector<char32_t> characters_of(std::string_view utf8);

}  // namespace kerb::kiosk::ui
