// The part of fixtures() that is about messages of the back end.
#pragma once

#include "kiosk/gallery/fixtures.hpp"

namespace kerb::kiosk::gallery {

// `idle` and `charging`: those screens of a station, to which somebody has something to say.
std::vector<Fixture> notice_fixtures(const Snapshot& idle, const Snapshot& charging);

}  // namespace kerb::kiosk::gallery
