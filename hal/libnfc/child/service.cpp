#include "hal/libnfc/child/service.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "hal/wiped.hpp"

namespace kerb::hal::libnfc::child {
namespace {

using std::chrono::steady_clock;

constexpr Millis kBetweenLooks{20};
constexpr Millis kBetweenRemovalLooks{50};

Frame fault_of(const ReaderFailure& failure) {
  return fault_frame(failure.fault, failure.detail);
}

Frame done_or(const ReaderResult<void>& result) {
  return result ? Frame{FrameKind::done, {}} : fault_of(result.error());
}

bool ends(const Frame& answer) {
  return answer.kind == FrameKind::fault && failure_in(answer).fault == ReaderFault::reader_gone;
}

}  // namespace

void Service::run() {
  while (auto question = line_.next()) {
    const WipeAtEnd wiped_question(question->payload);
    Frame answer = answer_to(*question);
    const WipeAtEnd wiped_answer(answer.payload);
    line_.answer(answer);
    if (ends(answer)) return;
  }
}

Frame Service::answer_to(const Frame& question) {
  switch (question.kind) {
    case FrameKind::wait:
      return wait_for_card(millis_in(question));
    case FrameKind::exchange: {
      auto response = chip_.exchange(question.payload);
      if (!response) return fault_of(response.error());
      return {FrameKind::response, std::move(*response)};
    }
    case FrameKind::field_off:
      return done_or(chip_.field_off(millis_in(question)));
    case FrameKind::removal:
      return wait_for_removal(millis_in(question));
    default:
      return done_or(chip_.ask());
  }
}

// Looks at least once, however short the time is.
Frame Service::wait_for_card(Millis span) {
  const auto deadline = steady_clock::now() + span;
  for (;;) {
    auto seen = look();
    if (line_.cancelled_within(Millis{0})) return fault_frame(ReaderFault::cancelled, "cancelled");
    if (!seen) return fault_of(seen.error());
    if (!seen->empty()) {
      last_seen_ = *seen;
      if (seen->size() == 1) return {FrameKind::card, octets_of(seen->front())};
      return fault_frame(ReaderFault::several_cards, "two cards answer");
    }
    if (steady_clock::now() >= deadline) return fault_frame(ReaderFault::no_card, "nobody tapped");
    if (line_.cancelled_within(kBetweenLooks)) {
      return fault_frame(ReaderFault::cancelled, "cancelled");
    }
  }
}

// A look that was ended from outside has seen nothing; why it was ended, the line knows.
ReaderResult<std::vector<Target>> Service::look() {
  ReaderResult<std::vector<Target>> seen;
  line_.interruptibly([&] { seen = chip_.look(); }, [this] { chip_.abort(); });
  if (!seen && seen.error().fault == ReaderFault::cancelled) return std::vector<Target>{};
  return seen;
}

Frame Service::wait_for_removal(Millis span) {
  const auto deadline = steady_clock::now() + span;
  for (;;) {
    if (!chip_.card_stays()) {
      const auto seen = look();
      if (!seen) return fault_of(seen.error());
      const bool stays = std::any_of(seen->begin(), seen->end(), [this](const Target& one) {
        return last_seen_.empty() ||
               std::any_of(last_seen_.begin(), last_seen_.end(),
                           [&](const Target& other) { return may_be_same(one, other); });
      });
      if (!stays) return {FrameKind::left, {}};
    }
    if (steady_clock::now() >= deadline) return {FrameKind::stayed, {}};
    if (line_.cancelled_within(kBetweenRemovalLooks)) return {FrameKind::stayed, {}};
  }
}

}  // namespace kerb::hal::libnfc::child
