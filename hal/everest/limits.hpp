// Why a charge is slower than the label on the charger says: from EVerest's enforced limits, what the
// car says of itself, and what flows. Pure; time comes from outside.
#pragma once

#include <optional>
#include <string_view>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/everest/messages.hpp"

namespace kerb::hal::everest {

class Limits {
 public:
  explicit Limits(const Evse& evse) : evse_(evse) { told_.evse = evse.id; }

  void take(const EnforcedLimits& limits) { limits_ = limits; }
  void take(const CarStatus& car) { car_ = car; }
  void read(Watts power) { power_ = power; }

  // What to tell, if it changed: power that moves by less than a tenth is the same. `at_work`: a
  // charge is on, paused or not. `hot`: an error says that heat takes power away.
  std::optional<PowerHeld> look(bool at_work, bool hot, Monotonic now);
  // The next charge is another car's.
  void forget_car();

 private:
  PowerHeld judge(bool at_work, bool hot) const;
  std::optional<Watts> car_asks_for() const;
  Watts given() const;
  std::string_view giver() const;

  const Evse evse_;
  std::optional<EnforcedLimits> limits_;
  CarStatus car_;
  std::optional<Watts> power_;
  PowerHeld told_;
  PowerHeld seen_;
  std::optional<Monotonic> seen_since_;
};

// Whose limit it is, by what EVerest calls its source; empty is right.
PowerHeld::By holder_of(std::string_view source);

}  // namespace kerb::hal::everest
