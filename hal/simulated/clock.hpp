// A clock that only moves when it is told to: a journey runs an hour in a moment, and always in the
// same way.
#pragma once

#include <atomic>

#include "hal/clock.hpp"

namespace kerb::hal::simulated {

class Clock final : public hal::Clock {
 public:
  explicit Clock(Utc start) : start_(start) {}

  Monotonic monotonic() const override { return Monotonic(kUptime + Millis(passed_.load())); }
  Utc utc() const override { return start_ + Millis(passed_.load()); }

  // Any thread; `span` is never negative.
  void advance(Millis span) { passed_ += span.count(); }

 private:
  static constexpr Millis kUptime{3'600'000};  // of the machine when the story begins
  const Utc start_;
  std::atomic<Millis::rep> passed_{0};
};

}  // namespace kerb::hal::simulated
