// One command and all that follows until Kerb is master again, as a pure machine: what the terminal
// sends goes in, what is to be answered comes out, and time is an argument (PA00P016, ch. 5; PA00P015,
// ch. 1 and 3).
//
// The one answer that moves money is that to a status information which says yes: with it the
// terminal keeps the payment, without it the terminal takes it back. So that answer is not given
// here: the dialogue waits for commit(), and whoever drives it has written down the outcome before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/zvt/codes.hpp"
#include "hal/zvt/sequence.hpp"
#include "hal/zvt/status.hpp"
#include "hal/zvt/wall_clock.hpp"

namespace kerb::hal::zvt {

struct DialogueTimes {
  Millis answer{5'000};   // T3: from the command to its answer
  Millis work{180'000};   // T4: from there to the end, begun anew by 04 FF and 04 0F
  Millis whole{900'000};  // however often T4 begins anew
};

enum class Ending {
  none,
  completed,  // 06 0F, or what else ends this command well
  aborted,    // 06 1E with a reason
  refused,    // 84 xx: the command was not begun
  silent,     // time is over: nobody knows
};

// What the terminal tells the driver meanwhile.
struct ProgressTold {
  Progress progress = Progress::please_wait;
  std::string text;  // its own words, when it has some
};

class Dialogue {
 public:
  // `kept`: the last payment that was committed. Its status information may come again, late or
  // because its answer was lost: it is acknowledged again, and is never a second payment.
  Dialogue(const Frame& command, DialogueTimes times, Monotonic now, Charset charset,
           std::optional<PaymentName> kept = std::nullopt);

  struct Reaction {
    std::optional<Frame> answer;  // to be sent at once
    std::optional<ProgressTold> progress;
    std::optional<Error> malformed;  // what could not be read; for the log
  };
  Reaction take(Frame frame, Monotonic now);
  // Until then something has to come.
  Monotonic deadline() const { return std::min(deadline_, whole_until_); }
  // The deadline is over.
  void expire();

  bool over() const { return ending_ != Ending::none; }
  Ending ending() const { return ending_; }
  // Reason of an abort or of a refusal.
  std::uint8_t code() const { return code_; }

  // A payment was approved and waits for its answer.
  bool wants_commit() const { return wants_commit_; }
  // The answer that commits it. Only while wants_commit().
  Frame commit(Monotonic now);

  // The first status information that counts; empty when none came.
  const std::optional<Status>& status() const { return status_; }
  // The message with it, and that of the end: completion, abort.
  const std::optional<Message>& status_message() const { return status_message_; }
  const std::optional<Message>& end_message() const { return end_message_; }
  // What the terminal would have printed, line by line.
  const std::vector<std::string>& printed() const { return printed_; }
  // What the terminal says the time is (04 01).
  const std::optional<WallClock>& clock() const { return clock_; }
  // The terminal took the command.
  bool begun() const { return begun_; }
  // Of the last message that had one; the next command's is one more.
  const std::optional<SequenceId>& sequence() const { return sequence_; }

 private:
  Reaction answered(const Frame& frame, Monotonic now);
  Reaction told(Message message, Monotonic now);
  Reaction status_told(Message message, Monotonic now);
  Reaction intermediate_told(const Message& message, Monotonic now);
  Reaction ended(Message message, Ending how);
  Reaction print(const Message& message);
  void work_until(Monotonic now, Millis span);

  const Command command_;
  const DialogueTimes times_;
  const Charset charset_;
  const std::optional<PaymentName> kept_;
  const Monotonic whole_until_;
  Monotonic deadline_;
  Ending ending_ = Ending::none;
  std::uint8_t code_ = 0;
  bool begun_ = false;  // the terminal took the command
  bool wants_commit_ = false;
  std::optional<Status> status_;
  std::optional<Message> status_message_;
  std::optional<Message> end_message_;
  std::vector<std::string> printed_;
  std::optional<WallClock> clock_;
  std::optional<SequenceId> sequence_;
  struct Numbered {
    Frame message;
    Frame answer;
  };
  std::optional<Numbered> last_;  // the last message with an id, when it was answered
};

// Whether a yes to this command moves money.
bool moves_money(Command command);

}  // namespace kerb::hal::zvt
