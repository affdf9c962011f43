// A register whose readings may be wrong, and nobody shall pay for that: one that runs backwards,
// jumps by more than the station can deliver, or was put to zero, is not believed.
#pragma once

#include <optional>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::modbus {

// Pure; one thread.
class BelievedMeter {
 public:
  // `at_most`: what the station can deliver.
  explicit BelievedMeter(Watts at_most);

  // Begins with a reading of that moment that was believed before; nothing lower will be.
  void begin_from(WattHours energy, Monotonic at);

  // True when it is believed. The first of all needs a second one that agrees with it.
  bool read(WattHours energy, Monotonic now);

  // Believes whatever comes next, as a first one: another meter was put in.
  void begin_anew();

  // The last that was believed.
  std::optional<WattHours> reading() const;

  // How long nothing was believed any more.
  Millis doubted_for(Monotonic now) const;

 private:
  struct Reading {
    WattHours energy{};
    Monotonic at{};
  };
  // What is left of the allowance after this rise; nothing when it is too much.
  std::optional<std::int64_t> left_after(const Reading& before, const Reading& reading) const;

  Watts at_most_;
  std::optional<Reading> believed_;
  std::int64_t allowance_;  // watt milliseconds by which the register may be ahead of the plate
  std::optional<Reading> first_;  // waits for the second
  std::optional<Monotonic> doubted_since_;
};

}  // namespace kerb::hal::modbus
