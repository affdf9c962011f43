#include "tests/torture/charger.hpp"

#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using Phase = hal::ChargeRecord::Phase;
using What = ChargerTurns::What;
using hal::EvseState;

constexpr Time kLinkDelay = 20;

}  // namespace

Charger::Charger(World& world, int bays) : world_(world), bays_(static_cast<std::size_t>(bays)) {
  for (Bay& bay : bays_) bay.register_mwh = world.random.below(90'000'000) * 1000;
}

ChargeTruth& Charger::charge(SessionNumber session) {
  const auto index = static_cast<std::size_t>(session);
  if (index >= charges_.size()) charges_.resize(index + 1);
  return charges_[index];
}

void Charger::count(Bay& bay) {
  const Time passed = world_.now - bay.counted_to;
  bay.counted_to = world_.now;
  if (bay.active < 0) return;
  bay.register_mwh += bay.watts * passed / 3600;
  charge(bay.active).stop = bay.register_mwh / 1000;
}

void Charger::emit(const hal::ControllerEvent& event) {
  if (!link_up_ || world_.faults.strike(Fault::charger_event_lost)) return world_.trouble();
  Time delay = kLinkDelay;
  if (world_.faults.strike(Fault::charger_event_late)) {
    delay = world_.faults.extent(100, 20'000);
    world_.trouble();
  }
  world_.to_kiosk(delay, event);
  if (world_.faults.strike(Fault::charger_event_twice)) {
    world_.to_kiosk(delay + world_.faults.extent(0, 30'000), event);
  }
}

void Charger::change(int bay, EvseState state) {
  Bay& it = at(bay);
  it.state = state;
  emit(hal::EvseChanged{bay + 1, state, it.fault});
}

void Charger::later(int bay, Time pause, What what) {
  world_.agenda.put(world_.now + pause, ChargerTurns{what, bay, at(bay).generation});
}

bool Charger::start(int bay, const hal::ChargeKey& key) {
  const SessionNumber session = number_in(key);
  ChargeTruth& truth = charge(session);
  Bay& it = at(bay);
  if (truth.phase == Phase::starting || truth.phase == Phase::active) return true;
  const bool taken = it.active >= 0 || it.waiting >= 0;
  const bool usable = it.state == EvseState::available || it.state == EvseState::plugged ||
                      it.state == EvseState::finished;
  if (truth.fenced || truth.phase == Phase::finished || taken || !usable) return false;
  if (world_.faults.strike(Fault::start_refused)) return false;
  truth.phase = Phase::starting;
  truth.bay = bay;
  it.waiting = session;
  it.key = key;
  ++it.generation;
  if (it.plugged) {
    change(bay, EvseState::preparing);
    later(bay, world_.random.between(kSecond, 15 * kSecond), What::begins);
  }
  return true;
}

void Charger::begin(int bay) {
  Bay& it = at(bay);
  const SessionNumber session = it.waiting;
  it.waiting = -1;
  if (world_.faults.strike(Fault::start_fails)) {
    charge(session).phase = Phase::none;
    ++it.generation;
    change(bay, EvseState::plugged);
    return emit(hal::ChargeStartFailed{bay + 1, it.key, hal::ChargerFault::lock_failure});
  }
  count(it);
  it.active = session;
  it.watts = world_.random.between(7, 150) * 1000;
  ++it.generation;
  ChargeTruth& truth = charge(session);
  truth.phase = Phase::active;
  truth.start = truth.stop = it.register_mwh / 1000;
  truth.watts = it.watts;
  truth.began_at = world_.now;
  world_.oracle.power_flows(session, bay, it.key);
  change(bay, EvseState::charging);
  emit(hal::ChargeStarted{bay + 1, it.key, {truth.start}});
  later(bay, world_.random.between(30 * kSecond, 4 * kMinute), What::samples);
  const Time until_full = world_.random.one_in(8) ? world_.random.between(0, 2 * kSecond)
                                                  : world_.random.between(kMinute, 40 * kMinute);
  later(bay, until_full, What::full);
  if (world_.faults.strike(Fault::charge_breaks)) {
    later(bay, world_.faults.extent(kSecond, 20 * kMinute), What::breaks);
  }
}

void Charger::sample(int bay) {
  Bay& it = at(bay);
  count(it);
  emit(hal::MeterSample{bay + 1, {it.register_mwh / 1000}, {it.watts}, 50});
  if (it.active >= 0) world_.back_end.charging(it.key, charge(it.active).energy());
  // Where holds are raised a reading must not step over the last fifth of them.
  const bool often = !world_.settings.payment.raise_by.is_zero();
  later(bay, world_.random.between(often ? 10 * kSecond : kMinute, often ? kMinute : 12 * kMinute),
        What::samples);
}

void Charger::end(int bay, hal::StopReason reason, EvseState next) {
  Bay& it = at(bay);
  count(it);
  ChargeTruth& truth = charge(it.active);
  truth.phase = Phase::finished;
  truth.ended_at = world_.now;
  world_.back_end.over(it.key, truth.energy());
  it.active = -1;
  ++it.generation;
  change(bay, next);
  emit(hal::ChargeStopped{bay + 1, it.key, {truth.stop}, reason});
}

hal::ChargeRecord Charger::stop(int bay, const hal::ChargeKey& key) {
  const SessionNumber session = number_in(key);
  charge(session).fenced = true;
  Bay& it = at(bay);
  if (it.active == session) end(bay, hal::StopReason::remote, EvseState::finished);
  if (it.waiting == session) {
    it.waiting = -1;
    ++it.generation;
    charge(session).phase = Phase::none;
    change(bay, it.plugged ? EvseState::plugged : EvseState::available);
  }
  return record(key);
}

hal::ChargeRecord Charger::record(const hal::ChargeKey& key) {
  const SessionNumber session = number_in(key);
  const ChargeTruth& truth = charge(session);
  if (truth.forgotten || truth.phase == Phase::none) return {};
  if (truth.phase == Phase::active) count(at(truth.bay));
  return {truth.phase, {truth.start}, {truth.stop}};
}

void Charger::plug(int bay) {
  Bay& it = at(bay);
  if (it.plugged) return;
  it.plugged = true;
  if (it.state == EvseState::out_of_service) return;
  if (it.waiting >= 0) {
    ++it.generation;
    change(bay, EvseState::preparing);
    later(bay, world_.random.between(kSecond, 15 * kSecond), What::begins);
  } else {
    change(bay, EvseState::plugged);
  }
}

void Charger::unplug(int bay) {
  Bay& it = at(bay);
  if (!it.plugged) return;
  it.plugged = false;
  if (it.active >= 0) return end(bay, hal::StopReason::unplugged, EvseState::available);
  if (it.state == EvseState::out_of_service) return;
  if (it.waiting >= 0) ++it.generation;  // it waits for a car again
  change(bay, EvseState::available);
}

// Its own power is gone for a moment: what was charging has ended, and nobody hears of it.
void Charger::fall_silent(bool forgets) {
  for (Bay& bay : bays_) {
    count(bay);
    if (bay.active >= 0) {
      charge(bay.active).phase = Phase::finished;
      charge(bay.active).ended_at = world_.now;
      world_.back_end.over(bay.key, charge(bay.active).energy());
    }
    if (bay.waiting >= 0) charge(bay.waiting).phase = Phase::none;
    bay.active = bay.waiting = -1;
    ++bay.generation;
    bay.fault = hal::ChargerFault::none;
    bay.state = bay.plugged ? EvseState::plugged : EvseState::available;
  }
  if (!forgets) return;
  for (std::size_t i = 0; i < charges_.size(); ++i) {
    ChargeTruth& truth = charges_[i];
    if (truth.phase != Phase::finished) continue;
    truth.forgotten = true;
    truth.forgotten_early =
        truth.forgotten_early || !world_.oracle.settles(static_cast<SessionNumber>(i));
  }
}

void Charger::cut_power() {
  if (link_up_) silent_since_ = world_.now;
  world_.trouble();
  link_up_ = false;
  ++link_generation_;
  fall_silent(world_.faults.strike(Fault::charger_forgets));
}

void Charger::lose_link(Time lasting) {
  if (link_up_) {
    silent_since_ = world_.now;
    world_.to_kiosk(kLinkDelay, hal::ControllerEvent{hal::LinkLost{}});
  }
  link_up_ = false;
  world_.trouble();
  world_.agenda.put(world_.now + lasting, ChargerTurns{What::link_back, 0, ++link_generation_});
}

void Charger::restart(Time lasting) {
  lose_link(lasting);
  fall_silent(world_.faults.strike(Fault::charger_forgets));
}

void Charger::restore_link() {
  if (link_up_) return;
  link_up_ = true;
  world_.trouble_since(silent_since_);
  ++link_generation_;
  world_.to_kiosk(kLinkDelay, hal::ControllerEvent{hal::LinkRestored{}});
  report_all();
}

void Charger::report_all() {
  if (!link_up_) return;
  for (int bay = 0; bay < bays(); ++bay) {
    world_.to_kiosk(kLinkDelay,
                    hal::ControllerEvent{hal::EvseChanged{bay + 1, at(bay).state, at(bay).fault}});
  }
}

void Charger::turn(const ChargerTurns& turn) {
  if (turn.what == What::link_back) {
    if (turn.generation == link_generation_) restore_link();
    return;
  }
  Bay& it = at(turn.bay);
  if (turn.generation != it.generation) return;
  switch (turn.what) {
    case What::begins:
      return begin(turn.bay);
    case What::samples:
      return sample(turn.bay);
    case What::full:
      return end(turn.bay, hal::StopReason::car, EvseState::finished);
    case What::breaks: {
      const bool pressed = world_.random.one_in(2);
      it.fault = pressed ? hal::ChargerFault::emergency_stop : hal::ChargerFault::contactor;
      end(turn.bay, pressed ? hal::StopReason::emergency_stop : hal::StopReason::fault,
          EvseState::out_of_service);
      return later(turn.bay, world_.random.between(kMinute, 10 * kMinute), What::repaired);
    }
    case What::repaired:
      it.fault = hal::ChargerFault::none;
      return change(turn.bay, it.plugged ? EvseState::finished : EvseState::available);
    case What::link_back:
      return;
  }
}

}  // namespace kerb::torture
