#include "hal/simulated/world/charge_ledger.hpp"

#include <algorithm>

namespace kerb::hal::simulated {

void ChargeLedger::note(const ControllerEvent& event) {
  const std::scoped_lock lock(mutex_);
  if (const auto* began = std::get_if<ChargeStarted>(&event)) {
    charges_.push_back({began->evse, began->charge, began->meter_start, {}, {}});
  } else if (const auto* over = std::get_if<ChargeStopped>(&event)) {
    const auto found =
        std::find_if(charges_.rbegin(), charges_.rend(), [&](const LedgerCharge& charge) {
          return charge.charge == over->charge && charge.evse == over->evse;
        });
    if (found == charges_.rend()) return;
    found->meter_stop = over->meter_stop;
    found->reason = over->reason;
  }
}

std::vector<LedgerCharge> ChargeLedger::page(std::size_t from, std::size_t most) const {
  const std::scoped_lock lock(mutex_);
  const std::size_t first = std::min(from, charges_.size());
  const std::size_t last = std::min(first + most, charges_.size());
  return {charges_.begin() + static_cast<std::ptrdiff_t>(first),
          charges_.begin() + static_cast<std::ptrdiff_t>(last)};
}

}  // namespace kerb::hal::simulated
