// Every charge that a simulated charger ever began, for whoever compares its books with others.
#pragma once

#include <mutex>
#include <optional>
#include <vector>

#include "hal/charge_controller.hpp"

namespace kerb::hal::simulated {

struct LedgerCharge {
  EvseId evse = 0;
  ChargeKey charge;
  WattHours meter_start{};
  std::optional<WattHours> meter_stop;  // nothing: it runs
  std::optional<StopReason> reason;
};

// Any thread.
class ChargeLedger {
 public:
  void note(const ControllerEvent& event);
  // At most `most` of them, from the one with this number on, in the order of their beginnings.
  std::vector<LedgerCharge> page(std::size_t from, std::size_t most) const;

 private:
  mutable std::mutex mutex_;
  std::vector<LedgerCharge> charges_;
};

}  // namespace kerb::hal::simulated
