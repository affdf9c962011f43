// One run of EVerest, from its start until it is killed: its modules, and what they make of the
// messages of a client. Nothing of it survives but the bays and what a store keeps.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/stand_in_everest/auth.hpp"
#include "tests/stand_in_everest/central_system.hpp"
#include "tests/stand_in_everest/modules.hpp"

namespace kerb::stand_in_everest {

using StoredSessions = std::vector<std::optional<StoredSession>>;

// Threading: the timeline's thread only; creating it also from another one.
class Everest final : public TransactionListener {
 public:
  // Connects; throws std::runtime_error.
  Everest(const Settings& settings, Timeline& timeline, std::vector<Bay>& bays,
          StoredSessions& stored);
  ~Everest() override = default;
  Everest(const Everest&) = delete;
  Everest& operator=(const Everest&) = delete;

  void begin();
  void answer_requests(bool on) { answers_ = on; }

  Evse& evse(int number) { return *evses_.at(static_cast<std::size_t>(number) - 1); }
  Auth& auth() { return auth_; }
  CentralSystem& central_system() { return central_system_; }
  ErrorHistory& errors() { return errors_; }
  ModuleLife& modules() { return modules_; }
  Wire& wire() { return wire_; }
  Bus& bus() { return bus_; }

  void transaction_started(int evse, const std::string& session, const Json& token) override;
  void transaction_ended(int evse, const std::string& session) override;
  void authorization_gone(int evse) override;

 private:
  struct Order {
    std::string api;
    std::string module;
    std::string name;
    Json message;
  };
  void hear(const std::string& topic, const std::string& text);
  void obey(const Order& order);
  // The answer; nothing where the real one says nothing.
  std::optional<Json> at_evse(Evse& evse, int number, const Order& order, const Json& payload);
  std::optional<Json> at_station(const Order& order, const Json& payload);
  void at_error_raiser(const Order& order);
  void publish_meters();
  void publish_limits();

  const Settings& settings_;
  Intentions heard_;
  Wire wire_;
  Bus bus_;
  ErrorHistory errors_;
  CentralSystem central_system_;
  Evses evses_;
  Auth auth_;
  ModuleLife modules_;
  bool answers_ = true;
};

}  // namespace kerb::stand_in_everest
