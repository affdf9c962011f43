// What EVerest makes of a client's messages. Whatever it cannot read it drops without an answer.
#include <algorithm>

#include "tests/stand_in_everest/everest.hpp"

namespace kerb::stand_in_everest {
namespace {

constexpr Milliseconds kAnswerTakes{40};

bool is_stop_reason(const Json& reason) {
  static const std::set<std::string> kReasons = {"EmergencyStop", "EVDisconnected",
                                                 "HardReset",     "Local",
                                                 "Other",         "PowerLoss",
                                                 "Reboot",        "Remote",
                                                 "SoftReset",     "UnlockCommand",
                                                 "DeAuthorized",  "EnergyLimitReached",
                                                 "GroundFault",   "LocalOutOfCredit",
                                                 "MasterPass",    "OvercurrentFault",
                                                 "PowerQuality",  "SOCLimitReached",
                                                 "StoppedByEV",   "TimeLimitReached",
                                                 "Timeout",       "ReqEnergyTransferRejected"};
  return reason.is_string() && kReasons.count(reason.get<std::string>()) != 0;
}

}  // namespace

// [prefix]everest_api/1/<api>/<module>/m2e/<name>[/<id> or /get]
void Everest::hear(const std::string& topic, const std::string& text) {
  std::vector<std::string> parts;
  std::size_t from = settings_.prefix.size();
  while (from <= topic.size()) {
    const std::size_t to = std::min(topic.find('/', from), topic.size());
    parts.push_back(topic.substr(from, to - from));
    from = to + 1;
  }
  if (parts.size() < 6) return;
  const Json message = text.empty() ? Json(nullptr) : Json::parse(text, nullptr, false);
  if (message.is_discarded()) return;
  if (parts[5] == "reply" && parts.size() == 7) {
    return central_system_.hear_reply(parts[6], message);
  }
  if (parts.size() == 7 && parts[6] == "get") {
    parts[5] += "/get";
    parts.pop_back();
  }
  if (parts.size() != 6) return;
  try {
    obey({parts[2], parts[3], parts[5], message});
  } catch (const Json::exception&) {
    return;  // as dropped as everything else that does not fit the schema
  }
}

void Everest::obey(const Order& order) {
  if (order.name == "communication_check") {
    if (order.message.is_boolean()) modules_.heard(order.module, order.message.get<bool>());
    return;
  }
  if (order.api == "auth_token_provider" && order.module == settings_.modules.token) {
    if (order.name == "provided_token") auth_.provide(order.message);
    return;
  }
  if (order.api == "generic_error_raiser" && order.module == settings_.modules.trouble) {
    return at_error_raiser(order);
  }
  if (order.api == "session_cost" && order.module == settings_.modules.cost_source) {
    return bus_.publish("session_cost_consumer", settings_.modules.cost, order.name, order.message);
  }
  const Json payload = order.message.is_object() ? order.message.value("payload", Json()) : Json();
  std::optional<Json> answer;
  if (order.api == "evse_manager_consumer") {
    for (int number = 1; number <= settings_.evses; ++number) {
      if (order.module != settings_.modules.evse + std::to_string(number)) continue;
      answer = at_evse(evse(number), number, order, payload);
    }
  } else {
    answer = at_station(order, payload);
  }
  if (!answer || !answers_ || !order.message.contains("headers")) return;
  const std::string reply_to = order.message["headers"].value("replyTo", "");
  if (reply_to.empty()) return;
  bus_.after(kAnswerTakes, [this, reply_to, said = *answer] { bus_.publish_at(reply_to, said); });
}

std::optional<Json> Everest::at_evse(Evse& evse, int number, const Order& order,
                                     const Json& payload) {
  if (order.name == "get_evse") {
    return Json{{"id", number}, {"connectors", {{{"id", 1}, {"type", "cType2"}}}}};
  }
  if (order.name == "pause_charging") return evse.pause("UserPause");
  if (order.name == "resume_charging") return evse.resume();
  if (order.name == "stop_transaction") {
    if (!is_stop_reason(payload.at("reason"))) return std::nullopt;
    std::optional<Json> token;
    if (payload.contains("id_tag")) token = payload["id_tag"];
    return evse.stop(payload["reason"], token);
  }
  if (order.name == "force_unlock") {
    if (!payload.is_number_integer()) return std::nullopt;
    return evse.force_unlock();
  }
  if (order.name == "enable_disable") {
    const std::string state = payload.at("source").at("enable_state");
    if (state != "Enable" && state != "Disable") return std::nullopt;
    return evse.enable(state == "Enable", payload["source"]);
  }
  return std::nullopt;
}

std::optional<Json> Everest::at_station(const Order& order, const Json& payload) {
  if (order.api == "auth_consumer" && order.name == "withdraw_authorization") {
    return auth_.withdraw(payload.is_object() ? payload : Json::object());
  }
  if (order.api == "error_history_consumer" && order.name == "active_errors") {
    return errors_.active();
  }
  if (order.api == "ocpp_consumer" && settings_.ocpp) {
    if (order.name == "is_connected/get" && settings_.tells_link_when_asked) {
      return central_system_.linked();
    }
    if (order.name == "data_transfer_outgoing") return central_system_.data_transfer(payload);
    if (order.name == "get_variables") return central_system_.get_variables(payload);
  }
  return std::nullopt;
}

void Everest::at_error_raiser(const Order& order) {
  const std::string type = order.message.at("type");
  if (type != "CommunicationFault" && type != "VendorError" && type != "VendorWarning") return;
  const std::string sub_type = order.message.value("sub_type", "");
  if (order.name == "raise_error") {
    errors_.raise({"generic/" + type, sub_type, type, order.message.value("message", ""),
                   type == "VendorWarning" ? "Low" : "High", order.module, "main"});
  } else if (order.name == "clear_error") {
    errors_.clear("generic/" + type, sub_type, order.module);
  }
}

}  // namespace kerb::stand_in_everest
