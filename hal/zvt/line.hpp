// The way to one terminal, whatever it is made of: TCP, a serial line, a script of a test.
#pragma once

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/zvt/frame.hpp"

namespace kerb::hal::zvt {

// One thread at a time; only wake() may come from another.
class Line {
 public:
  virtual ~Line() = default;

  // Errors: zvt.unreachable.
  virtual Result<void> open() = 0;
  virtual bool is_open() const = 0;
  // What was not received by then is lost.
  virtual void close() = 0;

  // Errors: zvt.lost; the line is closed then, and part of the frame may have arrived.
  virtual Result<void> send(const Frame& frame) = 0;
  // The next frame, or none when `within` is over or somebody called wake(). Errors: zvt.lost (the
  // line is closed then).
  virtual Result<std::optional<Frame>> receive(Millis within) = 0;

  // Ends a running or the next receive(). Any thread.
  virtual void wake() = 0;
};

}  // namespace kerb::hal::zvt
