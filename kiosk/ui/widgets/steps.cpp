#include "kiosk/ui/widgets/steps.hpp"

#include <fmt/format.h>
#include <cmath>

#include "kiosk/ui/pictograms.hpp"
#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

void picture(ScreenContext& ctx, const Step& step, Point centre, float radius) {
  const Tone tone = step.done ? Tone::neutral : Tone::ok;
  const Colour ink = tone_ink(ctx.palette, tone);
  ctx.canvas.circle(centre, radius, tone_tint(ctx.palette, tone));
  if (step.current) ctx.canvas.circle_outline(centre, radius - 1.5F, ctx.palette.accent, 3);
  const float side = radius * 1.12F;
  const Rect box{centre.x - side / 2, centre.y - side / 2, side, side};
  switch (step.picture) {
    case StepPicture::plug_in:
      return plug_in_pictogram(ctx.canvas, box, ink);
    case StepPicture::tap:
      return tap_card_pictogram(ctx.canvas, box, ink);
    case StepPicture::charge:
      return ctx.canvas.icon(Icon::bolt, centre, std::round(side), ink);
    case StepPicture::unplug:
      return ctx.canvas.icon(Icon::power_off, centre, std::round(side), ink);
    case StepPicture::choose:
      return ctx.canvas.icon(Icon::touch, centre, std::round(side), ink);
    case StepPicture::receipt:
      return ctx.canvas.icon(Icon::receipt, centre, std::round(side), ink);
  }
}

constexpr float kTextMayShrink = 0.8F;
constexpr float kLeastPicture = 0.8F;  // its radius, of an icon

// Whether a step's explanation has room below its title. A part of it helps nobody.
bool explains_below(ScreenContext& ctx, const Rect& cell, const Step& step) {
  const Metrics& m = ctx.metrics;
  const float used = 2 * m.icon * kLeastPicture + m.tight +
                     measure(ctx, step.title, m.heading, cell.w).h +
                     measure(ctx, step.text, m.label, cell.w).h * kTextMayShrink;
  return used <= cell.h;
}

void step_below(ScreenContext& ctx, Rect cell, std::string_view name, const Step& step) {
  const Metrics& m = ctx.metrics;
  // Title and text take what they need, the picture what is left.
  const float title_height = measure(ctx, step.title, m.heading, cell.w).h;
  const float text_height = step.text.empty() ? 0 : measure(ctx, step.text, m.label, cell.w).h;
  const float radius = std::clamp((cell.h - title_height - text_height - 1.5F * m.tight) / 2,
                                  m.icon * kLeastPicture, m.px_per_mm * 14);
  const float used = 2 * radius + m.tight + title_height + text_height;
  cell.cut_top(std::max(0.0F, (cell.h - used) / 2));
  picture(ctx, step, {cell.centre().x, cell.y + radius}, radius);
  cell.cut_top(2 * radius, m.tight);
  const std::string base(name);
  const Rect title = label(ctx, cell,
                           {.name = base,
                            .text = step.title,
                            .style = m.heading,
                            .colour = ctx.palette.ink,
                            .align = Align::center,
                            .max_lines = 2,
                            .shrink_to = 0.75F});
  cell.cut_top(title.h);
  if (step.text.empty()) return;
  label(ctx, cell,
        {.name = base + ".text",
         .text = step.text,
         .style = m.label,
         .colour = ctx.palette.ink_soft,
         .align = Align::center,
         .shrink_to = kTextMayShrink});
}

void step_beside(ScreenContext& ctx, Rect cell, std::string_view name, const Step& step) {
  const Metrics& m = ctx.metrics;
  const float radius = std::min(cell.h / 2, m.px_per_mm * 11);
  const Rect left = cell.cut_start(2 * radius, m.gap, ctx.rtl);
  picture(ctx, step, left.centre(), radius);
  const float title_height = measure(ctx, step.title, m.heading, cell.w).h;
  const float text_height = step.text.empty() ? 0 : measure(ctx, step.text, m.label, cell.w).h;
  cell.cut_top(std::max(0.0F, (cell.h - title_height - text_height) / 2));
  const std::string base(name);
  const Rect title = label(ctx, cell,
                           {.name = base,
                            .text = step.title,
                            .style = m.heading,
                            .colour = ctx.palette.ink,
                            .max_lines = 2,
                            .shrink_to = 0.75F});
  cell.cut_top(title.h);
  if (step.text.empty()) return;
  label(ctx, cell,
        {.name = base + ".text",
         .text = step.text,
         .style = m.label,
         .colour = ctx.palette.ink_soft,
         .shrink_to = kTextMayShrink});
}

}  // namespace

void steps(ScreenContext& ctx, Rect box, std::string_view name, std::span<const Step> steps) {
  const bool across = box.w >= box.h;
  const float gap = ctx.metrics.gap * 1.6F;
  const auto cells =
      across ? columns(box, steps.size(), gap, ctx.rtl) : rows(box, steps.size(), ctx.metrics.gap);
  bool explains = true;
  for (std::size_t i = 0; across && i < cells.size(); ++i) {
    explains = explains && explains_below(ctx, cells[i], steps[i]);
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string step_name = fmt::format("{}.{}", name, i + 1);
    if (!across) {
      step_beside(ctx, cells[i], step_name, steps[i]);
      continue;
    }
    Step shown = steps[i];
    if (!explains) shown.text = {};
    step_below(ctx, cells[i], step_name, shown);
    if (i + 1 == cells.size()) continue;
    const Icon arrow = ctx.rtl ? Icon::chevron_back : Icon::chevron_forward;
    const float x = ctx.rtl ? cells[i].x - gap / 2 : cells[i].right() + gap / 2;
    ctx.canvas.icon(arrow, {x, cells[i].y + cells[i].h * 0.3F}, ctx.metrics.icon,
                    ctx.palette.outline);
  }
}

}  // namespace kerb::kiosk::ui
