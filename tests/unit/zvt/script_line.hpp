// A terminal that says what a test wrote down: each message of Kerb is compared, and answered by the
// next of them.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "hal/zvt/line.hpp"
#include "hal/zvt/terminal.hpp"
#include "tests/unit/zvt/fake_terminal.hpp"

namespace kerb::hal::zvt {

// The octets of a message, its short length counted here.
inline Bytes counted(std::string_view text) {
  Bytes octets = hex(text);
  octets[2] = static_cast<std::uint8_t>(octets.size() - 3);
  return octets;
}

struct ScriptStep {
  std::string wanted;             // what Kerb says, in hex; "" for anything
  std::vector<std::string> said;  // what the terminal says then; "cut" ends the connection
};

class ScriptLine final : public Line {
 public:
  ScriptLine(std::vector<ScriptStep> steps, TurningClock& clock)
      : steps_(steps.begin(), steps.end()), clock_(clock) {}
  ~ScriptLine() override { EXPECT_TRUE(steps_.empty()) << "left: " << steps_.front().wanted; }

  int connections = 0;

  Result<void> open() override {
    ++connections;
    open_ = true;
    out_.clear();
    return {};
  }
  bool is_open() const override { return open_; }
  void close() override { open_ = false; }
  Result<void> send(const Frame& frame) override {
    if (!open_) return lost();
    const std::string sent = to_hex(octets_of(frame));
    if (steps_.empty()) {
      ADD_FAILURE() << "not in the script: " << sent;
      return lost();
    }
    const ScriptStep step = steps_.front();
    steps_.pop_front();
    if (!step.wanted.empty()) {
      EXPECT_EQ(sent, to_hex(counted(step.wanted)));
    }
    out_.insert(out_.end(), step.said.begin(), step.said.end());
    return {};
  }
  Result<std::optional<Frame>> receive(Millis within) override {
    if (!open_) return lost();
    if (out_.empty()) {
      clock_.now += within;
      return std::optional<Frame>{};
    }
    const std::string next = out_.front();
    out_.pop_front();
    if (next == "cut") {
      open_ = false;
      return lost();
    }
    return std::optional<Frame>(frame_in(counted(next)));
  }
  void wake() override {}

 private:
  static tl::unexpected<Error> lost() { return failure("zvt.lost", "the script cut it", "none"); }
  std::deque<ScriptStep> steps_;
  TurningClock& clock_;
  std::deque<std::string> out_;
  bool open_ = false;
};

// A registration and a status enquiry as they always are, by these answers.
inline std::vector<ScriptStep> after_meeting(std::vector<ScriptStep> then,
                                             std::string registered = "06 0F 02 19 00",
                                             std::string status = "06 0F 01 00") {
  std::vector<ScriptStep> steps = {{"", {"80 00 00", std::move(registered)}},
                                   {"", {}},
                                   {"", {"80 00 00", std::move(status)}},
                                   {"", {}}};
  steps.insert(steps.end(), then.begin(), then.end());
  return steps;
}

struct Scripted {
  explicit Scripted(std::vector<ScriptStep> steps, TerminalSettings settings = {}) {
    auto owned = std::make_unique<ScriptLine>(std::move(steps), clock);
    line = owned.get();
    terminal = std::make_unique<Terminal>(std::move(settings), std::move(owned), clock);
  }
  TurningClock clock;
  ScriptLine* line = nullptr;
  std::unique_ptr<Terminal> terminal;
};

}  // namespace kerb::hal::zvt
