// The simulator on a desk: the kiosk in one window, as its driver sees it, and the station's
// control panel in another, for whoever plays the world.
#pragma once

#include <filesystem>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/simulator/desk.hpp"

namespace kerb::kiosk {

// Blocks until a window is closed. `journeys` are played first, one after the other, visibly.
// `pace`: 1, 10 or 60 seconds of the station for one of the desk. Errors: those of the windows and
// the desk; a story that does not hold.
hal::Result<void> simulate_in_windows(DeskOptions options,
                                      const std::vector<std::filesystem::path>& journeys, int pace);

}  // namespace kerb::kiosk
