// What the charger tells, and what it fails to tell, by the live findings about EVerest: everything
// once, nothing kept, and now and then something that is not so.
#include <algorithm>
#include <array>
#include <utility>

#include "tests/torture/charger.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using What = ChargerTurns::What;
using hal::EvseState;

bool is_of_a_charge(const hal::ControllerEvent& event) {
  return std::holds_alternative<hal::ChargeStarted>(event) ||
         std::holds_alternative<hal::ChargeStartFailed>(event) ||
         std::holds_alternative<hal::ChargeStopped>(event);
}

}  // namespace

std::optional<Time> Charger::emit(const hal::ControllerEvent& event) {
  if (is_of_a_charge(event) && world_.faults.strike(Fault::told_after_restart)) {
    keep(event);
    return std::nullopt;
  }
  if (!link_up_ || world_.faults.strike(Fault::charger_event_lost)) {
    world_.trouble();
    return std::nullopt;
  }
  Time delay = kLinkDelay;
  if (world_.faults.strike(Fault::charger_event_late)) {
    delay = world_.faults.extent(100, 20'000);
    world_.trouble();
  }
  world_.to_kiosk(delay, event);
  if (world_.faults.strike(Fault::charger_event_twice)) {
    world_.to_kiosk(delay + world_.faults.extent(0, 30'000), event);
  }
  return delay;
}

void Charger::keep(const hal::ControllerEvent& event) {
  kept_.push_back(event);
  world_.trouble();
}

// In the order in which it happened, however long ago, and after the states.
void Charger::tell_kept() {
  for (const hal::ControllerEvent& event : std::exchange(kept_, {})) {
    world_.to_kiosk(kLinkDelay, event);
  }
}

// ---- the meter

std::int64_t Charger::meter(int bay) const {
  const Bay& it = at(bay);
  const bool flows = it.active >= 0 || it.foreigner;
  const Time passed = flows ? world_.now - it.counted_to : 0;
  return (it.register_mwh + it.watts * passed / 3600) / 1000;
}

void Charger::hear_meter(Bay& bay) {
  const SessionNumber whose = bay.active >= 0 ? bay.active : bay.before;
  if (whose < 0 || world_.now < bay.silent_until) return;
  ChargeTruth& truth = charge(whose);
  truth.said = std::max(truth.said, truth.stop);
}

void Charger::tell_sample(int bay, hal::WattHours energy) {
  emit(hal::MeterSample{bay + 1, energy, {at(bay).watts}, 50});
}

// A register that is read wrongly for once. Half of those who answer for the charge keep the
// greatest reading that they ever heard.
void Charger::sample_falsely(int bay) {
  constexpr std::int64_t kBeyondAllPower = 9'000'000;  // Wh: more than a station gives in a day
  constexpr std::int64_t kFarBeyond = 50'000'000;
  const Bay& it = at(bay);
  const std::int64_t truly = it.register_mwh / 1000;
  if (world_.faults.strike(Fault::meter_jumps)) {
    const std::int64_t told = truly + world_.faults.extent(kBeyondAllPower, kFarBeyond);
    tell_sample(bay, {told});
    if (it.active >= 0 && told % 2 == 0) charge(it.active).said = told;
  }
  if (world_.faults.strike(Fault::meter_runs_back)) {
    tell_sample(bay, {std::max<std::int64_t>(0, truly - world_.faults.extent(1, 5000))});
  }
}

// ---- beginnings and ends that are none

// Told again it has the reading of that moment.
void Charger::tell_start(int bay, const ChargeTruth& truth) {
  if (world_.faults.strike(Fault::start_never_told)) return world_.trouble();
  const auto delay = emit(hal::ChargeStarted{bay + 1, at(bay).key, {truth.start}});
  if (!delay || !world_.faults.strike(Fault::start_told_again)) return;
  later(bay, *delay + world_.faults.extent(kSecond, 10 * kMinute), What::begins_again);
}

void Charger::tell_nobodys_end(int bay) {
  Bay& it = at(bay);
  hal::ChargeKey key = "ffffff00000000000000000000000000";
  if (it.before >= 0 && world_.faults.extent(0, 1) == 0) key = it.key_before;
  if (world_.faults.extent(0, 3) == 0) {
    emit(hal::ChargeStartFailed{bay + 1, key, hal::ChargerFault::authorization_timeout});
    return;
  }
  emit(hal::ChargeStopped{bay + 1, key, {it.register_mwh / 1000}, hal::StopReason::unplugged});
}

void Charger::tell_unheard_end(int bay, hal::StopReason reason) {
  Bay& it = at(bay);
  ChargeTruth& truth = charge(std::exchange(it.unheard, -1));
  truth.end_unheard = false;
  emit(hal::ChargeStopped{bay + 1, it.unheard_key, {truth.said}, reason});
}

// ---- states that are none

void Charger::flash(int bay) {
  constexpr std::array kFlashes{EvseState::available,     EvseState::plugged,
                                EvseState::finished,      EvseState::charging,
                                EvseState::paused_by_car, EvseState::paused_by_station,
                                EvseState::quiet,         EvseState::unknown};
  const auto which = static_cast<std::size_t>(world_.faults.extent(0, kFlashes.size() - 1));
  emit(hal::EvseChanged{bay + 1, kFlashes[which], at(bay).fault});
  later(bay, world_.faults.extent(50, 5000), What::corrects);
}

// ---- somebody whom the back end let in

void Charger::foreign_turn(const ChargerTurns& turn) {
  Bay& it = at(turn.bay);
  switch (turn.what) {
    case What::foreigner_comes:
      if (it.plugged || it.waiting >= 0 || it.state != EvseState::available) return;
      count(it);
      it.foreigner = true;
      if (it.before >= 0) charge(it.before).followed = true;
      it.watts = world_.faults.extent(7, 150) * 1000;
      change(turn.bay, EvseState::charging);
      later(turn.bay, world_.faults.extent(kMinute, 30 * kMinute), What::foreigner_goes);
      return later(turn.bay, 10 * kSecond, What::foreigner_charges);
    case What::foreigner_charges:
      if (!it.foreigner) return;
      count(it);
      tell_sample(turn.bay, {it.register_mwh / 1000});
      return later(turn.bay, kMinute, What::foreigner_charges);
    default:
      return send_foreigner_off(turn.bay);
  }
}

void Charger::send_foreigner_off(int bay) {
  Bay& it = at(bay);
  if (!it.foreigner) return;
  count(it);
  it.foreigner = false;
  ++it.generation;
  change(bay, EvseState::available);
}

}  // namespace kerb::torture
