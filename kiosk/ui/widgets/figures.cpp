#include "kiosk/ui/widgets/figures.hpp"

#include <fmt/format.h>
#include <cmath>

#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr float kRingWidth = 0.082F;  // of its side
constexpr float kRoomInRing = 1.72F;  // the width inside it, of the inner radius

void enter(ScreenContext& ctx, std::string_view name, Role role, std::string_view text,
           std::string_view value, Rect bounds, bool truncated = false) {
  Element element;
  element.name = std::string(name);
  element.role = role;
  element.label = std::string(text);
  element.value = std::string(value);
  element.bounds = bounds;
  element.truncated = truncated;
  ctx.tree.add(std::move(element));
}

const TextLayout& one_line(ScreenContext& ctx, std::string_view text, TextStyle style, float width,
                           Align align, float least = 0.6F) {
  for (float scale = 1;; scale -= 0.06F) {
    const TextLayout& layout =
        ctx.canvas.text_engine().layout(text, style.scaled(scale), {width, 1, align});
    if (!layout.truncated || scale < least) return layout;
  }
}

}  // namespace

float key_figure_height(ScreenContext& ctx, const KeyFigure& figure) {
  return std::round(ctx.metrics.label.size * 1.28F) + std::round(figure.value_style.size * 1.28F);
}

Rect key_figure(ScreenContext& ctx, Rect box, const KeyFigure& figure) {
  const Colour ink = figure.ink != 0 ? figure.ink : ctx.palette.ink;
  const Colour soft = figure.ink_soft != 0 ? figure.ink_soft : ctx.palette.ink_soft;
  const TextLayout& name = one_line(ctx, figure.label, ctx.metrics.label, box.w, figure.align);
  const TextLayout& value = one_line(ctx, figure.value, figure.value_style, box.w, figure.align);
  ctx.canvas.draw_text(name, {box.x, box.y}, soft);
  ctx.canvas.draw_text(value, {box.x, box.y + name.height}, ink);
  const Rect used{box.x, box.y, box.w, name.height + value.height};
  enter(ctx, figure.name, Role::value, figure.label, figure.value, used,
        name.truncated || value.truncated);
  return used;
}

Rect price(ScreenContext& ctx, Rect box, const Price& price) {
  TextEngine& engine = ctx.canvas.text_engine();
  const Colour ink = price.ink != 0 ? price.ink : ctx.palette.ink;
  const Colour soft = price.ink_soft != 0 ? price.ink_soft : ctx.palette.ink_soft;
  const TextLayout* amount = nullptr;
  const TextLayout* unit = nullptr;
  float gap = 0;
  float width = 0;
  for (float scale = 1; scale > 0.45F; scale -= 0.06F) {
    amount = &engine.layout(price.amount, price.amount_style.scaled(scale));
    unit = &engine.layout(price.unit, price.unit_style.scaled(std::max(scale, 0.75F)));
    gap = price.unit.empty() ? 0 : std::round(static_cast<float>(amount->size_px) * 0.12F);
    width = amount->width + gap + unit->width;
    if (width <= box.w) break;
  }
  Rect row{box.x, box.y, width, amount->height};
  if (price.align == Align::center) row.x = box.x + (box.w - width) / 2;
  if ((price.align == Align::end) != ctx.rtl && price.align != Align::center)
    row.x = box.right() - width;
  const Rect used = row;
  const Rect first = row.cut_start(amount->width, gap, ctx.rtl);
  ctx.canvas.draw_text(*amount, {first.x, used.y}, ink);
  if (!price.unit.empty()) {
    const float unit_x = ctx.rtl ? row.right() - unit->width : row.x;
    ctx.canvas.draw_text(*unit, {unit_x, used.y + amount->ascent - unit->ascent}, soft);
  }
  enter(ctx, price.name, Role::value, price.amount, price.unit, used, width > box.w + 0.5F);
  return used;
}

Rect table_row(ScreenContext& ctx, Rect box, const TableRow& row) {
  const TextStyle style = row.emphasised ? row.style.with(Weight::bold) : row.style;
  TextEngine& engine = ctx.canvas.text_engine();
  const TextLayout& value =
      one_line(ctx, row.value, style.with(row.emphasised ? Weight::bold : Weight::semibold),
               box.w * 0.6F, Align::end);
  Rect rest{box.x, box.y, box.w, box.h};
  const Rect end = rest.cut_end(value.box_width, 0, ctx.rtl);
  rest = {box.x, box.y, box.w - value.width - ctx.metrics.tight, box.h};
  if (ctx.rtl) rest.x = box.x + value.width + ctx.metrics.tight;
  const TextLayout& name = engine.layout(row.label, style, {rest.w, 2, Align::start});
  ctx.canvas.draw_text(name, {rest.x, box.y},
                       row.emphasised ? ctx.palette.ink : ctx.palette.ink_soft);
  ctx.canvas.draw_text(value, {end.x, box.y}, ctx.palette.ink);
  const Rect used{box.x, box.y, box.w, std::max(name.height, value.height)};
  enter(ctx, row.name, Role::value, row.label, row.value, used, name.truncated || value.truncated);
  return used;
}

float progress_ring_side(ScreenContext& ctx, std::string_view value) {
  constexpr float kOneStepLarger = 1.07F;  // the value shrinks in steps
  const TextStyle style = ctx.metrics.label.with(ctx.metrics.price.weight).scaled(kOneStepLarger);
  const float room = measure(ctx, value, style).w + 2;
  return std::ceil((room / kRoomInRing + 1) * 2 / (1 - 2 * kRingWidth));
}

void progress_ring(ScreenContext& ctx, Rect box, const ProgressRing& ring) {
  constexpr float kLeastInRing = 0.3F;
  const float side = std::min(box.w, box.h);
  const float width = std::round(side * kRingWidth);
  const float radius = side / 2 - width / 2 - 1;
  const Point centre = box.centre();
  const Colour track = ctx.palette.dark ? ctx.palette.sunken : ctx.palette.page.bottom;
  ctx.canvas.circle_outline(centre, radius, track, width);
  if (ring.share < 0) {
    const float turn = ctx.phase(hal::Millis{1800});
    ctx.canvas.arc(centre, radius, turn, turn + 0.28F, width, ctx.palette.accent);
    ctx.animate(kAnimationStep);
  } else if (ring.share > 0) {
    ctx.canvas.arc(centre, radius, -0.25F, -0.25F + std::min(ring.share, 1.0F), width,
                   ctx.palette.accent);
  }
  const float room = (radius - width / 2) * kRoomInRing;
  const TextLayout& value =
      one_line(ctx, ring.value, ctx.metrics.price, room, Align::center, kLeastInRing);
  const TextLayout& caption = ctx.canvas.text_engine().layout(ring.caption, ctx.metrics.label,
                                                              {room * 0.86F, 2, Align::center});
  // A small ring has no room for a caption, which the words beside it say as well.
  const bool captioned = !ring.caption.empty() && !caption.truncated &&
                         value.height + caption.height <= room && caption.width <= room * 0.86F;
  const float caption_height = captioned ? caption.height : 0;
  const float top = centre.y - (value.height + caption_height) / 2;
  ctx.canvas.draw_text(value, {centre.x - room / 2, top}, ctx.palette.ink);
  if (captioned) {
    ctx.canvas.draw_text(caption, {centre.x - room * 0.43F, top + value.height},
                         ctx.palette.ink_soft);
  }
  enter(ctx, ring.name, Role::progress, ring.caption, ring.value, centred(box, {side, side}),
        value.truncated);
}

void progress_bar(ScreenContext& ctx, Rect box, const ProgressBar& bar) {
  ctx.canvas.rounded(box, box.h / 2, tone_tint(ctx.palette, bar.tone));
  const float share = std::clamp(bar.share, 0.0F, 1.0F);
  if (share > 0) {
    Rect full{box.x, box.y, std::max(box.h, box.w * share), box.h};
    if (ctx.rtl) full = mirrored(full, box);
    ctx.canvas.rounded(full, box.h / 2, tone_ink(ctx.palette, bar.tone));
  }
  enter(ctx, bar.name, Role::progress, bar.label, fmt::format("{} %", std::lround(share * 100)),
        box);
}

void spinner(ScreenContext& ctx, Point centre, float radius, Colour colour) {
  const float width = std::max(3.0F, radius * 0.2F);
  ctx.canvas.circle_outline(centre, radius, faded(colour, 0.18F), width);
  const float turn = ctx.phase(hal::Millis{1100});
  ctx.canvas.arc(centre, radius, turn, turn + 0.3F, width, colour);
  ctx.animate(kAnimationStep);
}

}  // namespace kerb::kiosk::ui
