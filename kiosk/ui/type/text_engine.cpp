#include <array>
#include <cmath>
#include <cstring>
#include <initializer_list>
#include <unordered_map>

#include <unicode/uloc.h>

#include "kiosk/ui/type/composer.hpp"
#include "kiosk/ui/type/glyph_atlas.hpp"

namespace kerb::kiosk::ui {
namespace {

// Layouts that were used lately. Dropping happens only between frames, so references stay good in
// one.
class LayoutCache {
 public:
  template <typename Make>
  const TextLayout& find_or(const std::string& key, const Make& make) {
    auto found = entries_.find(key);
    if (found == entries_.end()) {
      found = entries_.emplace(key, Entry{std::make_unique<TextLayout>(make())}).first;
      glyphs_ += found->second.layout->glyphs.size();
    }
    found->second.used = frame_;
    return *found->second.layout;
  }
  void begin_frame() {
    ++frame_;
    constexpr std::size_t kKept = 1000;
    constexpr std::size_t kKeptGlyphs = 50000;
    if (entries_.size() <= kKept && glyphs_ <= kKeptGlyphs) return;
    for (auto it = entries_.begin(); it != entries_.end();) {
      if (it->second.used + 2 < frame_) {
        glyphs_ -= it->second.layout->glyphs.size();
        it = entries_.erase(it);
      } else {
        ++it;
      }
    }
  }
  void clear() {
    entries_.clear();
    glyphs_ = 0;
  }

 private:
  struct Entry {
    std::unique_ptr<TextLayout> layout;
    std::uint64_t used = 0;
  };
  std::unordered_map<std::string, Entry> entries_;
  std::size_t glyphs_ = 0;
  std::uint64_t frame_ = 0;
};

// What a layout is found by. A still screen asks for all of its words again in every frame, so the
// key is put together from plain octets, in a place that is used again.
class LayoutKey {
 public:
  const std::string& text(std::string_view utf8, TextStyle style, const TextBounds& bounds,
                          std::string_view locale) {
    key_.assign(utf8);
    key_ += '\x01';
    add({static_cast<std::int32_t>(std::lround(style.size)),
         static_cast<std::int32_t>(style.weight),
         static_cast<std::int32_t>(std::lround(bounds.max_width * 4)),
         static_cast<std::int32_t>(bounds.max_lines), static_cast<std::int32_t>(bounds.align)});
    key_ += locale;
    return key_;
  }
  const std::string& icon(char32_t icon, float size) {
    key_.assign(1, '\x02');
    add({static_cast<std::int32_t>(icon), static_cast<std::int32_t>(std::lround(size))});
    return key_;
  }

 private:
  void add(std::initializer_list<std::int32_t> numbers) {
    for (const std::int32_t number : numbers) {
      std::array<char, sizeof number> octets{};
      std::memcpy(octets.data(), &number, sizeof number);
      key_.append(octets.data(), octets.size());
    }
  }

  std::string key_;
};

class Engine final : public TextEngine {
 public:
  explicit Engine(std::unique_ptr<FontBook> fonts)
      : fonts_(std::move(fonts)), atlas_(*fonts_), composer_(*fonts_) {}

  void set_locale(std::string_view locale) override {
    if (locale == locale_) return;
    locale_ = locale.substr(0, 35);  // BCP 47: a tag that is longer is none
    rtl_ = uloc_isRightToLeft(locale_.c_str()) != 0;
    fonts_->set_locale(locale_);
    composer_.set_locale(locale_, rtl_);
    stale_ = true;
  }
  bool rtl() const override { return rtl_; }

  const TextLayout& layout(std::string_view utf8, TextStyle style, TextBounds bounds) override {
    return cache_.find_or(key_.text(utf8, style, bounds, locale_),
                          [&] { return composer_.compose(utf8, style, bounds); });
  }
  const TextLayout& icon_layout(char32_t icon, float size) override;
  GlyphAtlas& atlas() override { return atlas_; }
  void begin_frame() override {
    if (stale_) cache_.clear();
    stale_ = false;
    cache_.begin_frame();
    atlas_.begin_frame();
  }
  const std::vector<hal::Error>& font_errors() const override { return fonts_->errors(); }

 private:
  std::unique_ptr<FontBook> fonts_;
  GlyphAtlas atlas_;
  Composer composer_;
  LayoutCache cache_;
  LayoutKey key_;
  std::string locale_ = "en";
  bool rtl_ = false;
  bool stale_ = false;
};

const TextLayout& Engine::icon_layout(char32_t icon, float size) {
  return cache_.find_or(key_.icon(icon, size), [&] {
    TextLayout out;
    out.size_px = static_cast<int>(std::lround(std::clamp(size, 6.0F, 400.0F)));
    const auto em = static_cast<float>(out.size_px);
    out.width = out.height = out.box_width = out.line_height = em;
    out.ink = {0, 0, em, em};
    out.lines = 1;
    const FaceId face = fonts_->icon_face();
    hb_codepoint_t glyph = 0;
    if (hb_font_get_nominal_glyph(fonts_->shaper(face), icon, &glyph) == 0) out.missing = 1;
    hb_font_extents_t extents{};
    hb_font_get_h_extents(fonts_->shaper(face), &extents);
    const float scale = em / fonts_->units_per_em(face);
    const float height = static_cast<float>(extents.ascender - extents.descender) * scale;
    const float advance =
        static_cast<float>(hb_font_get_glyph_h_advance(fonts_->shaper(face), glyph)) * scale;
    out.ascent = std::round(static_cast<float>(extents.ascender) * scale + (em - height) / 2);
    if (glyph != 0) out.glyphs.push_back({face, glyph, (em - advance) / 2, out.ascent});
    return out;
  });
}

}  // namespace

hal::Result<std::unique_ptr<TextEngine>> TextEngine::create(FontFolders folders) {
  auto fonts = FontBook::create(std::move(folders));
  if (!fonts) return tl::make_unexpected(fonts.error());
  return std::make_unique<Engine>(std::move(*fonts));
}

}  // namespace kerb::kiosk::ui
