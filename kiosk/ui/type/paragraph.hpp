// One paragraph (text between line feeds): its direction levels, the face and script of every
// character, and the glyphs of any part of it.
#pragma once

#include <string>
#include <vector>

#include <fribidi.h>
#include <hb.h>

#include "kiosk/ui/type/font_book.hpp"

namespace kerb::kiosk::ui {

struct ShapedGlyph {
  FaceId face = 0;
  std::uint32_t glyph = 0;
  float advance = 0;  // pixels
  float dx = 0;
  float dy = 0;
  std::uint32_t character = 0;  // index of the first character of its cluster
};

class Paragraph {
 public:
  // `rtl_locale` decides only when the text consists of isolated pieces.
  Paragraph(FontBook& fonts, std::vector<char32_t> characters, TextStyle style, bool rtl_locale,
            std::string language);

  std::size_t size() const { return characters_.size(); }
  const std::vector<char32_t>& characters() const { return characters_; }
  bool rtl() const { return rtl_; }
  int missing() const { return missing_; }

  // Glyphs of [begin, end) from left to right.
  std::vector<ShapedGlyph> shaped(std::size_t begin, std::size_t end) const;
  // Pixels that each character takes; a cluster's width stands at its first character.
  std::vector<float> advances() const;

 private:
  struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  void find_levels(bool rtl_locale);
  void find_faces_and_scripts(Weight weight);
  std::vector<Run> runs_in_visual_order(std::size_t begin, std::size_t end) const;
  void shape(const Run& run, hb_buffer_t* buffer, std::vector<ShapedGlyph>& out) const;

  FontBook* fonts_;
  std::vector<char32_t> characters_;
  float size_;
  std::string language_;
  bool rtl_ = false;
  int missing_ = 0;
  std::vector<FriBidiLevel> levels_;
  std::vector<FaceId> faces_;
  std::vector<hb_script_t> scripts_;
};

}  // namespace kerb::kiosk::ui
