// The part of fixtures() that is about codes for a phone.
#pragma once

#include "kiosk/gallery/fixtures.hpp"

namespace kerb::kiosk::gallery {

// `tap`: a station that asks for a card; `receipt`: the receipt of a session.
std::vector<Fixture> code_fixtures(const Snapshot& tap, const Snapshot& receipt);

}  // namespace kerb::kiosk::gallery
