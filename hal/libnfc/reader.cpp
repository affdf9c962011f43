#include "hal/libnfc/reader.hpp"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "hal/apdu.hpp"
#include "hal/libnfc/target.hpp"
#include "hal/wiped.hpp"

namespace kerb::hal::libnfc {
namespace {

using Heard = ChildProcess::Heard;

constexpr Millis kStartWithin{2'000};  // a chip that is slow to wake up takes a second
constexpr Millis kPresentWithin{330};
constexpr Millis kSlack{350};             // one look at the field, on a busy machine
constexpr Millis kExchangeWithin{4'000};  // the child gives up a second earlier
// Attempts to start: at once, then after this, then ever later.
constexpr Millis kFirstPause{100};
constexpr Millis kLongestPause{1'000};
constexpr const char* kUnasked = "its process answers what nobody asked";
constexpr const char* kDeaf = "its process reads nothing";

ChildProcess::Deadline in(Millis span) {
  return std::chrono::steady_clock::now() + span;
}

Millis left_until(ChildProcess::Deadline deadline) {
  const auto left = std::chrono::ceil<Millis>(deadline - std::chrono::steady_clock::now());
  return std::max(Millis{0}, left);
}

tl::unexpected<ReaderFailure> reader_fault(ReaderFault fault, std::string detail) {
  return tl::make_unexpected(ReaderFailure{fault, std::move(detail)});
}

const char* why_unheard(Heard heard) {
  switch (heard) {
    case Heard::gone:
      return "its process has ended";
    case Heard::babble:
      return "its process babbles";
    case Heard::frame:
    case Heard::nothing:
    case Heard::wakened:
      break;
  }
  return "its process is silent";
}

Millis bounded(Millis span) {
  return std::clamp(span, Millis{0}, kLongestWait);
}

}  // namespace

Reader::Reader(Connection connection, std::filesystem::path program)
    : connection_(std::move(connection)), program_(std::move(program)) {}

std::string Reader::name() const {
  return "PN532 at " + connection_.device;
}

bool Reader::present() {
  if (!child_ && (left_until(next_attempt_) > Millis{0} || !start_child())) return false;
  if (!await_ready(in(kPresentWithin))) return false;
  const auto answer = ask({FrameKind::ask, {}}, kSlack);
  return answer.has_value();
}

ReaderResult<CardInField> Reader::wait_for_card(Millis timeout) {
  powered_ = false;
  const Deadline deadline = in(bounded(timeout));
  if (cancelled_.take()) return reader_fault(ReaderFault::cancelled, "cancelled");
  if (!child_) {
    auto tried = await_attempt(deadline);
    if (tried) tried = start_child();
    if (!tried) return tl::make_unexpected(std::move(tried.error()));
  }
  if (auto ready = await_ready(deadline + kSlack, cancelled_.descriptor()); !ready) {
    return tl::make_unexpected(std::move(ready.error()));
  }
  if (!child_->send(with_millis(FrameKind::wait, left_until(deadline)))) return lost(kDeaf);
  auto answer = answer_to_wait(deadline + kSlack);
  if (!answer) return tl::make_unexpected(std::move(answer.error()));
  return found(*answer);
}

// Nothing is asked of a child that has just died.
ReaderResult<void> Reader::await_attempt(Deadline deadline) {
  const Millis pause = left_until(std::min(next_attempt_, deadline));
  if (pause > Millis{0}) {
    pollfd waiting{cancelled_.descriptor(), POLLIN, 0};
    ::poll(&waiting, 1, static_cast<int>(pause.count()));
    if (cancelled_.take()) {
      return reader_fault(ReaderFault::cancelled, "cancelled while the reader is gone");
    }
  }
  if (left_until(next_attempt_) == Millis{0}) return {};
  return reader_fault(ReaderFault::reader_gone, trouble_);
}

ReaderResult<void> Reader::start_child() {
  auto started = ChildProcess::start(program_, connection_.text());
  if (!started) return lost(started.error().sentence());
  child_ = std::move(*started);
  ready_by_ = in(kStartWithin);
  return {};
}

ReaderResult<void> Reader::await_ready(Deadline deadline, std::optional<int> wake) {
  if (ready_) return {};
  Frame frame;
  const Heard heard = child_->receive(frame, std::min(deadline, ready_by_), wake);
  if (heard == Heard::wakened) {
    cancelled_.take();
    return reader_fault(ReaderFault::cancelled, "cancelled while the reader is being started");
  }
  if (heard == Heard::nothing && left_until(ready_by_) > Millis{0}) {
    return reader_fault(ReaderFault::reader_gone, name() + " is being started");
  }
  if (heard != Heard::frame) return lost(why_unheard(heard));
  if (frame.kind == FrameKind::fault) return lost(failure_in(frame).detail);
  if (frame.kind != FrameKind::ready) return lost(kUnasked);
  ready_ = true;
  return {};
}

// A cancellation takes the card along that may have come at the same moment.
ReaderResult<Frame> Reader::answer_to_wait(Deadline deadline) {
  Frame frame;
  Heard heard = child_->receive(frame, deadline, cancelled_.descriptor());
  const bool cancelled = heard == Heard::wakened;
  if (cancelled) {
    cancelled_.take();
    if (child_->send({FrameKind::cancel, {}})) heard = child_->receive(frame, in(kSlack));
  }
  auto answer = heard == Heard::frame ? sound(std::move(frame)) : lost(why_unheard(heard));
  if (answer) pause_ = Millis{0};
  if (cancelled) return reader_fault(ReaderFault::cancelled, "cancelled");
  return answer;
}

// Any answer but that the chip is gone, after which the child ends.
ReaderResult<Frame> Reader::sound(Frame answer) {
  if (answer.kind != FrameKind::fault) return answer;
  const ReaderFailure failure = failure_in(answer);
  if (failure.fault == ReaderFault::reader_gone) return lost(failure.detail);
  return answer;
}

ReaderResult<CardInField> Reader::found(const Frame& answer) {
  if (answer.kind == FrameKind::fault) return tl::make_unexpected(failure_in(answer));
  const auto target = answer.kind == FrameKind::card ? target_in(answer.payload) : std::nullopt;
  if (!target) return lost(kUnasked);
  auto card = card_of(*target);
  powered_ = card && card->speaks_apdu;
  return card;
}

// One question and its answer, when there is a child that is ready. Whatever goes wrong with the
// child itself is reader_gone; a fault of the card's comes as a failure, too.
ReaderResult<Frame> Reader::ask(const Frame& question, Millis within) {
  if (!child_->send(question)) return lost(kDeaf);
  Frame frame;
  const Heard heard = child_->receive(frame, in(within));
  if (heard != Heard::frame) return lost(why_unheard(heard));
  auto answer = sound(std::move(frame));
  if (answer && answer->kind == FrameKind::fault) {
    return tl::make_unexpected(failure_in(*answer));
  }
  return answer;
}

ReaderResult<Bytes> Reader::transceive(ByteView command) {
  if (!powered_) return reader_fault(ReaderFault::card_gone, "no card is powered");
  auto response = exchange_apdu(command, [this](ByteView octets) { return exchange(octets); });
  if (!response && response.error().fault != ReaderFault::unreadable) powered_ = false;
  return response;
}

ReaderResult<Bytes> Reader::exchange(ByteView command) {
  Frame question{FrameKind::exchange, Bytes(command.begin(), command.end())};
  const WipeAtEnd wiped(question.payload);
  auto answer = ask(question, kExchangeWithin);
  if (!answer) return tl::make_unexpected(std::move(answer.error()));
  if (answer->kind == FrameKind::response) return std::move(answer->payload);
  wipe(answer->payload);
  return lost(kUnasked);
}

void Reader::field_off(Millis hold) {
  powered_ = false;
  if (!ready_) return;
  const auto answer = ask(with_millis(FrameKind::field_off, hold), bounded(hold) + kSlack);
  if (answer && answer->kind != FrameKind::done) lost(kUnasked);
}

bool Reader::wait_for_removal(Millis timeout) {
  if (!ready_) return true;
  const auto answer = ask(with_millis(FrameKind::removal, timeout), bounded(timeout) + kSlack);
  if (answer && answer->kind == FrameKind::stayed) return false;
  if (answer && answer->kind != FrameKind::left) lost(kUnasked);
  powered_ = false;
  return true;
}

void Reader::cancel() {
  cancelled_.call();
}

// The child is ended, and the next attempt put off: the more, the more often that has happened.
tl::unexpected<ReaderFailure> Reader::lost(const std::string& why) {
  trouble_ = name() + ": " + why;
  const std::string end = child_ ? child_->end(ChildProcess::Manner::killed) : std::string();
  if (!end.empty()) trouble_ += " (" + end + ")";
  child_.reset();
  ready_ = false;
  powered_ = false;
  next_attempt_ = in(pause_);
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  return reader_fault(ReaderFault::reader_gone, trouble_);
}

}  // namespace kerb::hal::libnfc
