#include "tests/stand_in_everest/central_system.hpp"

#include <cmath>

namespace kerb::stand_in_everest {
namespace {

constexpr int kCostDecimals = 3;  // OCPP's TariffCostCtrlr.NumberOfDecimalsForCostValues
constexpr Milliseconds kUntilConnected{300};

Json message(const std::string& text) {
  return {{"content", text}, {"format", "UTF8"}, {"language", "en"}};
}

// As EVerest does it, in floating point and cut off: 2.01 comes out as 2009 thousandths.
int cut_off(const std::string& amount) {
  return static_cast<int>(std::stod(amount) * std::pow(10, kCostDecimals));
}

}  // namespace

void CentralSystem::tell_price(const std::string& text) {
  bus_.publish("session_cost_consumer", settings_.modules.cost, "default_price",
               {{"messages", {{{"content", text}}}}});
}

void CentralSystem::begin() {
  tell_price("Offline " + price_text_);
  bus_.after(kUntilConnected, [this] { connect(); });
}

void CentralSystem::connect() {
  linked_ = true;
  bus_.publish("ocpp_consumer", settings_.modules.ocpp, "is_connected", true);
  tell_price("Price " + price_text_);
  bus_.publish("ocpp_consumer", settings_.modules.ocpp, "boot_notification_response",
               {{"status", "Accepted"}, {"current_time", bus_.stamp()}, {"interval", 300}});
}

void CentralSystem::disconnect() {
  linked_ = false;
  bus_.publish("ocpp_consumer", settings_.modules.ocpp, "is_connected", false);
  tell_price("Offline " + price_text_);
}

Json CentralSystem::tariff_for(const Json& token) {
  const Json texts = {message(price_text_)};
  bus_.publish("session_cost_consumer", settings_.modules.cost, "tariff_message",
               {{"identifier_id", token["id_token"]["value"]},
                {"identifier_type", "IdToken"},
                {"messages", texts}});
  return texts;
}

void CentralSystem::transaction_started(int evse, const std::string& session) {
  if (!settings_.ocpp) return;
  transactions_[evse] = {settings_.ocpp16 ? std::to_string(++numbers_) : session, session};
  when_free([this, evse] { tell_transaction("Started", evse); });
}

void CentralSystem::transaction_ended(int evse, const std::string& /*session*/) {
  if (!settings_.ocpp) return;
  when_free([this, evse] { tell_transaction("Ended", evse); });
}

void CentralSystem::tell_transaction(const char* event, int evse) {
  const Transaction& transaction = transactions_[evse];
  bus_.publish("ocpp_consumer", settings_.modules.ocpp, "ocpp_transaction_event",
               {{"transaction_event", event},
                {"session_id", transaction.session},
                {"transaction_id", transaction.number},
                {"evse", {{"id", evse}, {"connector_id", 1}}}});
}

void CentralSystem::cost(int evse, const std::string& amount, const std::string& status) {
  when_free([this, evse, amount, status] {
    Json cost = {{"session_id", transactions_[evse].number},
                 {"status", status},
                 {"currency", {{"code", "EUR"}, {"decimals", kCostDecimals}}},
                 {"cost_chunks",
                  {{{"cost", {{"value", cut_off(amount)}}}, {"timestamp_to", bus_.stamp()}}}}};
    if (status == "Finished") {
      cost["message"] = {message("Final cost " + amount + " EUR")};
      cost["qr_code"] = "https://cpo.example/invoices/1";
    }
    bus_.publish("session_cost_consumer", settings_.modules.cost, "session_cost", cost);
  });
}

void CentralSystem::when_free(Timeline::Action action) {
  if (asked_.empty()) return action();
  waiting_.push_back(std::move(action));
}

void CentralSystem::ask(const std::string& name, const Json& payload, Answered answered_with) {
  const bool display = name.find("display_message") != std::string::npos;
  const std::string api = display ? "display_message" : "ocpp_consumer";
  const std::string module = display ? settings_.modules.display : settings_.modules.ocpp;
  const std::string id = make_uuid();
  asked_[id] = std::move(answered_with);
  Json request = {
      {"headers", {{"replyTo", "everest_api/1/" + api + "/" + module + "/m2e/reply/" + id}}}};
  if (!payload.is_null()) request["payload"] = payload;
  bus_.publish(api, module, name, request);
  bus_.after(settings_.reply_timeout, [this, id] { answered(id, nullptr); });
}

void CentralSystem::hear_reply(const std::string& id, const Json& answer) {
  answered(id, answer);
}

void CentralSystem::answered(const std::string& id, const Json& answer) {
  const auto asked = asked_.find(id);
  if (asked == asked_.end()) return;
  const Answered tell = std::move(asked->second);
  asked_.erase(asked);
  tell(answer);
  while (asked_.empty() && !waiting_.empty()) {
    const Timeline::Action next = std::move(waiting_.front());
    waiting_.pop_front();
    next();
  }
}

Json CentralSystem::data_transfer(const Json& request) {
  transfers_.push_back(request);
  if (!linked_) return {{"status", "Offline"}};
  return {{"status", "Accepted"}, {"data", "{}"}};
}

Json CentralSystem::get_variables(const Json& request) {
  Json items = Json::array();
  for (const Json& item : request.value("items", Json::array())) {
    Json answer = {{"status", "UnknownComponent"}};
    if (item.contains("component_variable")) {
      const Json& asked = item["component_variable"];
      answer["component_variable"] = asked;
      const auto found = settings_.device_model.find(
          {asked["component"].value("name", ""), asked["variable"].value("name", "")});
      if (found != settings_.device_model.end()) {
        answer["status"] = "Accepted";
        answer["attribute_type"] = "Actual";
        answer["value"] = found->second;
      }
    }
    items.push_back(std::move(answer));
  }
  return {{"items", std::move(items)}};
}

}  // namespace kerb::stand_in_everest
