// The battery of a simulated car: how much is in it, and how much power it takes at that moment.
#pragma once

#include <cstdint>

#include "hal/simulated/station.hpp"

namespace kerb::hal::simulated {

// Watts × milliseconds: the unit in which power adds up to energy without a remainder.
using MilliJoules = std::int64_t;
constexpr MilliJoules kMilliJoulesPerWattHour = 3'600'000;

// Not thread-safe; values that no car has are brought into range (battery 1 kWh to 10 MWh, power 0
// to 10 MW).
class Battery {
 public:
  explicit Battery(const Car& car);

  // 0 to 100, rounded down: a car says 100 only when it is full.
  int soc_percent() const;
  bool full() const { return stored_ >= capacity_; }
  // What it would take now: all of the car's power up to 60 %, then falling in a line to a tenth at
  // 100 %, where it takes nothing.
  Watts appetite() const;
  // Takes at most what fits; returns what was taken.
  MilliJoules fill(MilliJoules offered);

  void set_soc(int percent);
  void limit(Watts at_most);
  // The car as it is now.
  Car car() const;

 private:
  MilliJoules capacity_;
  MilliJoules stored_ = 0;
  Watts max_power_{};
};

}  // namespace kerb::hal::simulated
