// A whole station in memory: EVSEs with meters and batteries, cars that plug and unplug, and
// everything that can break. It is product code: the simulator's control panel and the journeys
// play the world through it.
//
// Time comes from outside: nothing moves unless advance() is called, so that a journey can run an
// hour in a moment and always in the same way. All methods lock; any thread may call. The listener
// is called from within advance() or the method that caused the event, under the station's lock: it
// may call the station back (the order is carried out at once, its events follow in turn), but must
// not wait for another thread that does. The station outlives a kiosk whose power is cut: listen()
// may be called again and replaces the listener; once it returns, the old one is never called
// again. listen({}) is a kiosk that is off: what happens then is not told later, only query() knows
// it.
//
// Energy is exact. Power is whole watts, constant between two whole seconds of station time or
// until the world changes it, and the register counts watts × milliseconds, so that 150 kW for 60 s
// is 2500 Wh and not one more, however finely advance() is cut. The register starts at 1 MWh × the
// EVSE's number and is never reset.
//
// What a charge goes through:
//   start, no car         available; the authorisation waits, and stop() withdraws it
//   car plugged in        preparing for 3 s, then ChargeStarted, or ChargeStartFailed and plugged
//   charging              a MeterSample each second; the state of charge only on a DC connector,
//                         since an AC car under IEC 61851 alone does not tell
//   car full or wants 0   paused_by_car; a DC car that stays full ends the charge after a minute
//   site gives 0          paused_by_station
//   interrupted           paused_by_station, until it goes on in the same charge
//   reserved, off         start is refused; a charge that runs goes on
//   stop, car, fault      ChargeStopped, then finished until unplugged (out_of_service first, while
//                         a fault lasts); a new start in `finished` waits for the next plug-in
//   link down             nothing is heard, and the charge goes on; after LinkRestored follow the
//                         starts and ends that were missed, then every state
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::simulated {

// A car as a charger sees it: a battery, a charging curve (full power to 60 %, then falling to a
// tenth at 100 %), and an appetite.
struct Car {
  WattHours battery{77'000};
  int soc_percent = 34;
  Watts max_power{150'000};  // what the car takes at most
};

// How an EVSE that works is kept from the next driver.
enum class Kept { no, reserved, switched_off, updating };

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
  Result<UnlockOutcome> unlock(EvseId evse) override;

  // ---- as the world
  // Moves meters and batteries to `now`; sends a MeterSample per charging EVSE at least once a
  // second of station time and state changes as they come. Preparing takes three seconds.
  void advance(Monotonic now);
  // An EVSE that does not exist is ignored in every call below, and so is a second car.
  void plug(EvseId evse, const Car& car = Car{});
  void unplug(EvseId evse);  // during a charge it stops it, as a real one does
  // Without a car, these two are of the next car that is plugged in.
  void limit_car(EvseId evse, Watts at_most);  // the car asks for less, or 0: it pauses
  void set_soc(EvseId evse, int percent);      // 100: full
  void limit_site(Watts per_evse);             // the station holds back; 0 pauses
  void fail_next_start(EvseId evse, ChargerFault fault);
  void set_fault(EvseId evse, ChargerFault fault);  // none clears it
  void emergency_stop(bool pressed);                // all EVSEs at once
  void keep(EvseId evse, Kept how);
  // A charge pauses for this reason and goes on in the same charge with none. A fault, given with
  // error, puts an EVSE without a charge out of service meanwhile.
  void interrupt(EvseId evse, PauseReason why, ChargerFault fault = ChargerFault::none);
  // Somebody or something holds the power down; nobody: it flows again.
  void hold_power(EvseId evse, PowerHeld::By by, Watts to);
  void jam_lock(EvseId evse, bool jammed);  // unlock() finds it stuck
  // Charges end, authorisations are forgotten, nobody hears of it; records tell it later, with the
  // wall time `at`.
  void lose_power(Utc at);
  void set_reachable(bool reachable);  // false: LinkLost, orders fail with controller.unreachable

  bool plugged(EvseId evse) const;
  EvseState state(EvseId evse) const;
  std::optional<Car> car(EvseId evse) const;
  Watts power(EvseId evse) const;      // what flows now
  WattHours meter(EvseId evse) const;  // the register

 private:
  struct World;
  std::unique_ptr<World> world_;
};

}  // namespace kerb::hal::simulated
