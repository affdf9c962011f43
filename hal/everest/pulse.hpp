// Who is alive. Every API module of EVerest counts aloud, once a second; a killed EVerest says
// nothing else, for the broker keeps no last will of it. A count that falls is another EVerest: it
// can be back within two seconds, and has forgotten what it did not store. Kerb's side of it is a
// communication check to every module; one that misses it reports a fault.
//
// Time comes from outside. No locks: one thread, or its owner's lock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "hal/clock.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

inline constexpr Millis kHeartbeat{1000};   // cfg_heartbeat_interval_ms, as EVerest comes
inline constexpr Millis kLostAfter{3500};   // three missed, and what the network takes
inline constexpr Millis kCheckEvery{2000};  // cfg_communication_check_to_s is 5

class Pulse {
 public:
  explicit Pulse(const std::vector<Module>& modules);

  enum class Beat {
    usual,
    first,      // after silence, or ever
    restarted,  // its count fell: another process
    stranger,   // not one of the modules
  };
  // `count`: as it came; an older EVerest does not count.
  Beat heard(const Module& module, std::optional<std::uint64_t> count, Monotonic now);

  // Within kLostAfter.
  bool alive(const Module& module, Monotonic now) const;
  bool all_alive(Monotonic now) const;

  // Modules whose communication check is due, which counts as sent.
  std::vector<Module> checks_due(Monotonic now);

  // The link was lost: nobody was heard, and all checks are due.
  void forget();

 private:
  struct Sign {
    std::optional<Monotonic> heard;
    std::optional<std::uint64_t> count;
    std::optional<Monotonic> checked;
  };
  std::map<Module, Sign> signs_;
};

}  // namespace kerb::hal::everest
