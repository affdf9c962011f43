#include "kiosk/ui/type/paragraph.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk::ui {
namespace {

static_assert(sizeof(char32_t) == sizeof(FriBidiChar) &&
              sizeof(char32_t) == sizeof(hb_codepoint_t));

const FriBidiChar* as_fribidi(const std::vector<char32_t>& characters) {
  return reinterpret_cast<const FriBidiChar*>(characters.data());
}

// Ems by which letters move together at a size, from the curve that Inter's author gives for it.
float tracking(float size) {
  return -0.0223F + 0.185F * std::exp(-0.1745F * size);
}

constexpr char32_t kIsolate = 0x2068;  // first strong isolate: texts/catalogue.cpp

bool invisible(char32_t c) {
  return c == 0x200B || c == 0x200C || c == 0x200D || c == 0x2060 || c == 0xFEFF || c == 0x00AD ||
         (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || (c >= 0xFE00 && c <= 0xFE0F);
}

}  // namespace

Paragraph::Paragraph(FontBook& fonts, std::vector<char32_t> characters, TextStyle style,
                     bool rtl_locale, std::string language)
    : fonts_(&fonts),
      characters_(std::move(characters)),
      size_(std::round(style.size)),
      language_(std::move(language)) {
  find_levels(rtl_locale);
  find_faces_and_scripts(style.weight);
}

void Paragraph::find_levels(bool rtl_locale) {
  const auto n = static_cast<FriBidiStrIndex>(characters_.size());
  levels_.assign(characters_.size(), 0);
  // A telephone number or a code has no letter with a direction and is written left to right in
  // every language; a sentence of nothing but isolated pieces follows the language.
  const bool pieces =
      std::find(characters_.begin(), characters_.end(), kIsolate) != characters_.end();
  FriBidiParType direction = rtl_locale && pieces ? FRIBIDI_PAR_WRTL : FRIBIDI_PAR_WLTR;
  if (n > 0) {
    std::vector<FriBidiCharType> types(characters_.size());
    std::vector<FriBidiBracketType> brackets(characters_.size());
    fribidi_get_bidi_types(as_fribidi(characters_), n, types.data());
    fribidi_get_bracket_types(as_fribidi(characters_), n, types.data(), brackets.data());
    // Answers 0 only when memory is out; then the levels stay as they are: left to right.
    if (fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), n, &direction,
                                            levels_.data()) == 0) {
      std::fill(levels_.begin(), levels_.end(), FriBidiLevel{0});
    }
  }
  rtl_ = FRIBIDI_IS_RTL(direction);
}

void Paragraph::find_faces_and_scripts(Weight weight) {
  std::optional<FaceId> before;
  hb_script_t script = HB_SCRIPT_LATIN;
  hb_unicode_funcs_t* unicode = hb_unicode_funcs_get_default();
  for (const char32_t c : characters_) {
    before = fonts_->face_for(c, weight, before);
    faces_.push_back(*before);
    const hb_script_t own = hb_unicode_script(unicode, c);
    if (own != HB_SCRIPT_COMMON && own != HB_SCRIPT_INHERITED) script = own;
    scripts_.push_back(script);
    hb_codepoint_t glyph = 0;
    if (!invisible(c) && hb_font_get_nominal_glyph(fonts_->shaper(*before), c, &glyph) == 0)
      ++missing_;
  }
}

// Unicode Bidirectional Algorithm, rule L2, over runs of one level, face and script.
std::vector<Paragraph::Run> Paragraph::runs_in_visual_order(std::size_t begin,
                                                            std::size_t end) const {
  std::vector<Run> runs;
  FriBidiLevel highest = 0;
  FriBidiLevel lowest_odd = FRIBIDI_BIDI_MAX_EXPLICIT_LEVEL + 2;
  for (std::size_t i = begin; i < end;) {
    std::size_t j = i + 1;
    while (j < end && levels_[j] == levels_[i] && faces_[j] == faces_[i] &&
           scripts_[j] == scripts_[i])
      ++j;
    runs.push_back({i, j});
    highest = std::max(highest, levels_[i]);
    if ((levels_[i] & 1) != 0) lowest_odd = std::min(lowest_odd, levels_[i]);
    i = j;
  }
  for (FriBidiLevel level = highest; level >= lowest_odd; --level) {
    for (std::size_t i = 0; i < runs.size();) {
      std::size_t j = i;
      while (j < runs.size() && levels_[runs[j].begin] >= level) ++j;
      std::reverse(runs.begin() + static_cast<std::ptrdiff_t>(i),
                   runs.begin() + static_cast<std::ptrdiff_t>(j));
      i = j + 1;
    }
  }
  return runs;
}

void Paragraph::shape(const Run& run, hb_buffer_t* buffer, std::vector<ShapedGlyph>& out) const {
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_codepoints(buffer, reinterpret_cast<const hb_codepoint_t*>(characters_.data()),
                           static_cast<int>(characters_.size()), static_cast<unsigned>(run.begin),
                           static_cast<int>(run.end - run.begin));
  const bool rtl = (levels_[run.begin] & 1) != 0;
  hb_buffer_set_direction(buffer, rtl ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
  hb_buffer_set_script(buffer, scripts_[run.begin]);
  hb_buffer_set_language(buffer, hb_language_from_string(language_.c_str(), -1));
  const hb_feature_t tabular{HB_TAG('t', 'n', 'u', 'm'), 1, 0, static_cast<unsigned>(-1)};
  const FaceId face = faces_[run.begin];
  hb_shape(fonts_->shaper(face), buffer, &tabular, 1);
  unsigned count = 0;
  const hb_glyph_info_t* infos = hb_buffer_get_glyph_infos(buffer, &count);
  const hb_glyph_position_t* positions = hb_buffer_get_glyph_positions(buffer, &count);
  const float scale = size_ / fonts_->units_per_em(face);
  const float closer = fonts_->closes_up(face) ? tracking(size_) * size_ : 0;
  for (unsigned i = 0; i < count; ++i) {
    const float advance = static_cast<float>(positions[i].x_advance) * scale;
    out.push_back({face, infos[i].codepoint, advance > 0 ? advance + closer : advance,
                   static_cast<float>(positions[i].x_offset) * scale,
                   static_cast<float>(positions[i].y_offset) * scale, infos[i].cluster});
  }
}

std::vector<ShapedGlyph> Paragraph::shaped(std::size_t begin, std::size_t end) const {
  std::vector<ShapedGlyph> out;
  if (begin >= end) return out;
  const std::unique_ptr<hb_buffer_t, void (*)(hb_buffer_t*)> buffer(hb_buffer_create(),
                                                                    hb_buffer_destroy);
  for (const Run& run : runs_in_visual_order(begin, end)) shape(run, buffer.get(), out);
  return out;
}

std::vector<float> Paragraph::advances() const {
  std::vector<float> out(characters_.size(), 0);
  for (const ShapedGlyph& glyph : shaped(0, size())) out[glyph.character] += glyph.advance;
  return out;
}

}  // namespace kerb::kiosk::ui
