// From the tap to a hold, or to the certainty that there is none.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

// The bank said yes. If the driver has left meanwhile, the money goes back at once; money in
// another currency than was asked for is nothing to reckon with, and a person's to look at.
SagaStep approved(Saga saga, const Hold& hold, bool given_up) {
  if (!(hold.amount.currency() == saga.terms.hold.currency())) {
    return enter(std::move(saga), ForPerson{"the hold came in another currency", hold, {}});
  }
  saga.wake_at.reset();
  if (given_up) return release(std::move(saga), hold, EndReason::cancelled);
  const Acknowledge acknowledge{hold_key(saga.terms)};
  return enter(std::move(saga), Held{hold}, {acknowledge, StartCharge{}});
}

SagaStep declined(Saga saga, DeclineReason reason) {
  saga.wake_at.reset();
  return enter(std::move(saga), Ended{WasDeclined{reason}});
}

SagaStep ask_again(const Asking& state, Saga saga) {
  saga.state = Asking{state.asked + 1, state.given_up};
  const Ask ask = question(saga, Question::About::hold);
  return stay(std::move(saga), {ask});
}

SagaStep still_unknown(const Asking& state, Saga saga, Now now) {
  if (state.asked < kAsksWhileDriverWaits) return later(std::move(saga), now, kAskPause);
  const hal::Millis waited = saga.hold_sent ? now.monotonic - *saga.hold_sent : hal::Millis{0};
  return abandon(std::move(saga), now, std::max(hal::Millis{0}, kBeforeAbandon - waited));
}

}  // namespace

SagaStep abandon(Saga saga, Now now, hal::Millis pause) {
  saga.wake_at = now.monotonic + pause;
  return enter(std::move(saga), Abandoning{});
}

SagaStep on(const Holding& state, Saga saga, const SagaEvent& event, Now now) {
  const auto answered = [&](const HoldAnswered& it) {
    return std::visit(
        Match{[&](const Approved& yes) {
                return approved(std::move(saga), yes.hold, state.given_up);
              },
              [&](const Declined& no) { return declined(std::move(saga), no.reason); },
              [&](const NotProcessed&) { return enter(std::move(saga), Ended{WasNotProcessed{}}); },
              [&](const auto& /*Unknown, Pending*/) {
                const Ask ask = question(saga, Question::About::hold);
                return enter(std::move(saga), Asking{1, state.given_up}, {ask});
              }},
        it.answer);
  };
  return std::visit(
      Match{answered,
            [&](const DriverCancels&) {
              saga.state = Holding{true};
              return stay(std::move(saga));
            },
            [&](const Recovered&) { return abandon(std::move(saga), now, kBeforeAbandon); },
            [&](const auto&) { return ignore(std::move(saga), "no hold yet"); }},
      event);
}

SagaStep on(const Asking& state, Saga saga, const SagaEvent& event, Now now) {
  const auto told = [&](const AskAnswered& it) {
    if (it.about != Question::About::hold) {
      return ignore(std::move(saga), "an answer to another question");
    }
    return std::visit(
        Match{[&](const Approved& yes) {
                return approved(std::move(saga), yes.hold, state.given_up);
              },
              [&](const Declined& no) { return declined(std::move(saga), no.reason); },
              [&](const auto&) { return still_unknown(state, std::move(saga), now); }},
        it.answer);
  };
  const auto late = [&](const HoldAnswered& it) {
    if (const auto* yes = std::get_if<Approved>(&it.answer)) {
      return approved(std::move(saga), yes->hold, state.given_up);
    }
    if (const auto* no = std::get_if<Declined>(&it.answer))
      return declined(std::move(saga), no->reason);
    return ignore(std::move(saga), "still unknown");
  };
  return std::visit(
      Match{told, late, [&](const Woken&) { return ask_again(state, std::move(saga)); },
            [&](const DriverCancels&) {
              saga.state = Asking{state.asked, true};
              return stay(std::move(saga));
            },
            [&](const Recovered&) { return abandon(std::move(saga), now, kBeforeAbandon); },
            [&](const auto&) { return ignore(std::move(saga), "no hold yet"); }},
      event);
}

SagaStep on(const Abandoning& state, Saga saga, const SagaEvent& event, Now now) {
  const auto send = [&](const Woken&) {
    saga.state = Abandoning{state.attempts + 1};
    const SendAbandon order{{.hold_key = hold_key(saga.terms),
                             .amount = saga.terms.hold,
                             .by_charging_card = saga.terms.paid_by != PaidBy::bank_card,
                             .evse = saga.terms.evse,
                             .charge = saga.terms.session}};
    return stay(std::move(saga), {order});
  };
  const auto answered = [&](const AbandonAnswered& it) {
    // Refused usually means that there was nothing to undo; the second look makes sure.
    if (std::holds_alternative<Done>(it.answer) || std::holds_alternative<Refused>(it.answer)) {
      saga.wake_at = now.monotonic + kBeforeSecondLook;
      return enter(std::move(saga), SecondLook{});
    }
    return later(std::move(saga), now, retry_pause(state.attempts));
  };
  return std::visit(
      Match{send, answered,
            [&](const HoldAnswered& late) {
              // Now its reference is known: releasing by reference is surer than undoing by key.
              if (const auto* yes = std::get_if<Approved>(&late.answer)) {
                return approved(std::move(saga), yes->hold, true);
              }
              return ignore(std::move(saga), "the hold is being undone");
            },
            [&](const Recovered&) { return later(std::move(saga), now, kBeforeAbandon); },
            [&](const auto&) { return ignore(std::move(saga), "the hold is being undone"); }},
      event);
}

SagaStep on(const SecondLook& state, Saga saga, const SagaEvent& event, Now now) {
  const auto look = [&](const Woken&) {
    saga.state = SecondLook{state.asked + 1};
    const Ask ask = question(saga, Question::About::hold);
    return stay(std::move(saga), {ask});
  };
  const auto told = [&](const AskAnswered& it) {
    if (it.about != Question::About::hold) {
      return ignore(std::move(saga), "an answer to another question");
    }
    if (const auto* yes = std::get_if<Approved>(&it.answer)) {
      return approved(std::move(saga), yes->hold, true);
    }
    const bool nothing_there = std::holds_alternative<NotFound>(it.answer);
    const bool surely_none =
        std::holds_alternative<Declined>(it.answer) || std::holds_alternative<Done>(it.answer);
    if (surely_none || (nothing_there && state.asked >= kSecondLooks)) {
      return enter(std::move(saga), Ended{WasAbandoned{}});
    }
    return later(std::move(saga), now, kBeforeSecondLook);
  };
  return std::visit(
      Match{look, told,
            [&](const HoldAnswered& late) {
              if (const auto* yes = std::get_if<Approved>(&late.answer)) {
                return approved(std::move(saga), yes->hold, true);
              }
              return ignore(std::move(saga), "the hold was undone");
            },
            // A station that restarts again and again would wait for ever: an answer that leaves no
            // doubt counts at once, any other only after the whole pause.
            [&](const Recovered&) {
              saga.wake_at = now.monotonic + kBeforeSecondLook;
              const Ask ask = question(saga, Question::About::hold);
              return stay(std::move(saga), {ask});
            },
            [&](const auto&) { return ignore(std::move(saga), "the hold was undone"); }},
      event);
}

}  // namespace kerb::payment::saga_steps
