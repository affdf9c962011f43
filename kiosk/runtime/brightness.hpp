// How bright the panel should be: the pure half of the backlight.
#pragma once

#include "hal/clock.hpp"
#include "kiosk/config.hpp"

namespace kerb::kiosk {

// Percent, 1 to 100. `minute` is of the local day, 0 to 1439; `alone`: since somebody was last
// there. Day and night go over into each other within half an hour, before the light dims within a
// few seconds; a touch brings it back at once.
int brightness(const BacklightConfig& light, int minute, hal::Millis alone);

}  // namespace kerb::kiosk
