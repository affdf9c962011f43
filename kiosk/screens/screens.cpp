#include "kiosk/screens/screens.hpp"

namespace kerb::kiosk {

void draw_screen(const Snapshot& snapshot, const Languages& languages, ui::ScreenContext& ctx) {
  Page page{ctx, snapshot, languages, languages.of(snapshot.preferences.locale), ctx.area};
  ui::page_ground(ctx);
  draw_frame(page);
  std::visit([&](const auto& model) { draw(model, page); }, snapshot.screen);
  if (snapshot.leaving_in) draw_leaving(page, *snapshot.leaving_in);
}

}  // namespace kerb::kiosk
