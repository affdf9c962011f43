// The simulated charger has no time of its own: this thread gives it a clock's.
#pragma once

#include <atomic>
#include <thread>

#include "hal/clock.hpp"
#include "hal/simulated/station.hpp"

namespace kerb::hal::simulated {

class StationPulse {
 public:
  // Moves the station on about every `beat` of the machine's time. Both outlive it.
  StationPulse(Station& station, const hal::Clock& clock, Millis beat)
      : thread_([this, &station, &clock, beat] {
          while (!ends_) {
            station.advance(clock.monotonic());
            std::this_thread::sleep_for(beat);
          }
        }) {}
  ~StationPulse() {
    ends_ = true;
    thread_.join();
  }
  StationPulse(const StationPulse&) = delete;
  StationPulse& operator=(const StationPulse&) = delete;

 private:
  std::atomic<bool> ends_{false};
  std::thread thread_;  // last: it uses the other
};

}  // namespace kerb::hal::simulated
