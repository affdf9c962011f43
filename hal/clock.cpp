#include "hal/clock.hpp"

namespace kerb::hal {

Monotonic SystemClock::monotonic() const {
  const auto since_boot = std::chrono::steady_clock::now().time_since_epoch();
  return Monotonic(std::chrono::duration_cast<Millis>(since_boot));
}

Utc SystemClock::utc() const {
  return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

}  // namespace kerb::hal
