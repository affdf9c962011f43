#include "hal/simulated/world/wire.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace kerb::hal::simulated {
namespace {

// In the order of their enumerations.
constexpr std::array<std::string_view, 3> kUnlockOutcomes{"unlocked", "refused", "stuck"};
constexpr std::array<std::string_view, 12> kStates{
    "unknown",  "quiet",         "available",         "reserved", "plugged",  "preparing",
    "charging", "paused_by_car", "paused_by_station", "finished", "disabled", "out_of_service"};
constexpr std::array<std::string_view, 4> kPauses{"none", "user", "error", "no_energy"};
constexpr std::array<std::string_view, 6> kHolders{"nobody", "site",     "back_end",
                                                   "car",    "cold_car", "heat"};
constexpr std::array<std::string_view, 28> kFaults{"none",
                                                   "lock_failure",
                                                   "ground_fault",
                                                   "high_temperature",
                                                   "over_current",
                                                   "over_voltage",
                                                   "under_voltage",
                                                   "weak_signal",
                                                   "emergency_stop",
                                                   "authorization_timeout",
                                                   "invalid_vehicle_mode",
                                                   "cable_check",
                                                   "pre_charge",
                                                   "no_internet",
                                                   "pilot_fault",
                                                   "power_loss",
                                                   "ev_contactor",
                                                   "contactor",
                                                   "cable_hot_derated",
                                                   "cable_hot",
                                                   "partial_insertion",
                                                   "capacitance",
                                                   "resistance",
                                                   "proximity",
                                                   "connector_voltage",
                                                   "broken_latch",
                                                   "cut_cable",
                                                   "internal"};
constexpr std::array<std::string_view, 8> kReasons{
    "driver", "car", "unplugged", "emergency_stop", "fault", "power_loss", "limit", "remote"};
constexpr std::array<std::string_view, 4> kPhases{"none", "starting", "active", "finished"};
constexpr std::array<std::string_view, 6> kReaderFaults{
    "no_card", "card_gone", "several_cards", "unreadable", "reader_gone", "cancelled"};
constexpr std::array<std::string_view, 5> kLights{"off", "idle", "ready_to_read", "card_read",
                                                  "alert"};
constexpr std::size_t kLongestWord = 32;
// The years 1970 to 2255, in milliseconds.
constexpr std::int64_t kLatest = 9'000'000'000'000;

template <typename Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

template <typename Enum, std::size_t N>
std::optional<Enum> meaning(const std::array<std::string_view, N>& words, std::string_view said) {
  const auto found = std::find(words.begin(), words.end(), said);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

template <typename Enum, std::size_t N>
std::optional<Enum> word_in(const std::array<std::string_view, N>& words, const Json& message,
                            const char* name) {
  const auto said = text_in(message, name, kLongestWord);
  return said ? meaning<Enum>(words, *said) : std::nullopt;
}

std::optional<WattHours> energy_in(const Json& message, const char* name) {
  const auto count = whole_in(message, name, 0, kMostEnergy);
  if (!count) return std::nullopt;
  return WattHours{*count};
}

struct ToMessage {
  Json operator()(const EvseChanged& it) const {
    return {{"event", "evse_changed"},          {"evse", it.evse},
            {"state", word(kStates, it.state)}, {"fault", word(kFaults, it.fault)},
            {"pause", word(kPauses, it.pause)}, {"maintenance", it.maintenance}};
  }
  Json operator()(const PowerHeld& it) const {
    return {{"event", "power_held"},
            {"evse", it.evse},
            {"by", word(kHolders, it.by)},
            {"to", it.to.count}};
  }
  Json operator()(const MeterSample& it) const {
    Json message{{"event", "meter_sample"},
                 {"evse", it.evse},
                 {"energy", it.energy.count},
                 {"power", it.power.count}};
    if (it.soc_percent) message["soc"] = *it.soc_percent;
    return message;
  }
  Json operator()(const ChargeStarted& it) const {
    return {{"event", "charge_started"},
            {"evse", it.evse},
            {"charge", it.charge},
            {"meter_start", it.meter_start.count}};
  }
  Json operator()(const ChargeStartFailed& it) const {
    return {{"event", "charge_start_failed"},
            {"evse", it.evse},
            {"charge", it.charge},
            {"fault", word(kFaults, it.fault)}};
  }
  Json operator()(const ChargeStopped& it) const {
    return {{"event", "charge_stopped"},
            {"evse", it.evse},
            {"charge", it.charge},
            {"meter_stop", it.meter_stop.count},
            {"reason", word(kReasons, it.reason)}};
  }
  Json operator()(const LinkLost&) const { return {{"event", "link_lost"}}; }
  Json operator()(const LinkRestored&) const { return {{"event", "link_restored"}}; }
};

std::optional<ControllerEvent> changed_in(const Json& message, EvseId evse) {
  const auto state = word_in<EvseState>(kStates, message, "state");
  const auto fault = fault_in(message);
  const auto pause = word_in<PauseReason>(kPauses, message, "pause");
  const auto maintenance = flag_in(message, "maintenance");
  if (!state || !fault || !pause || !maintenance) return std::nullopt;
  return EvseChanged{evse, *state, *fault, *pause, *maintenance};
}

std::optional<ControllerEvent> held_in(const Json& message, EvseId evse) {
  const auto by = word_in<PowerHeld::By>(kHolders, message, "by");
  const auto to = whole_in(message, "to", 0, kMostPower);
  if (!by || !to) return std::nullopt;
  return PowerHeld{evse, *by, {*to}};
}

std::optional<ControllerEvent> sample_in(const Json& message, EvseId evse) {
  const auto energy = energy_in(message, "energy");
  const auto power = whole_in(message, "power", 0, kMostPower);
  const auto soc = whole_in(message, "soc", 0, 100);
  if (!energy || !power || (message.contains("soc") && !soc)) return std::nullopt;
  MeterSample sample{.evse = evse, .energy = *energy, .power = {*power}, .soc_percent = {}};
  if (soc) sample.soc_percent = static_cast<int>(*soc);
  return sample;
}

std::optional<ControllerEvent> of_charge_in(const Json& message, std::string_view kind,
                                            EvseId evse) {
  const auto charge = charge_in(message);
  if (!charge) return std::nullopt;
  if (kind == "charge_started") {
    const auto start = energy_in(message, "meter_start");
    if (!start) return std::nullopt;
    return ChargeStarted{evse, *charge, *start};
  }
  if (kind == "charge_stopped") {
    const auto stop = energy_in(message, "meter_stop");
    const auto reason = word_in<StopReason>(kReasons, message, "reason");
    if (!stop || !reason) return std::nullopt;
    return ChargeStopped{evse, *charge, *stop, *reason};
  }
  const auto fault = fault_in(message);
  if (kind != "charge_start_failed" || !fault) return std::nullopt;
  return ChargeStartFailed{evse, *charge, *fault};
}

}  // namespace

std::string line_of(const Json& message) {
  return message.dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::optional<Json> message_in(std::string_view line) {
  Json message = Json::parse(line, nullptr, false);
  if (!message.is_object()) return std::nullopt;
  return message;
}

Json message_of(const ControllerEvent& event) {
  return std::visit(ToMessage{}, event);
}

std::optional<ControllerEvent> event_in(const Json& message) {
  const auto kind = text_in(message, "event", kLongestWord);
  if (!kind) return std::nullopt;
  if (*kind == "link_lost") return LinkLost{};
  if (*kind == "link_restored") return LinkRestored{};
  const auto evse = evse_in(message);
  if (!evse) return std::nullopt;
  if (*kind == "evse_changed") return changed_in(message, *evse);
  if (*kind == "meter_sample") return sample_in(message, *evse);
  if (*kind == "power_held") return held_in(message, *evse);
  return of_charge_in(message, *kind, *evse);
}

Json message_of(const ChargeRecord& record) {
  Json message{{"phase", word(kPhases, record.phase)},
               {"meter_start", record.meter_start.count},
               {"meter_now", record.meter_now.count}};
  if (record.reason) message["reason"] = word(kReasons, *record.reason);
  if (record.ended) message["ended"] = record.ended->time_since_epoch().count();
  return message;
}

std::optional<ChargeRecord> record_in(const Json& message) {
  const auto phase = word_in<ChargeRecord::Phase>(kPhases, message, "phase");
  const auto start = energy_in(message, "meter_start");
  const auto now = energy_in(message, "meter_now");
  if (!phase || !start || !now || *now < *start) return std::nullopt;
  ChargeRecord record{.phase = *phase, .meter_start = *start, .meter_now = *now};
  if (message.contains("reason")) {
    record.reason = word_in<StopReason>(kReasons, message, "reason");
    if (!record.reason) return std::nullopt;
  }
  if (message.contains("ended")) {
    const auto ended = whole_in(message, "ended", 0, kLatest);
    if (!ended) return std::nullopt;
    record.ended = Utc(Millis(*ended));
  }
  return record;
}

std::optional<std::int64_t> whole_in(const Json& message, const char* name, std::int64_t least,
                                     std::int64_t most) {
  const auto found = message.find(name);
  if (found == message.end() || !found->is_number_integer()) return std::nullopt;
  // Beyond 63 bits it would come out negative.
  if (found->is_number_unsigned() &&
      found->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
    return std::nullopt;
  }
  const auto value = found->get<std::int64_t>();
  if (value < least || value > most) return std::nullopt;
  return value;
}

std::optional<bool> flag_in(const Json& message, const char* name) {
  const auto found = message.find(name);
  if (found == message.end() || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

std::optional<std::string> text_in(const Json& message, const char* name, std::size_t longest) {
  const auto found = message.find(name);
  if (found == message.end() || !found->is_string()) return std::nullopt;
  auto text = found->get<std::string>();
  if (text.size() > longest) return std::nullopt;
  return text;
}

std::optional<EvseId> evse_in(const Json& message) {
  const auto evse = whole_in(message, "evse", 1, 999);
  if (!evse) return std::nullopt;
  return static_cast<EvseId>(*evse);
}

std::optional<ChargeKey> charge_in(const Json& message) {
  auto key = text_in(message, "charge", 32);
  if (!key || key->size() != 32 ||
      key->find_first_not_of("0123456789abcdef") != std::string::npos) {
    return std::nullopt;
  }
  return key;
}

std::string_view word_of(ChargerFault fault) {
  return word(kFaults, fault);
}
std::optional<ChargerFault> fault_named(std::string_view said) {
  return meaning<ChargerFault>(kFaults, said);
}
std::string_view word_of(UnlockOutcome outcome) {
  return word(kUnlockOutcomes, outcome);
}
std::optional<UnlockOutcome> unlock_outcome_in(const Json& message) {
  return word_in<UnlockOutcome>(kUnlockOutcomes, message, "outcome");
}
std::optional<PauseReason> pause_in(const Json& message) {
  return word_in<PauseReason>(kPauses, message, "pause");
}
std::optional<PowerHeld::By> holder_in(const Json& message) {
  return word_in<PowerHeld::By>(kHolders, message, "by");
}
std::optional<ChargerFault> fault_in(const Json& message) {
  return word_in<ChargerFault>(kFaults, message, "fault");
}

std::string_view word_of(EvseState state) {
  return word(kStates, state);
}
std::string_view word_of(StopReason reason) {
  return word(kReasons, reason);
}
std::string_view word_of(ReaderFault fault) {
  return word(kReaderFaults, fault);
}
std::optional<ReaderFault> reader_fault(std::string_view word) {
  return meaning<ReaderFault>(kReaderFaults, word);
}
std::string_view word_of(Lights lights) {
  return word(kLights, lights);
}
std::optional<Lights> lights_in(const Json& message) {
  return word_in<Lights>(kLights, message, "lights");
}

}  // namespace kerb::hal::simulated
