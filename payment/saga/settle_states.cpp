// From a fenced charge to the bank's acknowledgement. Both orders are repeated until it comes, for
// ever, under the key they were first sent with. After a lost answer the bank is asked before
// anything is repeated.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

SendCapture order(const Saga& saga, const Capturing& state) {
  return {{capture_key(saga.terms), state.hold.reference, state.amount, state.hold.amount,
           saga.terms.paid_by}};
}

SendRelease order(const Saga& saga, const Releasing& state) {
  return {{.key = release_key(saga.terms),
           .hold_reference = state.hold.reference,
           .held = state.hold.amount,
           .evse = saga.terms.evse,
           .charge = saga.terms.session,
           .paid_by = saga.terms.paid_by}};
}

Ended ended(const Capturing& state, const Done& done) {
  return {WasCaptured{state.hold, state.delivery, state.amount, state.reason, done.slip}};
}

Ended ended(const Releasing& state, const Done& /*done*/) {
  return {WasReleased{state.hold.amount, state.reason, state.delivery}};
}

ForPerson refused(const Capturing& state, const std::string& why) {
  return {"the capture was refused: " + why, state.hold, state.delivery};
}

ForPerson refused(const Releasing& state, const std::string& why) {
  return {"the release was refused: " + why, state.hold, state.delivery};
}

template <typename State>
constexpr Question::About kAbout =
    std::is_same_v<State, Capturing> ? Question::About::capture : Question::About::release;

template <typename State>
SagaStep finish(const State& state, Saga saga, const Done& done) {
  saga.wake_at.reset();
  const Acknowledge acknowledge{question(saga, kAbout<State>).question.key};
  return enter(std::move(saga), ended(state, done), {acknowledge});
}

template <typename State>
SagaStep again_later(const State& state, Saga saga, Now now) {
  State next = state;
  ++next.attempts;
  saga.state = next;
  return later(std::move(saga), now, retry_pause(next.attempts));
}

template <typename State>
SagaStep answered(const State& state, Saga saga, const SettleAnswer& answer, Now now) {
  return std::visit(
      Match{[&](const Done& done) { return finish(state, std::move(saga), done); },
            [&](const Refused& no) {
              saga.wake_at.reset();
              return enter(std::move(saga), refused(state, no.detail));
            },
            [&](const Unknown&) {
              const Ask ask = question(saga, kAbout<State>);
              return stay(std::move(saga), {ask});
            },
            [&](const NotProcessed&) { return again_later(state, std::move(saga), now); }},
      answer);
}

template <typename State>
SagaStep told(const State& state, Saga saga, const AskAnswered& it, Now now) {
  if (it.about != kAbout<State>) return ignore(std::move(saga), "an answer to another question");
  if (const auto* done = std::get_if<Done>(&it.answer)) {
    return finish(state, std::move(saga), *done);
  }
  // Not found proves nothing, but the same order under the same key cannot be done twice: repeat
  // it.
  return again_later(state, std::move(saga), now);
}

}  // namespace

SagaStep release(Saga saga, const Hold& hold, EndReason reason, std::optional<Delivery> delivery) {
  saga.wake_at.reset();
  const Releasing state{.hold = hold, .reason = reason, .delivery = delivery, .attempts = 0};
  const SendRelease send = order(saga, state);
  return enter(std::move(saga), state, {send});
}

SagaStep on(const Capturing& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const CaptureAnswered& it) {
              return answered(state, std::move(saga), it.answer, now);
            },
            [&](const AskAnswered& it) { return told(state, std::move(saga), it, now); },
            [&](const Woken&) {
              const SendCapture send = order(saga, state);
              return stay(std::move(saga), {send});
            },
            [&](const Recovered&) {
              const Ask ask = question(saga, Question::About::capture);
              return stay(std::move(saga), {ask});
            },
            [&](const auto&) { return ignore(std::move(saga), "the amount is frozen"); }},
      event);
}

SagaStep on(const Releasing& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const ReleaseAnswered& it) {
              return answered(state, std::move(saga), it.answer, now);
            },
            [&](const AskAnswered& it) { return told(state, std::move(saga), it, now); },
            [&](const Woken&) {
              const SendRelease send = order(saga, state);
              return stay(std::move(saga), {send});
            },
            [&](const Recovered&) {
              const Ask ask = question(saga, Question::About::release);
              return stay(std::move(saga), {ask});
            },
            [&](const auto&) { return ignore(std::move(saga), "the hold is being released"); }},
      event);
}

}  // namespace kerb::payment::saga_steps
