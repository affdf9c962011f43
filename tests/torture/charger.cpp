#include "tests/torture/charger.hpp"

#include <algorithm>
#include <utility>

#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using Phase = hal::ChargeRecord::Phase;
using What = ChargerTurns::What;
using hal::EvseState;

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
  if (bay.active < 0 && !bay.foreigner) return;
  bay.register_mwh += bay.watts * passed / 3600;
  if (bay.active >= 0) charge(bay.active).stop = bay.register_mwh / 1000;
}

void Charger::change(int bay, EvseState state) {
  Bay& it = at(bay);
  it.state = state;
  emit(hal::EvseChanged{bay + 1, state, it.fault});
  if (world_.faults.strike(Fault::state_flashes)) flash(bay);
}

void Charger::later(int bay, Time pause, What what) {
  world_.agenda.put(world_.now + pause, ChargerTurns{what, bay, at(bay).generation});
}

bool Charger::start(int bay, const hal::ChargeKey& key) {
  const SessionNumber session = number_in(key);
  ChargeTruth& truth = charge(session);
  Bay& it = at(bay);
  if (truth.phase == Phase::starting || truth.phase == Phase::active) return true;
  const bool taken = it.active >= 0 || it.waiting >= 0 || it.foreigner;
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
    emit(hal::ChargeStartFailed{bay + 1, it.key, hal::ChargerFault::lock_failure});
    return;
  }
  count(it);
  it.active = session;
  it.watts = world_.random.between(7, 150) * 1000;
  ++it.generation;
  ChargeTruth& truth = charge(session);
  truth.phase = Phase::active;
  truth.start = truth.stop = truth.said = it.register_mwh / 1000;
  truth.watts = it.watts;
  truth.began_at = world_.now;
  world_.oracle.power_flows(session, bay, it.key);
  change(bay, EvseState::charging);
  if (world_.faults.strike(Fault::end_for_nobody)) tell_nobodys_end(bay);
  tell_start(bay, truth);
  if (world_.faults.strike(Fault::meter_goes_silent)) {
    it.silent_until = world_.now + world_.faults.extent(kMinute, 40 * kMinute);
    world_.trouble_until(it.silent_until);
  }
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
  if (world_.now >= it.silent_until) {
    hear_meter(it);
    tell_sample(bay, {it.register_mwh / 1000});
    sample_falsely(bay);
  }
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
  it.before = std::exchange(it.active, -1);
  it.key_before = it.key;
  ++it.generation;
  // Whoever orders the stop waits for its answer.
  if (reason != hal::StopReason::remote && world_.faults.strike(Fault::end_never_told)) {
    hear_meter(it);  // of which nothing tells that it is over
    truth.end_unheard = true;
    it.unheard = it.before;
    it.unheard_key = it.key;
    world_.trouble();
    return change(bay, next);
  }
  truth.said = std::max(truth.said, truth.stop);
  change(bay, next);
  emit(hal::ChargeStopped{bay + 1, it.key, {truth.said}, reason});
}

hal::ChargeRecord Charger::stop(int bay, const hal::ChargeKey& key) {
  const SessionNumber session = number_in(key);
  charge(session).fenced = true;
  Bay& it = at(bay);
  if (it.active == session) end(bay, hal::StopReason::remote, EvseState::finished);
  if (it.unheard == session) tell_unheard_end(bay, hal::StopReason::driver);
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
  if (truth.phase == Phase::active) {
    count(at(truth.bay));
    hear_meter(at(truth.bay));
  }
  return {truth.end_unheard ? Phase::active : truth.phase, {truth.start}, {truth.said}};
}

void Charger::plug(int bay) {
  Bay& it = at(bay);
  if (it.plugged) return;
  it.plugged = true;
  send_foreigner_off(bay);
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
  if (it.active >= 0) end(bay, hal::StopReason::unplugged, EvseState::available);
  // A session that is over tells that its transaction is.
  if (it.unheard >= 0) tell_unheard_end(bay, hal::StopReason::unplugged);
  if (it.before >= 0 && it.waiting < 0 && world_.faults.strike(Fault::foreign_charge)) {
    later(bay, world_.faults.extent(kSecond, kMinute), What::foreigner_comes);
  }
  if (it.state == EvseState::available) return;
  if (it.state == EvseState::out_of_service) return;
  if (it.waiting >= 0) ++it.generation;  // it waits for a car again
  change(bay, EvseState::available);
}

// Its own power is gone for a moment: what was charging has ended, and nobody hears of it.
void Charger::fall_silent(bool forgets) {
  for (Bay& bay : bays_) {
    count(bay);
    const auto evse = static_cast<hal::EvseId>(&bay - bays_.data()) + 1;
    if (bay.active >= 0) {
      ChargeTruth& truth = charge(bay.active);
      truth.phase = Phase::finished;
      truth.ended_at = world_.now;
      world_.back_end.over(bay.key, truth.energy());
      // Where it had no store its end is presumed, at the last reading that was heard.
      hear_meter(bay);
      if (!world_.faults.strike(Fault::end_presumed)) truth.said = std::max(truth.said, truth.stop);
      if (world_.faults.strike(Fault::told_after_restart)) {
        keep(hal::ChargeStopped{evse, bay.key, {truth.said}, hal::StopReason::power_loss});
      }
    }
    if (bay.unheard >= 0) charge(bay.unheard).end_unheard = false;
    if (bay.waiting >= 0) charge(bay.waiting).phase = Phase::none;
    bay.active = bay.waiting = bay.unheard = -1;
    bay.foreigner = false;
    bay.silent_until = 0;
    ++bay.generation;
    bay.fault = hal::ChargerFault::none;
    bay.state = bay.plugged ? EvseState::plugged : EvseState::available;
  }
  if (!forgets) return;
  for (std::size_t i = 0; i < charges_.size(); ++i) {
    ChargeTruth& truth = charges_[i];
    if (truth.phase != Phase::finished || truth.followed) continue;
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
  tell_kept();
}

void Charger::turn(const ChargerTurns& turn) {
  if (turn.what == What::link_back) {
    if (turn.generation == link_generation_) restore_link();
    return;
  }
  Bay& it = at(turn.bay);
  if (turn.what == What::corrects) {
    emit(hal::EvseChanged{turn.bay + 1, it.state, it.fault});
    return;
  }
  if (turn.generation != it.generation) return;
  if (turn.what >= What::foreigner_comes) return foreign_turn(turn);
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
    case What::begins_again:
      // Where the first was not heard, nobody could know better than this one.
      if (world_.oracle.paper(it.active).meter_start < 0) return;
      count(it);
      emit(hal::ChargeStarted{turn.bay + 1, it.key, {it.register_mwh / 1000}});
      return;
    case What::corrects:
    case What::foreigner_comes:
    case What::foreigner_charges:
    case What::foreigner_goes:
    case What::link_back:
      return;
  }
}

}  // namespace kerb::torture
