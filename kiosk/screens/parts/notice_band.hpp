// What the operator's back end wants drivers to read, as a band that stands beside a screen's own
// content and never instead of it. Touching it opens the whole message, where there is more of it:
// a longer text, a code to scan, or further messages.
#pragma once

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// Zero when there is nothing to say.
float notice_band_height(Page& page, float width);
void draw_notice_band(Page& page, ui::Rect box);

// Cuts the band off the top of the area; leaves an area alone that is lower than `least` without it.
void cut_notice_band(Page& page, ui::Rect& area, float least);

}  // namespace kerb::kiosk
