// The part of fixtures() that is about prices.
#pragma once

#include "kiosk/gallery/fixtures.hpp"

namespace kerb::kiosk::gallery {

// `idle` and `charging`: those screens of a station, to be sold under other tariffs.
std::vector<Fixture> tariff_fixtures(const Snapshot& idle, const Snapshot& charging);

}  // namespace kerb::kiosk::gallery
