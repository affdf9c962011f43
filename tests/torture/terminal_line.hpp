// The line to the simulated terminal, without a socket: waiting moves a clock of its own, and every
// message in either direction is a place where the line, Kerb or time itself may break.
#pragma once

#include <functional>

#include "hal/simulated/terminal/terminal.hpp"
#include "hal/zvt/line.hpp"

namespace kerb::torture {

class World;

namespace machine = hal::simulated::terminal;

// The worker's time: ahead of the world's while a dialogue is played.
class TerminalClock final : public hal::Clock {
 public:
  hal::Monotonic monotonic() const override { return now.monotonic; }
  hal::Utc utc() const override { return now.utc; }
  void pass_to(hal::Monotonic at) {
    if (at <= now.monotonic) return;
    now.utc += at - now.monotonic;
    now.monotonic = at;
  }
  machine::Moment now{};
};

struct LineWatch {
  std::function<void()> point;                            // before and after each message
  std::function<void(hal::ByteView)> went;                // what Kerb sent arrived, so far
  std::function<void(const machine::Payment&)> kept;      // an answer of Kerb's made it stand
  std::function<void(const hal::zvt::Frame&)> delivered;  // Kerb read it
};

class TerminalLine final : public hal::zvt::Line {
 public:
  TerminalLine(World& world, machine::Terminal& terminal, TerminalClock& clock, LineWatch watch)
      : world_(world), terminal_(terminal), clock_(clock), watch_(std::move(watch)) {}
  ~TerminalLine() override { close(); }

  hal::Result<void> open() override;
  bool is_open() const override { return open_; }
  void close() override;
  hal::Result<void> send(const hal::zvt::Frame& frame) override;
  hal::Result<std::optional<hal::zvt::Frame>> receive(hal::Millis within) override;
  void wake() override {}

  // What the terminal does by itself until then.
  void pass_to(hal::Monotonic at);

 private:
  void hear(const machine::Moves& moves);
  void stall();
  tl::unexpected<hal::Error> cut(const char* why);

  World& world_;
  machine::Terminal& terminal_;
  TerminalClock& clock_;
  const LineWatch watch_;
  hal::zvt::FrameReader reader_;
  bool open_ = false;
  bool hung_up_ = false;  // by the terminal; what it had said before can still be read
};

}  // namespace kerb::torture
