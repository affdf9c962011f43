// Text on the screen.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

enum class Across : std::uint8_t { top, middle, bottom };

struct Label {
  std::string_view name = {};  // in the tree
  std::string_view text = {};
  TextStyle style = {};
  Colour colour = 0;
  Align align = Align::start;
  Across across = Across::top;
  int max_lines = 0;  // 0: as many as fit the box's height
  // May shrink to this share of its size before it is cut with an ellipsis; 1: never.
  float shrink_to = 1;
  Role role = Role::text;
  std::string_view value = {};  // for the tree; empty: none
  bool personal = false;        // for the tree, too
};

// Wraps in the box's width. Returns the box of the lines, so that what follows can start below it.
Rect label(ScreenContext& ctx, Rect box, const Label& text);

// The size that a text would take, without drawing it; max_width 0: one line.
Size measure(ScreenContext& ctx, std::string_view text, TextStyle style, float max_width = 0);

// An icon in the middle of a square box. With a name it is in the tree as an image, with what it
// means.
void icon(ScreenContext& ctx, Rect box, Icon icon, Colour colour);
void icon(ScreenContext& ctx, Rect box, Icon icon, Colour colour, std::string_view name,
          std::string_view means);

}  // namespace kerb::kiosk::ui
