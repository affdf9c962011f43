#include "kiosk/simulator/control_panel_view.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/simulator/control_panel_controls.hpp"
#include "kiosk/ui/widgets.hpp"

namespace kerb::kiosk {
namespace {

using namespace ui;  // this file is made of the toolkit

constexpr float kHeader = 42;
constexpr float kGroupHeader = 36;
constexpr float kLeastGroupWidth = 200;
constexpr float kLogLine = 19;
constexpr int kLeastLogLines = 3;
constexpr float kStateLine = 18;
constexpr float kNarrow = 340;  // inside a bay: title, figures and state do not fit one line
constexpr float kRoomForChip = 260;

bool has_state_line(const PanelGroup& group, float inside) {
  return inside < kNarrow && group.connector.has_value();
}

float height_of(const PanelGroup& group, const Metrics& m, float width) {
  const float inside = width - 2 * m.padding;
  float height = 2 * m.padding + kGroupHeader;
  if (has_state_line(group, inside)) height += m.tight + kStateLine;
  for (const PanelRow& row : group.rows) height += m.tight + row_height(row, m, inside);
  return height;
}

void draw_figures(ScreenContext& ctx, Rect box, const PanelGroup& group) {
  label(ctx, box,
        {.name = group.name + ".figures",
         .text = group.figures,
         .style = ctx.metrics.label.with(Weight::semibold),
         .colour = ctx.palette.ink,
         .align = Align::end,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.75F});
}

// The state and the figures of a narrow bay, in a line of their own.
void draw_state_line(ScreenContext& ctx, Rect box, const PanelGroup& group) {
  const TextStyle style = ctx.metrics.label.with(Weight::semibold);
  const Colour ink = tone_ink(ctx.palette, group.tone);
  const Rect dot = box.cut_start(8, 6, ctx.rtl);
  ctx.canvas.circle(dot.centre(), 4, ink);
  const float wide = std::min(box.w * 0.6F, std::ceil(measure(ctx, group.state, style).w) + 2);
  label(ctx, box.cut_start(wide, ctx.metrics.tight, ctx.rtl),
        {.name = group.name + ".state",
         .text = group.state,
         .style = style,
         .colour = ink,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.8F,
         .role = Role::status});
  draw_figures(ctx, box, group);
}

// The same at the end of the title's line, where there is room.
void draw_state_chip(ScreenContext& ctx, Rect& box, const PanelGroup& group) {
  const std::string name = group.name + ".state";
  const Chip state{.name = name, .text = group.state, .tone = group.tone};
  const Size size = chip_size(ctx, state);
  const Rect end = box.cut_end(size.w, ctx.metrics.tight, ctx.rtl);
  chip(ctx, centred(end, size), state, Align::end);
  if (group.figures.empty()) return;
  const float wide = measure(ctx, group.figures, ctx.metrics.label.with(Weight::semibold)).w + 2;
  draw_figures(ctx, box.cut_end(std::min(box.w / 2, wide), ctx.metrics.tight, ctx.rtl), group);
}

void draw_group_header(ScreenContext& ctx, Rect box, const PanelGroup& group) {
  const Metrics& m = ctx.metrics;
  const Palette& p = ctx.palette;
  const bool chip_fits = !has_state_line(group, box.w) && box.w >= kRoomForChip;
  const Rect sign = box.cut_start(kGroupHeader, m.tight + 2, ctx.rtl);
  if (group.connector) {
    connector_badge(ctx, sign,
                    {.kind = *group.connector, .tone = group.tone, .number = group.number});
  } else {
    ctx.canvas.rounded(sign, kGroupHeader * 0.24F, p.neutral_tint);
    ctx.canvas.icon(group.icon, sign.centre(), 20, p.ink);
  }
  if (chip_fits) draw_state_chip(ctx, box, group);
  label(ctx, box,
        {.name = group.name + ".title",
         .text = group.title,
         .style = m.heading,
         .colour = p.ink,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.8F,
         .role = Role::heading});
}

void draw_group(ScreenContext& ctx, const Rect& box, const PanelGroup& group) {
  Rect inside = card(ctx, box);
  const bool state_line = has_state_line(group, inside.w);
  draw_group_header(ctx, inside.cut_top(kGroupHeader, ctx.metrics.tight), group);
  if (state_line) draw_state_line(ctx, inside.cut_top(kStateLine, ctx.metrics.tight), group);
  for (const PanelRow& row : group.rows) {
    draw_row(ctx, inside.cut_top(row_height(row, ctx.metrics, inside.w), ctx.metrics.tight), row);
  }
}

void draw_header(ScreenContext& ctx, Rect box, const PanelModel& model) {
  const Metrics& m = ctx.metrics;
  const Palette& p = ctx.palette;
  const Rect logo = box.cut_start(kHeader, m.gap, ctx.rtl);
  ctx.canvas.rounded(logo, 12, Gradient{p.primary.top, p.primary.bottom});
  ctx.canvas.icon(Icon::build, logo.centre(), 24, p.on_primary);
  const Rect paces = box.cut_end(std::min(150.0F, box.w * 0.42F), m.gap, ctx.rtl);
  draw_choices(ctx, centred(paces, {paces.w, m.target}), model.paces, p.ok);
  label(ctx, box.cut_top(kHeader * 0.55F),
        {.name = "panel.title",
         .text = "The world",
         .style = m.title,
         .colour = p.ink,
         .across = Across::bottom,
         .max_lines = 1,
         .shrink_to = 0.8F,
         .role = Role::heading});
  label(ctx, box,
        {.name = "panel.time",
         .text = "Station time " + model.station_time,
         .style = m.label,
         .colour = p.ink_soft,
         .max_lines = 1,
         .shrink_to = 0.75F});
}

void draw_log(ScreenContext& ctx, const Rect& box, const PanelModel& model) {
  const Metrics& m = ctx.metrics;
  const Palette& p = ctx.palette;
  Rect inside = panel(ctx, box);
  Rect head = inside.cut_top(22, 4);
  label(ctx, head.cut_end(head.w / 2, m.tight, ctx.rtl),
        {.name = "kiosk.screen",
         .text = "Screen: " + model.screen,
         .style = m.strong,
         .colour = p.on_panel_soft,
         .align = Align::end,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.8F,
         .role = Role::status});
  label(ctx, head,
        {.name = "kiosk.title",
         .text = "What the kiosk does",
         .style = m.heading,
         .colour = p.on_panel,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.8F,
         .role = Role::heading});
  const auto room = static_cast<std::size_t>(std::max(0.0F, std::floor(inside.h / kLogLine)));
  const std::size_t first = model.log.size() - std::min(room, model.log.size());
  for (std::size_t i = first; i < model.log.size(); ++i) {
    const PanelState::LogLine& entry = model.log[i];
    Rect line = inside.cut_top(kLogLine);
    const std::string name = "kiosk.log." + std::to_string(i - first);
    label(ctx, line.cut_start(66, m.tight, ctx.rtl),
          {.name = name + ".time",
           .text = entry.time,
           .style = m.label,
           .colour = p.on_panel_soft,
           .across = Across::middle,
           .max_lines = 1});
    // What the world did is set apart by a sign, not by colour alone.
    const Rect sign = line.cut_start(16, 6, ctx.rtl);
    ctx.canvas.icon(entry.by_world ? Icon::touch : Icon::chevron_forward, sign.centre(), 14,
                    p.on_panel_soft);
    label(ctx, line,
          {.name = name,
           .text = entry.text,
           .style = m.label.with(entry.by_world ? Weight::regular : Weight::semibold),
           .colour = entry.by_world ? p.on_panel_soft : p.on_panel,
           .across = Across::middle,
           .max_lines = 1,
           .shrink_to = 0.9F});
  }
}

// Groups that stand in one line share its width and the height of the tallest.
float draw_line(ScreenContext& ctx, Rect box, const std::vector<const PanelGroup*>& groups) {
  const auto places = columns(box, groups.size(), ctx.metrics.gap, ctx.rtl);
  float height = 0;
  for (const PanelGroup* group : groups) {
    height = std::max(height, height_of(*group, ctx.metrics, places.front().w));
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    Rect place = places[i];
    place.h = height;
    draw_group(ctx, place, *groups[i]);
  }
  return height;
}

bool is_bay(const PanelGroup& group) {
  return group.connector.has_value();
}

// Cards across; the bays beside each other; then the bank and what can break.
std::vector<std::vector<const PanelGroup*>> lines_of(const PanelModel& model, float width,
                                                     float gap) {
  const auto across = static_cast<std::size_t>(
      std::max(1.0F, std::floor((width + gap) / (kLeastGroupWidth + gap))));
  std::vector<std::vector<const PanelGroup*>> lines;
  // Wide enough for all of them: the bays stand beside what else there is.
  const bool one_line = across + 1 >= model.groups.size();
  bool bays = false;
  for (const PanelGroup& group : model.groups) {
    const bool full = lines.empty() || lines.back().size() == across;
    const bool after_cards = lines.size() == 1;
    const bool other_kind = is_bay(group) != bays && !one_line;
    if (full || after_cards || other_kind) lines.emplace_back();
    bays = is_bay(group);
    lines.back().push_back(&group);
  }
  return lines;
}

}  // namespace

Metrics panel_metrics(int width, int height) {
  Metrics m;
  m.width = static_cast<float>(width);
  m.height = static_cast<float>(height);
  m.label = {13, Weight::medium};
  m.body = {14, Weight::medium};
  m.strong = {14, Weight::semibold};
  m.button = {15, Weight::bold};
  m.heading = {16, Weight::bold};
  m.title = {21, Weight::bold};
  m.value = {18, Weight::bold};
  m.price = {24, Weight::bold};
  m.target = 34;
  m.action = 38;
  m.gap = 10;
  m.tight = 8;
  m.margin = 14;
  m.padding = 13;
  m.radius = 16;
  m.radius_button = 11;
  m.icon = 18;
  m.hairline = 1;
  return m;
}

float draw_panel(const PanelModel& model, ScreenContext& ctx, float scroll) {
  page_ground(ctx);
  const Metrics& m = ctx.metrics;
  Rect rest = ctx.area.inset(m.margin, 0).moved(0, m.margin - scroll);
  // As much room as it needs: what does not fit the window is scrolled to.
  constexpr float kEndless = 100'000;
  rest.h = kEndless;
  draw_header(ctx, rest.cut_top(kHeader, m.gap), model);
  for (const auto& line : lines_of(model, rest.w, m.gap)) {
    const float height = draw_line(ctx, rest, line);
    rest.cut_top(height, m.gap);
  }
  const float least = 2 * m.padding + 26 + kLeastLogLines * kLogLine;
  const float left = ctx.area.bottom() - m.margin - (rest.y + scroll);
  const Rect log = rest.cut_top(std::max(least, left));
  draw_log(ctx, log, model);
  return log.bottom() + m.margin + scroll - ctx.area.y;
}

}  // namespace kerb::kiosk
