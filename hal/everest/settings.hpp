// What the config says about one EVerest station.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/everest/topics.hpp"

namespace kerb::hal::everest {

// Where the broker is, and how it is spoken to.
struct BrokerAddress {
  std::string host = "localhost";
  int port = 1883;
  std::string user;                        // empty: it asks for none
  std::filesystem::path password_file;     // mode 0600; empty: none
  std::filesystem::path ca_file;           // PEM; empty: without TLS
  std::filesystem::path certificate_file;  // PEM; empty: the broker does not ask for Kerb's
  std::filesystem::path key_file;          // PEM, mode 0600
};

// How an EVSE that the driver sees is called in EVerest's configuration.
struct EvseModule {
  EvseId evse = 1;     // EVerest's own number of it, too
  std::string module;  // its evse_manager_consumer_API
  int connector = 1;   // as EVerest counts them within the EVSE
  // The modules whose errors are this EVSE's: its EvseManager, board support, meter, ... An error of a
  // module that no EVSE names is the station's.
  std::vector<std::string> error_modules;
};

// API modules of the whole station; an empty id: this station has none.
struct StationModules {
  std::string token_provider;  // needed
  std::string auth;            // needed
  std::string errors;          // needed
  std::string display;
  std::string cost;
  std::string ocpp;
  std::string error_raiser;
};

struct Settings {
  BrokerAddress broker;
  std::filesystem::path ledger;  // the file of hal/everest/ledger.hpp
  std::string topic_prefix;
  StationModules modules;
  std::vector<EvseModule> evses;
};

// The modules that they name, EVSEs first.
std::vector<Module> modules_of(const Settings& settings);

}  // namespace kerb::hal::everest
