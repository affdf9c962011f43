// "My plug is stuck": who may ask the charger to let a plug go, and what became of it. Whoever asks
// must not free a cable that somebody else brought: another's Type 2 cable is gone in a moment. So a
// socket is unlocked only for whom its session is on screen, a cable of the station's own for
// everybody.
#include <algorithm>

#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

// A plug may be in it, and no charge holds it there.
bool may_hold_a_plug(const Bay& bay) {
  return bay.state == hal::EvseState::plugged || bay.state == hal::EvseState::finished ||
         bay.state == hal::EvseState::out_of_service;
}

bool is_charging(const Bay& bay) {
  return bay.state == hal::EvseState::preparing || bay.state == hal::EvseState::charging ||
         bay.state == hal::EvseState::paused_by_car ||
         bay.state == hal::EvseState::paused_by_station;
}

bool is_anybodys(const Bay& bay) {
  return bay.evse.tethered && !bay.session && may_hold_a_plug(bay);
}

}  // namespace

std::optional<hal::EvseId> stuck_plug(const Station& station) {
  if (!station.link_up) return std::nullopt;
  if (const Session* own = session_on_screen(station)) {
    const Bay& bay = bay_at(station, own->saga.terms.evse);
    const bool taken_over = bay.session && *bay.session != own->saga.terms.session;
    if (may_hold_a_plug(bay) && !taken_over) return bay.evse.id;
    return std::nullopt;
  }
  const auto shown = evse_on_screen(station);
  if (shown && is_anybodys(bay_at(station, *shown))) return shown;
  const auto& bays = station.bays;
  if (std::count_if(bays.begin(), bays.end(), is_anybodys) != 1) return std::nullopt;
  return std::find_if(bays.begin(), bays.end(), is_anybodys)->evse.id;
}

void unlock(Progress& step, hal::EvseId evse) {
  const Bay* bay = step.bay(evse);
  if (bay == nullptr) return;
  if (is_charging(*bay)) {
    step.station.overlay = UnlockModel{evse, UnlockModel::Stage::refused};
    return;
  }
  if (stuck_plug(step.station) != evse) return;
  const auto* asked = std::get_if<UnlockModel>(&step.station.overlay);
  if (asked != nullptr && asked->stage == UnlockModel::Stage::asking) return;
  step.station.overlay = UnlockModel{evse, UnlockModel::Stage::asking};
  step.effect(UnlockPlug{evse});
}

void on_unlock(Progress& step, const UnlockAnswered& it) {
  auto* asked = std::get_if<UnlockModel>(&step.station.overlay);
  if (asked == nullptr || asked->evse != it.evse) return step.remark("nobody waits for this plug");
  asked->stage = it.outcome;
  step.station.touched = step.now.monotonic;  // what is new deserves its time to be read
}

void plug_is_out(Progress& step, hal::EvseId evse) {
  const auto* asked = std::get_if<UnlockModel>(&step.station.overlay);
  if (asked != nullptr && asked->evse == evse) step.station.overlay = std::monostate{};
}

}  // namespace kerb::kiosk::steps
