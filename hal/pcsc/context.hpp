// The line to the PC/SC service (pcscd). It can break at any moment and be made anew; waiting on it
// can be ended from another thread.
#pragma once

#include <winscard.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "hal/clock.hpp"

namespace kerb::hal::pcsc {

// One worker thread calls everything; only interrupt() may come from another thread.
class Context {
 public:
  // Whether interrupt() ends this wait.
  enum class Interruptible { yes, no };

  Context() = default;
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Answers the service's status: SCARD_S_SUCCESS also when the line is there already.
  LONG establish();
  void release();
  bool established() const { return established_; }
  SCARDCONTEXT handle() const { return context_; }

  // All readers that the service knows; none is not an error.
  LONG list(std::vector<std::string>& names);

  // Waits until the reader's state differs from dwCurrentState, which the caller has set from the
  // last dwEventState. Statuses of its own: SCARD_E_TIMEOUT, SCARD_E_CANCELLED (which uses up the
  // interruption).
  LONG wait_for_change(SCARD_READERSTATE& watched, Millis timeout, Interruptible interruptible);

  // Waits without the service. True when interrupted (and used up).
  bool pause(Millis duration);

  // Uses up an interruption, if there was one.
  bool take_interruption();

  // Ends a running or the next interruptible wait. Any thread. None is lost: see the .cpp.
  void interrupt();

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool interrupted_ = false;
  bool waiting_ = false;
  bool established_ = false;
  SCARDCONTEXT context_ = 0;
};

}  // namespace kerb::hal::pcsc
