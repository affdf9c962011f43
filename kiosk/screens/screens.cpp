#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {

namespace {

void draw_page(const Snapshot& snapshot, const Languages& languages, ui::ScreenContext& ctx) {
  Page page{ctx, snapshot, languages, languages.of(snapshot.preferences.locale), ctx.area};
  draw_frame(page);
  std::visit([&](const auto& model) { draw(model, page); }, snapshot.screen);
  if (snapshot.leaving_in) draw_leaving(page, *snapshot.leaving_in);
}

// The page as on a panel that ends at the driver's reach.
void draw_low(const Snapshot& snapshot, const Languages& languages, ui::ScreenContext& ctx) {
  ui::Metrics metrics = ctx.metrics;
  metrics.height = metrics.reach;
  ui::Rect area = ctx.area;
  const ui::Rect low = area.cut_bottom(metrics.reach);
  ui::ScreenContext lowered{.canvas = ctx.canvas,
                            .tree = ctx.tree,
                            .palette = ctx.palette,
                            .metrics = metrics,
                            .area = low,
                            .now = ctx.now,
                            .pressed = ctx.pressed,
                            .focused = ctx.focused,
                            .rtl = ctx.rtl,
                            .turned = ctx.turned,
                            .still = ctx.still,
                            .scroll = ctx.scroll};
  Page above{lowered, snapshot, languages, languages.of(snapshot.preferences.locale), area};
  draw_sign(above, area);
  draw_page(snapshot, languages, lowered);
  if (lowered.again_in()) ctx.animate(*lowered.again_in());
}

}  // namespace

void draw_screen(const Snapshot& snapshot, const Languages& languages, ui::ScreenContext& ctx) {
  ui::page_ground(ctx);
  if (snapshot.preferences.low_reach && ctx.metrics.reach > 0) {
    return draw_low(snapshot, languages, ctx);
  }
  draw_page(snapshot, languages, ctx);
}

}  // namespace kerb::kiosk
