// The inside of step(): one function a state. Not for use outside payment/saga.
#pragma once

#include <utility>

#include "payment/saga/saga.hpp"

namespace kerb::payment::saga_steps {

// For std::visit over an event: named cases first, then the rest, which must say why it is ignored.
template <typename... Cases>
struct Match : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Match(Cases...) -> Match<Cases...>;

// Nothing changes.
inline SagaStep ignore(Saga saga, std::string because) {
  return {.saga = std::move(saga), .effects = {}, .journal = {}, .ignored = std::move(because)};
}

// Memory changes (a timer, a meter reading); the journal has all it needs.
inline SagaStep stay(Saga saga, std::vector<SagaEffect> effects = {}) {
  return {.saga = std::move(saga), .effects = std::move(effects), .journal = {}, .ignored = {}};
}

// The saga moves on: the new state is journaled, then the effects follow.
SagaStep enter(Saga saga, SagaState state, std::vector<SagaEffect> effects = {});

// Wakes again after `pause`.
inline SagaStep later(Saga saga, Now now, hal::Millis pause) {
  saga.wake_at = now.monotonic + pause;
  return stay(std::move(saga));
}

Ask question(const Saga& saga, Question::About about);

// Shared ways into a state.
SagaStep fence(Saga saga, const Hold& hold, EndReason reason);
SagaStep fence(Saga saga, const Delivering& delivering, EndReason reason);
SagaStep release(Saga saga, const Hold& hold, EndReason reason,
                 std::optional<Delivery> delivery = {});
// The charge is over and fenced: capture what it cost, or release. `ended` is the charger's own
// word, if it has one.
SagaStep settle(Saga saga, const Fencing& fenced, hal::WattHours meter_stop, Now now,
                std::optional<hal::Utc> ended = {});
// What the charge costs; in pricing.cpp. `until`: what is known of the stretch that ends now.
struct Until {
  std::optional<tariff::Activity> activity = {};
  std::optional<hal::Utc> ended = {};  // the charger's word; else it ends now
};
void begin_price(Saga& saga, Now now);
void add_to_price(Saga& saga, hal::WattHours charged, Now now, const Until& until);
// The charge ends at less than was counted: what was counted above is not of this charge.
void count_back(Saga& saga, hal::WattHours charged, hal::Utc started);
// Of a saga whose price has begun.
bool would_cost_more_than(const Saga& saga, hal::WattHours more, const Money& amount);
// The journal should have the newest price, though the meter alone would not ask for it. Of a saga
// whose price has begun, too.
bool price_note_is_due(const Saga& saga);

// What the back end says about the cost; in billing.cpp.
// The delivery is frozen, by the tariff: bill it, or wait for the back end's word where that bills.
SagaStep bill_or_wait(Saga saga, const Hold& hold, const Delivery& delivery, EndReason reason,
                      Now now);
SagaStep told_while_charging(const Delivering& state, Saga saga, const CostTold& told);
SagaStep told_early(Saga saga, const CostTold& told);  // held, or being fenced
// The amount is frozen, or there is none.
bool is_settled(const Saga& saga);
SagaStep told_late(Saga saga, const CostTold& told);
// The most that the charge may cost by anybody's account who counts.
Money at_stake(const Saga& saga);

// What can be said about a running charge and its hold; in raising.cpp.
bool hold_is_nearly_used(const Saga& saga, const Delivering& state);
bool may_raise(const Saga& saga, const Delivering& state);
bool raise_is_due(const Saga& saga, const Delivering& state, Now now);
SendRaise raise_order(const Saga& saga, const Delivering& state, Now now);
SagaStep raise_answered(const Delivering& state, Saga saga, const RaiseAnswered& event, Now now);
SagaStep raise_told(const Delivering& state, Saga saga, const AskAnswered& event, Now now);

// A bank has answered; in hold_states.cpp.
SagaStep approved(Saga saga, const Hold& hold, bool given_up);
SagaStep declined(Saga saga, DeclineReason reason);
// The driver is to pay on a page; who has left meanwhile finds it withdrawn.
SagaStep pending(Saga saga, const Pending& answer, bool given_up, Now now);

SagaStep abandon(Saga saga, Now now, hal::Millis pause, std::optional<OpenPage> page = {});

SagaStep on(const Holding& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Asking& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const AwaitingPhone& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Abandoning& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const SecondLook& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Held& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Delivering& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Fencing& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const AwaitingCost& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Capturing& state, Saga saga, const SagaEvent& event, Now now);
SagaStep on(const Releasing& state, Saga saga, const SagaEvent& event, Now now);

}  // namespace kerb::payment::saga_steps
