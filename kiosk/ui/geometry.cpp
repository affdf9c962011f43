#include "kiosk/ui/geometry.hpp"

namespace kerb::kiosk::ui {

Rect Rect::cut_top(float height, float gap) {
  const float taken = std::clamp(height, 0.0F, h);
  const Rect strip{x, y, w, taken};
  const float rest = std::min(h, taken + gap);
  y += rest;
  h -= rest;
  return strip;
}

Rect Rect::cut_bottom(float height, float gap) {
  const float taken = std::clamp(height, 0.0F, h);
  const Rect strip{x, bottom() - taken, w, taken};
  h -= std::min(h, taken + gap);
  return strip;
}

Rect Rect::cut_left(float width, float gap) {
  const float taken = std::clamp(width, 0.0F, w);
  const Rect strip{x, y, taken, h};
  const float rest = std::min(w, taken + gap);
  x += rest;
  w -= rest;
  return strip;
}

Rect Rect::cut_right(float width, float gap) {
  const float taken = std::clamp(width, 0.0F, w);
  const Rect strip{right() - taken, y, taken, h};
  w -= std::min(w, taken + gap);
  return strip;
}

std::vector<Rect> columns(const Rect& area, std::size_t count, float gap, bool rtl) {
  std::vector<Rect> out;
  if (count == 0) return out;
  const auto n = static_cast<float>(count);
  const float width = std::max(0.0F, (area.w - gap * (n - 1)) / n);
  for (std::size_t i = 0; i < count; ++i) {
    const Rect r{area.x + static_cast<float>(i) * (width + gap), area.y, width, area.h};
    out.push_back(rtl ? mirrored(r, area) : r);
  }
  return out;
}

std::vector<Rect> rows(const Rect& area, std::size_t count, float gap) {
  std::vector<Rect> out;
  if (count == 0) return out;
  const auto n = static_cast<float>(count);
  const float height = std::max(0.0F, (area.h - gap * (n - 1)) / n);
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back({area.x, area.y + static_cast<float>(i) * (height + gap), area.w, height});
  }
  return out;
}

Rect centred(const Rect& area, Size size) {
  return {area.x + (area.w - size.w) / 2, area.y + (area.h - size.h) / 2, size.w, size.h};
}

}  // namespace kerb::kiosk::ui
