// Is there something to sell under, and is it lawful?
#pragma once

#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"

namespace kerb::kiosk::doctor {

// Nothing for a station that sells at a price of its configuration.
std::vector<Finding> examine_tariffs(const Config& config, hal::Utc now);

}  // namespace kerb::kiosk::doctor
