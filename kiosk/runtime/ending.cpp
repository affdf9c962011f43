#include "kiosk/runtime/ending.hpp"

#include <atomic>
#include <csignal>

namespace kerb::kiosk {
namespace {

std::atomic<bool> told{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal may come at any instruction");

}  // namespace

void heed_ending_signals() {
  std::signal(SIGTERM, [](int) { told = true; });
  std::signal(SIGINT, [](int) { told = true; });
}

bool told_to_end() {
  return told;
}

}  // namespace kerb::kiosk
