// One look at a station that changes nothing there, for whoever puts it up.
#pragma once

#include "hal/modbus/registers.hpp"
#include "hal/modbus/settings.hpp"

namespace kerb::hal::modbus {

struct Inspection {
  Portrait portrait;
  Status status;
};

// Connects, reads and hangs up; some seconds at most. Any thread. Errors: those of Wire::meet() and
// Wire::look().
Result<Inspection> inspect(const ChargerSettings& settings);

// "ready to charge": for a technician.
std::string describe(ChargingState state);

}  // namespace kerb::hal::modbus
