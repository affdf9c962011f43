#include "kiosk/screens/parts/split.hpp"

#include <cmath>

namespace kerb::kiosk {
namespace {

// In the large mode a card's padding costs letters; half of it goes back to the text.
ui::Rect reclaimed(const Page& page, ui::Rect inner) {
  if (!page.large()) return inner;
  const float by = std::floor(page.metrics().padding * 0.4F);
  return {inner.x - by, inner.y - by, inner.w + 2 * by, inner.h + 2 * by};
}

Split divided(const Page& page, float share_landscape, float share_portrait, bool turned) {
  ui::Rect rest = page.body;
  const float gap = page.large() ? page.metrics().tight : page.metrics().gap;
  const ui::Rect picture = page.portrait()
                               ? rest.cut_top(std::floor(rest.h * share_portrait), gap)
                               : rest.cut_start(std::floor(rest.w * share_landscape), gap, turned);
  return {picture, rest};
}

}  // namespace

Split split(const Page& page, float share_landscape, float share_portrait) {
  return divided(page, share_landscape, share_portrait, page.ctx.turned);
}

Split split_by_reading(const Page& page, float share_landscape, float share_portrait) {
  return divided(page, share_landscape, share_portrait, page.ctx.rtl);
}

ui::Rect content_card(Page& page, ui::Rect box) {
  return reclaimed(page, ui::card(page.ctx, box));
}

ui::Rect picture_panel(Page& page, ui::Rect box) {
  return reclaimed(page, ui::panel(page.ctx, box));
}

}  // namespace kerb::kiosk
