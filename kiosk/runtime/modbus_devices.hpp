// Stations over Modbus TCP, with the ledger that they need.
#pragma once

#include <memory>

#include "kiosk/runtime/station_devices.hpp"

namespace kerb::kiosk {

// Errors: ledger.unreadable. A station that does not answer is none: it is a link that is down.
hal::Result<std::unique_ptr<StationDevices>> open_modbus(const Config& config,
                                                         std::unique_ptr<hal::CardReader> reader);

}  // namespace kerb::kiosk
