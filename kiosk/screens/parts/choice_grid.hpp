// Choices as large cards with an icon and a few words: the help menu and the fault report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

struct Choice {
  std::string name;
  std::string title;
  std::string text;  // may be empty
  Intent intent;
  ui::Icon icon = ui::Icon::none;
  ui::Tone tone = ui::Tone::neutral;
  std::optional<bool> on = {};  // of something that is switched
};

// One of them, for a page that is longer than the panel.
void choice_card(Page& page, ui::Rect box, const Choice& choice);

// Fills the box; finds the number of columns at which the words have most room.
void choice_grid(Page& page, ui::Rect box, const std::vector<Choice>& choices);

}  // namespace kerb::kiosk
