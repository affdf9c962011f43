#include "kiosk/screens/parts/paper.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kerb::kiosk {

ui::Rect paper(ui::Canvas& canvas, ui::Rect box, const ui::Palette& palette, float tooth,
               float padding) {
  canvas.shadow(box, {.colour = palette.shadow});
  ui::Rect sheet = box;
  const ui::Rect edge = sheet.cut_bottom(tooth);
  canvas.fill(sheet, palette.surface);
  const int teeth = std::max(1, static_cast<int>(std::round(edge.w / (tooth * 1.9F))));
  const float wide = edge.w / static_cast<float>(teeth);
  for (int i = 0; i < teeth; ++i) {
    const float x = edge.x + wide * static_cast<float>(i);
    const std::array<ui::Point, 3> points{
        {{x, edge.y - 0.5F}, {x + wide, edge.y - 0.5F}, {x + wide / 2, edge.bottom()}}};
    canvas.polygon(points, palette.surface);
  }
  return sheet.inset(padding, padding * 0.9F);
}

void dashes(ui::Canvas& canvas, ui::Rect box, ui::Colour colour, float dash) {
  const float y = std::floor(box.centre().y) + 0.5F;
  for (float x = box.x; x + dash <= box.right() + 0.5F; x += dash * 1.8F) {
    canvas.line({x, y}, {x + dash, y}, colour, 1.5F);
  }
}

}  // namespace kerb::kiosk
