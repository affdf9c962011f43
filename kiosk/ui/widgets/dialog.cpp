#include "kiosk/ui/widgets/dialog.hpp"

namespace kerb::kiosk::ui {

Rect dialog(ScreenContext& ctx, const Dialog& dialog) {
  const Metrics& m = ctx.metrics;
  const Rect page = ctx.area;
  ctx.canvas.fill(ctx.canvas.area(), ctx.palette.scrim);
  ctx.tree.begin_modal();
  const Size size{std::min(dialog.size.w, page.w - 2 * m.margin),
                  std::min(dialog.size.h, page.h - 2 * m.margin)};
  const Rect box = centred(page, size);
  ctx.canvas.shadow(box, {ctx.palette.shadow, m.radius * 2, m.radius * 0.6F});
  ctx.canvas.rounded(box, m.radius, ctx.palette.surface);
  Element element;
  element.name = std::string(dialog.name);
  element.role = Role::dialog;
  element.label = std::string(dialog.label);
  element.bounds = box;
  ctx.tree.add(std::move(element));
  return box.inset(m.padding);
}

}  // namespace kerb::kiosk::ui
