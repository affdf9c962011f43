// Does the service whose page opens on the driver's phone answer, does it take the key, and do its
// clock and ours agree?
#pragma once

#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// One finding "checkout"; none when no service is configured.
std::vector<Finding> examine_checkout(const Config& config, const Probes& probes);

}  // namespace kerb::kiosk::doctor
