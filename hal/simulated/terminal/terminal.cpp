// The dialogue: who may speak, what is awaited, and what becomes of money when an answer does not
// come. What an answer does is in answers.cpp.
#include "hal/simulated/terminal/terminal.hpp"

#include <algorithm>
#include <utility>

#include "hal/zvt/bcd.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kNoFunction = 0x83;
constexpr std::uint8_t kNotUnderstood = 0x9A;
constexpr std::uint8_t kBusy = 0x9C;
constexpr zvt::Tag kSequenceId = 0x1F73;

std::optional<std::uint32_t> sequence_of(const zvt::Message& message) {
  const auto id = message.tlv({kSequenceId});
  if (!id || id->size() != 3) return std::nullopt;
  return static_cast<std::uint32_t>((*id)[0] << 16U | (*id)[1] << 8U | (*id)[2]);
}

Bytes octets_of_sequence(std::uint32_t id) {
  return {static_cast<std::uint8_t>(id >> 16U), static_cast<std::uint8_t>(id >> 8U),
          static_cast<std::uint8_t>(id)};
}

}  // namespace

Terminal::Terminal(Settings settings)
    : settings_(std::move(settings)),
      turnover_(settings_.profile.receipts, settings_.profile.trace_step) {}

void Terminal::connected() {
  reader_.clear();
  outbox_.clear();
}

Moves Terminal::hear(ByteView octets, Moment now) {
  Moves moves;
  if (!on(now)) return moves;
  if (!reader_.feed(octets)) {
    break_off(moves);
    return moves;
  }
  while (auto frame = reader_.next()) {
    take(std::move(*frame), now);
    const Moves some = settle(now);
    moves.insert(moves.end(), some.begin(), some.end());
    if (!moves.empty() && std::holds_alternative<HangUp>(moves.back())) break;
  }
  return moves;
}

void Terminal::gone(Moment /*now*/) {
  give_up();
  reader_.clear();
  outbox_.clear();
}

// What the till took no notice of is taken back; or stands, and the till tells by the receipt number
// in its next order whether it knows of it.
void Terminal::give_up() {
  if (dialogue_ && dialogue_->payment) {
    if (settings_.by_receipt) {
      turnover_.keep(*dialogue_->payment);
      unconfirmed_ = dialogue_->payment;
    } else {
      turnover_.take_back(*dialogue_->payment);
      ++taken_back_;
    }
  }
  dialogue_.reset();
}

void Terminal::break_off(Moves& moves) {
  give_up();
  reader_.clear();
  outbox_.clear();
  moves.emplace_back(HangUp{});
}

std::optional<Monotonic> Terminal::wake_at() const {
  std::optional<Monotonic> first = outbox_.wake_at();
  const auto also = [&](const std::optional<Monotonic>& at) {
    if (at) first = std::min(first.value_or(*at), *at);
  };
  also(card_leaves_);
  if (dialogue_) also(dialogue_->until);
  return first;
}

Moves Terminal::wake(Moment now) {
  if (card_leaves_ && *card_leaves_ <= now.monotonic) {
    card_.reset();
    card_leaves_.reset();
  }
  Moves moves;
  if (dialogue_ && dialogue_->until && *dialogue_->until <= now.monotonic) {
    dialogue_->until.reset();
    switch (dialogue_->phase) {
      case Phase::listening:
        break_off(moves);  // T3
        return moves;
      case Phase::card:
        nobody_came();
        break;
      case Phase::listening_again:
      case Phase::pausing:
      case Phase::speaking:
        break;
    }
    dialogue_->phase = Phase::speaking;
  }
  return settle(now);
}

Moves Terminal::restart(Millis span, Moment now) {
  Moves moves;
  break_off(moves);
  till_ = {};
  sequence_.reset();
  shown_.clear();
  last_read_.reset();
  starts_at_ = now.monotonic + span;
  return moves;
}

Moves Terminal::blurt(Bytes octets) {
  outbox_.put(std::move(octets));
  Moves moves;
  outbox_.leave(Monotonic::min(), moves);
  return moves;
}

std::optional<zvt::Command> Terminal::running() const {
  if (!dialogue_) return std::nullopt;
  return dialogue_->order.command;
}

// Everything that can be said now leaves.
Moves Terminal::settle(Moment now) {
  Moves moves;
  for (;;) {
    const auto restarts = dialogue_ ? dialogue_->restarts : std::nullopt;
    advance(now);
    if (restarts && !dialogue_) {
      const Moves off = restart(*restarts, now);
      moves.insert(moves.end(), off.begin(), off.end());
      return moves;
    }
    const auto left = outbox_.leave(now.monotonic, moves);
    if (left.cut) {
      break_off(moves);
      return moves;
    }
    if (left.awaited && dialogue_ && dialogue_->phase == Phase::listening) {
      dialogue_->until = now.monotonic + kAnswerTime;
    }
    if (!left.any) return moves;
  }
}

void Terminal::advance(Moment now) {
  while (dialogue_ && dialogue_->phase == Phase::speaking) {
    if (dialogue_->steps.empty()) {
      dialogue_.reset();
      return;
    }
    Step step = std::move(dialogue_->steps.front());
    dialogue_->steps.pop_front();
    switch (step.kind) {
      case Step::Kind::pause:
        dialogue_->phase = Phase::pausing;
        dialogue_->until = now.monotonic + step.pause;
        break;
      case Step::Kind::card:
        await_card(step.pause, now);
        break;
      case Step::Kind::decide:
        decide(now);
        break;
      case Step::Kind::message:
      case Step::Kind::status:
      case Step::Kind::print:
      case Step::Kind::last:
        say(std::move(step), now);
        break;
    }
  }
}

void Terminal::say(Step step, Moment now) {
  Saying saying = *step.saying;
  if (till_.sequence && saying.command() != zvt::kPrintLine) {
    const bool first = order().command == zvt::kRegistration;
    sequence_ = (sequence_.value_or(0) + (first ? 0U : 1U)) & 0xFFFFFFU;
    saying.object(kSequenceId, octets_of_sequence(*sequence_));
  }
  dialogue_->said = std::move(step);
  dialogue_->phase = Phase::listening;
  dialogue_->until.reset();
  send(saying.frame(), true, now);
}

void Terminal::send(zvt::Frame frame, bool awaited, Moment now) {
  frame.long_form = settings_.long_lengths;
  const auto mishap = mishaps_.befalls(frame.command);
  if (mishap && awaited && dialogue_) {
    dialogue_->deaf = mishap->kind == Mishap::Kind::deaf;
    dialogue_->doubled = mishap->kind == Mishap::Kind::doubled;
  }
  outbox_.put(frame, mishap, awaited, now.monotonic);
}

void Terminal::accept(Moment now) {
  Saying answer(zvt::kPositive);
  if (till_.sequence && sequence_) answer.object(kSequenceId, octets_of_sequence(*sequence_));
  send(answer.frame(), false, now);
}

// `reason`: the low octet of 84 xx.
void Terminal::refuse(zvt::Command reason, Moment now) {
  send({static_cast<zvt::Command>(zvt::kNegative | reason), {}, false}, false, now);
}

void Terminal::take(zvt::Frame frame, Moment now) {
  if (zvt::is_answer(frame.command)) return take_answer(frame, now);
  auto order = zvt::decode(std::move(frame));
  if (!order) {
    return refuse(order.error().code == "zvt.unknown_bitmap" ? kNoFunction : kNotUnderstood, now);
  }
  take_order(std::move(*order), now);
}

// An order that was answered already, and came again because that answer was lost.
bool Terminal::answers_again(const zvt::Message& order, Moment now) {
  if (!till_.sequence || order.command == zvt::kRegistration) return false;
  const auto id = sequence_of(order);
  if (!id) return false;
  if (id == sequence_ && dialogue_ && dialogue_->order.command == order.command) {
    accept(now);
    return true;
  }
  return false;
}

void Terminal::take_order(zvt::Message order, Moment now) {
  if (answers_again(order, now)) return;
  if (order.command == zvt::kAbortCommand) return order_abort(now);
  if (dialogue_) return refuse(kBusy, now);
  const OrderRule* const rule = rule_for(order.command);
  if (rule == nullptr || !password_fits(order)) return refuse(kNoFunction, now);
  if (const auto id = sequence_of(order)) sequence_ = id;
  Dialogue begun;
  begun.order = std::move(order);
  dialogue_ = std::move(begun);
  (this->*rule->order)(now);
}

}  // namespace kerb::hal::simulated::terminal
