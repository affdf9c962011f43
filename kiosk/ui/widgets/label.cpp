#include "kiosk/ui/widgets/label.hpp"

#include <cmath>

namespace kerb::kiosk::ui {
namespace {

int lines_that_fit(float height, float line_height) {
  // A line may stick out by its leading, not by its letters.
  return std::max(1, static_cast<int>(std::floor((height + line_height * 0.2F) / line_height)));
}

const TextLayout& fitted(ScreenContext& ctx, const Rect& box, const Label& text) {
  constexpr float kStep = 0.94F;
  for (float scale = 1;; scale *= kStep) {
    const TextStyle style = text.style.scaled(scale);
    // As the text engine rounds them: over ten lines the halves of pixels add up to one.
    const float line_height = std::round(std::round(style.size) * 1.28F);
    int lines = box.h > 0 ? lines_that_fit(box.h, line_height) : 0;
    if (text.max_lines > 0) lines = lines > 0 ? std::min(lines, text.max_lines) : text.max_lines;
    const TextLayout& layout =
        ctx.canvas.text_engine().layout(text.text, style, {box.w, lines, text.align});
    if (!layout.truncated || scale * kStep < text.shrink_to) return layout;
  }
}

}  // namespace

Rect label(ScreenContext& ctx, Rect box, const Label& text) {
  const TextLayout& layout = fitted(ctx, box, text);
  float y = box.y;
  if (text.across == Across::middle) y = box.y + (box.h - layout.height) / 2;
  if (text.across == Across::bottom) y = box.bottom() - layout.height;
  ctx.canvas.draw_text(layout, {box.x, y}, text.colour);
  const Rect used{box.x, y, box.w, layout.height};
  Element element;
  element.name = std::string(text.name);
  element.role = text.role;
  element.label = std::string(text.text);
  element.value = std::string(text.value);
  element.bounds = used;
  element.truncated = layout.truncated;
  element.personal = text.personal;
  ctx.tree.add(std::move(element));
  return used;
}

Size measure(ScreenContext& ctx, std::string_view text, TextStyle style, float max_width) {
  const TextLayout& layout =
      ctx.canvas.text_engine().layout(text, style, {max_width, 0, Align::start});
  return {std::ceil(layout.width), layout.height};
}

void icon(ScreenContext& ctx, Rect box, Icon icon, Colour colour) {
  ctx.canvas.icon(icon, box.centre(), std::min(box.w, box.h), colour);
}

void icon(ScreenContext& ctx, Rect box, Icon icon, Colour colour, std::string_view name,
          std::string_view means) {
  ctx.canvas.icon(icon, box.centre(), std::min(box.w, box.h), colour);
  Element element;
  element.name = std::string(name);
  element.role = Role::image;
  element.label = std::string(means);
  element.bounds = box;
  ctx.tree.add(std::move(element));
}

}  // namespace kerb::kiosk::ui
