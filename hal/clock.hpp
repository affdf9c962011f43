// Two kinds of time, and they are never mixed. Monotonic time drives every timer: it never jumps.
// Wall time is only shown, stored and used for tariffs, because NTP or a technician may set it at
// any moment.
#pragma once

#include <chrono>

namespace kerb::hal {

using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Minutes = std::chrono::minutes;

// Milliseconds since an arbitrary start; comparable only within one run of the process.
struct MonotonicSource {
  using rep = Millis::rep;
  using period = Millis::period;
  using duration = Millis;
  using time_point = std::chrono::time_point<MonotonicSource>;
  // NOLINTNEXTLINE(readability-identifier-naming): the name that <chrono> wants
  static constexpr bool is_steady = true;
};
using Monotonic = MonotonicSource::time_point;

// Wall time in UTC.
using Utc = std::chrono::sys_time<Millis>;

// Safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Monotonic monotonic() const = 0;
  virtual Utc utc() const = 0;
  // How long the machine waits until `span` of monotonic() is over. Only a simulated clock that
  // runs faster says less.
  virtual Millis machine_time(Millis span) const { return span; }
};

// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  Monotonic monotonic() const override;
  Utc utc() const override;
};

}  // namespace kerb::hal
