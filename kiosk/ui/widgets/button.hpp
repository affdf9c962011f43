// Everything that can be touched. A button is at least Metrics::target high and wide to the finger,
// also when it is drawn smaller.
#pragma once

#include <optional>
#include <string>

#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk::ui {

enum class ButtonKind : std::uint8_t {
  primary,    // the one thing to do next
  secondary,  // outlined, on a card or the page
  danger,     // stop
  quiet,      // sunken, for lesser choices
  on_panel,   // outlined in white on the payment panel
};

struct Button {
  std::string name = {};
  std::string label = {};
  std::optional<Intent> action = {};
  ButtonKind kind = ButtonKind::primary;
  Icon icon = Icon::none;      // before the label
  Icon trailing = Icon::none;  // after it; arrows turn on right-to-left screens
  bool enabled = true;
  bool chosen = false;     // one of several, and it is this one
  std::string value = {};  // for the tree
  bool wordless = false;  // shows its icon alone, where there is no room; the label is for the tree
};
// True when the finger is on it now. The label shrinks to 0.7 and wraps to two lines before it is
// cut.
bool button(ScreenContext& ctx, Rect box, const Button& button);
// The width that fits its label on one line, at least `target`.
float button_width(ScreenContext& ctx, const Button& button);
// The height of a main action, or, where large letters need two lines in this width, theirs.
float button_height(ScreenContext& ctx, float width, const Button& button);

// The small round-ended buttons of the header ("Aa", "English", "Help"). Its box is `target` high.
bool pill_button(ScreenContext& ctx, Rect box, const Button& button);
float pill_button_width(ScreenContext& ctx, const Button& button);

// A card that is one big button (a connector on the idle screen). Draws the card's ground and its
// pressed state; the content is drawn on it afterwards. `label` and `value` say for the tree what
// is on it.
struct TouchCard {
  std::string name = {};
  std::string label = {};
  std::string value = {};
  std::optional<Intent> action = {};
  bool enabled = true;
  bool attention = false;  // a glowing edge: "choose here"
};
bool touch_card(ScreenContext& ctx, Rect box, const TouchCard& card);

}  // namespace kerb::kiosk::ui
