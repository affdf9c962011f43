#include "kiosk/screens/texts/plain_text.hpp"

#include <algorithm>
#include <array>

namespace kerb::kiosk {
namespace {

struct Mark {
  std::string_view mark;
  std::string_view seen;
};
constexpr std::array<Mark, 19> kMarks{{{"\u00A0", " "},  // the blanks that do not break
                                       {"\u202F", " "},
                                       {"\u2007", " "},
                                       {"\u2009", " "},
                                       {"\n", " "},
                                       {"\u00AD", ""},  // where a word may be divided
                                       {"\u200B", ""},
                                       {"\u2060", ""},
                                       {"\u200E", ""},  // direction (Unicode UAX 9)
                                       {"\u200F", ""},
                                       {"\u202A", ""},
                                       {"\u202B", ""},
                                       {"\u202C", ""},
                                       {"\u202D", ""},
                                       {"\u202E", ""},
                                       {"\u2066", ""},
                                       {"\u2067", ""},
                                       {"\u2068", ""},
                                       {"\u2069", ""}}};

}  // namespace

std::string plain_text(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto mark = std::find_if(kMarks.begin(), kMarks.end(),
                                   [&](const Mark& one) { return text.starts_with(one.mark); });
    plain += mark == kMarks.end() ? text.substr(0, 1) : mark->seen;
    text.remove_prefix(mark == kMarks.end() ? 1 : mark->mark.size());
  }
  return plain;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string made;
  for (auto at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    made.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return made.append(text);
}

}  // namespace kerb::kiosk
