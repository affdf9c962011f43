// Are the devices, rights, clock, fonts and network as they should be? It changes nothing, and may
// run beside a kiosk that is open for business.
#pragma once

#include <filesystem>
#include <vector>

#include "kiosk/config.hpp"
#include "kiosk/doctor/finding.hpp"
#include "kiosk/doctor/probes.hpp"

namespace kerb::kiosk::doctor {

// Everything about a station with this configuration.
std::vector<Finding> examine(const Config& config, const Probes& probes);

// The same from the file: when it is wrong, its mistakes and whatever can be said without it.
std::vector<Finding> examine_file(const std::filesystem::path& config_file, const Probes& probes);

// One font that the screens need, and the Debian package that brings it.
struct NeededFont {
  std::filesystem::path file;
  const char* package;
};
const std::vector<NeededFont>& needed_fonts();

constexpr std::uintmax_t kJournalRoom =
    std::uintmax_t{64} * 1024 * 1024;  // octets that must be free
constexpr hal::Millis kConnectTimeout{5000};

}  // namespace kerb::kiosk::doctor
