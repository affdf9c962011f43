// How it works in a row of pictures (a column when the box is higher than wide). A row whose
// explanations do not all fit shows none.
#pragma once

#include <span>
#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

enum class StepPicture : std::uint8_t { plug_in, tap, charge, unplug, choose, receipt };
struct Step {
  StepPicture picture = StepPicture::plug_in;
  std::string_view title = {};
  std::string_view text = {};
  bool done = false;
  bool current = false;
};
// Elements are named "NAME.1", "NAME.2", …
void steps(ScreenContext& ctx, Rect box, std::string_view name, std::span<const Step> steps);

}  // namespace kerb::kiosk::ui
