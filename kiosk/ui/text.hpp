// Text in any script: FriBidi decides the order, HarfBuzz the shapes, ICU where a line may break,
// FreeType the pixels. Figures are tabular, so a running price does not dance. Fonts open when the
// first character needs them; Inter for Latin, Greek and Cyrillic, Noto for the rest, the icon font
// on its own.
//
// UTF-8 from outside may be broken: bad octets become U+FFFD, and a text ends after 4096
// characters. UI thread only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/ui/geometry.hpp"

namespace kerb::kiosk::ui {

enum class Weight : std::uint8_t { regular, medium, semibold, bold };

struct TextStyle {
  float size = 22;  // em in pixels, 6 to 400
  Weight weight = Weight::regular;
  TextStyle scaled(float by) const { return {size * by, weight}; }
  TextStyle with(Weight other) const { return {size, other}; }
};

// Start and end follow the reading direction of the locale.
enum class Align : std::uint8_t { start, center, end };

struct TextBounds {
  float max_width = 0;  // 0: one line as long as it gets (line feeds still break)
  int max_lines = 0;    // 0: as many as it needs; the last ends in an ellipsis when text is left
  Align align = Align::start;
};

// One laid-out text. Positions are relative to the top left of its box.
struct PlacedGlyph {
  std::uint32_t face = 0;
  std::uint32_t glyph = 0;
  float x = 0;  // pen, baseline
  float y = 0;
};
struct TextLayout {
  float width = 0;   // of the longest line
  float height = 0;  // lines × line height
  float ascent = 0;  // baseline of the first line
  float line_height = 0;
  float box_width = 0;  // max_width when given, else width
  Rect ink;             // estimated from advances and line heights, for overlap checks
  int lines = 0;
  int missing = 0;         // characters that no font has
  bool truncated = false;  // an ellipsis stands for text, or a word is wider than the box
  bool rtl = false;
  int size_px = 0;
  std::vector<PlacedGlyph> glyphs;
};

// Where the fonts are; a test may point elsewhere.
struct FontFolders {
  std::filesystem::path inter = "/usr/share/fonts/opentype/inter";
  std::filesystem::path noto = "/usr/share/fonts/truetype/noto";
  std::filesystem::path noto_cjk = "/usr/share/fonts/opentype/noto";
  std::filesystem::path icons = "/usr/share/fonts/truetype/material-design-icons-iconfont";
};

class GlyphAtlas;

class TextEngine {
 public:
  // Opens Inter only. Errors: font.missing, font.unreadable; the remedy names the Debian package.
  static hal::Result<std::unique_ptr<TextEngine>> create(FontFolders folders = {});
  virtual ~TextEngine() = default;

  // BCP 47; decides the reading direction, line breaking and the regional forms of Han characters.
  virtual void set_locale(std::string_view locale) = 0;
  virtual bool rtl() const = 0;

  // Cached; the reference is good until the next begin_frame().
  virtual const TextLayout& layout(std::string_view utf8, TextStyle style,
                                   TextBounds bounds = {}) = 0;
  // A character of the icon font, boxed in size × size.
  virtual const TextLayout& icon_layout(char32_t icon, float size) = 0;

  // The atlas that holds the glyphs of this frame.
  virtual GlyphAtlas& atlas() = 0;
  // Once a frame, before anything is laid out: drops layouts and glyphs when there are too many.
  virtual void begin_frame() = 0;
  // Fallback fonts that were needed and could not be opened, as sentences; each once.
  virtual const std::vector<hal::Error>& font_errors() const = 0;
};

}  // namespace kerb::kiosk::ui
