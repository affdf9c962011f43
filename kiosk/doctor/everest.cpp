#include "kiosk/doctor/everest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kerb::kiosk::doctor {
namespace {

using hal::everest::EvseAnswer;
using hal::everest::EvseModule;
using hal::everest::Module;
using hal::everest::StationError;
using hal::everest::StationSeen;

constexpr const char* kMatchIds =
    "Give the same ids here and in EVerest's active_modules; packaging/everest.md shows both.";

std::string broker_name(const EverestConfig& everest) {
  return fmt::format("{}:{}", everest.broker.host, everest.broker.port);
}

Finding of_broker(const EverestConfig& everest, const StationSeen& seen) {
  if (seen.broker_trouble.empty()) {
    return {"EVerest broker", Verdict::pass, broker_name(everest) + " answers", {}};
  }
  return {
      "EVerest broker", Verdict::fail,
      fmt::format("{}: {}", broker_name(everest), seen.broker_trouble),
      "Check that mosquitto runs there, and [everest] host, port, user, password_file, ca_file."};
}

void look_at_modules(const EverestConfig& everest, const StationSeen& seen,
                     std::vector<Finding>& findings) {
  const std::size_t all = modules_of(everest).size();
  if (seen.silent.empty()) {
    findings.push_back(
        {"EVerest modules", Verdict::pass, fmt::format("all {} are alive", all), {}});
    return;
  }
  if (seen.silent.size() == all) {
    findings.push_back({"EVerest modules", Verdict::fail,
                        "the broker answers, but not one heartbeat of EVerest's was heard",
                        "Is EVerest running, at this broker, with [everest] topic_prefix as its "
                        "mqtt_external_prefix, and cfg_heartbeat_interval_ms above 0?"});
    return;
  }
  for (const Module& module : seen.silent) {
    findings.push_back({"EVerest modules", Verdict::fail,
                        fmt::format("no heartbeat of \"{}\", which should be its {}_API", module.id,
                                    hal::everest::word_of(module.api)),
                        kMatchIds});
  }
}

// EVerest's words for what a driver plugs in (OCPP's ConnectorEnumType); empty: nobody can tell.
std::string_view expected_type(const hal::Evse& evse) {
  switch (evse.connector) {
    case hal::ConnectorKind::ccs2:
      return "cCCS2";
    case hal::ConnectorKind::type2:
      return evse.tethered ? "cType2" : "sType2";
    case hal::ConnectorKind::chademo:
      return "cG105";
    case hal::ConnectorKind::nacs:
      return "cTesla";
  }
  return {};
}

bool says_nothing(std::string_view type) {
  return type.empty() || type == "Unknown" || type == "Undetermined";
}

Finding of_answer(const EvseModule& asked, const EvseAnswer& answer, const hal::Evse& evse) {
  const std::string check = fmt::format("EVerest EVSE {}", asked.evse);
  if (answer.evse != asked.evse) {
    return {check, Verdict::fail,
            fmt::format("\"{}\" is EVSE {} at EVerest", asked.module, answer.evse),
            "Correct [[controller.evse]] id or module: a driver would pay at one and charge at "
            "another."};
  }
  const auto found =
      std::find_if(answer.connectors.begin(), answer.connectors.end(),
                   [&](const auto& connector) { return connector.id == asked.connector; });
  if (found == answer.connectors.end()) {
    return {check, Verdict::fail,
            fmt::format("\"{}\" has no connector {}", asked.module, asked.connector),
            "Correct [[controller.evse]] module_connector."};
  }
  if (!says_nothing(found->type) && found->type != expected_type(evse)) {
    return {check, Verdict::warn,
            fmt::format("its connector is a {} at EVerest, but a driver is shown a {}", found->type,
                        expected_type(evse)),
            "Correct [[controller.evse]] connector or tethered, or connector_type of the "
            "EvseManager."};
  }
  return {check, Verdict::pass, fmt::format("\"{}\" answers", asked.module), {}};
}

void look_at_evses(const Config& config, const StationSeen& seen, std::vector<Finding>& findings) {
  for (const StationSeen::EvseSeen& each : seen.evses) {
    const EvseModule& asked = each.asked;
    if (!each.answer) {
      findings.push_back({fmt::format("EVerest EVSE {}", asked.evse), Verdict::fail,
                          fmt::format("\"{}\" does not answer get_evse", asked.module), kMatchIds});
      continue;
    }
    const auto& evses = config.controller.evses;
    const auto evse = std::find_if(evses.begin(), evses.end(),
                                   [&](const hal::Evse& shown) { return shown.id == asked.evse; });
    if (evse != evses.end()) findings.push_back(of_answer(asked, *each.answer, *evse));
  }
}

bool is_ours(const EverestConfig& everest, const StationError& error) {
  const auto modules = modules_of(everest);
  return std::any_of(modules.begin(), modules.end(),
                     [&](const Module& module) { return module.id == error.module; });
}

bool is_mapped(const EverestConfig& everest, const StationError& error) {
  return std::any_of(everest.evses.begin(), everest.evses.end(), [&](const EvseModule& evse) {
    const auto& names = evse.error_modules;
    return std::find(names.begin(), names.end(), error.module) != names.end();
  });
}

void look_at_errors(const EverestConfig& everest, const StationSeen& seen,
                    std::vector<Finding>& findings) {
  if (!seen.errors) {
    findings.push_back({"EVerest errors", Verdict::fail,
                        fmt::format("\"{}\" does not answer active_errors", everest.modules.errors),
                        kMatchIds});
    return;
  }
  const std::size_t before = findings.size();
  for (const StationError& error : *seen.errors) {
    // While no kiosk runs, its modules miss it.
    if (error.api_silence && is_ours(everest, error)) continue;
    const bool mapped = is_mapped(everest, error);
    findings.push_back({"EVerest errors", Verdict::warn,
                        fmt::format("{} of {}{}{}", error.type, error.module,
                                    error.message.empty() ? "" : ": ", error.message),
                        mapped
                            ? "See to it at the charger: it goes by itself when its cause is gone."
                            : "See to it at the charger. No EVSE names this module in "
                              "error_modules: were it a danger to people, it would close all "
                              "of them; else it closes none."});
  }
  if (findings.size() == before) {
    findings.push_back({"EVerest errors", Verdict::pass, "none is active", {}});
  }
}

}  // namespace

std::vector<Finding> examine_everest(const Config& config, const Probes& probes) {
  std::vector<Finding> findings;
  if (config.controller.kind != ControllerKind::everest || !probes.everest) return findings;
  const auto seen = probes.everest(config.everest);
  if (!seen) {
    findings.push_back({"EVerest broker", Verdict::fail, seen.error().tried, seen.error().remedy});
    return findings;
  }
  findings.push_back(of_broker(config.everest, *seen));
  if (!seen->broker_trouble.empty()) return findings;
  look_at_modules(config.everest, *seen, findings);
  look_at_evses(config, *seen, findings);
  look_at_errors(config.everest, *seen, findings);
  return findings;
}

}  // namespace kerb::kiosk::doctor
