// What happens because time passes: sagas that wake, a plug-in that did not come, a screen left
// alone.
#include <algorithm>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

bool untouched(const Station& station) {
  const Preferences& now = station.preferences;
  const Preferences& defaults = station.settings->defaults;
  return now.locale == defaults.locale && now.theme == defaults.theme &&
         now.large_text == defaults.large_text &&
         std::holds_alternative<std::monostate>(station.overlay);
}

void leave(Progress& step) {
  auto* at = std::get_if<AtSession>(&step.station.page);
  step.station.preferences = step.station.settings->defaults;
  step.station.overlay = std::monostate{};
  if (at != nullptr && at->confirming_stop) {
    at->confirming_stop = false;
    step.station.touched = step.now.monotonic;
    return;
  }
  step.go_home();
}

void wake_sagas(Progress& step) {
  std::vector<std::string> due;
  for (const auto& [id, session] : step.station.sessions) {
    if (session.saga.wake_at && *session.saga.wake_at <= step.now.monotonic) due.push_back(id);
  }
  for (const std::string& id : due) step.tell(id, payment::Woken{});
}

}  // namespace

std::optional<hal::Seconds> patience(const Station& station) {
  const TimingConfig& timing = station.settings->timing;
  if (!std::holds_alternative<std::monostate>(station.overlay)) return timing.left_alone;
  if (const auto* home = std::get_if<AtHome>(&station.page)) {
    if (home->choose_first || !untouched(station)) return timing.left_alone;
    return std::nullopt;
  }
  const Session* on = session_on_screen(station);
  if (on == nullptr) return timing.left_alone;
  const bool waits = std::holds_alternative<payment::Holding>(on->saga.state) ||
                     std::holds_alternative<payment::Asking>(on->saga.state) ||
                     std::holds_alternative<payment::Held>(on->saga.state) ||
                     std::holds_alternative<payment::Fencing>(on->saga.state);
  if (waits) return std::nullopt;
  if (std::holds_alternative<payment::Delivering>(on->saga.state)) {
    const bool confirming = std::get<AtSession>(station.page).confirming_stop;
    const bool shared_screen = station.bays.size() > 1;
    if (confirming || shared_screen || !untouched(station)) return timing.left_alone;
    return std::nullopt;
  }
  return timing.receipt_shown;
}

void on_tick(Progress& step) {
  renew_prices(step.station, step.now);
  wake_sagas(step);
  wake_reports(step);
  for (Bay& bay : step.station.bays) {
    if (bay.session && bay.plug_in_deadline && *bay.plug_in_deadline <= step.now.monotonic) {
      bay.plug_in_deadline.reset();
      step.tell(*bay.session, payment::PlugInTimeOver{});
    }
  }
  const auto limit = patience(step.station);
  const hal::Seconds warning = step.station.settings->timing.warning;
  if (limit && step.now.monotonic >= step.station.touched + *limit + warning) leave(step);
}

}  // namespace kerb::kiosk::steps

namespace kerb::kiosk {

hal::Monotonic next_tick(const Station& station, Now now) {
  // Clocks and countdowns on screen move once a second; nothing else is more often.
  hal::Monotonic next = now.monotonic + hal::Seconds{1};
  for (const auto& [id, session] : station.sessions) {
    if (session.saga.wake_at) next = std::min(next, *session.saga.wake_at);
  }
  for (const Bay& bay : station.bays) {
    if (bay.plug_in_deadline) next = std::min(next, *bay.plug_in_deadline);
  }
  return std::max(next, now.monotonic);
}

}  // namespace kerb::kiosk
