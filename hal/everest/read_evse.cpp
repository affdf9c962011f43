// Meter, car and limits of one EVSE (evse_manager_consumer).
#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::int64_t kMilli = 1000;
constexpr std::int64_t kMostMilli = 1'000'000'000;  // of amperes and volts

std::optional<int> percent_in(const Json& object, const char* name) {
  const auto percent = rounded_in(object, name, 1, 0, 100);
  if (!percent) return std::nullopt;
  return static_cast<int>(*percent);
}

std::optional<std::int64_t> milli_in(const Json& object, const char* name) {
  return rounded_in(object, name, kMilli, 0, kMostMilli);
}

// {"value":…,"source":…}; a bare number is taken, too.
Json valued(const Json& limits, const char* name) {
  const Json* limit = member(limits, name);
  if (limit == nullptr) return Json::object();
  return limit->is_number() ? Json{{"value", *limit}} : *limit;
}

}  // namespace

std::optional<MeterReading> meter_reading_in(const Json* reading) {
  if (reading == nullptr || !reading->is_object()) return std::nullopt;
  MeterReading meter;
  if (const Json* energy = member(*reading, "energy_Wh_import")) {
    meter.imported = watt_hours_in(*energy, "total");
  }
  if (const Json* energy = member(*reading, "energy_Wh_export")) {
    meter.exported = watt_hours_in(*energy, "total");
  }
  if (const Json* power = member(*reading, "power_W")) meter.power = watts_in(*power, "total");
  meter.at = time_in(*reading, "timestamp");
  meter.meter = id_in(*reading, "meter_id");
  return meter;
}

std::optional<Message> read_meter(const Json& payload) {
  auto meter = meter_reading_in(&payload);
  if (!meter || !meter->imported) return std::nullopt;
  return *std::move(meter);
}

std::optional<Message> read_car(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  CarStatus car;
  car.soc_percent = percent_in(payload, "soc");
  car.full_soc_percent = percent_in(payload, "battery_full_soc");
  car.still_needed = watt_hours_in(payload, "remaining_energy_needed");
  car.battery = watt_hours_in(payload, "battery_capacity");
  car.most_power = watts_in(payload, "maximum_power_limit");
  car.target_current_ma = milli_in(payload, "target_current");
  car.most_current_ma = milli_in(payload, "maximum_current_limit");
  car.present_voltage_mv = milli_in(payload, "present_voltage");
  car.target_voltage_mv = milli_in(payload, "target_voltage");
  car.full_at = time_in(payload, "estimated_time_full");
  car.departs_at = time_in(payload, "departure_time");
  return car;
}

std::optional<Message> read_limits(const Json& payload) {
  const Json* root = member(payload, "limits_root_side");
  if (root == nullptr || !root->is_object()) return std::nullopt;
  EnforcedLimits limits;
  const Json power = valued(*root, "total_power_W");
  limits.power = watts_in(power, "value");
  limits.power_source = id_in(power, "source");
  const Json current = valued(*root, "ac_max_current_A");
  limits.current_ma = milli_in(current, "value");
  limits.current_source = id_in(current, "source");
  const auto phases = whole_in(valued(*root, "ac_max_phase_count"), "value", 1, 3);
  if (phases) limits.phases = static_cast<int>(*phases);
  limits.valid_for = seconds_in(payload, "valid_for");
  return limits;
}

std::optional<Message> read_hlc_failure(const Json& payload) {
  static constexpr std::pair<std::string_view, HlcFailure> kWords[] = {
      {"ProtocolNegotiationFailed", HlcFailure::protocol_negotiation},
      {"AuthorizationFailed", HlcFailure::authorization},
      {"ChargingParametersNotAccepted", HlcFailure::charging_parameters},
      {"EnergyTransferSetupFailed", HlcFailure::energy_transfer_setup},
      {"ChargingInterrupted", HlcFailure::charging_interrupted},
      {"FailedTLSHandshake", HlcFailure::tls_handshake},
      {"UnexpectedSessionEnd", HlcFailure::unexpected_end},
  };
  if (!payload.is_object()) return std::nullopt;
  return HlcSessionFailed{word_in(payload, "reason", kWords)};
}

std::optional<Message> read_random_delay(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  return RandomDelay{seconds_in(payload, "countdown_s")};
}

std::optional<Message> read_evse_name(const Json& payload) {
  return EvseName{id_in(Json{{"name", payload}}, "name")};
}

std::optional<Message> read_transfer_modes(const Json& payload) {
  constexpr std::size_t kMostModes = 32;
  const Json* list = payload.is_array() ? &payload : member(payload, "modes");
  if (list == nullptr || !list->is_array()) return std::nullopt;
  EnergyTransferModes read;
  each_of(list, [&](const Json& mode) {
    std::string word = id_in(Json{{"mode", mode}}, "mode");
    if (!word.empty() && read.modes.size() < kMostModes) read.modes.push_back(std::move(word));
  });
  return read;
}

}  // namespace kerb::hal::everest
