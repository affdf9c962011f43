#include "kiosk/ui/type/line_breaker.hpp"

#include <algorithm>

#include <unicode/unistr.h>

namespace kerb::kiosk::ui {

LineBreaker::LineBreaker() {
  set_locale("en");
}

void LineBreaker::set_locale(const std::string& locale) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale icu_locale = icu::Locale::forLanguageTag(locale, status);
  status = U_ZERO_ERROR;  // an unknown tag gives the root rules
  lines_.reset(icu::BreakIterator::createLineInstance(icu_locale, status));
  status = U_ZERO_ERROR;
  clusters_.reset(icu::BreakIterator::createCharacterInstance(icu_locale, status));
}

std::vector<bool> LineBreaker::boundaries(icu::BreakIterator* iterator,
                                          const std::vector<char32_t>& characters) {
  std::vector<bool> out(characters.size() + 1, false);
  out.back() = true;
  if (iterator == nullptr) return out;  // ICU without its data: lines break at line feeds only
  icu::UnicodeString text;
  std::vector<int> starts;
  starts.reserve(characters.size());
  for (const char32_t c : characters) {
    starts.push_back(text.length());
    text.append(static_cast<UChar32>(c));
  }
  iterator->setText(text);
  for (int at = iterator->first(); at != icu::BreakIterator::DONE; at = iterator->next()) {
    const auto found = std::lower_bound(starts.begin(), starts.end(), at);
    out[static_cast<std::size_t>(found - starts.begin())] = true;
  }
  return out;
}

// The standard lets a line end after a stroke, for the sake of long addresses. Here a stroke stands
// in "€0.10/min", and a price without its unit is another price.
std::vector<bool> LineBreaker::opportunities(const std::vector<char32_t>& characters) {
  std::vector<bool> may_break = boundaries(lines_.get(), characters);
  for (std::size_t i = 1; i < characters.size(); ++i) {
    if (characters[i - 1] == U'/') may_break[i] = false;
  }
  return may_break;
}

std::vector<bool> LineBreaker::clusters(const std::vector<char32_t>& characters) {
  return boundaries(clusters_.get(), characters);
}

}  // namespace kerb::kiosk::ui
