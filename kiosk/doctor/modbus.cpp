#include "kiosk/doctor/modbus.hpp"

#include <fmt/format.h>

namespace kerb::kiosk::doctor {
namespace {

Finding look_at_station(const hal::modbus::ChargerSettings& settings,
                        const hal::Result<hal::modbus::Inspection>& seen) {
  Finding finding{"charger", Verdict::fail, {}, {}};
  const std::string where = fmt::format("EVSE {}: ", settings.evse.id);
  if (!seen) {
    finding.seen = where + seen.error().tried;
    finding.remedy = seen.error().remedy;
    return finding;
  }
  const hal::modbus::Portrait& portrait = seen->portrait;
  const hal::modbus::Status& status = seen->status;
  finding.verdict = Verdict::warn;
  if (status.state == hal::modbus::ChargingState::error) {
    finding.seen = fmt::format("{}the station is in error: {:X}", where, status.error_code);
    finding.remedy = "Look up that code in KEBA's manual.";
  } else if (portrait.tethered != settings.evse.tethered) {
    finding.seen = fmt::format("{}the station has {}", where,
                               portrait.tethered ? "a cable of its own" : "a socket");
    finding.remedy =
        fmt::format("Set tethered = {} for it, or are the stations swapped?", portrait.tethered);
  } else if (!portrait.calibrated) {
    finding.seen = where + "the station's meter is not calibrated";
    finding.remedy = "Ask whether energy may be sold by it where the station stands.";
  } else {
    finding.verdict = Verdict::pass;
    finding.seen =
        fmt::format("{}KEBA P30 {}, firmware {}, {}; its register says {}.{:03} kWh", where,
                    portrait.serial, portrait.firmware, hal::modbus::describe(status.state),
                    status.energy.count / 1'000, status.energy.count % 1'000);
  }
  return finding;
}

}  // namespace

std::vector<Finding> examine_modbus(const Config& config, const Probes& probes) {
  std::vector<Finding> findings;
  if (!probes.modbus_station) return findings;
  for (const hal::modbus::ChargerSettings& settings : config.modbus) {
    findings.push_back(look_at_station(settings, probes.modbus_station(settings)));
  }
  return findings;
}

}  // namespace kerb::kiosk::doctor
