// Where the stations are that are spoken to over Modbus TCP.
#include <fmt/format.h>

#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"

namespace kerb::kiosk::config {
namespace {

bool is_station_address(std::string_view text) {
  return hal::modbus::read_address(text).has_value();
}

}  // namespace

void read_modbus(Section modbus, Config& config) {
  constexpr std::size_t kMostStations = 16;
  const bool used = config.controller.kind == ControllerKind::modbus;
  const ListOf stations(1, kMostStations,
                        Text(1, 270, is_station_address, hal::modbus::kRightAddress));
  std::vector<std::string> addresses;
  hal::modbus::ChargerSettings shared;
  const bool named = used ? modbus.need("stations", addresses, stations)
                          : modbus.may("stations", addresses, stations);
  modbus.may("unit", shared.address.unit, Whole(0, 255));
  modbus.may("max_current_a", shared.amperes, Whole(6, 63, "amperes"));
  modbus.may("failsafe_s", shared.failsafe, SecondsBetween(10, 600));
  if (used && named && addresses.size() != config.controller.evses.size()) {
    modbus.object("stations", "config.out_of_range",
                  fmt::format("Give one for each [[controller.evse]], in their order: {}.",
                              config.controller.evses.size()));
  } else if (used && named) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      hal::modbus::ChargerSettings& charger = config.modbus.emplace_back(shared);
      charger.evse = config.controller.evses[i];
      charger.address = *hal::modbus::read_address(addresses[i]);
      charger.address.unit = shared.address.unit;
    }
  }
  modbus.finish();
}

}  // namespace kerb::kiosk::config
