#include "kiosk/screens/texts/pseudo.hpp"

#include <array>
#include <utility>

namespace kerb::kiosk {
namespace {

constexpr std::string_view kLonger = "en-XA";
constexpr std::string_view kMirrored = "ar-XB";
constexpr std::string_view kOverride = "\u202E";  // right to left, whatever the letters say
constexpr std::string_view kEnd = "\u202C";

// Vowels are written twice: that makes a text about half as long again, in the middle of its words,
// where German and Finnish have their length, too.
constexpr std::array<std::pair<char, std::string_view>, 20> kAccented{
    {{'a', "áá"}, {'c', "ç"}, {'d', "ð"},  {'e', "éé"}, {'g', "ĝ"},  {'h', "ĥ"}, {'i', "íí"},
     {'l', "ļ"},  {'n', "ñ"}, {'o', "óó"}, {'r', "ŕ"},  {'s', "š"},  {'t', "ţ"}, {'u', "úú"},
     {'w', "ŵ"},  {'y', "ý"}, {'A', "ÁÁ"}, {'C', "Ç"},  {'E', "ÉÉ"}, {'O', "ÓÓ"}}};

void add_longer(std::string& to, char sign) {
  for (const auto& [plain, accented] : kAccented) {
    if (plain == sign) {
      to += accented;
      return;
    }
  }
  to += sign;
}

// Words stand outside of braces, and inside of every second pair: {n, plural, one {# bay}}.
bool stands_in_words(int depth) {
  return depth % 2 == 0;
}

}  // namespace

bool is_pseudo_locale(std::string_view locale) {
  return locale == kLonger || locale == kMirrored;
}

std::string pseudo_message(std::string_view locale, std::string_view message) {
  const bool longer = locale == kLonger;
  std::string made(longer ? "[" : kOverride);
  int depth = 0;
  for (const char sign : message) {
    if (sign == '}') --depth;
    if (longer && sign != '{' && sign != '}' && stands_in_words(depth)) {
      add_longer(made, sign);
    } else {
      made += sign;
    }
    if (sign == '{') ++depth;
  }
  return made.append(longer ? "]" : kEnd);
}

}  // namespace kerb::kiosk
