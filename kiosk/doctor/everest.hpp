// What answers at an EVerest station, and what does not.
#pragma once

#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// Nothing for every other kind of charger.
std::vector<Finding> examine_everest(const Config& config, const Probes& probes);

}  // namespace kerb::kiosk::doctor
