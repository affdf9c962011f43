// The driver pays on a page that opens on their phone. Nobody tells Kerb that they have: it asks.
// The page is withdrawn when its time is over, when the driver leaves or pays by card instead, and
// after a restart; a payment that comes all the same is given back.
#include <algorithm>

#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

hal::Millis poll_pause(const AwaitingPhone& state, Now now) {
  const bool often = state.watched || now.monotonic - state.since < kPhoneFirstMinutes;
  return often ? kPhonePause : kUnwatchedPhonePause;
}

SagaStep withdraw(const AwaitingPhone& state, Saga saga, Now now) {
  return abandon(std::move(saga), now, hal::Millis{0}, state.page);
}

SagaStep told(const AwaitingPhone& state, Saga saga, const AskAnswered& event, Now now) {
  if (event.about != Question::About::hold) {
    return ignore(std::move(saga), "an answer to another question");
  }
  return std::visit(
      Match{[&](const Approved& yes) { return approved(std::move(saga), yes.hold, false); },
            [&](const Declined& no) { return declined(std::move(saga), no.reason); },
            [&](const Done&) {
              saga.wake_at.reset();
              return enter(std::move(saga), Ended{WasAbandoned{}});
            },
            [&](const auto& /*NotFound, Unknown, Pending*/) {
              return later(std::move(saga), now, poll_pause(state, now));
            }},
      event.answer);
}

SagaStep watched(const AwaitingPhone& state, Saga saga, bool by_somebody, Now now) {
  AwaitingPhone next = state;
  next.watched = by_somebody;
  const hal::Monotonic soon = now.monotonic + poll_pause(next, now);
  if (saga.wake_at) saga.wake_at = std::min(*saga.wake_at, soon);
  saga.state = std::move(next);
  return stay(std::move(saga));
}

}  // namespace

SagaStep pending(Saga saga, const Pending& answer, bool given_up, Now now) {
  OpenPage page{.reference = answer.reference, .expires = answer.expires};
  if (given_up) return abandon(std::move(saga), now, hal::Millis{0}, std::move(page));
  const hal::Millis life =
      std::clamp<hal::Millis>(answer.expires - now.utc, kPhoneShortest, kPhoneLongest);
  saga.wake_at = now.monotonic + kPhonePause;
  return enter(std::move(saga), AwaitingPhone{.page = std::move(page),
                                              .address = answer.address,
                                              .since = now.monotonic,
                                              .until = now.monotonic + life});
}

SagaStep on(const AwaitingPhone& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const AskAnswered& it) { return told(state, std::move(saga), it, now); },
            [&](const HoldAnswered& late) {
              if (const auto* yes = std::get_if<Approved>(&late.answer)) {
                return approved(std::move(saga), yes->hold, false);
              }
              if (const auto* no = std::get_if<Declined>(&late.answer)) {
                return declined(std::move(saga), no->reason);
              }
              return ignore(std::move(saga), "the code is on screen");
            },
            [&](const DriverCancels&) { return withdraw(state, std::move(saga), now); },
            [&](const Recovered&) { return withdraw(state, std::move(saga), now); },
            [&](const CodeWatched& it) { return watched(state, std::move(saga), it.watched, now); },
            [&](const Woken&) {
              if (now.monotonic >= state.until) return withdraw(state, std::move(saga), now);
              const Ask ask = question(saga, Question::About::hold);
              return stay(std::move(saga), {ask});
            },
            [&](const auto&) { return ignore(std::move(saga), "the phone has not paid yet"); }},
      event);
}

}  // namespace kerb::payment::saga_steps
