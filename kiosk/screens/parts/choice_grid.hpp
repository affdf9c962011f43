// Choices as large cards with an icon and a few words: the help menu and the fault report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/screens/layout/long_page.hpp"

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

// A page of choices below a title, which cuts its own strip off page.body: a grid with as many
// columns as give the words most room, or, where large letters leave no room for one, one choice
// below the other.
void choice_page(Page& page, const DrawPart& title, const std::vector<Choice>& choices);

}  // namespace kerb::kiosk
