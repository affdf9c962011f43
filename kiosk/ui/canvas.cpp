#include "kiosk/ui/canvas.hpp"

#include <cmath>

#include <imgui.h>

#include "kiosk/ui/shadow.hpp"
#include "kiosk/ui/type/glyph_atlas.hpp"

namespace kerb::kiosk::ui {
namespace {

ImTextureID id_of(const Texture* texture) {
  return const_cast<Texture*>(texture);  // Dear ImGui's ids are void*; nobody writes through them
}

// Draws with a texture for as long as it lives.
class TextureScope {
 public:
  TextureScope(ImDrawList& list, const Texture* texture) : list_(list) {
    list_.PushTextureID(id_of(texture));
  }
  ~TextureScope() { list_.PopTextureID(); }
  TextureScope(const TextureScope&) = delete;
  TextureScope& operator=(const TextureScope&) = delete;

 private:
  ImDrawList& list_;
};

}  // namespace

Canvas::Canvas(ImDrawList& list, TextEngine& text, const Texture& shadow, Size size)
    : list_(&list), text_(&text), shadow_(&shadow), size_(size) {}

void Canvas::shadow(Rect box, Shadow shadow) {
  const TextureScope scope(*list_, shadow_);
  const float reach = shadow.blur;
  const auto side = static_cast<float>(shadow_->width);
  const float corner = (static_cast<float>(kShadowCorner) + 0.5F) / side;
  // The blur runs from `reach` outside to two thirds of it inside, which rounds the corners.
  const float inner = std::min({reach * 0.66F, box.w / 2, box.h / 2});
  const float xs[4] = {box.x - reach, box.x + inner, box.right() - inner, box.right() + reach};
  const float ys[4] = {box.y - reach, box.y + inner, box.bottom() - inner, box.bottom() + reach};
  const float uvs[4] = {0, corner, corner, 1};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      list_->AddImage(id_of(shadow_), {std::round(xs[i]), std::round(ys[j] + shadow.drop)},
                      {std::round(xs[i + 1]), std::round(ys[j + 1] + shadow.drop)},
                      {uvs[i], uvs[j]}, {uvs[i + 1], uvs[j + 1]}, shadow.colour);
    }
  }
}

void Canvas::image(const Image& image, Rect box, Colour tint) {
  if (image.width <= 0 || image.height <= 0) return;
  list_->AddImage(id_of(&image), {std::round(box.x), std::round(box.y)},
                  {std::round(box.right()), std::round(box.bottom())}, {0, 0}, {1, 1}, tint);
}

void Canvas::qr(const QrCode& code, Rect box, Colour dark) {
  if (code.size <= 0) return;
  const float module = std::floor(std::min(box.w, box.h) / static_cast<float>(code.size));
  if (module < 1) return;  // no camera reads modules below a pixel
  const float side = module * static_cast<float>(code.size);
  const float left = std::round(box.x + (box.w - side) / 2);
  const float top = std::round(box.y + (box.h - side) / 2);
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size;) {
      int end = x;
      while (end < code.size && code.at(end, y)) ++end;
      if (end > x) {
        fill({left + static_cast<float>(x) * module, top + static_cast<float>(y) * module,
              static_cast<float>(end - x) * module, module},
             dark);
      }
      x = end + 1;
    }
  }
}

void Canvas::draw_glyphs(const TextLayout& layout, Point at, Colour colour) {
  const float left = std::round(at.x);
  const float top = std::round(at.y);
  const bool quarters = layout.size_px < 64;  // larger text shows no uneven spacing on whole pixels
  const float texel = 1.0F / static_cast<float>(GlyphAtlas::kPageSize);
  const Texture* page = nullptr;
  for (const PlacedGlyph& placed : layout.glyphs) {
    const float pen = left + placed.x;
    float whole = quarters ? std::floor(pen) : std::round(pen);
    const int quarter = quarters ? static_cast<int>((pen - whole) * 4) : 0;
    const AtlasGlyph& glyph =
        text_->atlas().glyph(placed.face, placed.glyph, layout.size_px, quarter);
    if (glyph.page == nullptr) continue;
    if (glyph.page != page) {
      if (page != nullptr) list_->PopTextureID();
      list_->PushTextureID(id_of(glyph.page));
      page = glyph.page;
    }
    whole += static_cast<float>(glyph.left);
    const float y = std::round(top + placed.y) - static_cast<float>(glyph.top);
    const auto w = static_cast<float>(glyph.width);
    const auto h = static_cast<float>(glyph.height);
    const auto u = static_cast<float>(glyph.x);
    const auto v = static_cast<float>(glyph.y);
    list_->PrimReserve(6, 4);
    list_->PrimRectUV({whole, y}, {whole + w, y + h}, {u * texel, v * texel},
                      {(u + w) * texel, (v + h) * texel}, colour);
  }
  if (page != nullptr) list_->PopTextureID();
}

void Canvas::mark(const TextLayout& layout, Point at, Colour colour, bool icon) {
  const Rect ink = layout.ink.moved(std::round(at.x), std::round(at.y));
  const ImVec4& clip = list_->_ClipRectStack.back();
  const Rect seen = ink.common({clip.x, clip.y, clip.z - clip.x, clip.w - clip.y});
  // What does not lie on the panel at all is a fault, and stays one.
  const bool clipped = list_->_ClipRectStack.Size > 1 && (seen.w < ink.w || seen.h < ink.h);
  if (clipped && seen.empty()) return;
  marks_.push_back({.ink = clipped ? seen : ink,
                    .colour = colour,
                    .size = static_cast<float>(layout.size_px),
                    .missing = layout.missing,
                    .truncated = !icon && layout.truncated,
                    .icon = icon,
                    .clipped = clipped});
}

void Canvas::draw_text(const TextLayout& layout, Point at, Colour colour) {
  draw_glyphs(layout, at, colour);
  mark(layout, at, colour, false);
}

void Canvas::icon(Icon icon, Point centre, float size, Colour colour) {
  if (icon == Icon::none) return;
  const TextLayout& layout = text_->icon_layout(static_cast<char32_t>(icon), size);
  const Point at{centre.x - layout.width / 2, centre.y - layout.height / 2};
  draw_glyphs(layout, at, colour);
  mark(layout, at, colour, true);
}

void Canvas::push_clip(Rect box) {
  list_->PushClipRect({std::round(box.x), std::round(box.y)},
                      {std::round(box.right()), std::round(box.bottom())}, true);
}

void Canvas::pop_clip() {
  list_->PopClipRect();
}

Rehearsal::Rehearsal(const Canvas& like)
    : list_(std::make_unique<ImDrawList>(like.list_->_Data)),
      canvas_(*list_, *like.text_, *like.shadow_, like.size_) {
  list_->_ResetForNewFrame();
  list_->PushTextureID(nullptr);
  list_->PushClipRectFullScreen();
}

Rehearsal::~Rehearsal() = default;

}  // namespace kerb::kiosk::ui
