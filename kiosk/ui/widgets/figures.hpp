// Numbers that a driver came for.
#pragma once

#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

// A label with a big value below it: "Cost so far" / "€12.64".
struct KeyFigure {
  std::string_view name = {};
  std::string_view label = {};
  std::string_view value = {};
  TextStyle value_style = {};  // usually Metrics::value or ::price
  Align align = Align::start;
  Colour ink = 0;       // 0: Palette::ink
  Colour ink_soft = 0;  // 0: Palette::ink_soft
};
// Returns the box that it used.
Rect key_figure(ScreenContext& ctx, Rect box, const KeyFigure& figure);
float key_figure_height(ScreenContext& ctx, const KeyFigure& figure);

// A big amount with its unit behind it on the same baseline: "€0.59" "/kWh". The pair never breaks.
struct Price {
  std::string_view name = {};
  std::string_view amount = {};
  std::string_view unit = {};
  TextStyle amount_style = {};
  TextStyle unit_style = {};
  Colour ink = 0;
  Colour ink_soft = 0;
  Align align = Align::start;
};
Rect price(ScreenContext& ctx, Rect box, const Price& price);

// A line of a table: what on the start side, how much on the end side.
struct TableRow {
  std::string_view name = {};
  std::string_view label = {};
  std::string_view value = {};
  TextStyle style = {};
  bool emphasised = false;
};
// Returns the box that it used; the label wraps when it has to.
Rect table_row(ScreenContext& ctx, Rect box, const TableRow& row);

// A ring that fills clockwise from twelve o'clock, 0 to 1, with a big value and a word in it.
struct ProgressRing {
  std::string_view name = {};
  float share = 0;  // negative: unknown, the ring turns
  std::string_view value = {};
  std::string_view caption = {};
};
void progress_ring(ScreenContext& ctx, Rect box, const ProgressRing& ring);
// The least side of a ring whose value is as large as a label.
float progress_ring_side(ScreenContext& ctx, std::string_view value);

struct ProgressBar {
  std::string_view name = {};
  std::string_view label = {};  // for the tree
  float share = 0;
  Tone tone = Tone::busy;
};
void progress_bar(ScreenContext& ctx, Rect box, const ProgressBar& bar);

// A turning ring: something is going on that has no measure.
void spinner(ScreenContext& ctx, Point centre, float radius, Colour colour);

}  // namespace kerb::kiosk::ui
