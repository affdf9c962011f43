// A terminal in a few lines, at the other end of a Line: it keeps a turnover store, and what stands
// there is what the bank believes. Every message in either direction can be the last one that
// passes. Waiting takes no time: a clock of its own moves on.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "hal/zvt/line.hpp"
#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {

class TurningClock final : public Clock {
 public:
  Monotonic monotonic() const override { return now; }
  Utc utc() const override { return Utc(now.time_since_epoch()); }
  Monotonic now{Millis{1'000'000}};
};

// What the terminal and its bank keep; it outlives the connections and the power of Kerb.
struct FakeStore {
  std::map<int, std::uint64_t> reserved;  // receipt, amount
  std::vector<std::uint64_t> booked;
  int reversals = 0;  // that nobody but the terminal itself decided
  std::string terminal_id = "52523535";
  std::string serial = "17FD1E3C";
  std::string device = "cVEND plug";
  std::uint8_t decline = 0;  // result of the next reservation; 0: yes
  bool keeps_unacknowledged =
      false;                    // PA00P015, ch. 4; else it takes back what nobody acknowledged
  bool silent = false;          // says nothing to any command
  bool same_trace = false;      // OPP-C60: a booking has receipt and trace of its reservation
  bool lists_one = false;       // of the open reservations, without the list in tag 23
  bool repeats_status = false;  // sends 04 0F once more after its acknowledgement
  int receipt = 230;
  int trace = 974;
  std::optional<Frame> last_status;  // of the last payment that was kept
  std::set<Command> unknown;         // answered with 84 83
};

class FakeTerminal final : public Line {
 public:
  static constexpr int kNever = 1'000'000;

  FakeTerminal(FakeStore& store, TurningClock& clock) : store_(store), clock_(clock) {}

  // The message with this number, counted over both directions, is the last: `arrives` or not.
  void cut_at(int number, bool arrives) {
    cut_ = number;
    arrives_ = arrives;
  }
  int messages() const { return messages_; }
  bool was_cut() const { return was_cut_; }
  int connections = 0;
  bool reachable = true;
  std::vector<Frame> got;  // commands and answers of Kerb

  Result<void> open() override;
  bool is_open() const override { return open_; }
  void close() override;
  Result<void> send(const Frame& frame) override;
  Result<std::optional<Frame>> receive(Millis within) override;
  void wake() override {}

 private:
  void command(const Frame& frame);
  void answered(const Frame& frame);
  void pay(const Message& message);
  void say(Frame frame) { out_.push_back(std::move(frame)); }
  Frame status(std::uint8_t result, std::uint64_t amount, int receipt, int trace,
               std::optional<int> original);
  void settle(bool kept);
  tl::unexpected<Error> cut();

  struct Payment {
    Command command = 0;
    int receipt = 0;  // of the reservation
    std::uint64_t amount = 0;
    Frame status;
    bool told = false;
  };
  FakeStore& store_;
  TurningClock& clock_;
  std::deque<Frame> out_;
  std::optional<Payment> waiting_;  // for the acknowledgement
  bool open_ = false;
  int messages_ = 0;
  int cut_ = kNever;
  bool arrives_ = false;
  bool was_cut_ = false;
};

}  // namespace kerb::hal::zvt
