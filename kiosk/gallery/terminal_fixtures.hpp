// The part of fixtures() that is about an approved terminal beside the screen.
#pragma once

#include "kiosk/gallery/fixtures.hpp"

namespace kerb::kiosk::gallery {

// `tap`: a station that asks for a card; `authorising`: a session whose bank is asked.
std::vector<Fixture> terminal_fixtures(const Snapshot& tap, const Snapshot& authorising);

}  // namespace kerb::kiosk::gallery
