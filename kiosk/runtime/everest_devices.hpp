// A charger behind EVerest, with the broker and the ledger that it needs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "kiosk/runtime/station_devices.hpp"

namespace kerb::kiosk {

// `log`: one line; any thread. Errors: everest.broker_setup, everest.ledger, everest.newer_ledger. A
// broker or an EVerest that does not answer is none: it is a link that is down.
hal::Result<std::unique_ptr<StationDevices>> open_everest(
    const Config& config, std::unique_ptr<hal::CardReader> reader,
    std::function<void(const std::string&)> log);

}  // namespace kerb::kiosk
