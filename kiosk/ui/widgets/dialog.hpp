// Something that must be answered first.
#pragma once

#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

struct Dialog {
  std::string_view name = {};
  std::string_view label = {};  // for the tree
  Size size = {};               // wished; at most the page less its margins
};
// Covers everything drawn so far with a scrim, takes it out of reach in the tree, and draws an
// empty dialog in the middle. Returns the box inside its padding.
Rect dialog(ScreenContext& ctx, const Dialog& dialog);

}  // namespace kerb::kiosk::ui
