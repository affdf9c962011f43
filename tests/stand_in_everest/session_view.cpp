#include "tests/stand_in_everest/session_view.hpp"

#include <map>

namespace kerb::stand_in_everest {

void SessionView::hear(const Json& session_event, Milliseconds now, std::int64_t watt_hours) {
  // Authorized, Deauthorized and the reservations are not looked at.
  static const std::map<std::string, std::string> kStates = {
      {"Enabled", "Unplugged"},
      {"Disabled", "Disabled"},
      {"SessionStarted", "Preparing"},
      {"AuthRequired", "AuthRequired"},
      {"TransactionStarted", "Preparing"},
      {"PrepareCharging", "Preparing"},
      {"ChargingStarted", "Charging"},
      {"ChargingPausedEV", "ChargingPausedEV"},
      {"ChargingPausedEVSE", "ChargingPausedEVSE"},
      {"StoppingCharging", "FinishedEV"},
      {"ChargingFinished", "Finished"},
      {"TransactionFinished", "Finished"},
      {"SessionFinished", "Unplugged"},
      {"PluginTimeout", "AuthTimeout"}};
  const std::string event = session_event["event"];
  if (const auto known = kStates.find(event); known != kStates.end()) state_ = known->second;
  if (event == "SessionStarted") {
    in_session_ = true;
    session_start_ = session_event["timestamp"];
    session_began_ = now;
    energy_at_start_ = watt_hours;
  } else if (event == "TransactionStarted") {
    in_transaction_ = true;
    transaction_start_ = session_event["timestamp"];
    transaction_began_ = now;
    energy_at_start_ = watt_hours;
  } else if (event == "TransactionFinished") {
    in_transaction_ = false;
    if (session_event["transaction_finished"].value("reason", "") == "Local") {
      state_ = "FinishedEVSE";
    }
  } else if (event == "SessionFinished") {
    in_session_ = false;
    in_transaction_ = false;
  }
}

Json SessionView::told(Milliseconds now, const std::string& stamp, std::int64_t watt_hours,
                       std::int64_t watts) const {
  const auto seconds = [&](Milliseconds since) { return (now - since).count() / 1000; };
  Json view = {{"state", state_},
               {"charged_energy_wh", in_session_ ? watt_hours - energy_at_start_ : 0},
               {"discharged_energy_wh", 0},
               {"latest_total_w", watts},
               {"session_duration_s", in_session_ ? seconds(session_began_) : 0},
               {"timestamp", stamp}};
  if (in_session_) {
    view["selected_protocol"] = "IEC61851-1";
    view["session_start_time"] = session_start_;
  }
  if (in_transaction_) {
    view["transaction_start_time"] = transaction_start_;
    view["transaction_duration_s"] = seconds(transaction_began_);
  }
  return view;
}

}  // namespace kerb::stand_in_everest
