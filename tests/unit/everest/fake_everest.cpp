#include "fake_everest.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

namespace kerb::hal::everest {
namespace {

using TestJson = nlohmann::json;

const std::string kApi = "everest_api/1/";

bool fits(const std::string& filter, const std::string& topic) {
  std::istringstream wanted(filter);
  std::istringstream given(topic);
  std::string one;
  std::string other;
  for (;;) {
    const bool more_wanted = static_cast<bool>(std::getline(wanted, one, '/'));
    const bool more_given = static_cast<bool>(std::getline(given, other, '/'));
    if (more_wanted && one == "#") return true;
    if (!more_wanted || !more_given) return more_wanted == more_given;
    if (one != "+" && one != other) return false;
  }
}

}  // namespace

void FakeBroker::listen(OnMessage on_message, OnLink on_link) {
  on_message_ = std::move(on_message);
  on_link_ = std::move(on_link);
}

void FakeBroker::subscribe(const std::string& filter) {
  filters_.push_back(filter);
}

void FakeBroker::end() {
  const std::scoped_lock lock(mutex_);
  on_message_ = nullptr;
  on_link_ = nullptr;
  up_ = false;
}

void FakeBroker::set_link(bool up) {
  const std::scoped_lock lock(mutex_);
  up_ = up;
  if (on_link_) on_link_(up);
}

bool FakeBroker::subscribed(const std::string& topic) const {
  return std::any_of(filters_.begin(), filters_.end(),
                     [&](const std::string& filter) { return fits(filter, topic); });
}

void FakeBroker::say(const std::string& topic, std::string_view payload) {
  const std::scoped_lock lock(mutex_);
  if (!up_ || !on_message_ || !subscribed(kApi + topic)) return;
  on_message_(kApi + topic, payload);
}

void FakeBroker::on_order(OnOrder on_order) {
  const std::scoped_lock lock(mutex_);
  on_order_ = std::move(on_order);
}

Result<void> FakeBroker::publish(const std::string& topic, const std::string& payload) {
  const std::scoped_lock lock(mutex_);
  if (!up_) return failure("controller.unreachable", "publishing", "wait");
  const std::string name = topic.substr(topic.rfind('/') + 1);
  heard_.emplace_back(name, payload);
  if (!on_order_) return {};
  const TestJson json = TestJson::parse(payload);
  if (!json.is_object() || !json.contains("headers")) {
    on_order_(name, "", payload);
    return {};
  }
  const std::string reply_to = json.at("headers").at("replyTo");
  on_order_(name, reply_to.substr(kApi.size()),
            json.contains("payload") ? json.at("payload").dump() : std::string());
  return {};
}

std::vector<std::string> FakeBroker::heard(const std::string& name) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> found;
  for (const auto& [of, payload] : heard_) {
    if (of == name) found.push_back(payload);
  }
  return found;
}

// ---- the station

std::string id_tag(const std::string& value, int evse) {
  return fmt::format(
      R"({{"authorization_type":"BankCard","connectors":[{}],"id_token":{{"type":"Local","value":"{}"}},"prevalidated":true}})",
      evse, value);
}

std::string meter_value(int watt_hours) {
  return fmt::format(
      R"({{"energy_Wh_import":{{"total":{}.0}},"timestamp":"2026-11-22T04:16:58Z"}})", watt_hours);
}

FakeEverest::FakeEverest() {
  broker_.on_order([this](const std::string& name, const std::string& reply_to,
                          const std::string& payload) { order(name, reply_to, payload); });
}

Settings FakeEverest::settings() {
  Settings settings;
  settings.modules = {.token_provider = "kiosk_token",
                      .auth = "kiosk_auth",
                      .errors = "kiosk_errors",
                      .display = "kiosk_display",
                      .cost = "kiosk_cost",
                      .ocpp = "kiosk_ocpp",
                      .error_raiser = "kiosk_trouble"};
  for (const int evse : {1, 2}) {
    EvseModule module;
    module.evse = evse;
    module.module = fmt::format("kiosk_evse_{}", evse);
    module.error_modules = {fmt::format("evse_manager_{}", evse),
                            fmt::format("yeti_driver_{}", evse)};
    settings.evses.push_back(module);
  }
  return settings;
}

void FakeEverest::answer(const std::string& reply_to, const std::string& text) {
  if (!text.empty() && !reply_to.empty()) broker_.say(reply_to, text);
}

void FakeEverest::order(const std::string& name, const std::string& reply_to,
                        const std::string& payload) {
  if (name == "active_errors") return answer(reply_to, errors_answer);
  if (name == "provided_token") {
    const TestJson json = TestJson::parse(payload);
    const std::string value = json.at("id_token").at("value");
    const int evse = json.at("connectors").at(0);
    if (!token_answer.empty()) token(value, "Processing", evse);
    if (token_answer == "UsedToStart") token(value, "Accepted", evse);
    if (!token_answer.empty()) token(value, token_answer, evse);
    if (at_token) at_token();
  } else if (name == "withdraw_authorization") {
    if (at_withdraw) at_withdraw();
    answer(reply_to, withdraw_answer);
  } else if (name == "stop_transaction") {
    answer(reply_to, stop_answer);
    if (at_stop) at_stop();
  } else if (name == "force_unlock") {
    answer(reply_to, unlock_answer);
    if (at_unlock) at_unlock();
  }
}

void FakeEverest::beat(unsigned count) {
  for (const int evse : {1, 2}) {
    broker_.say(fmt::format("evse_manager_consumer/kiosk_evse_{}/e2m/heartbeat", evse),
                std::to_string(count));
  }
}

void FakeEverest::event(int evse, const std::string& step, const std::string& session,
                        const std::string& more) {
  broker_.say(
      fmt::format("evse_manager_consumer/kiosk_evse_{}/e2m/session_event", evse),
      fmt::format(R"({{"event":"{}","uuid":"{}","timestamp":"2026-11-22T04:17:00.298Z"{}{}}})",
                  step, session, more.empty() ? "" : ",", more));
}

void FakeEverest::token(const std::string& value, const std::string& state, int evse) {
  broker_.say(
      "auth_consumer/kiosk_auth/e2m/token_validation_status",
      fmt::format(R"({{"messages":[],"status":"{}","token":{}}})", state, id_tag(value, evse)));
}

void FakeEverest::meter(int evse, int watt_hours, int watts) {
  broker_.say(
      fmt::format("evse_manager_consumer/kiosk_evse_{}/e2m/powermeter", evse),
      fmt::format(
          R"({{"energy_Wh_import":{{"total":{}}},"power_W":{{"total":{}}},"timestamp":"2026-11-22T04:17:00Z"}})",
          watt_hours, watts));
}

void FakeEverest::status(int evse, const std::string& state, const std::string& more) {
  broker_.say(
      fmt::format("evse_manager_consumer/kiosk_evse_{}/e2m/session_info", evse),
      fmt::format(
          R"({{"state":"{}","charged_energy_wh":0,"discharged_energy_wh":0,"latest_total_w":0,"session_duration_s":1,"timestamp":"2026-11-22T04:17:01Z"{}{}}})",
          state, more.empty() ? "" : ",", more));
}

void FakeEverest::play(const std::string& file, double from, double to) {
  std::ifstream lines(std::string(KERB_RECORDED) + "/" + file);
  ASSERT_TRUE(lines) << file;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    double seconds = 0;
    std::string topic;
    words >> seconds >> topic;
    if (seconds < from || seconds >= to) continue;
    std::string payload;
    std::getline(words, payload);
    const auto& [token, other] = instead_of;
    for (std::size_t at = 0; !token.empty() && (at = payload.find(token)) != std::string::npos;) {
      payload.replace(at, token.size(), other);
    }
    broker_.say(topic, payload.substr(1));
  }
}

}  // namespace kerb::hal::everest
