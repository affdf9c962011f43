// What a station is like; the names are those that its operator gave to the modules of the API.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/stand_in_everest/timeline.hpp"

namespace kerb::stand_in_everest {

struct BrokerAddress {
  std::string host = "127.0.0.1";
  int port = 1883;
  std::string user;  // empty: anonymous
  std::string password;
  std::string ca_file;  // empty: no TLS
};

struct Modules {
  std::string evse = "kiosk_evse_";  // and the number
  std::string token = "kiosk_token";
  std::string auth = "kiosk_auth";
  std::string errors = "kiosk_errors";
  std::string cost = "kiosk_cost";
  std::string cost_source = "cost_source";
  std::string display = "kiosk_display";
  std::string ocpp = "kiosk_ocpp";
  std::string trouble = "kiosk_trouble";
};

// Which of the publications at start arrive: they race with the API's own subscription.
enum class StartRace { all, none, all_but_first };

struct Settings {
  BrokerAddress broker;
  Modules modules;
  std::string prefix;  // settings.mqtt_external_prefix
  int evses = 1;       // 1 to 64
  int faster = 1;
  bool store = false;   // EvseManager has a PersistentStore
  bool ocpp = false;    // OCPP201 is configured, and its back end connected from the start
  bool ocpp16 = false;  // the back end's number of a transaction is not the session's
  bool tells_link_when_asked = false;  // is_connected/get: after 2026.02
  bool dc = false;                     // ev_info tells the state of charge
  bool plug_in_timeout = false;
  StartRace start_race = StartRace::all;
  Milliseconds connection_timeout{20'000};
  Milliseconds heartbeat{1'000};
  Milliseconds communication_check{5'000};
  Milliseconds reply_timeout{5'000};  // cfg_request_reply_to_s
  Milliseconds restart_takes{2'300};
  // What the back end has set in the device model: by component and variable.
  std::map<std::pair<std::string, std::string>, std::string> device_model;
  std::set<std::string> cards = {"04A224B1C85680"};  // RFID numbers that may charge
};

}  // namespace kerb::stand_in_everest
