// The four lights of the card reader above the picture of a page, as EMV has them: a driver looks
// there, and a reader without lights of its own has these.
#pragma once

#include <string_view>

#include "kiosk/screens/page.hpp"

namespace kerb::kiosk {

// Cuts their place off the top of `box`.
void reader_lights(Page& page, ui::Rect& box, std::string_view name, hal::Lights lights);

}  // namespace kerb::kiosk
