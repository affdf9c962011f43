#include "kiosk/ui/type/glyph_atlas.hpp"

#include <cstring>

#include FT_OUTLINE_H

namespace kerb::kiosk::ui {

const AtlasGlyph& GlyphAtlas::glyph(FaceId face, std::uint32_t glyph, int size_px, int quarter) {
  const std::uint64_t key = static_cast<std::uint64_t>(face & 0xFFFU) << 52U |
                            static_cast<std::uint64_t>(size_px & 0xFFFF) << 36U |
                            static_cast<std::uint64_t>(quarter & 3) << 34U | glyph;
  if (const auto known = glyphs_.find(key); known != glyphs_.end()) return known->second;
  return glyphs_.emplace(key, rendered(face, glyph, size_px, quarter)).first->second;
}

AtlasGlyph GlyphAtlas::rendered(FaceId face, std::uint32_t glyph, int size_px, int quarter) {
  AtlasGlyph out;
  FT_Face outlines = fonts_->outlines(face);
  if (FT_Set_Pixel_Sizes(outlines, 0, static_cast<FT_UInt>(size_px)) != 0) return out;
  if (FT_Load_Glyph(outlines, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) return out;
  FT_GlyphSlot slot = outlines->glyph;
  if (slot->format != FT_GLYPH_FORMAT_OUTLINE) return out;
  FT_Outline_Translate(&slot->outline, FT_Pos{16} * quarter, 0);  // 26.6: a quarter of a pixel
  if (FT_Render_Glyph(slot, FT_RENDER_MODE_NORMAL) != 0) return out;
  const FT_Bitmap& picture = slot->bitmap;
  const auto width = static_cast<int>(picture.width);
  const auto height = static_cast<int>(picture.rows);
  if (width == 0 || height == 0) return out;
  const Place at = place(width, height);
  if (at.page == nullptr) return out;
  for (int y = 0; y < height; ++y) {
    const std::size_t to =
        static_cast<std::size_t>(at.y + y) * kPageSize + static_cast<std::size_t>(at.x);
    std::memcpy(at.page->texture.alpha.data() + to,
                picture.buffer + static_cast<std::ptrdiff_t>(y) * picture.pitch,
                static_cast<std::size_t>(width));
  }
  return {&at.page->texture, at.x, at.y, width, height, slot->bitmap_left, slot->bitmap_top};
}

bool GlyphAtlas::place_on(Page& page, int width, int height, Place& out) {
  for (Shelf& shelf : page.shelves) {
    const bool fits = height <= shelf.height && shelf.height <= height + height / 4 + 4;
    if (!fits || shelf.used + width + 1 > kPageSize) continue;
    out = {&page, shelf.used, shelf.y};
    shelf.used += width + 1;
    return true;
  }
  if (page.next_y + height + 1 > kPageSize) return false;
  page.shelves.push_back({page.next_y, height, 1 + width + 1});
  out = {&page, 1, page.next_y};
  page.next_y += height + 1;
  return true;
}

GlyphAtlas::Place GlyphAtlas::place(int width, int height) {
  Place out;
  if (width + 2 > kPageSize || height + 2 > kPageSize) return out;
  for (const auto& page : pages_) {
    if (place_on(*page, width, height, out)) return out;
  }
  if (pages_.size() >= kMostPages) return out;
  auto page = std::make_unique<Page>();
  page->texture.format = Texture::Format::alpha;
  page->texture.width = kPageSize;
  page->texture.height = kPageSize;
  page->texture.alpha.assign(static_cast<std::size_t>(kPageSize) * kPageSize, 0);
  page->texture.serial = next_texture_serial();
  pages_.push_back(std::move(page));
  place_on(*pages_.back(), width, height, out);
  return out;
}

void GlyphAtlas::begin_frame() {
  constexpr std::size_t kKeptGlyphs = 20000;  // also those without a picture
  if (pages_.size() > kKeptPages || glyphs_.size() > kKeptGlyphs) clear();
}

void GlyphAtlas::clear() {
  pages_.clear();
  glyphs_.clear();
  ++generation_;
}

}  // namespace kerb::kiosk::ui
