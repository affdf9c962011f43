#include "kiosk/ui/type/composer.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/ui/type/characters.hpp"

namespace kerb::kiosk::ui {
namespace {

// Inter's own proportions; every face is set on the same lines.
constexpr float kAscent = 0.97F;
constexpr float kDescent = 0.24F;
constexpr float kLineHeight = 1.28F;
constexpr float kCapHeight = 0.73F;
// Kerning across a break moves a line by less than this.
constexpr float kTolerance = 0.5F;
constexpr char32_t kEllipsis = 0x2026;

bool is_space(char32_t c) {
  return c == U' ' || c == 0x3000;
}

std::vector<std::vector<char32_t>> paragraphs_of(const std::vector<char32_t>& characters) {
  std::vector<std::vector<char32_t>> out(1);
  for (const char32_t c : characters) {
    if (c == U'\n') {
      out.emplace_back();
    } else {
      out.back().push_back(c);
    }
  }
  return out;
}

// The end of the line that begins at `begin`: the last opportunity that fits.
struct LineEnd {
  std::size_t end = 0;
  bool forced = false;  // inside a word
};

LineEnd line_end(const std::vector<float>& advances, const std::vector<char32_t>& characters,
                 const std::vector<bool>& may_break, std::size_t begin, float max_width) {
  float width = 0;
  std::size_t best = begin;
  for (std::size_t i = begin; i < advances.size(); ++i) {
    width += advances[i];
    if (width > max_width + kTolerance && !is_space(characters[i])) return {best, best == begin};
    if (may_break[i + 1]) best = i + 1;
  }
  return {advances.size(), false};
}

// As many grapheme clusters of a too wide word as fit, at least one.
std::size_t forced_end(const std::vector<float>& advances, const std::vector<bool>& clusters,
                       std::size_t begin, float max_width) {
  float width = 0;
  std::size_t best = begin;
  for (std::size_t i = begin; i < advances.size(); ++i) {
    width += advances[i];
    if (width > max_width + kTolerance && best > begin) return best;
    if (clusters[i + 1]) best = i + 1;
  }
  return best;
}

float width_of(const std::vector<ShapedGlyph>& glyphs) {
  float width = 0;
  for (const ShapedGlyph& glyph : glyphs) width += glyph.advance;
  return width;
}

}  // namespace

void Composer::set_locale(const std::string& locale, bool rtl) {
  locale_ = locale;
  rtl_ = rtl;
  breaker_.set_locale(locale);
}

Composer::Line Composer::line_of(const Paragraph& paragraph, std::size_t begin, std::size_t end) {
  while (end > begin && is_space(paragraph.characters()[end - 1])) --end;
  Line line;
  line.glyphs = paragraph.shaped(begin, end);
  line.width = width_of(line.glyphs);
  line.rtl = paragraph.rtl();
  return line;
}

Composer::Line Composer::with_ellipsis(const Paragraph& paragraph, std::size_t begin,
                                       TextStyle style, float max_width) {
  const std::vector<float> advances = paragraph.advances();
  const std::vector<bool> clusters = breaker_.clusters(paragraph.characters());
  std::size_t end = forced_end(advances, clusters, begin, max_width);
  for (;;) {
    const auto& all = paragraph.characters();
    std::size_t kept = end;
    while (kept > begin && is_space(all[kept - 1])) --kept;
    std::vector<char32_t> text(all.begin() + static_cast<std::ptrdiff_t>(begin),
                               all.begin() + static_cast<std::ptrdiff_t>(kept));
    text.push_back(kEllipsis);
    const Paragraph cut(*fonts_, text, style, paragraph.rtl(), locale_);
    Line line = line_of(cut, 0, cut.size());
    line.rtl = paragraph.rtl();
    if (line.width <= max_width + kTolerance || end <= begin) return line;
    do {
      --end;
    } while (end > begin && !clusters[end]);
  }
}

void Composer::break_paragraph(const Paragraph& paragraph, TextStyle style,
                               const TextBounds& bounds, bool more_follows,
                               std::vector<Line>& lines, TextLayout& out) {
  const auto last_allowed = [&] {
    return bounds.max_lines > 0 && static_cast<int>(lines.size()) + 1 >= bounds.max_lines;
  };
  Line whole = line_of(paragraph, 0, paragraph.size());
  const bool fits = bounds.max_width <= 0 || whole.width <= bounds.max_width + kTolerance;
  if (fits && !(last_allowed() && more_follows && bounds.max_width > 0)) {
    lines.push_back(std::move(whole));
    return;
  }
  const std::vector<float> advances = paragraph.advances();
  const std::vector<bool> may_break = breaker_.opportunities(paragraph.characters());
  std::vector<bool> clusters;
  for (std::size_t begin = 0; begin < paragraph.size();) {
    LineEnd line = line_end(advances, paragraph.characters(), may_break, begin, bounds.max_width);
    if (last_allowed() && (line.forced || line.end < paragraph.size() || more_follows)) {
      lines.push_back(with_ellipsis(paragraph, begin, style, bounds.max_width));
      out.truncated = true;
      return;
    }
    if (line.forced) {
      if (clusters.empty()) clusters = breaker_.clusters(paragraph.characters());
      line.end = forced_end(advances, clusters, begin, bounds.max_width);
      out.truncated = true;
    }
    lines.push_back(line_of(paragraph, begin, line.end));
    begin = std::max(line.end, begin + 1);
  }
}

void Composer::place(const std::vector<Line>& lines, const TextBounds& bounds, bool rtl_locale,
                     TextLayout& out) {
  for (const Line& line : lines) out.width = std::max(out.width, line.width);
  out.box_width = bounds.max_width > 0 ? bounds.max_width : out.width;
  float y = out.ascent;
  float left = out.box_width;
  float right = 0;
  for (const Line& line : lines) {
    float x = 0;
    if (bounds.align == Align::center) x = (out.box_width - line.width) / 2;
    if ((bounds.align == Align::end) != rtl_locale && bounds.align != Align::center) {
      x = out.box_width - line.width;
    }
    left = std::min(left, x);
    right = std::max(right, x + line.width);
    for (const ShapedGlyph& glyph : line.glyphs) {
      out.glyphs.push_back({glyph.face, glyph.glyph, x + glyph.dx, y - glyph.dy});
      x += glyph.advance;
    }
    y += out.line_height;
  }
  out.lines = static_cast<int>(lines.size());
  out.height = out.line_height * static_cast<float>(lines.size());
  const auto em = static_cast<float>(out.size_px);
  const float top = out.ascent - kCapHeight * em;
  out.ink = {left, top, std::max(0.0F, right - left), y - out.line_height + kDescent * em - top};
}

TextLayout Composer::compose(std::string_view utf8, TextStyle style, TextBounds bounds) {
  TextLayout out;
  style.size = std::clamp(std::round(style.size), 6.0F, 400.0F);
  out.size_px = static_cast<int>(style.size);
  out.ascent = std::round(style.size * kAscent);
  out.line_height = std::round(style.size * kLineHeight);
  const auto paragraphs = paragraphs_of(characters_of(utf8));
  std::vector<Line> lines;
  for (std::size_t i = 0; i < paragraphs.size(); ++i) {
    if (bounds.max_lines > 0 && static_cast<int>(lines.size()) >= bounds.max_lines) break;
    const Paragraph paragraph(*fonts_, paragraphs[i], style, rtl_, locale_);
    if (i == 0) out.rtl = paragraph.rtl();
    out.missing += paragraph.missing();
    if (paragraph.size() == 0) {
      lines.emplace_back();
      continue;
    }
    break_paragraph(paragraph, style, bounds, i + 1 < paragraphs.size(), lines, out);
  }
  place(lines, bounds, rtl_, out);
  return out;
}

}  // namespace kerb::kiosk::ui
