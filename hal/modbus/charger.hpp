// One P30 as one EVSE: a thread looks at it twice a second, and orders are carried out on the
// caller's.
//
// The link counts as lost when the station could not be understood for three seconds, whether it
// was silent, refused or sent what cannot be. Then it is tried again, at first twice a second and
// at last every five.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "hal/modbus/charge_course.hpp"
#include "hal/modbus/wire.hpp"

namespace kerb::hal::modbus {

class Charger {
 public:
  // Both are called on the charger's thread; `link` before what the first look tells.
  struct Ears {
    std::function<void(bool up)> link;
    std::function<void(const ControllerEvent&)> tell;
  };

  // `ledger` and `clock` outlive it.
  Charger(const ChargerSettings& settings, ChargeLedger& ledger, const Clock& clock, Ears ears);
  ~Charger();

  // Begins to look; once.
  void begin();

  // Orders, as of ChargeController.
  Result<void> start(const ChargeKey& charge);
  Result<ChargeRecord> stop(const ChargeKey& charge);
  Result<ChargeRecord> query(const ChargeKey& charge);
  Result<UnlockOutcome> unlock();

 private:
  using Order = std::unique_lock<std::mutex>;

  void restore();
  void follow();
  void deliver();
  // All below hold the mutex.
  void look();
  Result<Status> look_once();
  bool carry_out(ChargeCourse::Step& step);
  void not_understood();
  bool note(const LedgerEntry& entry);
  Millis pause() const;
  tl::unexpected<Error> unreachable(const char* doing) const;

  const ChargerSettings settings_;
  ChargeLedger& ledger_;
  const Clock& clock_;
  const Ears ears_;

  std::mutex mutex_;  // guards all below; held while the station is asked
  std::condition_variable changed_;
  Wire wire_;
  ChargeCourse course_;
  std::optional<Status> status_;         // of the last look, while the link is up
  std::optional<Monotonic> understood_;  // when it was
  Monotonic began_{};
  std::optional<bool> link_;  // what was told
  int failures_ = 0;          // in a row
  std::vector<std::function<void(const Ears&)>> outbox_;
  bool called_ = false;
  bool ends_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace kerb::hal::modbus
