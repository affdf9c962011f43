// One approved terminal over a line: it is met (registered, and found to be the right one), then
// given one command at a time. Each call blocks until the terminal has given mastery back, or until
// an approved payment waits for its answer.
//
// Nothing is ever sent again because an answer was late: an outcome that nobody knows is `lost`, and
// the line is closed. What became of it is asked for afterwards, by open_reservations() and
// repeat_receipt().
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/zvt/card_seen.hpp"
#include "hal/zvt/dialogue.hpp"
#include "hal/zvt/line.hpp"
#include "hal/zvt/settings.hpp"

namespace kerb::hal::zvt {

constexpr std::uint8_t kEndOfDayNeeded = 0xF0;  // of a status enquiry

// Who the terminal is, as it said when it was met.
struct Portrait {
  std::string terminal_id;  // 8 digits; may be empty
  std::string serial;       // hex; may be empty
  std::string device;       // "cVEND box+"; may be empty
  std::string software;
  std::uint8_t registered = 0;  // status byte of the registration: 01 initialisation, 02 diagnosis
  std::uint8_t status = 0;      // of the newest status enquiry: 00 ready, F0 end of day needed
};

struct Outcome {
  enum class How {
    completed,  // for a payment: approved, or declined with the result in `status`
    aborted,    // by the terminal, with `code`; nothing moved
    refused,    // not begun, with `code`
    not_sent,   // never left Kerb
    lost,       // it may have happened
  };
  How how = How::not_sent;
  std::uint8_t code = 0;
  std::optional<Status> status;
  std::optional<Message> status_message;
  std::optional<Message> end;  // completion or abort
  std::vector<std::string> printed;
  std::optional<WallClock> clock;  // that the terminal told meanwhile
  std::string detail;              // for the log
};

// Some terminals name all of them, some only one: then what is not named may be open nevertheless.
struct OpenReservations {
  std::vector<std::uint16_t> receipts;
  bool complete = true;
};

// What goes over the line, for a log: true when it is Kerb's. No card number stands in it.
using Witness = std::function<void(bool ours, const std::string& words)>;
// On the thread that called run() or commit().
using ProgressListener = std::function<void(const ProgressTold&)>;

// One thread at a time.
class Terminal {
 public:
  Terminal(TerminalSettings settings, std::unique_ptr<Line> line, const Clock& clock,
           DialogueTimes times = {});
  ~Terminal();

  void on_progress(ProgressListener listener) { progress_ = std::move(listener); }
  void on_message(Witness witness) { witness_ = std::move(witness); }

  // Connects and registers, when that is not done. Errors: zvt.unreachable, zvt.lost, zvt.silent,
  // zvt.refused (with what it says), zvt.other_terminal, zvt.other_kind.
  Result<Portrait> meet();
  bool met() const { return portrait_.has_value() && line_->is_open(); }
  // It takes no card before its day is ended, as it said when it was last asked its status.
  bool wants_end_of_day() const { return portrait_ && portrait_->status == kEndOfDayNeeded; }

  // Meets the terminal if need be, and gives the command. When an approved payment waits for its
  // answer, this returns `completed` with waits_for_commit(): write it down, then commit().
  Outcome run(const Frame& command);
  bool waits_for_commit() const { return dialogue_ != nullptr; }
  // The terminal's patience (T3) is not over either.
  bool commits_in_time() const { return dialogue_ && clock_.monotonic() < commit_until_; }
  // Asks the terminal to end what it is doing for the driver (06 B0), as soon as it has begun to pay
  // or to read a card; what comes of it is the outcome of run(). Any thread.
  void ask_to_stop();
  // Nobody wants that any more: what was asked too late stops nothing else. Any thread.
  void go_on() { stop_ = false; }
  // Gives the answer that keeps the payment, and sees the dialogue to its end. It stands even when
  // that end is lost: then `lost`. `aborted` after that is a contradiction for a person.
  Outcome commit();
  // Leaves without that answer: the terminal takes the payment back.
  void drop();
  // Logs off and hangs up; the next order meets it anew. Also after close_down(); it waits for the
  // answer as long as T3 lasts.
  void leave();

  // Kerb ends: a running command comes back as lost, and none begins any more. Any thread.
  void close_down();

  // What the last payment that was kept has to be mirrored as (Status::mirror), and what it is
  // called; for who starts again and has written them down.
  void remember(PaymentName kept, std::optional<Bytes> mirror);

  // Does what the terminal asks for when it is met (its status 51, C2, E4, 62; its registration 01,
  // 02): its id where it has none, its clock, diagnosis, initialisation. `now`: what the clock on
  // the wall says. Each may take minutes. Errors: as meet(), and zvt.refused with the step.
  Result<Portrait> put_in_order(const WallClock& now);

  // Whether a card is in the field now, and of which kind; it returns at once, so that the terminal
  // stays free for a booking. Errors: as meet(), and zvt.refused when it cannot tell.
  Result<std::optional<CardSeen>> look_for_card();

  // Errors: as meet(), and zvt.refused when it does not answer that.
  Result<OpenReservations> open_reservations();

 private:
  bool still_there();
  Outcome run_on_open_line(const Frame& command);
  Outcome drive(Dialogue& dialogue);
  Result<void> register_here(Portrait& portrait);
  Result<void> ask_who_it_is(Portrait& portrait);
  Result<void> check(const Portrait& portrait) const;
  Frame prepared(Frame command);
  bool send(const Frame& frame);
  Outcome outcome_of(Dialogue& dialogue) const;
  Outcome lost_outcome(Dialogue& dialogue, std::string detail);
  void tell(bool ours, const Frame& frame, Command running) const;

  const TerminalSettings settings_;
  const std::unique_ptr<Line> line_;
  const Clock& clock_;
  const DialogueTimes times_;
  ProgressListener progress_;
  Witness witness_;
  Charset charset_ = Charset::cp437;
  std::optional<Portrait> portrait_;
  std::unique_ptr<Dialogue> dialogue_;  // that waits for commit()
  Monotonic commit_until_{};
  Command running_ = 0;
  std::optional<PaymentName> kept_;
  std::optional<Bytes> mirror_;
  std::optional<SequenceId> sequence_;  // the last one of either side
  std::atomic<bool> stop_{false};
  std::atomic<bool> closing_down_{false};
};

}  // namespace kerb::hal::zvt
