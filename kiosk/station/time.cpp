// What happens because time passes: sagas that wake, a plug-in that did not come, a screen left
// alone.
#include <algorithm>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

// Who pays on a phone looks at the phone. The page stays open after that; only the screen is given
// back.
constexpr hal::Seconds kAtThePhone{120};

bool untouched(const Station& station) {
  return station.preferences == station.settings->defaults &&
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

// What a driver gets who asked for more time. WCAG 2.2, 2.2.1, would have ten times; a charger that
// others wait for asks again instead, as often as it is answered.
hal::Seconds lengthened(const Station& station, hal::Seconds span) {
  constexpr int kTimes = 3;
  return station.preferences.more_time ? kTimes * span : span;
}

std::optional<hal::Seconds> usual_patience(const Station& station) {
  const TimingConfig& timing = station.settings->timing;
  if (!std::holds_alternative<std::monostate>(station.overlay)) return timing.left_alone;
  if (const auto* home = std::get_if<AtHome>(&station.page)) {
    if (home->choose_first || !untouched(station)) return timing.left_alone;
    return std::nullopt;
  }
  const Session* on = session_on_screen(station);
  const auto* tap = std::get_if<AtTap>(&station.page);
  if (tap != nullptr && tap->by_phone) return kAtThePhone;
  if (on == nullptr) return timing.left_alone;
  if (std::holds_alternative<payment::AwaitingPhone>(on->saga.state)) return kAtThePhone;
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

void watch_plug_in(Progress& step, Bay& bay) {
  if (!bay.session || !bay.plug_in_deadline) return;
  if (*bay.plug_in_deadline <= step.now.monotonic) {
    bay.plug_in_deadline.reset();
    return step.tell(*bay.session, payment::PlugInTimeOver{});
  }
  if (bay.plug_in_warned || !plug_in_ends_soon(bay, step.now.monotonic)) return;
  bay.plug_in_warned = true;
  step.beep(hal::Beep::alert);
}

// Nobody is sent home without a warning that can be heard.
void watch_the_driver(Progress& step) {
  Station& station = step.station;
  const auto limit = patience(station);
  const bool asks = leaving_at(station, step.now.monotonic).has_value();
  if (asks && !station.leaving_warned) step.beep(hal::Beep::alert);
  station.leaving_warned = asks;
  if (limit && step.now.monotonic >= station.touched + *limit + warning_time(station)) leave(step);
}

}  // namespace

hal::Seconds plug_in_time(const Station& station) {
  return lengthened(station, station.settings->timing.plug_in_within);
}

bool may_extend(const Bay& bay) {
  constexpr int kMostExtensions = 3;
  return bay.plug_in_deadline && bay.plug_in_extensions < kMostExtensions;
}

bool plug_in_ends_soon(const Bay& bay, hal::Monotonic now) {
  constexpr hal::Seconds kWarning{30};
  return bay.plug_in_deadline && *bay.plug_in_deadline - now <= kWarning;
}

hal::Seconds warning_time(const Station& station) {
  return lengthened(station, station.settings->timing.warning);
}

std::optional<hal::Seconds> patience(const Station& station) {
  const auto limit = usual_patience(station);
  if (!limit) return std::nullopt;
  return lengthened(station, *limit);
}

std::optional<hal::Monotonic> leaving_at(const Station& station, hal::Monotonic now) {
  const auto limit = patience(station);
  // From the first screen there is nowhere to go, so nobody is asked there.
  const bool at_rest_at_home = std::holds_alternative<AtHome>(station.page) &&
                               std::holds_alternative<std::monostate>(station.overlay);
  if (!limit || at_rest_at_home || now < station.touched + *limit) return std::nullopt;
  return station.touched + *limit + warning_time(station);
}

void on_tick(Progress& step) {
  renew_prices(step.station, step.now);
  wake_sagas(step);
  wake_reports(step);
  for (Bay& bay : step.station.bays) {
    watch_plug_in(step, bay);
    watch_elsewhere(step, bay);
  }
  watch_the_driver(step);
}

}  // namespace kerb::kiosk::steps

namespace kerb::kiosk {

hal::Monotonic next_tick(const Station& station, Now now) {
  // Clocks and countdowns on screen move once a second; nothing else is more often.
  hal::Monotonic next = now.monotonic + hal::Seconds{1};
  for (const auto& [id, session] : station.sessions) {
    if (session.saga.wake_at) next = std::min(next, *session.saga.wake_at);
    if (session.card_read_until > now.monotonic) next = std::min(next, session.card_read_until);
  }
  const hal::Monotonic said = station.stray_tap.until;
  if (said > now.monotonic) next = std::min(next, said);
  for (const Bay& bay : station.bays) {
    if (bay.plug_in_deadline) next = std::min(next, *bay.plug_in_deadline);
  }
  if (const auto changes = steps::code_changes(station, now)) next = std::min(next, *changes);
  return std::max(next, now.monotonic);
}

}  // namespace kerb::kiosk
