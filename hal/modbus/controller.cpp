#include "hal/modbus/controller.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kerb::hal::modbus {
namespace {

bool is_right_key(const ChargeKey& key) {
  return key.size() == 32 && key.find_first_not_of("0123456789abcdef") == std::string::npos;
}

tl::unexpected<Error> no_such_evse(EvseId evse) {
  return failure("controller.refused", fmt::format("an order for EVSE {}", evse),
                 "no station is configured for it");
}

}  // namespace

Controller::Controller(const std::vector<ChargerSettings>& chargers, ChargeLedger& ledger,
                       const Clock& clock) {
  for (const ChargerSettings& settings : chargers) {
    const EvseId evse = settings.evse.id;
    evses_.push_back(settings.evse);
    Charger::Ears ears{[this, evse](bool up) { set_link(evse, up); },
                       [this](const ControllerEvent& event) {
                         const std::scoped_lock lock(telling_);
                         tell(event);
                       }};
    chargers_[evse] = std::make_unique<Charger>(settings, ledger, clock, std::move(ears));
  }
}

Controller::~Controller() = default;

void Controller::listen(Listener listener) {
  {
    const std::scoped_lock lock(telling_);
    listener_ = std::move(listener);
  }
  for (const auto& [evse, charger] : chargers_) charger->begin();
}

void Controller::tell(const ControllerEvent& event) {
  if (listener_) listener_(event);
}

void Controller::set_link(EvseId evse, bool up) {
  const std::scoped_lock lock(telling_);
  up_[evse] = up;
  const bool any =
      std::any_of(up_.begin(), up_.end(), [](const auto& station) { return station.second; });
  if (!any && up_.size() == chargers_.size() && !std::exchange(lost_, true)) {
    return tell(LinkLost{});
  }
  if (up && std::exchange(lost_, false)) {
    tell(LinkRestored{});
    for (const auto& [other, there] : up_) {
      if (!there) tell(EvseChanged{other, EvseState::unknown});
    }
  }
  if (!up) tell(EvseChanged{evse, EvseState::unknown});
}

Charger* Controller::charger(EvseId evse) const {
  const auto found = chargers_.find(evse);
  return found == chargers_.end() ? nullptr : found->second.get();
}

Result<void> Controller::start(EvseId evse, const ChargeKey& charge) {
  Charger* station = charger(evse);
  if (station == nullptr || !is_right_key(charge)) return no_such_evse(evse);
  return station->start(charge);
}

Result<ChargeRecord> Controller::stop(EvseId evse, const ChargeKey& charge) {
  Charger* station = charger(evse);
  return station == nullptr ? ChargeRecord{} : station->stop(charge);
}

Result<ChargeRecord> Controller::query(EvseId evse, const ChargeKey& charge) {
  Charger* station = charger(evse);
  return station == nullptr ? ChargeRecord{} : station->query(charge);
}

Result<UnlockOutcome> Controller::unlock(EvseId evse) {
  Charger* station = charger(evse);
  if (station == nullptr) return no_such_evse(evse);
  return station->unlock();
}

}  // namespace kerb::hal::modbus
