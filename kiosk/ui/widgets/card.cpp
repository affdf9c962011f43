#include "kiosk/ui/widgets/card.hpp"

#include <cmath>

#include "kiosk/ui/pictograms.hpp"
#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

void shadow_of_card(ScreenContext& ctx, const Rect& box) {
  ctx.canvas.shadow(box,
                    {ctx.palette.shadow, ctx.metrics.radius * 1.05F, ctx.metrics.radius * 0.32F});
}

}  // namespace

void page_ground(ScreenContext& ctx) {
  ctx.canvas.fill(ctx.canvas.area(), Gradient{ctx.palette.page.top, ctx.palette.page.bottom});
}

Rect card(ScreenContext& ctx, Rect box) {
  shadow_of_card(ctx, box);
  ctx.canvas.rounded(box, ctx.metrics.radius, ctx.palette.surface);
  ctx.canvas.outline(box, ctx.metrics.radius, ctx.palette.line, ctx.metrics.hairline);
  return box.inset(ctx.metrics.padding);
}

Rect panel(ScreenContext& ctx, Rect box) {
  shadow_of_card(ctx, box);
  ctx.canvas.rounded(box, ctx.metrics.radius,
                     Gradient{ctx.palette.panel.top, ctx.palette.panel.bottom});
  return box.inset(ctx.metrics.padding);
}

Rect well(ScreenContext& ctx, Rect box) {
  ctx.canvas.rounded(box, ctx.metrics.radius_button, ctx.palette.sunken);
  ctx.canvas.outline(box, ctx.metrics.radius_button, ctx.palette.line, ctx.metrics.hairline);
  return box.inset(ctx.metrics.tight);
}

void divider(ScreenContext& ctx, Rect box, Colour colour) {
  ctx.canvas.fill({box.x, std::round(box.centre().y), box.w, ctx.metrics.hairline}, colour);
}

Size chip_size(ScreenContext& ctx, const Chip& chip) {
  const TextStyle style = ctx.metrics.label.with(Weight::semibold);
  const float text = measure(ctx, chip.text, style).w;
  const float height = std::round(style.size * 2.05F);
  return {text + height * 0.95F + style.size * 0.6F, height};
}

Rect chip(ScreenContext& ctx, Rect box, const Chip& chip, Align align) {
  const TextStyle style = ctx.metrics.label.with(Weight::semibold);
  const Size size = chip_size(ctx, chip);
  const Colour ink = tone_ink(ctx.palette, chip.tone);
  const float width = std::min(size.w, box.w);
  Rect at{box.x + (box.w - width) / 2, box.y, width, size.h};
  if (align == Align::start) at.x = ctx.rtl ? box.right() - width : box.x;
  if (align == Align::end) at.x = ctx.rtl ? box.x : box.right() - width;
  ctx.canvas.rounded(at, at.h / 2, tone_tint(ctx.palette, chip.tone));
  Rect rest = at;
  const Rect sign = rest.cut_start(size.h * 0.95F, 0, ctx.rtl);
  const Point centre{sign.centre().x + (ctx.rtl ? -1.0F : 1.0F) * size.h * 0.04F, sign.centre().y};
  if (chip.icon != Icon::none) {
    ctx.canvas.icon(chip.icon, centre, std::round(style.size * 1.1F), ink);
  } else {
    const float dot = style.size * 0.3F;
    if (chip.pulse) {
      const float breath = 0.5F + 0.5F * std::sin(ctx.phase(hal::Millis{2800}) * 6.2831853F);
      ctx.canvas.circle(centre, dot * (1.1F + 0.5F * breath),
                        faded(ink, 0.1F + 0.25F * (1 - breath)));
      ctx.animate(hal::Millis{100});
    }
    ctx.canvas.circle(centre, dot, ink);
  }
  rest.cut_end(style.size * 0.6F, 0, ctx.rtl);
  label(ctx, rest,
        {.name = chip.name,
         .text = chip.text,
         .style = style,
         .colour = ink,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.7F,
         .role = Role::status});
  return at;
}

void connector_badge(ScreenContext& ctx, Rect box, const ConnectorBadge& badge) {
  const Colour ink = tone_ink(ctx.palette, badge.tone);
  const float side = std::min(box.w, box.h);
  const Rect square = centred(box, {side, side});
  ctx.canvas.rounded(square, side * 0.24F, tone_tint(ctx.palette, badge.tone));
  const bool number_alone = ctx.metrics.large_text && !badge.number.empty();
  if (number_alone) {
    // Large letters leave no room for both, and the kind stands beside it in words.
    const TextStyle style = ctx.metrics.label.with(Weight::bold);
    const TextLayout& number = ctx.canvas.text_engine().layout(badge.number, style);
    ctx.canvas.draw_text(
        number, {square.centre().x - number.width / 2, square.centre().y - number.height / 2}, ink);
  } else {
    connector_pictogram(ctx.canvas, badge.kind, square.inset(side * 0.15F), ink);
  }
  if (!badge.number.empty() && !number_alone) {
    const float radius = side * 0.185F;
    const Point corner{ctx.rtl ? square.x + side * 0.05F : square.right() - side * 0.05F,
                       square.y + side * 0.05F};
    ctx.canvas.circle(corner, radius + side * 0.04F, ctx.palette.surface);
    ctx.canvas.circle(corner, radius, ink);
    const TextStyle style{std::round(radius * 1.3F), Weight::bold};
    const TextLayout& number = ctx.canvas.text_engine().layout(badge.number, style);
    ctx.canvas.draw_text(
        number, {corner.x - number.width / 2, corner.y - number.height / 2 - radius * 0.03F},
        ctx.palette.surface);
  }
  if (badge.name.empty()) return;
  Element element;
  element.name = std::string(badge.name);
  element.role = Role::image;
  element.label = std::string(badge.means);
  element.value = std::string(badge.number);
  element.bounds = square;
  ctx.tree.add(std::move(element));
}

void disc_icon(ScreenContext& ctx, Point centre, float radius, Icon icon, Tone tone) {
  ctx.canvas.circle(centre, radius, tone_tint(ctx.palette, tone));
  ctx.canvas.icon(icon, centre, std::round(radius * 1.1F), tone_ink(ctx.palette, tone));
}

float notice_height(ScreenContext& ctx, float width, const Notice& notice) {
  const Metrics& m = ctx.metrics;
  const float text_width = std::max(1.0F, width - m.icon - 3 * m.tight);
  return std::max(m.icon, measure(ctx, notice.text, m.strong, text_width).h) + 2 * m.tight;
}

void notice(ScreenContext& ctx, Rect box, const Notice& notice) {
  const Metrics& m = ctx.metrics;
  const Colour ink = tone_ink(ctx.palette, notice.tone);
  ctx.canvas.rounded(box, m.radius_button, tone_tint(ctx.palette, notice.tone));
  ctx.canvas.outline(box, m.radius_button, faded(ink, 0.35F), m.hairline);
  Rect inside = box.inset(m.tight);
  const Rect sign = inside.cut_start(m.icon, m.tight, ctx.rtl);
  ctx.canvas.icon(notice.icon, sign.centre(), m.icon, ink);
  label(ctx, inside,
        {.name = notice.name,
         .text = notice.text,
         .style = m.strong,
         .colour = ink,
         .across = Across::middle,
         .shrink_to = 0.8F,
         .role = Role::alert});
}

}  // namespace kerb::kiosk::ui
