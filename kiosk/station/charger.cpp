// What the charger reports, turned into the bay's state and the session's events.
#include <fmt/format.h>

#include <algorithm>

#include "kiosk/station/steps.hpp"
#include "payment/saga/saga_json.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

constexpr std::size_t kCurvePoints = 120;

// What the time since the last meter value is to a tariff.
payment::tariff::Activity activity_of(hal::EvseState state) {
  if (state == hal::EvseState::paused_by_car) return payment::tariff::Activity::parking;
  if (state == hal::EvseState::paused_by_station) return payment::tariff::Activity::withheld;
  return payment::tariff::Activity::charging;
}

// A car that begins or ceases to take power begins another stretch of its charge.
void close_stretch(Progress& step, const Bay& bay) {
  const Session* session = bay.session ? step.session(*bay.session) : nullptr;
  if (session == nullptr) return;
  if (!std::holds_alternative<payment::Delivering>(session->saga.state)) return;
  if (!session->saga.terms.tariff->depends_on_time()) return;
  step.tell(*bay.session, payment::MeterRead{session->saga.meter_now, activity_of(bay.state)});
}

// What a bay shows while a charge is on, paused or not; or nothing was heard of it.
bool may_be_charging(hal::EvseState state) {
  return state == hal::EvseState::charging || state == hal::EvseState::preparing ||
         state == hal::EvseState::paused_by_car || state == hal::EvseState::paused_by_station ||
         state == hal::EvseState::unknown;
}

// The report that the charge is over comes with this, unless it was lost. What the meter counts from
// here on may be somebody else's.
void ask_whether_it_is_over(Progress& step, const Bay& bay) {
  const Session* session = bay.session ? step.session(*bay.session) : nullptr;
  if (session == nullptr || may_be_charging(bay.state)) return;
  if (!std::holds_alternative<payment::Delivering>(session->saga.state)) return;
  step.effect(SessionEffect{*bay.session, bay.evse.id, payment::QueryCharge{}});
}

// Whoever reads its price, or is about to pay, hears that it is somebody else's now, or off.
void withdraw_offer(Progress& step, hal::EvseId evse) {
  const Place& page = step.station.page;
  const bool offered = std::holds_alternative<AtConnector>(page) ||
                       std::holds_alternative<AtTariff>(page) ||
                       std::holds_alternative<AtTap>(page);
  if (!offered || evse_on_screen(step.station) != evse) return;
  step.beep(hal::Beep::alert);
  step.show(AtConnector{evse});
}

void changed(Progress& step, const hal::EvseChanged& it) {
  Bay* bay = step.bay(it.evse);
  if (bay == nullptr) return step.remark("the charger reported an EVSE that is not configured");
  const bool was_sold = may_sell(step.station, *bay);
  const bool newly_plugged =
      (bay->state == hal::EvseState::available || bay->state == hal::EvseState::quiet) &&
      it.state == hal::EvseState::plugged;
  close_stretch(step, *bay);
  const bool moved = bay->state != it.state;
  bay->state = it.state;
  if (moved) ask_whether_it_is_over(step, *bay);
  bay->fault = it.fault;
  bay->pause = it.pause;
  bay->maintenance = it.maintenance;
  if (it.state != hal::EvseState::charging) bay->power = {};
  if (it.state == hal::EvseState::available) {
    bay->soc_percent.reset();
    bay->held = {};
    plug_is_out(step, it.evse);
  }
  const bool waits_for_a_payer = it.state == hal::EvseState::available ||
                                 it.state == hal::EvseState::plugged ||
                                 it.state == hal::EvseState::quiet;
  if (!waits_for_a_payer) bay->paying_elsewhere_until.reset();
  if (was_sold && !may_sell(step.station, *bay)) withdraw_offer(step, it.evse);
  // Whoever plugs in wants the price next.
  const bool undisturbed = std::holds_alternative<AtHome>(step.station.page) &&
                           std::holds_alternative<std::monostate>(step.station.overlay);
  if (newly_plugged && undisturbed && may_sell(step.station, *bay)) step.show(AtConnector{it.evse});
}

// At most kCurvePoints, thinned by dropping every second one: a long charge keeps its shape.
void draw_on(Bay& bay, hal::Seconds at, hal::Watts power) {
  if (!bay.curve.empty() && bay.curve.back().at == at) {
    bay.curve.back().power = power;
    return;
  }
  bay.curve.push_back({at, power});
  if (bay.curve.size() <= kCurvePoints) return;
  std::vector<PowerPoint> thinned;
  for (std::size_t i = 0; i < bay.curve.size(); i += 2) thinned.push_back(bay.curve[i]);
  bay.curve = std::move(thinned);
}

void sampled(Progress& step, const hal::MeterSample& it) {
  Bay* bay = step.bay(it.evse);
  if (bay == nullptr) return step.remark("a meter value of an EVSE that is not configured");
  bay->power = it.power;
  bay->soc_percent = it.soc_percent;
  bay->meter = it.energy;
  if (!bay->session) return;
  if (!bay->began) bay->began = step.now.monotonic;
  if (it.soc_percent && !bay->first_soc) {
    bay->first_soc = SocReading{*it.soc_percent, step.now.monotonic, it.energy};
  }
  draw_on(*bay, std::chrono::duration_cast<hal::Seconds>(step.now.monotonic - *bay->began),
          it.power);
  step.tell(*bay->session, payment::MeterRead{it.energy, activity_of(bay->state)});
}

// The charge counts from here. A beginning that is told twice, or is of another charge, moves
// nothing on the screen.
void began(Progress& step, const hal::ChargeStarted& it) {
  Bay* bay = step.bay(it.evse);
  const Session* session = step.session(it.charge);
  const bool waited =
      session != nullptr && std::holds_alternative<payment::Held>(session->saga.state);
  if (bay != nullptr && waited && bay->session == it.charge) bay->began = step.now.monotonic;
  step.tell(it.charge, payment::ChargeBegan{it.meter_start});
}

void held_down(Progress& step, const hal::PowerHeld& it) {
  Bay* bay = step.bay(it.evse);
  if (bay == nullptr) return step.remark("a limit of an EVSE that is not configured");
  bay->held = it;
}

void set_link(Progress& step, bool up) {
  step.station.link_up = up;
  if (up) {
    // What happened meanwhile was not reported.
    for (const auto& [id, session] : step.station.sessions) {
      if (!std::holds_alternative<payment::Delivering>(session.saga.state)) continue;
      step.effect(SessionEffect{id, session.saga.terms.evse, payment::QueryCharge{}});
    }
    return;
  }
  for (Bay& bay : step.station.bays) {
    bay.state = hal::EvseState::unknown;
    bay.power = {};
  }
}

}  // namespace

void Progress::alarm(const std::string& id, const payment::MeterAlarm& what) {
  alarm(id, "alarm.meter_doubted", payment::meter_alarm_to_json(what),
        fmt::format("the meter says {} Wh after {} Wh, which this EVSE cannot have delivered; the "
                    "reading does not count",
                    what.told.count, what.believed.count));
}

void on_elsewhere(Progress& step, const hal::PaymentElsewhere& it) {
  constexpr hal::Seconds kLongest{3600};  // whatever a back end says, the bay is for everybody
  Bay* bay = step.bay(it.evse);
  if (bay == nullptr) return step.remark("a payment at an EVSE that is not configured");
  const bool was_sold = may_sell(step.station, *bay);
  bay->paying_elsewhere_until.reset();
  if (it.lasting <= hal::Seconds{0} || bay->session) return;
  bay->paying_elsewhere_until = step.now.monotonic + std::min(it.lasting, kLongest);
  if (was_sold) withdraw_offer(step, it.evse);
}

void watch_elsewhere(Progress& step, Bay& bay) {
  if (bay.paying_elsewhere_until && *bay.paying_elsewhere_until <= step.now.monotonic) {
    bay.paying_elsewhere_until.reset();
  }
}

void on_controller(Progress& step, const hal::ControllerEvent& event) {
  if (!std::holds_alternative<hal::LinkLost>(event)) step.station.link_up = true;
  std::visit(Match{[&](const hal::EvseChanged& it) { changed(step, it); },
                   [&](const hal::MeterSample& it) { sampled(step, it); },
                   [&](const hal::PowerHeld& it) { held_down(step, it); },
                   [&](const hal::ChargeStarted& it) { began(step, it); },
                   [&](const hal::ChargeStartFailed& it) {
                     step.tell(it.charge, payment::ChargeRefused{it.fault});
                   },
                   [&](const hal::ChargeStopped& it) {
                     step.tell(it.charge, payment::ChargeOver{it.meter_stop, it.reason});
                   },
                   [&](const hal::LinkLost&) { set_link(step, false); },
                   [&](const hal::LinkRestored&) { set_link(step, true); }},
             event);
}

void on_restored(Progress& step, const Restored& restored) {
  Station& station = step.station;
  station.sessions.clear();
  for (Bay& bay : station.bays) bay.session.reset();
  station.journal_healthy = true;
  restore_reports(step, restored.reports);
  // A driver who stood here when the power failed comes back to a screen that knows them.
  std::vector<std::string> unfinished;
  for (const payment::Saga& saga : restored.open) {
    const std::string& id = saga.terms.session;
    station.sessions[id] = Session{saga, step.now.monotonic};
    Bay* bay = step.bay(saga.terms.evse);
    if (bay != nullptr && !payment::bay_is_free(saga) && !bay->session) bay->session = id;
    if (!payment::bay_is_free(saga)) unfinished.push_back(id);
  }
  if (unfinished.size() == 1) step.show(AtSession{unfinished.front(), false, false, false});
  for (const payment::Saga& saga : restored.open)
    step.tell(saga.terms.session, payment::Recovered{});
}

}  // namespace kerb::kiosk::steps
