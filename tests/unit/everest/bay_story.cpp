#include "bay_story.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace kerb::hal::everest {
namespace {

const std::map<std::string, SessionStep>& steps() {
  static const std::map<std::string, SessionStep> all{
      {"plug", SessionStep::session_started},
      {"waiting", SessionStep::session_started},
      {"authorise", SessionStep::authorized},
      {"need", SessionStep::auth_required},
      {"start", SessionStep::transaction_started},
      {"prepare", SessionStep::prepare_charging},
      {"flow", SessionStep::charging_started},
      {"pause-car", SessionStep::charging_paused_ev},
      {"pause-user", SessionStep::charging_paused_evse},
      {"pause-error", SessionStep::charging_paused_evse},
      {"pause-energy", SessionStep::charging_paused_evse},
      {"stopping", SessionStep::stopping_charging},
      {"done", SessionStep::charging_finished},
      {"out", SessionStep::session_finished},
      {"deauthorise", SessionStep::deauthorized},
      {"timeout", SessionStep::plugin_timeout},
      {"enable", SessionStep::enabled},
      {"announce", SessionStep::enabled},
      {"disable", SessionStep::disabled},
      {"update", SessionStep::disabled},
      {"reserve", SessionStep::reservation_start},
      {"unreserve", SessionStep::reservation_end},
      {"resume", SessionStep::session_resumed},
      {"phases", SessionStep::switching_phases},
      {"news", SessionStep::unknown},
      {"over-local", SessionStep::transaction_finished},
      {"over-unplugged", SessionStep::transaction_finished},
      {"over-power", SessionStep::transaction_finished},
      {"over-other", SessionStep::transaction_finished},
  };
  return all;
}

const std::map<std::string, SessionState>& summaries() {
  static const std::map<std::string, SessionState> all{
      {"unplugged", SessionState::unplugged},
      {"need", SessionState::auth_required},
      {"preparing", SessionState::preparing},
      {"charging", SessionState::charging},
      {"paused-car", SessionState::charging_paused_ev},
      {"paused", SessionState::charging_paused_evse},
      {"finished", SessionState::finished_ev},
      {"timeout", SessionState::auth_timeout},
      {"disabled", SessionState::disabled},
      {"unknown", SessionState::unknown},
  };
  return all;
}

bool without_session(SessionStep step, const std::string& word) {
  return step == SessionStep::enabled || step == SessionStep::disabled ||
         step == SessionStep::reservation_start || step == SessionStep::reservation_end ||
         word == "over-power";
}

void detail(SessionEvent& event, const std::string& word, WattHours meter) {
  if (word == "plug") event.begin = SessionBegin::ev_connected;
  if (word == "waiting") event.begin = SessionBegin::authorized;
  if (word == "waiting" || word == "start")
    event.token = Token{.value = "KEY", .evses = {}, .request = {}};
  if (word == "pause-user") event.paused = {PausedBecause::no_energy, PausedBecause::user};
  if (word == "pause-error") event.paused = {PausedBecause::user, PausedBecause::error};
  if (word == "pause-energy") event.paused = {PausedBecause::no_energy};
  if (word == "over-local") event.end = EndReason::local;
  if (word == "over-unplugged") event.end = EndReason::ev_disconnected;
  if (word == "over-power") event.end = EndReason::power_loss;
  if (word == "over-other") event.end = EndReason::other;
  if (word == "enable") {
    event.enabling = Enabling{EnableSource::local_api, EnableState::enable, 5000};
  }
  if (word == "announce") {
    event.enabling = Enabling{EnableSource::unspecified, EnableState::unassigned, 10000};
  }
  if (word == "disable") event.enabling = Enabling{EnableSource::csms, EnableState::disable, 5000};
  if (word == "update") {
    event.enabling = Enabling{EnableSource::firmware_update, EnableState::disable, 5000};
  }
  const bool counts = event.end || word == "start" || word == "out" || word == "plug" ||
                      word == "flow" || word == "waiting";
  if (counts)
    event.meter =
        MeterReading{.imported = meter, .exported = {}, .power = {}, .at = {}, .meter = {}};
}

StationError error_of(const std::string& word) {
  StationError error;
  error.module = "evse_manager_1";
  error.severity = Severity::high;
  error.type = "evse_board_support/" + word;
  if (word == "stop") error.fault = ChargerFault::emergency_stop;
  if (word == "lock") {
    error.type = "connector_lock/ConnectorLockFailedUnlock";
    error.fault = ChargerFault::lock_failure;
  }
  if (word == "warm") {
    error.severity = Severity::low;
    error.fault = ChargerFault::cable_hot_derated;
  }
  if (word == "late") error.fault = ChargerFault::authorization_timeout;
  if (word == "silence") error.api_silence = true;
  if (word == "inoperative" || word == "inoperative8") {
    error.type = "evse_manager/Inoperative";
    error.inoperative = true;
    if (word == "inoperative8") error.fault = ChargerFault::emergency_stop;
  }
  return error;
}

}  // namespace

std::string_view word_of(EvseState state) {
  switch (state) {
    case EvseState::unknown:
      return "unknown";
    case EvseState::quiet:
      return "quiet";
    case EvseState::available:
      return "available";
    case EvseState::reserved:
      return "reserved";
    case EvseState::plugged:
      return "plugged";
    case EvseState::preparing:
      return "preparing";
    case EvseState::charging:
      return "charging";
    case EvseState::paused_by_car:
      return "paused-by-car";
    case EvseState::paused_by_station:
      return "paused-by-station";
    case EvseState::finished:
      return "finished";
    case EvseState::disabled:
      return "disabled";
    case EvseState::out_of_service:
      return "out-of-service";
  }
  return "?";
}

std::string said(const BayNews& news) {
  const auto wh = [](std::optional<WattHours> it) {
    return it ? fmt::to_string(it->count) : std::string("-");
  };
  struct Say {
    const decltype(wh)& meter;
    std::string operator()(const ViewChanged& it) const {
      std::string text(word_of(it.view.state));
      if (it.view.maintenance) text += "/maintenance";
      if (it.view.pause != PauseReason::none) {
        text += fmt::format("/pause{}", static_cast<int>(it.view.pause));
      }
      if (it.view.fault != ChargerFault::none) {
        text += fmt::format("/CX{:03}", static_cast<int>(it.view.fault));
      }
      return text;
    }
    std::string operator()(const TransactionBegan& it) const {
      return fmt::format("began({},{},{})", it.session, it.token ? it.token->value : "-",
                         meter(it.meter));
    }
    std::string operator()(const TransactionOver& it) const {
      return fmt::format("over({},{},{})", it.session, meter(it.meter),
                         it.reason ? fmt::to_string(static_cast<int>(*it.reason)) : "-");
    }
    std::string operator()(const AuthorisationGone& it) const {
      return fmt::format("gone({})", it.session);
    }
    std::string operator()(const SessionOver& it) const {
      return fmt::format("out({},{})", it.session, meter(it.meter));
    }
  };
  return std::visit(Say{wh}, news);
}

BayStory& BayStory::go(std::string_view story) {
  std::istringstream words{std::string(story)};
  for (std::string word; words >> word;) play(word);
  return *this;
}

void BayStory::say(const Bay::News& news) {
  for (const BayNews& it : news) said_ += (said_.empty() ? "" : " ") + everest::said(it);
}

void BayStory::play(std::string word) {
  const std::size_t colon = word.find(':');
  std::string session = session_;
  if (colon != std::string::npos) {
    session = word.substr(0, colon);
    word = word.substr(colon + 1);
  }
  if (word.front() == '+') {
    now_ += Seconds{std::stoi(word.substr(1))};
    return say(bay_.pass(now_));
  }
  if (word.front() == '@') {
    meter_ = {std::stoi(word.substr(1))};
    return bay_.read(meter_);
  }
  if (word.front() == '?') {
    SessionStatus status;
    status.state = summaries().at(word.substr(1));
    return say(bay_.take(status));
  }
  if (word == "expect") return say(bay_.expect("key"));
  if (word == "silent") return say(bay_.silent());
  if (word == "restart") return say(bay_.restarted(now_));
  if (word.ends_with("-error") && word != "pause-error") {
    return say(bay_.raised(error_of(word.substr(0, word.size() - 6))));
  }
  if (word.ends_with("-well")) return say(bay_.cleared(error_of(word.substr(0, word.size() - 5))));
  say(event(word, session));
}

Bay::News BayStory::event(const std::string& word, const std::string& session) {
  SessionEvent event;
  event.step = steps().at(word);
  if (!without_session(event.step, word)) event.session = session;
  detail(event, word, meter_);
  return bay_.take(event, now_);
}

}  // namespace kerb::hal::everest
