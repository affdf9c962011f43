#include "hal/zvt/dialogue.hpp"

#include <algorithm>
#include <cassert>

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/card_numbers.hpp"
#include "hal/zvt/commands.hpp"
#include "hal/zvt/requests.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kMostPrintedLines = 500;
constexpr Tag kPrintTexts = 0x25;
constexpr Tag kDisplayTexts = 0x24;
constexpr Tag kTextLine = 0x07;

// PA00P015: these end with their answer.
bool ends_with_answer(Command command) {
  return command == kLogOff || command == kAbortCommand;
}

// The same payment again, not another one: receipt and trace are the terminal's own count.
bool is_same_payment(const PaymentName& one, const PaymentName& other) {
  return !one.trace.empty() && one.trace == other.trace && one.receipt == other.receipt &&
         one.terminal == other.terminal;
}

}  // namespace

bool moves_money(Command command) {
  constexpr Command kMoving[] = {
      kAuthorisation,       kReservation,      kPartialReversal, kBookTotal,
      kReservationReversal, kExternalReversal, kReversal,        kRefund};
  return std::find(std::begin(kMoving), std::end(kMoving), command) != std::end(kMoving);
}

Dialogue::Dialogue(const Frame& command, DialogueTimes times, Monotonic now, Charset charset,
                   std::optional<PaymentName> kept)
    : command_(command.command),
      times_(times),
      charset_(charset),
      kept_(std::move(kept)),
      whole_until_(now + times.whole),
      deadline_(now + times.answer) {}

void Dialogue::work_until(Monotonic now, Millis span) {
  deadline_ = now + span;
}

void Dialogue::expire() {
  if (!over()) ending_ = Ending::silent;
}

Dialogue::Reaction Dialogue::take(Frame frame, Monotonic now) {
  if (over()) return {};
  if (is_answer(frame.command)) return answered(frame, now);
  auto read = decode(std::move(frame), begun_ ? command_ : 0);
  if (!read) {
    Reaction reaction;
    reaction.answer =
        negative(read.error().code == "zvt.unknown_bitmap" ? code::kFunctionNotPossible
                                                           : code::kProtocolFault);
    reaction.malformed = std::move(read.error());
    return reaction;
  }
  const auto id = sequence_in(*read);
  if (!id) return told(std::move(*read), now);
  // The same message again, to the octet: its answer was lost.
  const Frame message = read->frame();
  if (last_ && last_->message == message) return {last_->answer, {}, {}};
  Reaction reaction = told(std::move(*read), now);
  sequence_ = id;
  last_.reset();
  if (reaction.answer) {
    reaction.answer = numbered(std::move(*reaction.answer), *id);
    last_ = {message, *reaction.answer};
  }
  return reaction;
}

Dialogue::Reaction Dialogue::told(Message message, Monotonic now) {
  switch (message.command) {
    case kStatusInformation:  // may be one of another dialogue
      return status_told(std::move(message), now);
    case kIntermediateStatus:
    case kCompletion:
    case kAbort:
    case kPrintLine:
    case kPrintBlock:
      break;
    case kClockFromTerminal:
      clock_ = clock_in(message);
      return {clock_ ? positive() : negative(code::kProtocolFault), {}, {}};
    default:
      return {negative(code::kFunctionNotPossible), {}, {}};
  }
  // What comes before the answer ended, or printed for, the dialogue before.
  if (!begun_) return {positive(), {}, {}};
  if (message.command == kIntermediateStatus) return intermediate_told(message, now);
  if (message.command == kCompletion) return ended(std::move(message), Ending::completed);
  if (message.command == kAbort) return ended(std::move(message), Ending::aborted);
  return print(message);
}

// 84 00 is a yes by the paper, and "unknown command" of one simulator: only what follows tells.
Dialogue::Reaction Dialogue::answered(const Frame& frame, Monotonic now) {
  if (begun_) return {};
  const auto reason = static_cast<std::uint8_t>(frame.command & 0xFFU);
  if (is_negative(frame.command) && reason != 0) {
    ending_ = Ending::refused;
    code_ = reason;
    return {};
  }
  begun_ = true;
  work_until(now, times_.work);
  if (ends_with_answer(command_)) ending_ = Ending::completed;
  return {};
}

Dialogue::Reaction Dialogue::status_told(Message message, Monotonic now) {
  Status told = status_in(message, charset_);
  // A booking may carry the receipt and the trace of its reservation (OPP-C60), so once it was begun,
  // or when it names the payment that it changes, that is no repetition; a new payment always has a
  // new trace.
  const bool new_payment = command_ == kReservation || command_ == kAuthorisation;
  const bool may_repeat = new_payment || (!begun_ && told.original_trace.empty());
  if (may_repeat && kept_ && is_same_payment(*kept_, told.name)) return {positive(), {}, {}};
  if (!begun_) return {negative(code::kProtocolFault), {}, {}};
  work_until(now, times_.work);
  if (wants_commit_) return {};  // its answer is on the way
  const bool yes = moves_money(command_) && told.approved();
  // After a no to one card the terminal may have asked for another.
  if (status_ && (!yes || status_->approved())) {
    // A second payment that nobody asked for is not to stand; anything else is only told again.
    const bool same = is_same_payment(status_->name, told.name) && told.result == status_->result;
    return {yes && !same ? negative(code::kProtocolFault) : positive(), {}, {}};
  }
  status_ = std::move(told);
  status_message_ = std::move(message);
  if (yes) {
    wants_commit_ = true;
    return {};
  }
  if (command_ == kReadCard) ending_ = Ending::completed;
  return {positive(), {}, {}};
}

Frame Dialogue::commit(Monotonic now) {
  assert(wants_commit_);
  wants_commit_ = false;
  work_until(now, times_.work);
  const auto id = sequence_in(*status_message_);
  if (!id) return positive();
  last_ = {status_message_->frame(), numbered(positive(), *id)};
  return last_->answer;
}

Dialogue::Reaction Dialogue::intermediate_told(const Message& message, Monotonic now) {
  Millis span = times_.work;
  if (const auto minutes = message.find(Part::Kind::timeout)) {
    if (const auto number = from_bcd(*minutes); number && *number > 0) {
      span = Minutes(static_cast<Minutes::rep>(*number));
    }
  }
  work_until(now, span);
  Reaction reaction;
  reaction.answer = positive();
  reaction.progress.emplace();
  reaction.progress->progress = progress_of(message.octet(Part::Kind::status).value_or(0));
  if (const auto texts = message.tlv({kDisplayTexts})) {
    for (const Tlv& line : read_tlvs(*texts).value_or(std::vector<Tlv>{})) {
      if (line.tag != kTextLine || line.value.empty()) continue;
      if (!reaction.progress->text.empty()) reaction.progress->text += '\n';
      reaction.progress->text += text_of(line.value, charset_);
    }
  }
  return reaction;
}

Dialogue::Reaction Dialogue::ended(Message message, Ending how) {
  ending_ = how;
  wants_commit_ = false;  // it did not wait for the answer
  code_ = message.octet(Part::Kind::result).value_or(0);
  end_message_ = std::move(message);
  return {positive(), {}, {}};
}

// What is no longer kept is not printed either, and the terminal is told so: 84 CC.
Dialogue::Reaction Dialogue::print(const Message& message) {
  bool room = true;
  const auto add = [&](ByteView text) {
    room = printed_.size() < kMostPrintedLines;
    if (room) printed_.push_back(with_masked_cards(text_of(text, charset_)));
  };
  if (message.command == kPrintLine) {
    constexpr std::uint8_t kLineFeeds = 0xFF;
    const auto text = message.find(Part::Kind::text);
    if (message.octet(Part::Kind::attribute) != kLineFeeds && text) add(*text);
  } else if (const auto block = message.tlv({kPrintTexts})) {
    for (const Tlv& object : read_tlvs(*block).value_or(std::vector<Tlv>{})) {
      if (object.tag == kTextLine) add(object.value);
    }
  }
  return {room ? positive() : negative(code::kNoPrinter), {}, {}};
}

}  // namespace kerb::hal::zvt
