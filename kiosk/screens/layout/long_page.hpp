// A page that may be longer than the panel. Large letters are only large while nothing shrinks
// them (EN 301 549, 5.1.4: a capital H of 0.7 degrees): where the panel is too low for what a
// screen says, its parts stand below each other, each as high as it needs to be. The page then
// moves under a finger, and has a button for further down and one for further up. In the usual size
// every page fits, and nothing ever moves.
#pragma once

#include <functional>
#include <vector>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

using DrawPart = std::function<void(Page&)>;  // in page.body

struct Part {
  DrawPart draw;
  float least = 0;  // its height, where that is not for letters to say
};

// Draws `whole` when it fits into page.body, which it always does in the usual size on the whole
// panel; else the parts, or, where there are none, `whole` as the only part. In large letters and
// at the foot of the panel everything is called several times, and only the last time is seen. What must stay in sight is cut off page.body
// before.
void long_page(Page& page, const DrawPart& whole, std::vector<Part> parts = {});

// The height of a part that is a picture: more would push the words out of sight.
float picture_height(const Page& page);

}  // namespace kerb::kiosk
