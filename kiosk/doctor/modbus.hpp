// Are the stations that Modbus TCP names there, and are they what the configuration says?
#pragma once

#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// One finding "charger" for each; none when the controller is of another kind.
std::vector<Finding> examine_modbus(const Config& config, const Probes& probes);

}  // namespace kerb::kiosk::doctor
