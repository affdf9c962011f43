// Whoever waits for cards: at Kerb's own reader (TapWorker), or at an approved terminal beside the
// screen (TerminalWatch). Each has a thread of its own, and tells what came of it.
#pragma once

#include <functional>

#include "kiosk/station/tap.hpp"

namespace kerb::kiosk {

class CardWatch {
 public:
  struct Reports {
    std::function<void(TapResult)> tapped;
    std::function<void(bool)> reader_ready;  // at the start, and when it changes
  };

  virtual ~CardWatch() = default;
  // Takes effect at once. Any thread.
  virtual void wish(const ReaderWish& wish) = 0;
};

}  // namespace kerb::kiosk
