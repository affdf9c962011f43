// From a hold to the certainty of what was delivered.
#include "payment/saga/pauses.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::payment::saga_steps {
namespace {

// What may still flow between the order to stop and the open contactor, at 350 kW for a second.
constexpr hal::WattHours kLimitMargin{100};

EndReason reason_of(hal::StopReason reason) {
  switch (reason) {
    case hal::StopReason::driver:
      return EndReason::driver_stopped;
    case hal::StopReason::car:
      return EndReason::car_stopped;
    case hal::StopReason::unplugged:
      return EndReason::unplugged;
    case hal::StopReason::emergency_stop:
      return EndReason::emergency_stop;
    case hal::StopReason::fault:
      return EndReason::charger_fault;
    case hal::StopReason::power_loss:
      return EndReason::power_loss;
    case hal::StopReason::limit:
      return EndReason::limit_reached;
    case hal::StopReason::remote:
      return EndReason::stopped_elsewhere;
  }
  return EndReason::charger_fault;
}

bool hold_is_used_up(const Saga& saga, const Delivering& state) {
  if (!holds_money(saga.terms.paid_by)) return false;
  return less(state.hold.amount, at_stake(saga)) ||
         would_cost_more_than(saga, kLimitMargin, state.hold.amount);
}

// An expiry that lies before the charge is no expiry, but a provider that gives none.
bool hold_expires(const Delivering& state, Now now) {
  const hal::Millis life = state.hold.expires - state.started;
  return life > hal::Millis{0} && now.utc >= state.hold.expires - std::min(kBeforeExpiry, life / 2);
}

// A charge that is over must not depend on one message: silence is asked about.
void listen(Saga& saga, Now now) {
  saga.wake_at = now.monotonic + kSilentMeter;
}

bool believes(Saga& saga, hal::WattHours told, Now now) {
  return saga.belief.believes(saga.meter_now, told, saga.terms.most_power, now.monotonic);
}

// The end is a reading like any other. Where it cannot be, the last that was believed is billed: it
// was on the meter, and nobody pays for what nobody can have received.
hal::WattHours believed_end(Saga& saga, hal::WattHours start, hal::WattHours told, Now now) {
  return told >= start && believes(saga, told, now) ? told : saga.meter_now;
}

SagaStep doubt(const Delivering& state, Saga saga, Now now) {
  if (saga.belief.doubted_for(now.monotonic) >= kDoubtedAtMost) {
    return fence(std::move(saga), state, EndReason::charger_fault);
  }
  return later(std::move(saga), now, kDoubtPause);
}

SagaStep read_meter(const Delivering& state, Saga saga, hal::WattHours energy, Now now,
                    const Until& until = {}) {
  if (energy < saga.meter_now || energy < state.meter_start) {
    return ignore(std::move(saga), "a meter never runs backwards");
  }
  if (!believes(saga, energy, now)) return doubt(state, std::move(saga), now);
  // An old reading that comes twice breaks no silence.
  if (energy > saga.meter_now || !saga.wake_at) listen(saga, now);
  saga.meter_now = energy;
  add_to_price(saga, energy - state.meter_start, now, until);
  if (hold_is_used_up(saga, state)) return fence(std::move(saga), state, EndReason::limit_reached);
  if (hold_expires(state, now)) return fence(std::move(saga), state, EndReason::hold_expires);
  if (raise_is_due(saga, state, now)) {
    saga.raise_at.reset();
    const SendRaise again = raise_order(saga, state, now);
    return stay(std::move(saga), {again});
  }
  const bool raises = may_raise(saga, state) && hold_is_nearly_used(saga, state);
  const bool note = energy - state.meter_noted >= kMeterNoteEvery || price_note_is_due(saga);
  if (!raises && !note) return stay(std::move(saga));
  Delivering next = state;
  next.meter_noted = energy;
  if (!raises) return enter(std::move(saga), next);
  ++next.raises;
  next.raise = Delivering::Raise::awaited;
  const SendRaise send = raise_order(saga, next, now);
  return enter(std::move(saga), next, {send});
}

Fencing as_fenced(const Delivering& state, EndReason reason, hal::WattHours meter_now) {
  return {.hold = state.hold,
          .reason = reason,
          .meter_start = state.meter_start,
          .meter_noted = std::max(meter_now, state.meter_noted),
          .started = state.started,
          .attempts = 0};
}

// After a restart or a long silence: does the charger still charge under our key?
SagaStep found(const Delivering& state, Saga saga, const std::optional<hal::ChargeRecord>& record,
               Now now) {
  if (!record) return later(std::move(saga), now, fence_pause(1));
  switch (record->phase) {
    case hal::ChargeRecord::Phase::active: {
      const hal::WattHours energy = std::max(saga.meter_now, record->meter_now);
      return read_meter(state, std::move(saga), energy, now);  // it may be beyond its limit
    }
    case hal::ChargeRecord::Phase::finished: {
      const EndReason reason = reason_of(record->reason.value_or(hal::StopReason::car));
      const hal::WattHours stop = believed_end(saga, state.meter_start, record->meter_now, now);
      return settle(std::move(saga), as_fenced(state, reason, stop), stop, now, record->ended);
    }
    case hal::ChargeRecord::Phase::starting:
    case hal::ChargeRecord::Phase::none:
      break;
  }
  return fence(std::move(saga), state, EndReason::power_loss);
}

SagaStep fenced(const Fencing& state, Saga saga, const std::optional<hal::ChargeRecord>& record,
                Now now) {
  using Phase = hal::ChargeRecord::Phase;
  if (!record || record->phase == Phase::active) {
    saga.state = [&] {
      Fencing next = state;
      ++next.attempts;
      return next;
    }();
    return later(std::move(saga), now, fence_pause(state.attempts + 1));
  }
  if (record->phase == Phase::finished) {
    Fencing known = state;
    if (!known.meter_start) {
      known.meter_start = saga.meter_now = record->meter_start;
      known.started = now.utc;
      saga.belief = MeterBelief(saga.hold_sent);
    }
    const hal::WattHours stop = believed_end(saga, *known.meter_start, record->meter_now, now);
    return settle(std::move(saga), known, stop, now, record->ended);
  }
  // The charger never heard of the charge, or has forgotten it: what we read ourselves counts.
  if (!state.meter_start) return release(std::move(saga), state.hold, state.reason);
  const hal::WattHours last = std::max(saga.meter_now, *state.meter_start);
  return settle(std::move(saga), state, last, now);
}

}  // namespace

SagaStep fence(Saga saga, const Hold& hold, EndReason reason) {
  saga.wake_at.reset();
  return enter(std::move(saga),
               Fencing{.hold = hold,
                       .reason = reason,
                       .meter_start = {},
                       .meter_noted = {},
                       .started = {},
                       .attempts = 0},
               {FenceCharge{}});
}

SagaStep fence(Saga saga, const Delivering& delivering, EndReason reason) {
  saga.wake_at.reset();
  const Fencing fencing = as_fenced(delivering, reason, saga.meter_now);
  return enter(std::move(saga), fencing, {FenceCharge{}});
}

SagaStep settle(Saga saga, const Fencing& fenced, hal::WattHours meter_stop, Now now,
                std::optional<hal::Utc> ended) {
  saga.wake_at.reset();
  // The wall clock may have been set back meanwhile; a charge does not end before it began.
  const hal::Utc latest = std::max(fenced.started, now.utc);
  const hal::WattHours start = fenced.meter_start.value_or(meter_stop);
  count_back(saga, meter_stop - start, fenced.started);
  add_to_price(saga, meter_stop - start, now, {.activity = {}, .ended = ended});
  const Delivery delivery{.meter_start = start,
                          .meter_stop = std::max(start, meter_stop),
                          .started = fenced.started,
                          .ended = std::clamp(ended.value_or(latest), fenced.started, latest),
                          .cost = cost_of(*saga.price, saga.terms.hold.currency())};
  saga.meter_now = delivery.meter_stop;
  return bill_or_wait(std::move(saga), fenced.hold, delivery, fenced.reason, now);
}

SagaStep on(const Held& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const ChargeBegan& it) {
              saga.meter_now = it.meter_start;
              saga.belief = MeterBelief(saga.hold_sent);  // the report may be late
              begin_price(saga, now);
              listen(saga, now);
              return enter(std::move(saga), Delivering{.hold = state.hold,
                                                       .meter_start = it.meter_start,
                                                       .meter_noted = it.meter_start,
                                                       .started = now.utc});
            },
            [&](const ChargeRefused&) {
              return fence(std::move(saga), state.hold, EndReason::start_failed);
            },
            [&](const ChargeOver& it) {
              return fence(std::move(saga), state.hold, reason_of(it.reason));
            },
            [&](const DriverCancels&) {
              return fence(std::move(saga), state.hold, EndReason::cancelled);
            },
            [&](const DriverStops&) {
              return fence(std::move(saga), state.hold, EndReason::cancelled);
            },
            [&](const PlugInTimeOver&) {
              return fence(std::move(saga), state.hold, EndReason::not_plugged_in);
            },
            [&](const HoldVanished&) {
              return fence(std::move(saga), state.hold, EndReason::hold_vanished);
            },
            [&](const Recovered&) {
              return fence(std::move(saga), state.hold, EndReason::power_loss);
            },
            // The report that the charge began may have been lost.
            [&](const CostTold& it) { return told_early(std::move(saga), it); },
            [&](const auto&) { return ignore(std::move(saga), "the charge has not begun"); }},
      event);
}

SagaStep on(const Delivering& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{
          [&](const MeterRead& it) {
            return read_meter(state, std::move(saga), it.energy, now, {it.activity, {}});
          },
          [&](const DriverStops&) {
            return fence(std::move(saga), state, EndReason::driver_stopped);
          },
          [&](const DriverCancels&) {
            return fence(std::move(saga), state, EndReason::driver_stopped);
          },
          [&](const HoldVanished&) {
            return fence(std::move(saga), state, EndReason::hold_vanished);
          },
          [&](const ChargeOver& it) {
            const hal::WattHours stop = believed_end(saga, state.meter_start, it.meter_stop, now);
            return settle(std::move(saga), as_fenced(state, reason_of(it.reason), stop), stop, now);
          },
          [&](const ChargeFound& it) { return found(state, std::move(saga), it.record, now); },
          [&](const RaiseAnswered& it) { return raise_answered(state, std::move(saga), it, now); },
          [&](const AskAnswered& it) { return raise_told(state, std::move(saga), it, now); },
          [&](const CostTold& it) { return told_while_charging(state, std::move(saga), it); },
          [&](const Woken&) {
            listen(saga, now);
            return stay(std::move(saga), {QueryCharge{}});
          },
          [&](const Recovered&) {
            saga.meter_now = state.meter_noted;
            listen(saga, now);
            std::vector<SagaEffect> effects{QueryCharge{}};
            if (state.raise == Delivering::Raise::awaited) {
              effects.emplace_back(question(saga, Question::About::raise));
            }
            return stay(std::move(saga), std::move(effects));
          },
          [&](const auto&) { return ignore(std::move(saga), "the charge is running"); }},
      event);
}

SagaStep on(const Fencing& state, Saga saga, const SagaEvent& event, Now now) {
  return std::visit(
      Match{[&](const Fenced& it) { return fenced(state, std::move(saga), it.record, now); },
            [&](const ChargeBegan& it) {
              // The start overtook the stop. The fence's answer will carry the energy.
              if (state.meter_start) return ignore(std::move(saga), "already known");
              Fencing known = state;
              known.meter_start = it.meter_start;
              known.started = now.utc;
              saga.meter_now = it.meter_start;
              saga.belief = MeterBelief(saga.hold_sent);
              begin_price(saga, now);
              return enter(std::move(saga), known);
            },
            [&](const MeterRead& it) {
              if (state.meter_start && believes(saga, it.energy, now)) {
                saga.meter_now = std::max(saga.meter_now, it.energy);
                add_to_price(saga, saga.meter_now - *state.meter_start, now, {it.activity, {}});
              }
              return stay(std::move(saga));
            },
            [&](const CostTold& it) { return told_early(std::move(saga), it); },
            [&](const Woken&) { return stay(std::move(saga), {FenceCharge{}}); },
            [&](const Recovered&) {
              if (state.meter_start)
                saga.meter_now = std::max(state.meter_noted, *state.meter_start);
              return stay(std::move(saga), {FenceCharge{}});
            },
            [&](const auto&) { return ignore(std::move(saga), "the charger is being fenced"); }},
      event);
}

}  // namespace kerb::payment::saga_steps
