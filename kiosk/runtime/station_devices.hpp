// The charger and the card reader that the config names, opened, and the clock that they live by.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hal/back_end.hpp"
#include "hal/card_reader.hpp"
#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "kiosk/config.hpp"

namespace kerb::kiosk {

class StationDevices {
 public:
  // `log`: one line; any thread. Errors: those of open_reader() and open_everest(). A simulated world
  // that does not answer is none: it is a link that is down.
  static hal::Result<std::unique_ptr<StationDevices>> open(
      const Config& config, std::function<void(const std::string&)> log);
  virtual ~StationDevices() = default;

  virtual hal::CardReader& reader() = 0;
  virtual hal::ChargeController& controller() = 0;
  virtual hal::Clock& clock() = 0;
  // What the operator's back end says through the charger; null: this charger passes nothing on.
  virtual hal::BackEnd* back_end() { return nullptr; }
};

}  // namespace kerb::kiosk
