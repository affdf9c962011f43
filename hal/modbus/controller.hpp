// A site of KEBA P30 stations without a back end, one for each EVSE. What each of them says and
// takes is in registers.hpp, what a charge goes through in charge_course.hpp.
//
// The link is one for all: lost when no station answers, restored with the first that does. While
// some answer, the others are EVSEs of unknown state.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "hal/modbus/charger.hpp"

namespace kerb::hal::modbus {

// Threading as of ChargeController; events come from a thread for each station, one at a time.
class Controller final : public ChargeController {
 public:
  // `ledger` and `clock` outlive it. One setting for each EVSE.
  Controller(const std::vector<ChargerSettings>& chargers, ChargeLedger& ledger,
             const Clock& clock);
  ~Controller() override;

  std::vector<Evse> evses() const override { return evses_; }
  void listen(Listener listener) override;
  Result<void> start(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> stop(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> query(EvseId evse, const ChargeKey& charge) override;
  Result<UnlockOutcome> unlock(EvseId evse) override;

 private:
  Charger* charger(EvseId evse) const;
  void set_link(EvseId evse, bool up);
  void tell(const ControllerEvent& event);  // under the mutex

  std::vector<Evse> evses_;
  std::mutex telling_;  // guards the next three, and is held while the listener is called
  Listener listener_;
  std::map<EvseId, bool> up_;                            // those that were heard of
  bool lost_ = false;                                    // LinkLost was told last
  std::map<EvseId, std::unique_ptr<Charger>> chargers_;  // last: their threads use the others
};

}  // namespace kerb::hal::modbus
