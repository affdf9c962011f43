// From characters to lines of glyphs in a box.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/ui/type/font_book.hpp"
#include "kiosk/ui/type/line_breaker.hpp"
#include "kiosk/ui/type/paragraph.hpp"

namespace kerb::kiosk::ui {

class Composer {
 public:
  explicit Composer(FontBook& fonts) : fonts_(&fonts) {}
  void set_locale(const std::string& locale, bool rtl);
  TextLayout compose(std::string_view utf8, TextStyle style, TextBounds bounds);

 private:
  struct Line {
    std::vector<ShapedGlyph> glyphs;
    float width = 0;
    bool rtl = false;
  };
  void break_paragraph(const Paragraph& paragraph, TextStyle style, const TextBounds& bounds,
                       bool more_follows, std::vector<Line>& lines, TextLayout& out);
  Line with_ellipsis(const Paragraph& paragraph, std::size_t begin, TextStyle style,
                     float max_width);
  static Line line_of(const Paragraph& paragraph, std::size_t begin, std::size_t end);
  static void place(const std::vector<Line>& lines, const TextBounds& bounds, bool rtl_locale,
                    TextLayout& out);

  FontBook* fonts_;
  LineBreaker breaker_;
  std::string locale_ = "en";
  bool rtl_ = false;
};

}  // namespace kerb::kiosk::ui
