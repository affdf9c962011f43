#include "kiosk/ui/widgets/power_chart.hpp"

#include <array>
#include <cmath>

#include "kiosk/ui/widgets/label.hpp"

namespace kerb::kiosk::ui {
namespace {

// The curve in pixels of the plot; time runs in the reading direction.
std::vector<Point> in_pixels(const Rect& plot, std::span<const PowerPoint> curve, hal::Watts top,
                             bool rtl) {
  std::vector<Point> out;
  if (curve.empty()) return out;
  const auto from = curve.front().at;
  const auto span = static_cast<float>(std::max<std::int64_t>(1, (curve.back().at - from).count()));
  const auto full = static_cast<float>(std::max<std::int64_t>(1, top.count));
  for (const PowerPoint& point : curve) {
    const float x = static_cast<float>((point.at - from).count()) / span;
    const float y = std::clamp(static_cast<float>(point.power.count) / full, 0.0F, 1.0F);
    out.push_back(
        {rtl ? plot.right() - x * plot.w : plot.x + x * plot.w, plot.bottom() - y * plot.h});
  }
  if (out.size() == 1) out.push_back({rtl ? plot.x : plot.right(), out.front().y});
  if (rtl) std::reverse(out.begin(), out.end());
  return out;
}

void draw_grid(ScreenContext& ctx, const Rect& plot) {
  constexpr int kLines = 4;
  for (int i = 0; i <= kLines; ++i) {
    const float y = std::round(plot.y + plot.h * static_cast<float>(i) / kLines);
    ctx.canvas.fill({plot.x, y, plot.w, ctx.metrics.hairline}, ctx.palette.line);
  }
}

void axis_text(ScreenContext& ctx, std::string_view text, Rect box, Align align) {
  if (text.empty()) return;
  const TextLayout& layout =
      ctx.canvas.text_engine().layout(text, ctx.metrics.label, {box.w, 1, align});
  ctx.canvas.draw_text(layout, {box.x, box.y}, ctx.palette.ink_soft);
}

// Beside the figure at the top; smaller in a narrow chart, and left out where even that does not
// fit, since the curve speaks for itself.
void draw_title(ScreenContext& ctx, const Rect& head, std::string_view text) {
  for (const float scale : {1.0F, 0.9F, 0.8F, 0.7F}) {
    const TextLayout& title = ctx.canvas.text_engine().layout(
        text, ctx.metrics.strong.scaled(scale), {head.w, 1, Align::start});
    if (title.truncated) continue;
    const float lower = title.line_height * (1 - scale) / scale;
    return ctx.canvas.draw_text(title, {head.x, head.y + lower}, ctx.palette.ink);
  }
}

}  // namespace

hal::Watts chart_top(std::span<const PowerPoint> curve) {
  std::int64_t most = 0;
  for (const PowerPoint& point : curve) most = std::max(most, point.power.count);
  constexpr std::array<std::int64_t, 10> kTops{5'000,   10'000,  20'000,  50'000,  100'000,
                                               150'000, 200'000, 300'000, 400'000, 600'000};
  for (const std::int64_t top : kTops) {
    if (most <= top) return hal::Watts{top};
  }
  return hal::Watts{(most / 500'000 + 1) * 500'000};
}

void power_chart(ScreenContext& ctx, Rect box, const PowerChart& chart) {
  const Metrics& m = ctx.metrics;
  const Rect whole = box;
  const float line = std::round(m.label.size * 1.28F);
  if (!chart.title.empty() || !chart.top_label.empty()) {
    Rect head = box.cut_top(std::round(m.strong.size * 1.28F), m.tight * 0.6F);
    const float top_width =
        chart.top_label.empty() ? 0 : measure(ctx, chart.top_label, m.label).w + 1;
    const Rect end = head.cut_end(top_width, m.tight, ctx.rtl);
    axis_text(ctx, chart.top_label, {end.x, head.bottom() - line, end.w, line}, Align::end);
    draw_title(ctx, head, chart.title);
  }
  if (!chart.from_label.empty() || !chart.to_label.empty()) {
    const Rect foot = box.cut_bottom(line, m.tight * 0.4F);
    const auto halves = columns(foot, 2, m.tight, ctx.rtl);
    axis_text(ctx, chart.from_label, halves[0], Align::start);
    axis_text(ctx, chart.to_label, halves[1], Align::end);
  }
  draw_grid(ctx, box);
  const std::vector<Point> curve = in_pixels(box, chart.curve, chart_top(chart.curve), ctx.rtl);
  if (curve.size() >= 2) {
    ctx.canvas.area_chart(curve, box.y, box.bottom(), faded(ctx.palette.accent, 0.42F),
                          faded(ctx.palette.accent, 0.05F));
    ctx.canvas.polyline(curve, ctx.palette.accent, std::max(2.0F, m.px_per_mm * 0.6F));
    const Point now = ctx.rtl ? curve.front() : curve.back();
    const float dot = std::max(4.0F, m.px_per_mm * 1.1F);
    const Point inside{std::clamp(now.x, box.x, box.right()), now.y};
    ctx.canvas.circle(inside, dot + 2, ctx.palette.surface);
    ctx.canvas.circle(inside, dot, ctx.palette.accent);
  }
  Element element;
  element.name = std::string(chart.name);
  element.role = Role::chart;
  element.label = std::string(chart.title);
  element.value = std::string(chart.value);
  element.bounds = whole;
  ctx.tree.add(std::move(element));
}

}  // namespace kerb::kiosk::ui
