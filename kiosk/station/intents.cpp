// What the driver asks for, and whether it fits the moment.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

void choose(Progress& step, hal::EvseId evse) {
  Bay* bay = step.bay(evse);
  if (bay == nullptr) return;
  if (bay->session) {
    return step.show(AtSession{*bay->session, false, false, false});
  }
  if (may_sell(step.station, *bay)) step.show(AtConnector{evse});
}

void pay(Progress& step) {
  const auto* at = std::get_if<AtConnector>(&step.station.page);
  if (at == nullptr) return;
  const TapHint hint = step.station.reader_ready ? TapHint::present : TapHint::reader_lost;
  step.show(AtTap{at->evse, hint, 0});
}

void back(Progress& step) {
  Station& station = step.station;
  if (const auto* help = std::get_if<HelpModel>(&station.overlay)) {
    const bool inside = help->topic != HelpModel::Topic::menu;
    if (inside) {
      station.overlay = HelpModel{};
    } else {
      station.overlay = std::monostate{};
    }
    return;
  }
  if (std::holds_alternative<ReportModel>(station.overlay)) {
    station.overlay = HelpModel{};
    return;
  }
  if (auto* at = std::get_if<AtSession>(&station.page)) {
    if (at->confirming_stop) {
      at->confirming_stop = false;
    } else if (const Session* on = session_on_screen(station);
               on != nullptr && std::holds_alternative<payment::Delivering>(on->saga.state)) {
      step.go_home();  // the charge goes on; its card on the first screen leads back here
    }
    return;
  }
  if (const auto* at = std::get_if<AtTap>(&station.page)) return step.show(AtConnector{at->evse});
  step.go_home();
}

void cancel(Progress& step) {
  const Session* on = session_on_screen(step.station);
  if (on == nullptr) return step.go_home();
  step.tell(on->saga.terms.session, payment::DriverCancels{});
}

void ask_to_stop(Progress& step) {
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (on != nullptr && std::holds_alternative<payment::Delivering>(on->saga.state)) {
    at->confirming_stop = true;
    at->by_card = false;
  }
}

void confirm_stop(Progress& step) {
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (on == nullptr || !at->confirming_stop) return;
  at->confirming_stop = false;
  step.tell(on->saga.terms.session, payment::DriverStops{});
}

hal::EvseId evse_on_screen(const Station& station) {
  return std::visit(
      Match{[](const AtConnector& at) { return at.evse; }, [](const AtTap& at) { return at.evse; },
            [](const AtTrouble& at) { return at.evse; },
            [&](const AtSession&) {
              const Session* on = session_on_screen(station);
              return on == nullptr ? 0 : on->saga.terms.evse;
            },
            [](const AtHome&) { return 0; }},
      station.page);
}

void try_again(Progress& step) {
  const hal::EvseId evse = evse_on_screen(step.station);
  const Bay* bay = step.bay(evse);
  if (bay == nullptr || !may_sell(step.station, *bay)) return step.go_home();
  step.show(AtTap{evse, TapHint::present, 0});
}

// Trouble in the middle of a charge leads on to the charge or its receipt; everything else leads
// home.
void done(Progress& step) {
  step.station.overlay = std::monostate{};
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  const bool more_to_see =
      on != nullptr && (receipt_of(*step.station.settings, on->saga) ||
                        std::holds_alternative<payment::Delivering>(on->saga.state));
  if (more_to_see && !at->trouble_seen) {
    const bool trouble = std::holds_alternative<FailureModel>(screen_model(step.station, step.now));
    if (trouble) {
      at->trouble_seen = true;
      return;
    }
  }
  step.go_home();
}

// Seven letters that are unique for a second and can be said on the telephone.
std::string report_number(hal::Utc at) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  auto seconds = std::chrono::duration_cast<hal::Seconds>(at.time_since_epoch()).count();
  std::string number(7, 'A');
  for (auto letter = number.rbegin(); letter != number.rend(); ++letter) {
    *letter = kLetters[static_cast<std::size_t>(seconds % 32)];
    seconds /= 32;
  }
  return number;
}

constexpr std::array<std::string_view, 7> kReportWords{
    "connector", "cable", "screen", "card_reader", "price", "blocked_bay", "other"};

void file_report(Progress& step, ReportedFault fault) {
  auto* report = std::get_if<ReportModel>(&step.station.overlay);
  if (report == nullptr || report->delivery != ReportModel::Delivery::choosing) return;
  report->fault = fault;
  report->number = report_number(step.now.utc);
  report->delivery = ReportModel::Delivery::waiting;
  const Session* on = session_on_screen(step.station);
  nlohmann::json body{{"number", report->number},
                      {"fault", kReportWords.at(static_cast<std::size_t>(fault))},
                      {"screen", screen_name(screen_model(step.station, step.now))},
                      {"evse", evse_on_screen(step.station)},
                      {"reader_ready", step.station.reader_ready},
                      {"charger_reachable", step.station.link_up},
                      {"bays", nlohmann::json::array()}};
  if (on != nullptr) body["session"] = session_code(on->saga.terms.session);
  for (const Bay& bay : step.station.bays) {
    body["bays"].push_back({{"evse", bay.evse.id},
                            {"state", static_cast<int>(bay.state)},
                            {"fault", static_cast<int>(bay.fault)}});
  }
  step.commit({"", "report.filed", body.dump(), false});
}

void open_help(Progress& step, HelpModel::Topic topic) {
  step.station.overlay = HelpModel{topic};
}

}  // namespace

void on_intent(Progress& step, const Intent& intent) {
  step.station.touched = step.now.monotonic;
  Preferences& preferences = step.station.preferences;
  std::visit(Match{[&](const ChooseConnector& it) { choose(step, it.evse); },
                   [&](const Pay&) { pay(step); }, [&](const Back&) { back(step); },
                   [&](const Cancel&) { cancel(step); }, [&](const Stop&) { ask_to_stop(step); },
                   [&](const ConfirmStop&) { confirm_stop(step); },
                   [&](const KeepCharging&) { back(step); },
                   [&](const TryAgain&) { try_again(step); }, [&](const DoneHere&) { done(step); },
                   [&](const OpenHelp& it) { open_help(step, it.topic); },
                   [&](const OpenReport&) { step.station.overlay = ReportModel{}; },
                   [&](const FileReport& it) { file_report(step, it.fault); },
                   [&](const ChooseLocale& it) { preferences.locale = it.locale; },
                   [&](const ChooseTheme& it) { preferences.theme = it.theme; },
                   [&](const ChooseLargeText& it) { preferences.large_text = it.on; },
                   [](const StillHere&) {}, [](const Touched&) {}},
             intent);
}

}  // namespace kerb::kiosk::steps
