// What stays when software dies: the car at the plug, the meter, the lock, the emergency stop.
#pragma once

#include <cstdint>
#include <optional>

#include "tests/stand_in_everest/timeline.hpp"

namespace kerb::stand_in_everest {

// Counts exactly, in watt-milliseconds: what it says must be what was drawn.
class Meter {
 public:
  void set_power(Milliseconds now, std::int64_t watts) {
    settle(now);
    watts_ = watts;
  }
  std::int64_t watts() const { return watts_; }
  std::int64_t watt_hours(Milliseconds now) {
    settle(now);
    constexpr std::int64_t kWattMillisecondsPerWattHour = 3'600'000;
    return counted_ / kWattMillisecondsPerWattHour;
  }

 private:
  void settle(Milliseconds now) {
    counted_ += watts_ * (now - since_).count();
    since_ = now;
  }
  Milliseconds since_{0};
  std::int64_t watts_ = 0;
  std::int64_t counted_ = 0;
};

struct Car {
  std::int64_t draws = 11'000;  // watts
  bool wants = true;            // false: it pauses, or it is full
  int soc_percent = 40;
};

// What becomes of an order to unlock.
enum class Lock { opens, refuses, stuck };

struct Bay {
  Meter meter;
  std::optional<Car> car;
  Lock lock = Lock::opens;
};

}  // namespace kerb::stand_in_everest
