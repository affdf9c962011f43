// The buttons at the foot of a screen: beside each other when their words fit, else below each
// other with the main one on top. The main action is the last in the list: it stands at the end,
// where the thumb is.
#pragma once

#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct Action {
  std::string name;
  std::string label;
  Intent intent;
  ui::ButtonKind kind = ui::ButtonKind::primary;
  ui::Icon icon = ui::Icon::none;
  ui::Icon trailing = ui::Icon::none;
  bool enabled = true;
  bool known_by_icon = false;  // may go without words where large letters would cost a row
};

float actions_height(Page& page, float width, const std::vector<Action>& actions);
void draw_actions(Page& page, ui::Rect box, const std::vector<Action>& actions);

// Cuts their strip off the bottom of the area and draws them there.
void cut_actions(Page& page, ui::Rect& area, const std::vector<Action>& actions);

// The ones that many screens have.
Action back_action(const Page& page);

}  // namespace kerb::kiosk
