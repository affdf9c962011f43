#include "hal/modbus/inspection.hpp"

#include <utility>

#include "hal/modbus/wire.hpp"

namespace kerb::hal::modbus {

Result<Inspection> inspect(const ChargerSettings& settings) {
  Wire wire(settings.address, settings.amperes, settings.failsafe);
  auto portrait = wire.meet();
  if (!portrait) return tl::make_unexpected(std::move(portrait.error()));
  auto status = wire.look();
  if (!status) return tl::make_unexpected(std::move(status.error()));
  return Inspection{std::move(*portrait), *status};
}

std::string describe(ChargingState state) {
  switch (state) {
    case ChargingState::starting_up:
      return "starting up";
    case ChargingState::not_ready:
      return "not ready";
    case ChargingState::ready:
      return "ready";
    case ChargingState::charging:
      return "charging";
    case ChargingState::error:
      return "in error";
    case ChargingState::interrupted:
      break;
  }
  return "suspended";
}

}  // namespace kerb::hal::modbus
