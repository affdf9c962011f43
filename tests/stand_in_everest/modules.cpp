#include "tests/stand_in_everest/modules.hpp"

namespace kerb::stand_in_everest {
namespace {

constexpr const char* kFault = "generic/CommunicationFault";
constexpr const char* kInitial = "Initial communication check";
constexpr const char* kMissed = "Communication check";

}  // namespace

ModuleLife::ModuleLife(const Settings& settings, Bus& bus, ErrorHistory& errors,
                       std::map<std::string, std::string> modules)
    : settings_(settings), bus_(bus), errors_(errors), modules_(std::move(modules)) {}

void ModuleLife::begin() {
  beat_once();
  if (settings_.communication_check.count() <= 0) return;
  for (const auto& [module, api] : modules_) {
    checks_[module].heard = bus_.now();
    raise(module, kInitial);
  }
  look();
}

void ModuleLife::beat_once() {
  if (settings_.heartbeat.count() <= 0) return;
  if (beats_) {
    for (const auto& [module, api] : modules_) bus_.publish(api, module, "heartbeat", count_);
  }
  ++count_;
  bus_.after(settings_.heartbeat, [this] { beat_once(); });
}

void ModuleLife::heard(const std::string& module, bool well) {
  const auto check = checks_.find(module);
  if (check == checks_.end()) return;
  check->second.heard = bus_.now();
  check->second.over = check->second.over || !well;
  errors_.clear(kFault, kInitial, module);
  errors_.clear(kFault, kMissed, module);
}

void ModuleLife::look() {
  for (const auto& [module, check] : checks_) {
    if (!check.over && bus_.now() - check.heard > settings_.communication_check) {
      raise(module, kMissed);
    }
  }
  constexpr Milliseconds kLook{250};
  bus_.after(kLook, [this] { look(); });
}

void ModuleLife::raise(const std::string& module, const char* sub_type) {
  errors_.raise({kFault, sub_type,
                 "Communication with the underlying hardware or device has a fault",
                 "Send communication_check to clear the error", "High", module, "main"});
}

}  // namespace kerb::stand_in_everest
