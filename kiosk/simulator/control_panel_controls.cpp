#include "kiosk/simulator/control_panel_controls.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/ui/widgets.hpp"

namespace kerb::kiosk {
namespace {

using namespace ui;  // this file is made of the toolkit

constexpr float kTileHeight = 56;
constexpr float kTileWidth = 76;
constexpr float kRoomForWords = 290;
constexpr float kCaptionWidth = 116;
constexpr float kSignWidth = 38;
constexpr float kSwitchHeight = 26;
constexpr float kSwitchWidth = 196;  // at least, with its words

std::size_t tiles_across(std::size_t count, float width) {
  const auto fit = static_cast<std::size_t>(std::max(2.0F, std::floor(width / kTileWidth)));
  if (fit >= count) return count;
  // As even as it goes: nine in two rows are five and four.
  const std::size_t lines = (count + fit - 1) / fit;
  return (count + lines - 1) / lines;
}

std::size_t switches_across(float width) {
  return width >= 2 * kSwitchWidth ? 2 : 1;
}

std::size_t lines_of(std::size_t count, std::size_t across) {
  return (count + across - 1) / across;
}

bool pressed(const ScreenContext& ctx, const PanelControl& control) {
  return control.enabled && ctx.pressed == control.name;
}

void enter(ScreenContext& ctx, const Rect& box, const PanelControl& control, bool truncated) {
  Element element;
  element.name = control.name;
  element.role = Role::button;
  element.label = control.label;
  if (!control.note.empty()) element.label += ", " + control.note;
  element.value = control.on ? "on" : "";
  element.bounds = box;
  element.enabled = control.enabled;
  element.touchable = true;
  element.truncated = truncated;
  ctx.tree.add(std::move(element));
}

// A text that belongs to a control and is not in the tree by itself. Returns whether it was cut.
bool write(ScreenContext& ctx, const Rect& box, std::string_view text, TextStyle style,
           Colour colour, Align align) {
  TextEngine& engine = ctx.canvas.text_engine();
  const TextLayout* layout = &engine.layout(text, style, {box.w, 1, align});
  for (float scale = 0.94F; layout->truncated && scale > 0.75F; scale -= 0.06F) {
    layout = &engine.layout(text, style.scaled(scale), {box.w, 1, align});
  }
  ctx.canvas.draw_text(*layout, {box.x, box.y + (box.h - layout->height) / 2}, colour);
  return layout->truncated;
}

// A small card: what it looks like, and what it does.
void draw_tile(ScreenContext& ctx, const Rect& box, const PanelControl& tile) {
  const Palette& p = ctx.palette;
  const float radius = ctx.metrics.radius_button;
  const bool down = pressed(ctx, tile);
  const Colour ink = tile.enabled ? p.on_panel : p.ink_soft;
  const Colour soft = tile.enabled ? p.on_panel_soft : p.ink_soft;
  if (!tile.enabled) {
    ctx.canvas.rounded(box, radius, p.sunken);
    ctx.canvas.outline(box, radius, p.line, 1);
  } else {
    if (!down) ctx.canvas.shadow(box, {p.shadow, 8, 3});
    const Colour lift = down ? rgb(0xFFFFFF) : p.panel.top;
    ctx.canvas.rounded(
        box, radius, Gradient{mixed(p.panel.top, lift, 0.18F), mixed(p.panel.bottom, lift, 0.10F)});
  }
  const Rect inside = box.inset(7, 5);
  ctx.canvas.icon(tile.icon, {inside.x + 8, inside.y + 8}, 16, ink);
  contactless_pictogram(ctx.canvas, {inside.right() - 15, inside.y + 1, 14, 14}, soft);
  Rect words = inside;
  const Rect note = words.cut_bottom(13);
  const Rect name = words.cut_bottom(15);
  bool cut = write(ctx, name, tile.label, {13, Weight::semibold}, ink, Align::start);
  cut = write(ctx, note, tile.note, {11, Weight::medium}, soft, Align::start) || cut;
  enter(ctx, box, tile, cut);
}

void draw_cards(ScreenContext& ctx, const Rect& box, const PanelRow& row) {
  const std::size_t across = tiles_across(row.controls.size(), box.w);
  Rect rest = box;
  for (std::size_t first = 0; first < row.controls.size(); first += across) {
    const auto places =
        columns(rest.cut_top(kTileHeight, ctx.metrics.tight), across, ctx.metrics.tight, ctx.rtl);
    for (std::size_t i = first; i < std::min(first + across, row.controls.size()); ++i) {
      draw_tile(ctx, places[i - first], row.controls[i]);
    }
  }
}

// A switch: its words, and a track whose knob is on the right and red when something is wrong.
void draw_switch(ScreenContext& ctx, Rect box, const PanelControl& control) {
  const Palette& p = ctx.palette;
  const Rect whole = box;
  const Rect track = centred(box.cut_end(36, 8, ctx.rtl), {36, 20});
  const Colour off = control.enabled ? p.outline : p.line;
  Colour fill = control.on ? p.danger.top : off;
  if (pressed(ctx, control)) fill = mixed(fill, p.ink, 0.25F);
  ctx.canvas.rounded(track, track.h / 2, fill);
  const float knob = control.on != ctx.rtl ? track.right() - 10 : track.x + 10;
  ctx.canvas.circle({knob, track.centre().y}, 7.5F, kWhite);
  const Colour ink = control.on ? p.bad : (control.enabled ? p.ink : p.ink_soft);
  const bool cut = write(ctx, box, control.label,
                         control.on ? ctx.metrics.strong : ctx.metrics.body, ink, Align::start);
  enter(ctx, whole, control, cut);
}

void draw_switches(ScreenContext& ctx, const Rect& box, const PanelRow& row) {
  const std::size_t across = switches_across(box.w);
  const float gap = ctx.metrics.gap + ctx.metrics.tight;
  Rect rest = box;
  for (std::size_t first = 0; first < row.controls.size(); first += across) {
    const auto places = columns(rest.cut_top(kSwitchHeight), across, gap, ctx.rtl);
    for (std::size_t i = first; i < std::min(first + across, row.controls.size()); ++i) {
      draw_switch(ctx, places[i - first], row.controls[i]);
    }
  }
}

// What the choices are about: in words where there is room, else as a sign with its unit.
void draw_caption(ScreenContext& ctx, Rect& box, const PanelRow& row) {
  const Metrics& m = ctx.metrics;
  const bool roomy = box.w >= kRoomForWords;
  Rect place = box.cut_start(roomy ? kCaptionWidth : kSignWidth, m.tight, ctx.rtl);
  const Rect sign = place.cut_start(16, 4, ctx.rtl);
  ctx.canvas.icon(row.icon, sign.centre(), 16, ctx.palette.ink_soft);
  label(ctx, place,
        {.name = row.controls.front().name + ".caption",
         .text = roomy ? row.label : row.unit,
         .style = m.label,
         .colour = ctx.palette.ink_soft,
         .across = Across::middle,
         .max_lines = 1,
         .shrink_to = 0.8F});
}

void draw_action(ScreenContext& ctx, const Rect& box, const PanelControl& control) {
  const bool breaks = std::holds_alternative<journey::PowerCut>(control.action);
  const ButtonKind kind = breaks       ? ButtonKind::danger
                          : control.on ? ButtonKind::secondary
                                       : ButtonKind::primary;
  button(ctx, box,
         {.name = control.name,
          .label = control.label,
          .kind = kind,
          .icon = control.icon,
          .enabled = control.enabled});
}

}  // namespace

void draw_choices(ScreenContext& ctx, Rect box, const std::vector<PanelControl>& choices,
                  Colour holds) {
  const Palette& p = ctx.palette;
  const float radius = ctx.metrics.radius_button - 2;
  ctx.canvas.rounded(box, radius, p.neutral_tint);
  const auto places = columns(box.inset(3), choices.size(), 3, ctx.rtl);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const PanelControl& choice = choices[i];
    const Rect& place = places[i];
    Colour ink = choice.enabled ? p.ink : p.ink_soft;
    if (choice.on && choice.enabled) {
      ctx.canvas.shadow(place, {p.shadow, 5, 2});
      ctx.canvas.rounded(place, radius - 3, holds);
      ink = p.surface;
    } else if (pressed(ctx, choice)) {
      ctx.canvas.rounded(place, radius - 3, mixed(p.neutral_tint, p.ink, 0.16F));
    }
    const TextStyle style = choice.on ? ctx.metrics.strong : ctx.metrics.body;
    const bool cut = write(ctx, place.inset(2, 0), choice.label, style, ink, Align::center);
    // The gap belongs to the choice beside it, so that a finger never falls between two.
    enter(ctx, place.inset(-1.5F, -3), choice, cut);
  }
}

float row_height(const PanelRow& row, const Metrics& metrics, float width) {
  const std::size_t count = row.controls.size();
  switch (row.look) {
    case PanelRow::Look::cards: {
      const auto lines = static_cast<float>(lines_of(count, tiles_across(count, width)));
      return lines * kTileHeight + (lines - 1) * metrics.tight;
    }
    case PanelRow::Look::switches:
      return static_cast<float>(lines_of(count, switches_across(width))) * kSwitchHeight;
    case PanelRow::Look::action:
      return metrics.action;
    case PanelRow::Look::choices:
    case PanelRow::Look::faults:
      break;
  }
  return metrics.target;
}

void draw_row(ScreenContext& ctx, Rect box, const PanelRow& row) {
  switch (row.look) {
    case PanelRow::Look::cards:
      return draw_cards(ctx, box, row);
    case PanelRow::Look::switches:
      return draw_switches(ctx, box, row);
    case PanelRow::Look::action:
      return draw_action(ctx, box, row.controls.front());
    case PanelRow::Look::faults:
      return draw_choices(ctx, box, row.controls, ctx.palette.bad);
    case PanelRow::Look::choices:
      break;
  }
  if (row.icon != Icon::none) draw_caption(ctx, box, row);
  draw_choices(ctx, box, row.controls, ctx.palette.ok);
}

}  // namespace kerb::kiosk
