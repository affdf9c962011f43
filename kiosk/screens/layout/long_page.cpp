#include "kiosk/screens/layout/long_page.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace kerb::kiosk {
namespace {

constexpr float kMostPanels = 12;  // longer than any page of ours
constexpr float kEnough = 0.5F;    // pixels
constexpr float kFadeMm = 3;

// By how many pixels something on a page with this body is too high.
float lacking(const Page& page, const ui::Rect& body, bool unrolled, const DrawPart& draw) {
  const ui::ScreenContext& ctx = page.ctx;
  ui::Rehearsal rehearsal(ctx.canvas);
  ui::SemanticTree nowhere;
  ui::ScreenContext rehearsed{.canvas = rehearsal.canvas(),
                              .tree = nowhere,
                              .palette = ctx.palette,
                              .metrics = ctx.metrics,
                              .area = ctx.area,
                              .now = ctx.now,
                              .rtl = ctx.rtl,
                              .turned = ctx.turned,
                              .still = true};
  Page trial{rehearsed, page.snapshot, page.languages, page.language, body, unrolled};
  draw(trial);
  return rehearsed.lacking();
}

// The least height at which nothing is too high. What still is in a part as high as can be is not
// so for want of height.
float natural_height(const Page& page, ui::Rect body, const Part& part) {
  float enough = page.metrics().height * kMostPanels;
  float too_low = part.least;
  const auto lacking_at = [&](float height) {
    return lacking(page, {body.x, body.y, body.w, height}, true, part.draw);
  };
  const float always = lacking_at(enough) + kEnough;
  if (lacking_at(too_low) <= always) return too_low;
  while (enough - too_low > 1) {
    const float half = std::floor((enough + too_low) / 2);
    (lacking_at(half) <= always ? enough : too_low) = half;
  }
  return enough;
}

// Measured once for each snapshot: a page that moves is drawn often.
std::vector<float> natural_heights(const Page& page, const ui::Rect& view,
                                   const std::vector<Part>& parts) {
  const ui::Scroll* known = page.ctx.scroll;
  if (known != nullptr && known->heights.size() == parts.size()) return known->heights;
  std::vector<float> heights;
  heights.reserve(parts.size());
  for (const Part& part : parts) heights.push_back(natural_height(page, view, part));
  return heights;
}

void draw_button(Page& page, ui::Rect box, bool down, bool enabled) {
  const std::string label = page.say(down ? "page.down"_text : "page.up"_text);
  ui::pill_button(page.ctx, box,
                  {.name = down ? "page.down" : "page.up",
                   .label = label,
                   .action = ScrollPage{down},
                   .kind = ui::ButtonKind::secondary,
                   .icon = down ? ui::Icon::arrow_down : ui::Icon::arrow_up,
                   .enabled = enabled,
                   .wordless = true});
}

// Up above, down below, and between them how long the page is and where in it one stands.
void draw_controls(Page& page, ui::Rect column, const ui::Scroll& scroll, float seen) {
  const ui::Metrics& m = page.metrics();
  draw_button(page, column.cut_top(m.target, m.tight), false, scroll.at > kEnough);
  draw_button(page, column.cut_bottom(m.target, m.tight), true, scroll.at < scroll.most - kEnough);
  if (column.h < m.target) return;
  const float wide = std::max(3.0F, std::round(m.px_per_mm));
  const ui::Rect groove = ui::centred(column, {wide, column.h});
  page.ctx.canvas.rounded(groove, wide / 2, page.palette().line);
  const float length = std::max(wide * 2, groove.h * seen / (seen + scroll.most));
  const float top = (groove.h - length) * scroll.at / std::max(1.0F, scroll.most);
  page.ctx.canvas.rounded({groove.x, groove.y + top, wide, length}, wide / 2,
                          page.palette().accent);
}

// Where the page goes on, it fades: a line that is cut in two is no fault.
void draw_fades(Page& page, const ui::Rect& shown, const ui::Scroll& scroll) {
  const float high = std::min(std::round(kFadeMm * page.metrics().px_per_mm), shown.h / 4);
  const ui::Colour ground = page.palette().page.bottom;
  const ui::Colour nothing = ground & 0x00FFFFFFU;
  if (scroll.at > kEnough) {
    page.ctx.canvas.fill({shown.x, shown.y, shown.w, high}, ui::Gradient{ground, nothing});
  }
  if (scroll.at < scroll.most - kEnough) {
    page.ctx.canvas.fill({shown.x, shown.bottom() - high, shown.w, high},
                         ui::Gradient{nothing, ground});
  }
}

}  // namespace

float picture_height(const Page& page) {
  return std::min(page.body.h, page.metrics().action * 2);
}

void long_page(Page& page, const DrawPart& whole, std::vector<Part> parts) {
  if (!page.may_move() || lacking(page, page.body, false, whole) <= kEnough) return whole(page);
  if (parts.empty()) parts.push_back({whole});
  const ui::Metrics& m = page.metrics();
  ui::Rect view = page.body;
  const ui::Rect column = view.cut_end(m.target, m.tight, page.ctx.turned);
  ui::Scroll scroll;
  scroll.heights = natural_heights(page, view, parts);
  const float gaps = m.tight * static_cast<float>(parts.size() - 1);
  const float natural = std::accumulate(scroll.heights.begin(), scroll.heights.end(), gaps);
  scroll.most = std::max(0.0F, natural - view.h);
  scroll.step = std::max(view.h - m.body.size * 1.3F, view.h / 2);
  if (page.ctx.scroll != nullptr) {
    scroll.at = std::round(std::clamp(page.ctx.scroll->at, 0.0F, scroll.most));
    *page.ctx.scroll = scroll;
  }
  // Shadows reach over the edge of a card, but not over the buttons.
  const float aside = std::min(m.margin, m.tight - 1);
  const ui::Rect shown{page.ctx.turned ? view.x - aside : view.x - m.margin, view.y,
                       view.w + aside + m.margin, view.h};
  {
    const ui::ClipScope clip(page.ctx.canvas, shown);
    page.ctx.tree.scroll_behind(view);
    float y = view.y - scroll.at;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      Page part{page.ctx,
                page.snapshot,
                page.languages,
                page.language,
                {view.x, y, view.w, scroll.heights[i]},
                true};
      parts[i].draw(part);
      y += scroll.heights[i] + m.tight;
    }
    page.ctx.tree.scroll_behind(std::nullopt);
    draw_fades(page, shown, scroll);
  }
  draw_controls(page, column, scroll, view.h);
}

}  // namespace kerb::kiosk
