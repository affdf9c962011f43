// A thread for the orders about each EVSE. What is ordered of one blocks for seconds while the charger
// makes up its mind, or a car answers slowly; the stop button of another must not wait for that. A
// charge may be open at an EVSE that the config has lost since: those share one more thread.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "hal/charge_controller.hpp"
#include "kiosk/runtime/worker.hpp"

namespace kerb::kiosk {

class EvseWorkers {
 public:
  // `most_jobs`: as Worker's, for each.
  EvseWorkers(const std::vector<hal::Evse>& evses, std::size_t most_jobs);

  // False when there is no room: the job will not run. Any thread.
  bool give(hal::EvseId evse, Worker::Job job);
  // No job waits or runs. Any thread.
  bool idle() const;

 private:
  std::map<hal::EvseId, std::unique_ptr<Worker>> workers_;
  Worker others_;
};

}  // namespace kerb::kiosk
