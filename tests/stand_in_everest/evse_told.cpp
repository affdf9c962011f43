// What an EVSE says about itself on the wire.
#include "tests/stand_in_everest/evse.hpp"

namespace kerb::stand_in_everest {
namespace {

constexpr const char* kApi = "evse_manager_consumer";
constexpr double kVolts = 230.0;

// The real meter gives JSON floats, also for whole numbers.
Json phases(std::int64_t total) {
  const auto part = static_cast<double>(total / 3);
  return {{"L1", part}, {"L2", part}, {"L3", part}, {"total", static_cast<double>(total)}};
}

Json each_phase(double value) {
  return {{"L1", value}, {"L2", value}, {"L3", value}};
}

}  // namespace

Json Evse::powermeter() {
  const std::int64_t watts = bay_.meter.watts();
  Json current = each_phase(static_cast<double>(watts / 3) / kVolts);
  current["N"] = 0.0;
  return {{"timestamp", bus_.stamp()},
          {"meter_id", "YETI_POWERMETER"},
          {"phase_seq_error", false},
          {"energy_Wh_import", phases(bay_.meter.watt_hours(bus_.now()))},
          {"energy_Wh_export", phases(0)},
          {"power_W", phases(watts)},
          {"voltage_V", each_phase(kVolts)},
          {"current_A", std::move(current)},
          {"frequency_Hz", each_phase(50.0)},
          {"temperatures", {{{"location", "Body"}, {"temperature", 25.0}}}}};
}

void Evse::event(const std::string& name, Json details) {
  bare_event(session_, name, std::move(details));
}

void Evse::bare_event(const std::string& uuid, const std::string& name, Json details) {
  details["uuid"] = uuid;
  details["event"] = name;
  // ReservationStart and ReservationEnd come without a time.
  if (!details.contains("timestamp")) details["timestamp"] = bus_.stamp();
  bus_.publish(kApi, module_, "session_event", details);
  view_.hear(details, bus_.now(), bay_.meter.watt_hours(bus_.now()));
  tell_session();
}

void Evse::tell_session() {
  bus_.publish(
      kApi, module_, "session_info",
      view_.told(bus_.now(), bus_.stamp(), bay_.meter.watt_hours(bus_.now()), bay_.meter.watts()));
}

void Evse::publish_meter() {
  bus_.publish(kApi, module_, "powermeter", powermeter());
  if (view_.in_session()) tell_session();
  if (settings_.dc && in_transaction_ && bay_.car) {
    bus_.publish(kApi, module_, "ev_info", {{"soc", static_cast<double>(bay_.car->soc_percent)}});
  }
}

void Evse::publish_limits() {
  Json root = Json::object();
  if (limit_) {
    root["total_power_W"] = {{"value", static_cast<double>(*limit_)}, {"source", limit_source_}};
  }
  root["ac_max_current_A"] = {{"value", 32.0}, {"source", "kiosk_evse"}};
  root["ac_max_phase_count"] = {{"value", 3}, {"source", "kiosk_evse"}};
  bus_.publish(kApi, module_, "enforced_limits",
               {{"uuid", module_},
                {"valid_for", 10},
                {"limits_root_side", std::move(root)},
                {"schedule", Json::array()}});
}

void Evse::publish_start(bool told) {
  if (!told) return;
  const std::string number = std::to_string(number_);
  bus_.publish(kApi, module_, "evse_id", "DE*PNX*E12345*" + number);
  bus_.publish(kApi, module_, "powermeter_public_key_ocmf", "TESTPUBLICKEY" + number);
  bus_.publish(kApi, module_, "hw_capabilities",
               {{"connector_type", "IEC62196Type2Cable"},
                {"max_current_A_export", 16.0},
                {"max_current_A_import", 32.0},
                {"max_phase_count_export", 3},
                {"max_phase_count_import", 3},
                {"min_current_A_export", 0.0},
                {"min_current_A_import", 6.0},
                {"min_phase_count_export", 1},
                {"min_phase_count_import", 1},
                {"supports_changing_phases_during_charging", true}});
}

}  // namespace kerb::stand_in_everest
