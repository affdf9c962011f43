// Whose account of a charge is billed: the tariff's, or the back end's where the terms say so. The
// back end speaks when it likes, more than once, hours late or never; so its word counts only until
// the amount is frozen, there is an end to waiting for it, and where both accounts exist and do not
// agree a person is told.
#include <algorithm>

#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

bool bills_by_word(const Saga& saga) {
  return saga.terms.told_cost.billed && holds_money(saga.terms.paid_by);
}

bool is_news(const Saga& saga, const ToldCost& cost) {
  if (!saga.told) return true;
  if (saga.told->is_final != cost.is_final) return cost.is_final;  // no way back from a final word
  return !(saga.told->total == cost.total);
}

bool differ(const Saga& saga, const Money& a, const Money& b) {
  const std::int64_t apart = less(a, b) ? (b - a).minor() : (a - b).minor();
  return apart > saga.terms.told_cost.tolerance;
}

// What both accounts say, once both are final.
void compare(SagaStep& step, const Money& by_tariff) {
  const Saga& saga = step.saga;
  if (!saga.told || !saga.told->is_final || !holds_money(saga.terms.paid_by)) return;
  if (!differ(saga, by_tariff, saga.told->total)) return;
  step.alarms.push_back({CostAlarm::Kind::differs, by_tariff, saga.told->total});
}

SagaStep bill(Saga saga, const Hold& hold, const Delivery& delivery, EndReason reason) {
  saga.wake_at.reset();
  const Money due = due_for(delivery);
  if (due.is_zero()) return release(std::move(saga), hold, reason, delivery);
  const bool from_hold = holds_money(saga.terms.paid_by);
  const Money amount = from_hold ? smaller(due, hold.amount) : due;
  const SendCapture send{
      {capture_key(saga.terms), hold.reference, amount, hold.amount, saga.terms.paid_by}};
  return enter(
      std::move(saga),
      Capturing{
          .hold = hold, .delivery = delivery, .amount = amount, .reason = reason, .attempts = 0},
      {send});
}

SagaStep bill_as_told(Saga saga, const Hold& hold, Delivery delivery, EndReason reason) {
  delivery.told = saga.told->total;
  SagaStep next = bill(std::move(saga), hold, delivery, reason);
  compare(next, delivery.cost.gross);
  return next;
}

// Waiting ends long before the hold does. An expiry that lies before the charge is none.
hal::Millis patience(const Saga& saga, const AwaitingCost& state) {
  const hal::Millis within = saga.terms.told_cost.within;
  const hal::Millis left = state.hold.expires - state.since;
  return left > hal::Millis{0} ? std::min(within, left / 2) : within;
}

// The wall clock alone outlives a restart, and whoever sets it makes the wait no longer.
hal::Millis left_to_wait(const Saga& saga, const AwaitingCost& state, Now now) {
  const hal::Millis whole = patience(saga, state);
  return std::clamp(whole - (now.utc - state.since), hal::Millis{0}, whole);
}

// What a settled charge has been billed, and what it costs by the tariff.
struct Settled {
  Money billed;
  Money by_tariff;
};

Settled settled(const Delivery& delivery) {
  return {due_for(delivery), delivery.cost.gross};
}

Settled settled(const Saga& saga) {
  const Money nothing(0, saga.terms.hold.currency());
  const auto of = [&](const std::optional<Delivery>& delivery) {
    return delivery ? settled(*delivery) : Settled{nothing, nothing};
  };
  return std::visit(Match{[&](const auto&) { return of({}); },
                          [&](const Capturing& it) { return settled(it.delivery); },
                          [&](const Releasing& it) { return of(it.delivery); },
                          [&](const ForPerson& it) { return of(it.delivery); },
                          [&](const Ended& it) {
                            if (const auto* was = std::get_if<WasCaptured>(&it.outcome)) {
                              return settled(was->delivery);
                            }
                            const auto* was = std::get_if<WasReleased>(&it.outcome);
                            return of(was == nullptr ? std::nullopt : was->delivery);
                          }},
                    saga.state);
}

}  // namespace

Money at_stake(const Saga& saga) {
  const Money by_tariff = cost_so_far(saga).gross;
  if (!bills_by_word(saga) || !saga.told) return by_tariff;
  return less(by_tariff, saga.told->total) ? saga.told->total : by_tariff;
}

SagaStep bill_or_wait(Saga saga, const Hold& hold, const Delivery& delivery, EndReason reason,
                      Now now) {
  // Nobody pays for a charger that did not charge, whatever anybody's account says.
  if (bills_by_word(saga) && delivery.cost.energy.count > 0) {
    if (saga.told && saga.told->is_final) {
      return bill_as_told(std::move(saga), hold, delivery, reason);
    }
    const AwaitingCost waits{
        .hold = hold, .delivery = delivery, .since = now.utc, .reason = reason};
    saga.wake_at = now.monotonic + patience(saga, waits);
    return enter(std::move(saga), waits);
  }
  SagaStep next = bill(std::move(saga), hold, delivery, reason);
  compare(next, delivery.cost.gross);
  return next;
}

SagaStep told_while_charging(const Delivering& state, Saga saga, const CostTold& told) {
  if (!is_news(saga, told.cost)) return ignore(std::move(saga), "the cost was told before");
  saga.told = told.cost;
  const bool used_up = bills_by_word(saga) && less(state.hold.amount, told.cost.total);
  if (used_up) return fence(std::move(saga), state, EndReason::limit_reached);
  return told.cost.is_final ? enter(std::move(saga), state) : stay(std::move(saga));
}

SagaStep told_early(Saga saga, const CostTold& told) {
  if (!is_news(saga, told.cost)) return ignore(std::move(saga), "the cost was told before");
  saga.told = told.cost;
  if (!told.cost.is_final) return stay(std::move(saga));
  SagaState same = saga.state;
  return enter(std::move(saga), std::move(same));
}

SagaStep on(const AwaitingCost& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const CostTold& it) {
              if (!is_news(saga, it.cost)) {
                return ignore(std::move(saga), "the cost was told before");
              }
              saga.told = it.cost;
              if (!it.cost.is_final) return stay(std::move(saga));
              return bill_as_told(std::move(saga), state.hold, state.delivery, state.reason);
            },
            [&](const Woken&) {
              SagaStep next = bill(std::move(saga), state.hold, state.delivery, state.reason);
              next.alarms.push_back({CostAlarm::Kind::missing, state.delivery.cost.gross, {}});
              return next;
            },
            [&](const Recovered&) {
              const hal::Millis left = left_to_wait(saga, state, now);
              return later(std::move(saga), now, left);
            },
            [&](const auto&) { return ignore(std::move(saga), "the final cost is awaited"); }},
      event);
}

bool is_settled(const Saga& saga) {
  return at_rest(saga) || std::holds_alternative<Capturing>(saga.state) ||
         std::holds_alternative<Releasing>(saga.state);
}

SagaStep told_late(Saga saga, const CostTold& told) {
  if (!told.cost.is_final || !holds_money(saga.terms.paid_by)) {
    return ignore(std::move(saga), "the amount is frozen");
  }
  if (!is_news(saga, told.cost)) return ignore(std::move(saga), "the cost was told before");
  const Settled was = settled(saga);
  saga.told = told.cost;
  const bool bills = bills_by_word(saga);
  SagaStep next = stay(std::move(saga));
  if (!bills) {
    compare(next, was.by_tariff);
  } else if (!(was.billed == told.cost.total)) {
    next.alarms.push_back({CostAlarm::Kind::late, was.billed, told.cost.total});
  }
  return next;
}

}  // namespace kerb::payment::saga_steps
