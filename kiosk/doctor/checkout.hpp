// Does the service whose page opens on the driver's phone answer, does it take the key, and do its
// clock and ours agree?
#pragma once

#include <optional>
#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// One finding "checkout"; none when no service is configured.
std::vector<Finding> examine_checkout(const Config& config, const Probes& probes);

// A finding where both [checkout] and [qr_code] would have drivers pay on their phones: one page
// holds one code, and a driver would never see the other.
std::optional<Finding> examine_ways_to_pay_by_phone(const Config& config);

}  // namespace kerb::kiosk::doctor
