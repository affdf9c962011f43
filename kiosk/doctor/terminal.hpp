// Is the approved terminal there, is it the right one, on a link that nobody else reaches, and does
// it agree with Kerb's book?
#pragma once

#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// Findings "terminal", "terminal link" and one "terminal books" for each thing that a person has to
// look at; none when the configuration names no terminal.
std::vector<Finding> examine_terminal(const Config& config, const Probes& probes);

}  // namespace kerb::kiosk::doctor
