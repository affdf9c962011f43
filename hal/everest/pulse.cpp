#include "hal/everest/pulse.hpp"

#include <algorithm>

namespace kerb::hal::everest {

Pulse::Pulse(const std::vector<Module>& modules) {
  for (const Module& module : modules) signs_.emplace(module, Sign{});
}

Pulse::Beat Pulse::heard(const Module& module, std::optional<std::uint64_t> count, Monotonic now) {
  const auto found = signs_.find(module);
  if (found == signs_.end()) return Beat::stranger;
  Sign& sign = found->second;
  const bool first = !sign.heard || now - *sign.heard > kLostAfter;
  // It wraps after 584 million years.
  const bool fell = sign.count && count && *count < *sign.count;
  sign.heard = now;
  sign.count = count;
  if (fell) return Beat::restarted;
  return first ? Beat::first : Beat::usual;
}

bool Pulse::alive(const Module& module, Monotonic now) const {
  const auto found = signs_.find(module);
  return found != signs_.end() && found->second.heard && now - *found->second.heard <= kLostAfter;
}

bool Pulse::all_alive(Monotonic now) const {
  return std::all_of(signs_.begin(), signs_.end(),
                     [&](const auto& entry) { return alive(entry.first, now); });
}

std::vector<Module> Pulse::checks_due(Monotonic now) {
  std::vector<Module> due;
  for (auto& [module, sign] : signs_) {
    if (sign.checked && now - *sign.checked < kCheckEvery) continue;
    sign.checked = now;
    due.push_back(module);
  }
  return due;
}

void Pulse::forget() {
  for (auto& [module, sign] : signs_) {
    sign.heard.reset();
    sign.checked.reset();
  }
}

}  // namespace kerb::hal::everest
