// A clock whose monotonic time runs faster than the machine's, so that a whole simulated day of
// pauses fits into minutes. Wall time stays what it is: banks and certificates compare it with
// theirs.
#pragma once

#include <chrono>

#include "hal/clock.hpp"

namespace kerb::hal::simulated {

class FastClock final : public hal::Clock {
 public:
  // `speed`: 1 to 600 times as fast, from now on.
  explicit FastClock(int speed) : speed_(speed), start_(std::chrono::steady_clock::now()) {}

  Monotonic monotonic() const override {
    const auto passed = (std::chrono::steady_clock::now() - start_) * speed_;
    return Monotonic(kUptime + std::chrono::duration_cast<Millis>(passed));
  }
  Utc utc() const override { return machine_.utc(); }
  Millis machine_time(Millis span) const override { return (span + Millis{speed_ - 1}) / speed_; }

 private:
  static constexpr Millis kUptime{3'600'000};  // of the machine when the story begins
  const int speed_;
  const std::chrono::steady_clock::time_point start_;
  const SystemClock machine_;
};

}  // namespace kerb::hal::simulated
