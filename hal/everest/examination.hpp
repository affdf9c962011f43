// A look at a living station, for a technician: which modules are alive, which answer, and what is
// wrong there. It only listens and asks, so it may run beside a kiosk that is open for business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/everest/messages.hpp"
#include "hal/everest/settings.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

struct StationSeen {
  std::string
      broker_trouble;  // why the broker is not there; empty: it is. Then nothing else counts
  std::vector<Module> silent;  // of modules_of(): those that sent no heartbeat
  struct EvseSeen {
    EvseModule asked;
    std::optional<EvseAnswer> answer;  // nothing: none came
  };
  std::vector<EvseSeen> evses;
  std::optional<std::vector<StationError>> errors;  // nothing: no answer
};

// Takes as long as it must, 15 seconds at the most. Errors: everest.broker_setup.
Result<StationSeen> look_at_station(const Settings& settings);

}  // namespace kerb::hal::everest
