// Where a line may end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <unicode/brkiter.h>

namespace kerb::kiosk::ui {

class LineBreaker {
 public:
  LineBreaker();
  void set_locale(const std::string& locale);
  // may_break[i]: a line may end before character i (Unicode Standard Annex 14, by ICU), but not
  // behind a stroke. One longer than the text; the end always may.
  std::vector<bool> opportunities(const std::vector<char32_t>& characters);
  // The same between grapheme clusters: for a word that is wider than its box.
  std::vector<bool> clusters(const std::vector<char32_t>& characters);

 private:
  static std::vector<bool> boundaries(icu::BreakIterator* iterator,
                                      const std::vector<char32_t>& characters);
  std::unique_ptr<icu::BreakIterator> lines_;
  std::unique_ptr<icu::BreakIterator> clusters_;
};

}  // namespace kerb::kiosk::ui
