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
    transaction_start_.clear();
    transaction_end_.clear();
    session_began_ = now;
    energy_at_start_ = watt_hours;
  } else if (event == "TransactionStarted") {
    transaction_start_ = session_event["timestamp"];
    transaction_end_.clear();
    transaction_began_ = now;
    energy_at_start_ = watt_hours;
  } else if (event == "TransactionFinished") {
    transaction_end_ = session_event["timestamp"];
    transaction_took_ = now - transaction_began_;
    if (session_event["transaction_finished"].value("reason", "") == "Local") {
      state_ = "FinishedEVSE";
    }
  } else if (event == "SessionFinished") {
    in_session_ = false;
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
  // The newest transaction's times stay, also when it is over.
  if (!transaction_start_.empty()) {
    view["transaction_start_time"] = transaction_start_;
    view["transaction_duration_s"] =
        transaction_end_.empty() ? seconds(transaction_began_) : transaction_took_.count() / 1000;
  }
  if (!transaction_end_.empty()) view["transaction_end_time"] = transaction_end_;
  return view;
}

}  // namespace kerb::stand_in_everest
