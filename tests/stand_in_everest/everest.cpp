#include "tests/stand_in_everest/everest.hpp"

#include <algorithm>

namespace kerb::stand_in_everest {
namespace {

constexpr Milliseconds kMeterEvery{500};
constexpr Milliseconds kLimitsEvery{1'250};

std::map<std::string, std::string> modules_of(const Settings& settings) {
  const Modules& names = settings.modules;
  std::map<std::string, std::string> modules = {
      {names.token, "auth_token_provider"},     {names.auth, "auth_consumer"},
      {names.errors, "error_history_consumer"}, {names.cost, "session_cost_consumer"},
      {names.cost_source, "session_cost"},      {names.trouble, "generic_error_raiser"}};
  if (settings.ocpp) {
    modules[names.ocpp] = "ocpp_consumer";
    modules[names.display] = "display_message";
  }
  for (int number = 1; number <= settings.evses; ++number) {
    modules[names.evse + std::to_string(number)] = "evse_manager_consumer";
  }
  return modules;
}

}  // namespace

Everest::Everest(const Settings& settings, Timeline& timeline, std::vector<Bay>& bays,
                 StoredSessions& stored)
    : settings_(settings),
      heard_(timeline),
      wire_(settings.broker, timeline, settings.prefix + "everest_api/1/+/+/m2e/#",
            [this](const std::string& topic, const std::string& text) {
              heard_.after(Milliseconds(0), [this, topic, text] { hear(topic, text); });
            }),
      bus_(timeline, wire_, settings.prefix),
      errors_(bus_, settings.modules.errors),
      central_system_(settings, bus_),
      auth_(settings, bus_, evses_, central_system_),
      modules_(settings, bus_, errors_, modules_of(settings)) {
  for (std::size_t i = 0; i < bays.size(); ++i) {
    evses_.push_back(std::make_unique<Evse>(static_cast<int>(i) + 1, settings, bus_, errors_,
                                            bays[i], stored[i], *this));
  }
}

void Everest::begin() {
  for (std::size_t i = 0; i < evses_.size(); ++i) {
    evses_[i]->publish_start(settings_.start_race == StartRace::all ||
                             (settings_.start_race == StartRace::all_but_first && i > 0));
  }
  modules_.begin();
  for (const auto& evse : evses_) evse->begin();
  if (settings_.ocpp) central_system_.begin();
  publish_meters();
  publish_limits();
}

void Everest::publish_meters() {
  for (const auto& evse : evses_) evse->publish_meter();
  bus_.after(kMeterEvery, [this] { publish_meters(); });
}

void Everest::publish_limits() {
  for (const auto& evse : evses_) evse->publish_limits();
  bus_.after(kLimitsEvery, [this] { publish_limits(); });
}

void Everest::transaction_started(int evse, const std::string& session, const Json& /*token*/) {
  auth_.transaction_started(evse);
  central_system_.transaction_started(evse, session);
}

void Everest::transaction_ended(int evse, const std::string& session) {
  central_system_.transaction_ended(evse, session);
}

void Everest::authorization_gone(int evse) {
  auth_.authorization_gone(evse);
}

}  // namespace kerb::stand_in_everest
