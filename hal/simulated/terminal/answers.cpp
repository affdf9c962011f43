// The till's answers: with them a payment stands, is lessened, is asked about again, or is undone.
#include <algorithm>
#include <utility>

#include "hal/simulated/terminal/terminal.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr Millis kAskAgain{2'000};      // after 84 9C
constexpr Millis kSecondAnswer{1'000};  // to a message that was sent twice
constexpr int kMostAskedAgain = 5;      // where the order does not say (BMP 02)
constexpr std::uint8_t kAbortedResult = 0x6C;
constexpr std::uint8_t kPartIssued = 0x9D;
constexpr std::uint8_t kPrinterFails = 0xCC;
constexpr std::uint8_t kAutoReversal = 0x05;
constexpr std::uint8_t kNotNow = 0x9C;
constexpr std::uint8_t kUnknownToTill = 0x83;

bool is_positive(const zvt::Frame& answer) {
  return !zvt::is_negative(answer.command) || answer.command == zvt::kNegative;
}

}  // namespace

void Terminal::take_answer(const zvt::Frame& answer, Moment now) {
  if (!dialogue_) return;
  if (dialogue_->phase == Phase::listening_again) {
    dialogue_->phase = Phase::speaking;
    dialogue_->until.reset();
    return;
  }
  // Nothing is awaited, or the message is still held up here.
  if (dialogue_->phase != Phase::listening || !dialogue_->until) return;
  if (std::exchange(dialogue_->deaf, false)) return;
  dialogue_->phase = Phase::speaking;
  dialogue_->until.reset();
  const Step::Kind said = dialogue_->said->kind;
  if (said == Step::Kind::status) answered_status(answer);
  if (said == Step::Kind::print) answered_print(answer);
  if (std::exchange(dialogue_->doubled, false)) {
    dialogue_->phase = Phase::listening_again;
    dialogue_->until = now.monotonic + kSecondAnswer;
  }
}

void Terminal::answered_status(const zvt::Frame& answer) {
  if (is_positive(answer)) return notice_taken();
  if (!dialogue_->payment) return;
  const auto reason = static_cast<std::uint8_t>(answer.command & 0xFFU);
  if (reason == kPartIssued) {
    const Payment& payment = turnover_.at(*dialogue_->payment);
    auto amount = static_cast<std::uint64_t>(payment.amount) + 1;  // no part of it
    if (const auto part = zvt::decode(answer)) {
      amount = part->number(zvt::bmp::kAmount).value_or(amount);
    }
    if (static_cast<Cents>(amount) <= payment.amount) {
      turnover_.lessen(*dialogue_->payment, static_cast<Cents>(amount));
      return notice_taken();
    }
  }
  if (reason == kNotNow) {
    const int most = order().octet(zvt::bmp::kMostStatusInformation).value_or(kMostAskedAgain);
    if (dialogue_->asked_again++ < most) {
      dialogue_->steps.push_front(*dialogue_->said);
      dialogue_->steps.push_front({.kind = Step::Kind::pause, .pause = kAskAgain});
      return;
    }
    not_issued(kAbortedResult);
    Saying status(zvt::kStatusInformation);
    status.fields.flag(zvt::bmp::kResult, kAbortedResult);
    dialogue_->steps.push_front({.kind = Step::Kind::message, .saying = std::move(status)});
    return;
  }
  not_issued(kAbortedResult);
}

void Terminal::answered_print(const zvt::Frame& answer) {
  if (is_positive(answer)) return notice_taken();
  const Saying& said = *dialogue_->said->saying;
  const bool unknown = (answer.command & 0xFFU) == kUnknownToTill;
  if (unknown && said.command() == zvt::kPrintBlock) {
    // It does not know blocks: the same in lines.
    const auto block = zvt::find_tlv(said.objects, {0x25});
    const auto objects = zvt::read_tlvs(block.value_or(ByteView{}));
    for (std::size_t at = objects ? objects->size() : 0; at-- > 0;) {
      if ((*objects)[at].tag != 0x07) continue;
      Saying line(zvt::kPrintLine);
      line.fields.octet(0x00).octets((*objects)[at].value);
      dialogue_->steps.push_front({.kind = Step::Kind::print, .saying = std::move(line)});
    }
    return;
  }
  if (dialogue_->payment) not_issued(kPrinterFails);
}

// The till did not give out what was paid for, so the payment is undone.
void Terminal::not_issued(std::uint8_t result) {
  turnover_.take_back(*dialogue_->payment);
  ++taken_back_;
  dialogue_->payment.reset();
  dialogue_->steps.clear();
  line_up_progress(kAutoReversal);
  line_up_abort(result);
}

// Once every message that money hangs on was answered, the payment stands, whatever comes.
void Terminal::notice_taken() {
  const bool more =
      std::any_of(dialogue_->steps.begin(), dialogue_->steps.end(), [](const Step& step) {
        return step.kind == Step::Kind::status || step.kind == Step::Kind::print;
      });
  if (more) return;
  if (dialogue_->payment) turnover_.keep(*dialogue_->payment);
  dialogue_->payment.reset();
  if (dialogue_->day_ends) {
    turnover_.clear();
    unconfirmed_.reset();
  }
  dialogue_->day_ends = false;
}

}  // namespace kerb::hal::simulated::terminal
