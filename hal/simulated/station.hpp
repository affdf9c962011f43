// A whole station in memory: EVSEs with meters and batteries, cars that plug and unplug, and everything that
// can break. It is product code: the simulator's control panel and the journeys play the world through it.
//
// Time comes from outside: nothing moves unless advance() is called, so that a journey can run an hour in a
// moment and always in the same way. All methods lock; any thread may call. The listener is called from
// within advance() or the method that caused the event.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::simulated {

// A car as a charger sees it: a battery, a charging curve (full power to 60 %, then falling to a tenth at
// 100 %), and an appetite.
struct Car {
  WattHours battery{77'000};
  int soc_percent = 34;
  Watts max_power{150'000};   // what the car takes at most
};

class Station final : public ChargeController {
 public:
  explicit Station(std::vector<Evse> evses);
  ~Station() override;

  // ---- as a charge controller
  std::vector<Evse> evses() const override;
  void listen(Listener listener) override;
  Result<void> start(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> stop(EvseId evse, const ChargeKey& charge) override;
  Result<ChargeRecord> query(EvseId evse, const ChargeKey& charge) override;

  // ---- as the world
  // Moves meters and batteries to `now`; sends a MeterSample per charging EVSE at least once a second of
  // station time and state changes as they come. Preparing takes three seconds.
  void advance(Monotonic now);
  void plug(EvseId evse, const Car& car = Car{});
  void unplug(EvseId evse);                      // during a charge it stops it, as a real one does
  void limit_car(EvseId evse, Watts at_most);    // the car asks for less, or 0: it pauses
  void set_soc(EvseId evse, int percent);        // 100: full
  void limit_site(Watts per_evse);               // the station holds back; 0 pauses
  void fail_next_start(EvseId evse, ChargerFault fault);
  void set_fault(EvseId evse, ChargerFault fault);  // none clears it
  void emergency_stop(bool pressed);             // all EVSEs at once
  void set_reachable(bool reachable);            // false: LinkLost, orders fail with controller.unreachable

  bool plugged(EvseId evse) const;
  EvseState state(EvseId evse) const;
  std::optional<Car> car(EvseId evse) const;

 private:
  struct World;
  std::unique_ptr<World> world_;
};

}  // namespace kerb::hal::simulated
