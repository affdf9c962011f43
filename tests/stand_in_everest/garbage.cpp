// What no EVerest would say, and nobody can mistake for it.
#include "tests/stand_in_everest/station.hpp"

namespace kerb::stand_in_everest {
namespace {

std::vector<std::string> payloads() {
  constexpr std::size_t kDeep = 50'000;
  constexpr std::size_t kLong = 300'000;
  return {"",
          "{",
          "null",
          "[]",
          "42",
          "-1e999",
          "true",
          "\"word\"",
          "{}",
          std::string("\0\xFF\xFE{\"event\":", 12),
          R"({"event":"NoSuchEvent","uuid":"x","timestamp":"yesterday"})",
          R"({"event":7,"uuid":[],"timestamp":{}})",
          R"({"event":"Transaction\u0000Finished","uuid":"","timestamp":""})",
          R"([{"event":"TransactionFinished","uuid":""}])",
          R"({"event":"SessionStarted","uuid":"\ud800","timestamp":""})",
          R"({"timestamp":"","energy_Wh_import":{"total":1e308},"power_W":{"total":"many"}})",
          R"({"timestamp":"","energy_Wh_import":{"total":-5}})",
          R"({"status":"Accepted","token":{"id_token":{"value":"","type":"None"}}})",
          R"({"headers":{"replyTo":"#"},"payload":[{"message":{"content":5}}]})",
          R"({"headers":{"replyTo":7}})",
          R"({"type":"evse_manager/Inoperative","origin":"nobody","uuid":5})",
          std::string(kDeep, '['),
          "\"" + std::string(kLong, 'x') + "\""};
}

const std::vector<std::pair<const char*, const char*>> kStationTopics = {
    {"auth_consumer", "token_validation_status"},
    {"error_history_consumer", "error_raised"},
    {"error_history_consumer", "error_cleared"},
    {"session_cost_consumer", "session_cost"},
    {"session_cost_consumer", "default_price"},
    {"session_cost_consumer", "tariff_message"},
    {"display_message", "set_display_message"},
    {"display_message", "get_display_message"},
    {"ocpp_consumer", "is_connected"},
    {"ocpp_consumer", "ocpp_transaction_event"},
    {"ocpp_consumer", "data_transfer_incoming"}};
constexpr const char* kEvseTopics[] = {"session_event",   "session_info",
                                       "powermeter",      "ev_info",
                                       "enforced_limits", "evse_id",
                                       "hw_capabilities", "selected_protocol",
                                       "no_such_topic",   "stop_transaction/no-such-request"};

std::string module_of(const Modules& modules, const std::string& api) {
  if (api == "auth_consumer") return modules.auth;
  if (api == "error_history_consumer") return modules.errors;
  if (api == "session_cost_consumer") return modules.cost;
  return api == "display_message" ? modules.display : modules.ocpp;
}

}  // namespace

// Heartbeats are spared: three strange ones would be a lost link, and rightly so.
void Station::garble(int rounds) {
  const std::string root = settings_.prefix + "everest_api/1/";
  std::vector<std::string> topics;
  for (const auto& [api, name] : kStationTopics) {
    topics.push_back(root + api + "/" + module_of(settings_.modules, api) + "/e2m/" + name);
  }
  for (int evse = 1; evse <= settings_.evses; ++evse) {
    for (const char* name : kEvseTopics) {
      topics.push_back(root + "evse_manager_consumer/" + settings_.modules.evse +
                       std::to_string(evse) + "/e2m/" + name);
    }
  }
  const std::vector<std::string> all = payloads();
  with_everest([&](Everest& everest) {
    for (int round = 0; round < rounds; ++round) {
      for (const std::string& topic : topics) {
        for (const std::string& payload : all) everest.wire().publish(topic, payload);
      }
    }
  });
}

}  // namespace kerb::stand_in_everest
