// Power over time while charging.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

struct PowerChart {
  std::string_view name = {};
  std::string_view title = {};             // drawn above the curve, and the label in the tree
  std::string_view value = {};             // for the tree: "151 kW now"
  std::span<const PowerPoint> curve = {};  // oldest first
  // Words for a grid line's power and for the time at the two ends of the axis; the caller formats
  // them.
  std::string_view top_label = {};   // what chart_top() says, e.g. "200 kW"
  std::string_view from_label = {};  // "0 min"
  std::string_view to_label = {};    // "18 min"
};
// The rounded power at the top of the axis for this curve: 5, 10, 20, 50, 100, 150, 200 … kW.
hal::Watts chart_top(std::span<const PowerPoint> curve);
void power_chart(ScreenContext& ctx, Rect box, const PowerChart& chart);

}  // namespace kerb::kiosk::ui
