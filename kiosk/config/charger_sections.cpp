// The charger behind the screen: which EVSEs it has, and how it is reached.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "hal/everest/topics.hpp"
#include "hal/simulated/world/line_socket.hpp"
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"

namespace kerb::kiosk::config {
namespace {

constexpr std::size_t kMostEvses = 16;

const Text module_id(1, 64, hal::everest::is_module_id,
                     "the id of a module in EVerest's configuration, like \"kiosk_evse_1\"");

void read_evse_module(Section& section, hal::EvseId evse, bool needed, EverestConfig& everest) {
  constexpr std::size_t kMostErrorModules = 32;
  hal::everest::EvseModule module;
  module.evse = evse;
  const bool named = needed ? section.need("module", module.module, module_id)
                            : section.may("module", module.module, module_id);
  section.may("module_connector", module.connector, Whole(1, 99));
  section.may("error_modules", module.error_modules, ListOf(1, kMostErrorModules, module_id));
  if (!named) return;
  const bool twice = std::any_of(everest.evses.begin(), everest.evses.end(),
                                 [&](const auto& other) { return other.module == module.module; });
  if (twice) {
    section.object("module", "config.out_of_range",
                   "Give every EVSE a module of its own: an evse_manager_consumer_API each.");
  }
  everest.evses.push_back(std::move(module));
}

hal::Evse read_evse(Section section, std::set<int>& ids, Config& config) {
  static const OneOf<hal::ConnectorKind> kinds({{"ccs2", hal::ConnectorKind::ccs2},
                                                {"type2", hal::ConnectorKind::type2},
                                                {"chademo", hal::ConnectorKind::chademo},
                                                {"nacs", hal::ConnectorKind::nacs}});
  hal::Evse evse;
  int watts = 0;
  if (section.need("id", evse.id, Whole(1, 999)) && !ids.insert(evse.id).second) {
    section.object("id", "config.out_of_range",
                   "Give every EVSE an id of its own, as the charger counts them.");
  }
  section.need("connector", evse.connector, kinds);
  section.need("max_power_w", watts, Whole(1'000, 1'000'000, "watts"));
  section.may("tethered", evse.tethered, YesNo());
  section.may("tariffs", config.tariffs.ids[evse.id], ListOf(1, 20, Text(1, 255)));
  if (config.tariffs.ids[evse.id].empty()) config.tariffs.ids.erase(evse.id);
  read_evse_module(section, evse.id, config.controller.kind == ControllerKind::everest,
                   config.everest);
  section.finish();
  evse.max_power = hal::Watts{watts};
  return evse;
}

bool on_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.substr(0, 4) == "127.";
}

void read_broker(Section& everest, const std::filesystem::path& folder,
                 hal::everest::BrokerAddress& broker) {
  everest.may("host", broker.host,
              Text(1, 253, is_broker_host, "a host name or an IP address, like \"localhost\""));
  everest.may("port", broker.port, Whole(1, 65535));
  everest.may("user", broker.user, Text(1, 100));
  const bool password = everest.may("password_file", broker.password_file, PathFrom(folder));
  everest.may("ca_file", broker.ca_file, PathFrom(folder));
  const bool certificate =
      everest.may("certificate_file", broker.certificate_file, PathFrom(folder));
  const bool key = everest.may("key_file", broker.key_file, PathFrom(folder));
  if (password && broker.user.empty()) {
    everest.object("password_file", "config.out_of_range", "Give the user whose password it is.");
  }
  // Whoever reads along could order the station about.
  if (password && broker.ca_file.empty() && !on_this_machine(broker.host)) {
    everest.object("password_file", "config.out_of_range",
                   "Give ca_file, too: a password for a broker on another machine needs TLS.");
  }
  if (certificate != key) {
    everest.object(certificate ? "certificate_file" : "key_file", "config.out_of_range",
                   "Give certificate_file and key_file, or neither.");
  }
  if (certificate && broker.ca_file.empty()) {
    everest.object("certificate_file", "config.out_of_range",
                   "Give ca_file, too: without it the broker is spoken to without TLS.");
  }
}

}  // namespace

void read_controller(Section controller, Config& config) {
  static const OneOf<ControllerKind> kinds(
      {{"simulated", ControllerKind::simulated}, {"everest", ControllerKind::everest}});
  controller.need("kind", config.controller.kind, kinds);
  std::set<int> ids;
  for (Section& evse : controller.each("evse", "[[controller.evse]]")) {
    config.controller.evses.push_back(read_evse(std::move(evse), ids, config));
  }
  if (config.controller.evses.size() > kMostEvses) {
    controller.object("evse", "config.out_of_range",
                      fmt::format("Give at most {} EVSEs.", kMostEvses));
  }
  controller.finish();
}

void read_everest(Section everest, const std::filesystem::path& folder, Config& config) {
  EverestConfig& station = config.everest;
  const bool used = config.controller.kind == ControllerKind::everest;
  read_broker(everest, folder, station.broker);
  everest.may("topic_prefix", station.topic_prefix,
              Text(1, 100, hal::everest::is_topic_prefix,
                   "EVerest's settings.mqtt_external_prefix as it stands there"));
  station.ledger = config.journal_file.parent_path() / "everest-charges.json";
  everest.may("ledger", station.ledger, PathFrom(folder));
  hal::everest::StationModules& modules = station.modules;
  const auto module = [&](const char* key, std::string& id, bool needed) {
    return needed ? everest.need(key, id, module_id) : everest.may(key, id, module_id);
  };
  module("token_provider", modules.token_provider, used);
  module("auth", modules.auth, used);
  module("errors", modules.errors, used);
  module("display", modules.display, false);
  module("cost", modules.cost, false);
  module("ocpp", modules.ocpp, false);
  module("error_raiser", modules.error_raiser, false);
  everest.finish();
}

// Nobody may pay with a real card, or take real energy, where time or the other half of the world is
// made up.
void read_simulated(Section simulated, const std::filesystem::path& folder, Config& config) {
  SimulatedConfig& world = config.simulated;
  const bool all = config.reader.kind == ReaderKind::simulated &&
                   config.controller.kind == ControllerKind::simulated;
  if (simulated.may("socket", world.socket, PathFrom(folder))) {
    if (!all) {
      simulated.object("socket", "config.out_of_range",
                       "Take it out, or make both [reader] kind and [controller] kind "
                       "\"simulated\".");
    } else if (world.socket.string().size() > hal::simulated::kLongestSocketPath) {
      simulated.object(
          "socket", "config.out_of_range",
          fmt::format("Give a path of at most {} octets.", hal::simulated::kLongestSocketPath));
    }
  }
  if (simulated.may("speed", world.speed, Whole(1, 600)) && world.speed > 1 &&
      (!all || world.socket.empty())) {
    simulated.object("speed", "config.out_of_range",
                     "Take it out: time runs faster only with a simulated world at a socket.");
  }
  simulated.finish();
}

}  // namespace kerb::kiosk::config
