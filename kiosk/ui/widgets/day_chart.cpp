#include "kiosk/ui/widgets/day_chart.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr float kMinutesOfADay = 1440;

float across(const ScreenContext& ctx, const Rect& plot, int minute) {
  const float share = std::clamp(static_cast<float>(minute) / kMinutesOfADay, 0.0F, 1.0F);
  return std::round(ctx.rtl ? plot.right() - share * plot.w : plot.x + share * plot.w);
}

Rect bar_of(const ScreenContext& ctx, const Rect& plot, const DayStep& step) {
  const float from = across(ctx, plot, step.from_minute);
  const float until = across(ctx, plot, step.until_minute);
  const float gap = std::max(1.0F, std::round(ctx.metrics.px_per_mm * 0.3F));
  const float high = std::round(std::max(plot.h * step.share, ctx.metrics.px_per_mm));
  return {std::min(from, until) + gap / 2, plot.bottom() - high,
          std::max(1.0F, std::abs(until - from) - gap), high};
}

bool is_now(const DayChart& chart, const DayStep& step) {
  return chart.now_minute >= step.from_minute && chart.now_minute < step.until_minute;
}

void draw_hours(ScreenContext& ctx, Rect row, std::span<const std::string> hours) {
  if (hours.size() < 2) return;
  float widest = 0;
  for (const std::string& hour : hours) {
    widest = std::max(widest, measure(ctx, hour, ctx.metrics.label).w);
  }
  // Every second one, or only the ends, where they would run into each other.
  std::size_t every = 1;
  const auto needed = [&] {
    const std::size_t shown = (hours.size() - 1) / every + 1;
    return (widest + ctx.metrics.tight) * static_cast<float>(shown);
  };
  while (every < hours.size() - 1 && needed() > row.w) every *= 2;
  for (std::size_t at = 0; at < hours.size(); at += every) {
    const float share = static_cast<float>(at) / static_cast<float>(hours.size() - 1);
    const Size size = measure(ctx, hours[at], ctx.metrics.label);
    const float reading = ctx.rtl ? 1 - share : share;
    const float x = std::clamp(row.x + reading * row.w - size.w / 2, row.x, row.right() - size.w);
    const TextLayout& layout = ctx.canvas.text_engine().layout(hours[at], ctx.metrics.label,
                                                               {size.w + 1, 1, Align::start});
    ctx.canvas.draw_text(layout, {x, row.y}, ctx.palette.ink_soft);
  }
}

// Where a step's label would stand, centred on the step and inside of the plot.
Rect label_box(ScreenContext& ctx, const Rect& plot, const Rect& bar, const std::string& text,
               TextStyle style) {
  const Size size = measure(ctx, text, style);
  const float x =
      std::clamp(bar.x + (bar.w - size.w) / 2, plot.x, std::max(plot.x, plot.right() - size.w));
  return {x, bar.y - size.h - 2, size.w, size.h};
}

void draw_label(ScreenContext& ctx, const Rect& box, const std::string& text, TextStyle style,
                Colour colour) {
  const TextLayout& layout =
      ctx.canvas.text_engine().layout(text, style, {box.w + 1, 1, Align::start});
  ctx.canvas.draw_text(layout, {box.x, box.y}, colour);
}

// The present price always has its label; another one where it fits its step and leaves that one
// free.
void draw_labels(ScreenContext& ctx, const Rect& plot, const DayChart& chart) {
  Rect present;
  for (const DayStep& step : chart.steps) {
    if (!is_now(chart, step)) continue;
    present = label_box(ctx, plot, bar_of(ctx, plot, step), step.label, ctx.metrics.strong);
    draw_label(ctx, present, step.label, ctx.metrics.strong, ctx.palette.ink);
  }
  const Rect taken{present.x - ctx.metrics.tight, present.y, present.w + 2 * ctx.metrics.tight,
                   present.h};
  for (const DayStep& step : chart.steps) {
    if (is_now(chart, step)) continue;
    const Rect bar = bar_of(ctx, plot, step);
    const Rect box = label_box(ctx, plot, bar, step.label, ctx.metrics.label);
    if (box.w > bar.w || box.overlaps(taken)) continue;
    draw_label(ctx, box, step.label, ctx.metrics.label, ctx.palette.ink_soft);
  }
}

}  // namespace

void day_chart(ScreenContext& ctx, Rect box, const DayChart& chart) {
  const Metrics& m = ctx.metrics;
  const Rect whole = box;
  const float line = std::round(m.label.size * 1.28F);
  draw_hours(ctx, box.cut_bottom(line, m.tight * 0.5F), chart.hours);
  box.cut_top(std::round(m.strong.size * 1.5F));
  ctx.canvas.fill({box.x, box.bottom() - m.hairline, box.w, m.hairline}, ctx.palette.line);
  for (const DayStep& step : chart.steps) {
    const Rect bar = bar_of(ctx, box, step);
    const float radius = std::min({bar.w / 2, bar.h / 2, m.px_per_mm * 1.2F});
    ctx.canvas.rounded(bar, radius,
                       is_now(chart, step) ? ctx.palette.accent : faded(ctx.palette.accent, 0.28F));
  }
  draw_labels(ctx, box, chart);
  const float x = across(ctx, box, chart.now_minute);
  const float dot = std::max(4.0F, m.px_per_mm * 1.1F);
  ctx.canvas.circle({x, box.bottom()}, dot + 2, ctx.palette.surface);
  ctx.canvas.circle({x, box.bottom()}, dot, ctx.palette.ink);
  Element element;
  element.name = std::string(chart.name);
  element.role = Role::chart;
  element.label = std::string(chart.label);
  element.value = std::string(chart.value);
  element.bounds = whole;
  ctx.tree.add(std::move(element));
}

}  // namespace kerb::kiosk::ui
