// A face, a headline, a sentence and what to do next: the shape of every screen on which something
// went another way than the driver wanted.
#pragma once

#include <string>

#include "kiosk/screens/layout/stack.hpp"

namespace kerb::kiosk {

// A fact with an icon before it, on a tinted ground: what it means for the money.
struct FactWords {
  std::string name;
  ui::Icon icon = ui::Icon::info;
  ui::Tone tone = ui::Tone::neutral;
  std::string title;
  std::string text;  // may be empty
  int text_expendable = 0;
};
StackBlock fact_block(Page& page, const FactWords& words);

}  // namespace kerb::kiosk
