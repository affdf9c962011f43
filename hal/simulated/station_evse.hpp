// One EVSE of the simulated station: its car, its register, the charge that is authorised or runs,
// and what is broken. Station gives it time and carries its events out.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/simulated/station_battery.hpp"

namespace kerb::hal::simulated {

// Not thread-safe: Station holds its lock. `tell` must only store the event, for it is called while
// the EVSE is between two states.
class SimulatedEvse {
 public:
  using Tell = std::function<void(ControllerEvent)>;
  SimulatedEvse(const Evse& evse, Tell tell);

  const Evse& evse() const { return evse_; }
  EvseState state() const { return state_; }
  Watts power() const { return power_; }
  WattHours reading() const { return {register_ / kMilliJoulesPerWattHour}; }
  const std::optional<Battery>& battery() const { return battery_; }
  // The state, and a sample when a charge runs.
  void report() const;

  // ---- orders
  // Why it refuses; empty when it accepts. A key that it knows already is accepted without effect.
  std::optional<std::string> start(const ChargeKey& key);
  ChargeRecord stop(const ChargeKey& key);
  ChargeRecord query(const ChargeKey& key) const;
  UnlockOutcome unlock() const;

  // ---- the world
  void plug(const Car& car);
  void unplug();
  void limit_car(Watts at_most);
  void set_soc(int percent);
  void limit_site(Watts at_most);
  void fail_next_start(ChargerFault fault) { next_start_ = fault; }
  void set_fault(ChargerFault fault);
  void press_emergency_stop(bool pressed);
  void keep(Kept how);
  void interrupt(PauseReason why, ChargerFault fault);
  void hold_power(PowerHeld::By by, Watts to);
  void jam_lock(bool jammed) { lock_jammed_ = jammed; }
  void lose_power(Utc at);

  // ---- time
  // How long until something happens here by itself, apart from whole seconds; empty when nothing
  // will.
  std::optional<Millis> next_change() const;
  // Lets `span` pass at the present power; not longer than next_change().
  void run(Millis span);
  // After run(): carries out what is due. `whole_second`: a second of station time is over, too.
  void due(bool whole_second);

 private:
  enum class Stage { waiting, preparing, active };
  struct Charge {
    ChargeKey key;
    Stage stage = Stage::waiting;
    Millis preparing_left{};
    WattHours meter_start{};
    int full_seconds = 0;
  };
  struct Ended {
    ChargeKey key;
    ChargeRecord record;
  };

  ChargerFault fault() const;
  bool active() const { return charge_ && charge_->stage == Stage::active; }
  EvseState present_state() const;
  EvseChanged present() const;
  PowerHeld present_holder() const;
  void prepare_if_possible();
  void begin();
  void come_to_nothing(ChargerFault fault);
  void end(StopReason reason);
  void remember(const ChargeRecord& record);
  void go_out_of_service(StopReason reason);
  // Power and state follow from everything else; a change of state is told.
  void settle();
  MeterSample sample() const;

  Evse evse_;
  Tell tell_;
  MilliJoules register_;
  std::optional<Battery> battery_;
  bool used_ = false;  // a charge ran since this car was plugged in
  std::optional<Charge> charge_;
  std::vector<Ended> ended_;
  Watts site_limit_;
  Watts power_{};
  EvseState state_ = EvseState::available;
  EvseChanged told_;
  PowerHeld told_holder_;
  PauseReason paused_ = PauseReason::none;
  ChargerFault paused_by_ = ChargerFault::none;
  PowerHeld holder_;               // who was told to hold the power down
  Watts car_could_{};              // what this car takes at most
  std::optional<Watts> car_asks_;  // and what it was told to ask for
  Kept kept_ = Kept::no;
  bool lock_jammed_ = false;
  ChargerFault broken_ = ChargerFault::none;
  bool emergency_ = false;
  std::optional<ChargerFault> next_start_;
  std::optional<Watts> next_car_limit_;
  std::optional<int> next_car_soc_;
};

}  // namespace kerb::hal::simulated
