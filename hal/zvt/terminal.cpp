#include "hal/zvt/terminal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/refused.hpp"
#include "hal/zvt/words.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kMostMessages = 20'000;  // in one dialogue
// PA00P015, 2.2.9: who is told 84 9C asks again two seconds later. T3 ends whatever it waits for.
constexpr Millis kBusyPause{2'000};
constexpr int kMostTimesBusy = 5;
// Said outside of any dialogue: acknowledged, so that it is not said for ever. A payment is not: it
// would stand without anybody having written it down.
bool is_harmless(const Frame& frame) {
  return !is_answer(frame.command) && frame.command != kStatusInformation;
}

// 06 B0 is for these alone (PA00P015, 2.21): the driver is asked for a card, or for its PIN.
bool waits_for_driver(Command command) {
  return command == kReservation || command == kAuthorisation || command == kReadCard;
}

// A no is the terminal's last word also where it hangs up or falls silent behind it. `outcome`: lost.
Outcome told_no_before(Outcome outcome, const Dialogue& dialogue) {
  if (!dialogue.status() || dialogue.status()->approved()) return outcome;
  outcome.how = Outcome::How::aborted;
  outcome.code = dialogue.status()->result;
  return outcome;
}

}  // namespace

Terminal::Terminal(TerminalSettings settings, std::unique_ptr<Line> line, const Clock& clock,
                   DialogueTimes times)
    : settings_(std::move(settings)), line_(std::move(line)), clock_(clock), times_(times) {}

Terminal::~Terminal() = default;

void Terminal::tell(bool ours, const Frame& frame, Command running) const {
  if (!witness_) return;
  const auto message = decode(frame, running);
  witness_(ours, message ? words_for(*message, charset_) : message.error().tried);
}

bool Terminal::send(const Frame& frame) {
  tell(true, frame, 0);
  return line_->send(frame).has_value();
}

Outcome Terminal::outcome_of(Dialogue& dialogue) const {
  Outcome outcome;
  outcome.status = dialogue.status();
  outcome.status_message = dialogue.status_message();
  outcome.end = dialogue.end_message();
  outcome.printed = dialogue.printed();
  outcome.code = dialogue.code();
  outcome.clock = dialogue.clock();
  switch (dialogue.ending()) {
    case Ending::refused:
      outcome.how = Outcome::How::refused;
      break;
    case Ending::aborted:
      outcome.how = Outcome::How::aborted;
      if (!outcome.status && outcome.end) outcome.status = status_in(*outcome.end, charset_);
      break;
    case Ending::silent:
      outcome.how = Outcome::How::lost;
      outcome.detail = "the terminal says nothing more";
      break;
    case Ending::completed:
    case Ending::none:
      outcome.how = Outcome::How::completed;
      break;
  }
  return outcome;
}

Outcome Terminal::lost_outcome(Dialogue& dialogue, std::string detail) {
  Outcome outcome = outcome_of(dialogue);
  outcome.how = Outcome::How::lost;
  outcome.detail = std::move(detail);
  line_->close();
  return told_no_before(std::move(outcome), dialogue);
}

// Until the dialogue is over or waits for commit().
Outcome Terminal::drive(Dialogue& dialogue) {
  for (std::size_t messages = 0; messages < kMostMessages; ++messages) {
    if (dialogue.over() || dialogue.wants_commit()) return outcome_of(dialogue);
    if (closing_down_ && running_ != kLogOff) {
      return lost_outcome(dialogue, "Kerb ended meanwhile");
    }
    const Monotonic now = clock_.monotonic();
    if (now >= dialogue.deadline()) {
      dialogue.expire();
      line_->close();  // what comes late must not be taken for the answer to something else
      return told_no_before(outcome_of(dialogue), dialogue);
    }
    const bool may_stop = dialogue.begun() && waits_for_driver(running_);
    if (may_stop && stop_.exchange(false) && !send(prepared(abort_command()))) {
      return lost_outcome(dialogue, "the line broke while Kerb asked to stop");
    }
    auto received = line_->receive(dialogue.deadline() - now);
    if (!received) return lost_outcome(dialogue, received.error().tried);
    if (!*received) continue;
    tell(false, **received, running_);
    auto reaction = dialogue.take(std::move(**received), clock_.monotonic());
    if (reaction.progress && progress_) progress_(*reaction.progress);
    if (reaction.answer && !send(*reaction.answer) && !dialogue.over()) {
      return lost_outcome(dialogue, "the line broke while Kerb answered");
    }
  }
  return lost_outcome(dialogue, "the terminal talks without end");
}

Outcome Terminal::run_on_open_line(const Frame& command) {
  const Frame numbered_command = prepared(command);
  running_ = command.command;
  const bool sent = send(numbered_command);
  // T3 begins when it was sent: a serial line repeats what was not heard.
  auto dialogue = std::make_unique<Dialogue>(command, times_, clock_.monotonic(), charset_, kept_);
  // A frame that was torn on its way may still be whole at the other end.
  if (!sent) return lost_outcome(*dialogue, "the line broke while Kerb sent");
  Outcome outcome = drive(*dialogue);
  if (sequence_ && dialogue->sequence()) sequence_ = dialogue->sequence();
  if (dialogue->wants_commit()) {
    dialogue_ = std::move(dialogue);
    commit_until_ = clock_.monotonic() + times_.answer;
  }
  return outcome;
}

// The mirrored receipt number and the sequence id, where this terminal uses them.
Frame Terminal::prepared(Frame command) {
  const bool enquiry = command == zvt::open_reservations();
  if (moves_money(command.command) && !enquiry && (mirror_ || settings_.mirrors_receipts)) {
    Bytes objects;
    append_tlv(objects, 0x1F1F, mirror_.value_or(Bytes{}));  // empty: Kerb has none
    command = with_objects(std::move(command), objects);
  }
  if (!sequence_) return command;
  sequence_ = next_id(*sequence_);
  return numbered(std::move(command), *sequence_);
}

Outcome Terminal::run(const Frame& command) {
  Outcome outcome;
  for (int times = 0; times < kMostTimesBusy; ++times) {
    if (const auto here = meet(); !here) {
      outcome = Outcome{};
      outcome.detail = here.error().sentence();
      return outcome;
    }
    outcome = run_on_open_line(command);
    if (outcome.how != Outcome::How::refused || outcome.code != code::kNotYet) return outcome;
    // It did not begin: it still ends the dialogue before. Whatever it says of that is for nobody.
    const Monotonic until = clock_.monotonic() + kBusyPause;
    while (line_->is_open() && clock_.monotonic() < until) {
      const auto late = line_->receive(until - clock_.monotonic());
      if (late && *late && is_harmless(**late) && !send(positive())) break;
    }
  }
  return outcome;
}

Outcome Terminal::commit() {
  assert(dialogue_);
  const auto dialogue = std::move(dialogue_);
  kept_ = dialogue->status()->name;
  if (dialogue->status()->mirror) mirror_ = dialogue->status()->mirror;
  if (!send(dialogue->commit(clock_.monotonic()))) {
    return lost_outcome(*dialogue, "the line broke while Kerb committed");
  }
  Outcome outcome = drive(*dialogue);
  if (sequence_ && dialogue->sequence()) sequence_ = dialogue->sequence();
  return outcome;
}

void Terminal::drop() {
  dialogue_.reset();
  line_->close();
}

void Terminal::leave() {
  if (!dialogue_ && still_there()) run_on_open_line(log_off());
  drop();
}

void Terminal::remember(PaymentName kept, std::optional<Bytes> mirror) {
  kept_ = std::move(kept);
  mirror_ = std::move(mirror);
}

void Terminal::close_down() {
  closing_down_ = true;
  line_->wake();
}

void Terminal::ask_to_stop() {
  stop_ = true;
  line_->wake();
}

Result<std::optional<CardSeen>> Terminal::look_for_card() {
  const Outcome outcome = run(card_enquiry(settings_.password));
  if (outcome.how != Outcome::How::completed || !outcome.end) {
    return told_no(outcome, "asking the terminal for a card");
  }
  const auto status = outcome.end->octet(Part::Kind::status);
  if (portrait_ && status) portrait_->status = *status;
  return card_in(*outcome.end);
}

Result<OpenReservations> Terminal::open_reservations() {
  const Outcome outcome = run(zvt::open_reservations());
  if (outcome.how != Outcome::How::aborted || outcome.code != code::kOpenReservations ||
      !outcome.end) {
    return told_no(outcome, "asking the terminal which reservations are open");
  }
  OpenReservations open;
  std::vector<std::uint16_t>& receipts = open.receipts;
  const auto add = [&](ByteView value) {
    const auto number = from_bcd(value);
    if (!number || value.size() != 2) return;  // FF FF: none
    const auto receipt = static_cast<std::uint16_t>(*number);
    if (std::find(receipts.begin(), receipts.end(), receipt) == receipts.end()) {
      receipts.push_back(receipt);
    }
  };
  for (const Part& part : outcome.end->parts) {
    if (part.kind == Part::Kind::bitmap && part.tag == bmp::kReceipt) add(outcome.end->value(part));
  }
  const auto list = outcome.end->tlv({0x23});
  open.complete = receipts.empty() || list;
  if (list) {
    for (const Tlv& object : read_tlvs(*list).value_or(std::vector<Tlv>{})) {
      if (object.tag == 0x08) add(object.value);
    }
  }
  return open;
}

}  // namespace kerb::hal::zvt
