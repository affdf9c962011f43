// The child's end of the socket to the kiosk. A thread of its own reads it, so that a cancellation,
// or the kiosk's end, is noticed while the library is busy: the library is told to stop, and a
// process that has no kiosk any more ends within half a second, whatever its other thread is doing.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "hal/libnfc/frame.hpp"

namespace kerb::hal::libnfc::child {

// One thread calls everything. A kiosk that breaks the order of frames ends the process at once.
class KioskLine {
 public:
  explicit KioskLine(int socket);
  KioskLine(const KioskLine&) = delete;
  KioskLine& operator=(const KioskLine&) = delete;

  // The next question; empty when the kiosk has gone, and there is half a second left to put things
  // in order.
  std::optional<Frame> next();
  void answer(const Frame& frame);

  // Runs something that `abort` can stop from another thread: it is called when the question is
  // cancelled or the kiosk goes meanwhile, and never after this has returned.
  void interruptibly(const std::function<void()>& run, const std::function<void()>& abort);
  // Waits; true as soon as the question is cancelled or the kiosk is gone.
  bool cancelled_within(Millis span);

 private:
  void listen();
  bool take(const Frame& frame);

  const int socket_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Frame> question_;
  bool answering_ = false;  // there is a question without an answer
  bool cancelled_ = false;
  bool ended_ = false;
  std::function<void()> abort_;
};

}  // namespace kerb::hal::libnfc::child
