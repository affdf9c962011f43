#include "hal/simulated/terminal/mishap.hpp"

#include <algorithm>

namespace kerb::hal::simulated::terminal {

bool Mishaps::add(const Mishap& mishap) {
  if (waiting_.size() >= kMost || mishap.count < 1) return false;
  waiting_.push_back(mishap);
  return true;
}

std::optional<Mishap> Mishaps::befalls(zvt::Command command) {
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Mishap& mishap) {
    return mishap.about == 0 || mishap.about == command;
  });
  if (found == waiting_.end()) return std::nullopt;
  const Mishap mishap = *found;
  if (--found->count == 0) waiting_.erase(found);
  return mishap;
}

}  // namespace kerb::hal::simulated::terminal
