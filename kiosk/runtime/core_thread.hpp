// Gives a core its own thread: it waits for messages and for what is due by the clock, until this
// object ends.
#pragma once

#include <atomic>
#include <thread>

#include "kiosk/runtime/core.hpp"

namespace kerb::kiosk {

class CoreThread {
 public:
  // `core` outlives it, and nobody else pumps it meanwhile.
  explicit CoreThread(Core& core);
  ~CoreThread();

 private:
  Core& core_;
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

}  // namespace kerb::kiosk
