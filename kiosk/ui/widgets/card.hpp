// Grounds for content, and small signs on them.
#pragma once

#include <string_view>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

// The page's own ground; call it first.
void page_ground(ScreenContext& ctx);

// A surface with a soft shadow and a hairline. Returns the box inside its padding.
Rect card(ScreenContext& ctx, Rect box);
// The dark blue payment card.
Rect panel(ScreenContext& ctx, Rect box);
// A sunken well inside a card.
Rect well(ScreenContext& ctx, Rect box);
void divider(ScreenContext& ctx, Rect box, Colour colour);

// A state in a round-ended tint with a dot: "Available". `pulse` makes the dot breathe.
struct Chip {
  std::string_view name = {};
  std::string_view text = {};
  Tone tone = Tone::neutral;
  bool pulse = false;
  Icon icon = Icon::none;  // instead of the dot: shape as well as colour
};
Size chip_size(ScreenContext& ctx, const Chip& chip);
// Drawn at the end of the box when `align` is end, etc.; returns its own box.
Rect chip(ScreenContext& ctx, Rect box, const Chip& chip, Align align = Align::start);

// A tinted square with a connector's face in it and the number of the bay on its corner.
struct ConnectorBadge {
  hal::ConnectorKind kind = hal::ConnectorKind::ccs2;
  Tone tone = Tone::ok;
  std::string_view number = {};  // empty: none
  std::string_view name = {};    // in the tree, with `means`; empty: decoration
  std::string_view means = {};
};
void connector_badge(ScreenContext& ctx, Rect box, const ConnectorBadge& badge);

// A disc in the tone's tint with an icon in it: the face of a failure or a success.
void disc_icon(ScreenContext& ctx, Point centre, float radius, Icon icon, Tone tone);

// One sentence across the page that needs attention.
struct Notice {
  std::string_view name = {};
  std::string_view text = {};
  Tone tone = Tone::warn;
  Icon icon = Icon::warning;
};
// Returns the height it needs for the width.
float notice_height(ScreenContext& ctx, float width, const Notice& notice);
void notice(ScreenContext& ctx, Rect box, const Notice& notice);

}  // namespace kerb::kiosk::ui
