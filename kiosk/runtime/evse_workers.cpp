#include "kiosk/runtime/evse_workers.hpp"

#include <algorithm>
#include <utility>

namespace kerb::kiosk {

EvseWorkers::EvseWorkers(const std::vector<hal::Evse>& evses, std::size_t most_jobs)
    : others_(most_jobs) {
  for (const hal::Evse& evse : evses) {
    workers_.emplace(evse.id, std::make_unique<Worker>(most_jobs));
  }
}

bool EvseWorkers::give(hal::EvseId evse, Worker::Job job) {
  const auto found = workers_.find(evse);
  return (found == workers_.end() ? others_ : *found->second).give(std::move(job));
}

bool EvseWorkers::idle() const {
  return others_.idle() && std::all_of(workers_.begin(), workers_.end(),
                                       [](const auto& one) { return one.second->idle(); });
}

}  // namespace kerb::kiosk
