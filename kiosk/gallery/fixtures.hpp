// Every screen in every state that looks different, as literal snapshots. The gallery shows them;
// the golden pictures, the layout checks and the language checks all walk this list.
#pragma once

#include <string>
#include <vector>

#include "kiosk/station/snapshot.hpp"

namespace kerb::kiosk::gallery {

struct Fixture {
  std::string name;  // "charging.link_lost"
  Snapshot snapshot;
};

std::vector<Fixture> fixtures();
// Aborts when there is none of this name.
Snapshot fixture(const std::string& name);

}  // namespace kerb::kiosk::gallery
