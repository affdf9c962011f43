// While energy flows: the bank is asked to keep more aside before the hold is used up. The charge
// never waits for the answer; without one it ends within the hold that is certain.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

using Raise = Delivering::Raise;

SagaStep granted(const Delivering& state, Saga saga, const Hold& raised) {
  Delivering next = state;
  const bool believable = raised.amount.currency() == state.hold.amount.currency() &&
                          !less(raised.amount, state.hold.amount);
  next.raise = believable ? Raise::granted : Raise::refused;
  if (believable) {
    next.hold.amount = raised.amount;
    next.hold.expires = std::max(next.hold.expires, raised.expires);
  }
  saga.raise_at.reset();
  const Acknowledge acknowledge{raise_key(saga.terms, state.raises)};
  return enter(std::move(saga), next, {acknowledge});
}

SagaStep refused(const Delivering& state, Saga saga) {
  Delivering next = state;
  next.raise = Raise::refused;
  saga.raise_at.reset();
  return enter(std::move(saga), next);
}

// With a meter reading, of which there is one a second while it matters: the saga's one timer is
// for silence.
SagaStep again_soon(Saga saga, Now now) {
  saga.raise_at = now.monotonic + kRaisePause;
  return stay(std::move(saga));
}

bool is_newest(const Saga& saga, const Delivering& state, const OrderKey& key) {
  return state.raise == Raise::awaited && key == raise_key(saga.terms, state.raises);
}

}  // namespace

bool hold_is_nearly_used(const Saga& saga, const Delivering& state) {
  if (!holds_money(saga.terms.paid_by)) return false;
  const Money cost = at_stake(saga);
  // Amounts are far from 2^63 / 100: the largest hold is bounded where it enters.
  return cost.minor() * 100 >= state.hold.amount.minor() * kRaiseAtPercent;
}

bool may_raise(const Saga& saga, const Delivering& state) {
  return holds_money(saga.terms.paid_by) && !saga.terms.raise_by.is_zero() &&
         state.raises < saga.terms.raises_at_most && state.raise != Raise::awaited &&
         state.raise != Raise::refused;
}

bool raise_is_due(const Saga& saga, const Delivering& state, Now now) {
  return state.raise == Raise::awaited && saga.raise_at && *saga.raise_at <= now.monotonic;
}

SendRaise raise_order(const Saga& saga, const Delivering& state, Now now) {
  return {{.key = raise_key(saga.terms, state.raises),
           .hold_reference = state.hold.reference,
           .by = saga.terms.raise_by,
           .at = now.utc,
           .paid_by = saga.terms.paid_by}};
}

SagaStep raise_answered(const Delivering& state, Saga saga, const RaiseAnswered& event, Now now) {
  if (!is_newest(saga, state, event.key)) {
    return ignore(std::move(saga), "an answer to an earlier raise");
  }
  return std::visit(
      Match{[&](const Approved& yes) { return granted(state, std::move(saga), yes.hold); },
            [&](const Declined&) { return refused(state, std::move(saga)); },
            [&](const NotProcessed&) { return again_soon(std::move(saga), now); },
            [&](const auto& /*Unknown, Pending*/) {
              const Ask ask = question(saga, Question::About::raise);
              return stay(std::move(saga), {ask});
            }},
      event.answer);
}

SagaStep raise_told(const Delivering& state, Saga saga, const AskAnswered& event, Now now) {
  if (event.about != Question::About::raise || !is_newest(saga, state, event.key)) {
    return ignore(std::move(saga), "an answer to another question");
  }
  if (const auto* yes = std::get_if<Approved>(&event.answer)) {
    return granted(state, std::move(saga), yes->hold);
  }
  if (std::holds_alternative<Declined>(event.answer)) return refused(state, std::move(saga));
  // Not found proves nothing, but the same order under the same key is done once: repeat it.
  return again_soon(std::move(saga), now);
}

}  // namespace kerb::payment::saga_steps
