// A day as a row of steps: how high something is from when to when, and where on it now is.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

struct DayStep {
  int from_minute = 0;  // of the day, 0 to 1440
  int until_minute = 1440;
  float share = 0;    // of the chart's height, 0 to 1
  std::string label;  // on top of the step, where it has room
};

struct DayChart {
  std::string_view name = {};
  std::string_view label = {};  // for the tree
  std::string_view value = {};
  std::span<const DayStep> steps = {};
  int now_minute = 0;
  std::span<const std::string> hours = {};  // below, evenly spread: "00:00" … "24:00"
};
void day_chart(ScreenContext& ctx, Rect box, const DayChart& chart);

}  // namespace kerb::kiosk::ui
