// A car that charges, and whatever holds it up.
#pragma once

#include <vector>

#include "kiosk/gallery/fixtures.hpp"

namespace kerb::kiosk::gallery {

std::vector<Fixture> charging_fixtures();

}  // namespace kerb::kiosk::gallery
