// What happens at one EVSE (evse_manager_consumer session_event and session_info).
#include <array>
#include <limits>

#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::pair<std::string_view, SessionStep> kStepWords[] = {
    {"Authorized", SessionStep::authorized},
    {"Deauthorized", SessionStep::deauthorized},
    {"Enabled", SessionStep::enabled},
    {"Disabled", SessionStep::disabled},
    {"SessionStarted", SessionStep::session_started},
    {"AuthRequired", SessionStep::auth_required},
    {"TransactionStarted", SessionStep::transaction_started},
    {"PrepareCharging", SessionStep::prepare_charging},
    {"ChargingStarted", SessionStep::charging_started},
    {"ChargingPausedEV", SessionStep::charging_paused_ev},
    {"ChargingPausedEVSE", SessionStep::charging_paused_evse},
    {"StoppingCharging", SessionStep::stopping_charging},
    {"ChargingFinished", SessionStep::charging_finished},
    {"TransactionFinished", SessionStep::transaction_finished},
    {"SessionFinished", SessionStep::session_finished},
    {"ReservationStart", SessionStep::reservation_start},
    {"ReservationEnd", SessionStep::reservation_end},
    {"PluginTimeout", SessionStep::plugin_timeout},
    {"SwitchingPhases", SessionStep::switching_phases},
    {"SessionResumed", SessionStep::session_resumed},
    {"SessionResumed:", SessionStep::session_resumed},  // as EVerest 2026.02 really writes it
};

constexpr std::pair<std::string_view, EndReason> kEndWords[] = {
    {"EmergencyStop", EndReason::emergency_stop},
    {"EVDisconnected", EndReason::ev_disconnected},
    {"HardReset", EndReason::hard_reset},
    {"Local", EndReason::local},
    {"Other", EndReason::other},
    {"PowerLoss", EndReason::power_loss},
    {"Reboot", EndReason::reboot},
    {"Remote", EndReason::remote},
    {"SoftReset", EndReason::soft_reset},
    {"UnlockCommand", EndReason::unlock_command},
    {"DeAuthorized", EndReason::deauthorized},
    {"EnergyLimitReached", EndReason::energy_limit_reached},
    {"GroundFault", EndReason::ground_fault},
    {"LocalOutOfCredit", EndReason::local_out_of_credit},
    {"MasterPass", EndReason::master_pass},
    {"OvercurrentFault", EndReason::overcurrent_fault},
    {"PowerQuality", EndReason::power_quality},
    {"SOCLimitReached", EndReason::soc_limit_reached},
    {"StoppedByEV", EndReason::stopped_by_ev},
    {"TimeLimitReached", EndReason::time_limit_reached},
    {"Timeout", EndReason::timeout},
    {"ReqEnergyTransferRejected", EndReason::energy_transfer_rejected},
};

constexpr std::pair<std::string_view, SessionState> kStateWords[] = {
    {"Unplugged", SessionState::unplugged},
    {"Disabled", SessionState::disabled},
    {"Preparing", SessionState::preparing},
    {"Reserved", SessionState::reserved},
    {"AuthRequired", SessionState::auth_required},
    {"ChargingPausedEV", SessionState::charging_paused_ev},
    {"ChargingPausedEVSE", SessionState::charging_paused_evse},
    {"Charging", SessionState::charging},
    {"AuthTimeout", SessionState::auth_timeout},
    {"Finished", SessionState::finished},
    {"FinishedEVSE", SessionState::finished_evse},
    {"FinishedEV", SessionState::finished_ev},
};

std::optional<SessionBegin> begin_in(const Json* detail) {
  static constexpr std::pair<std::string_view, SessionBegin> kWords[] = {
      {"EVConnected", SessionBegin::ev_connected},
      {"Authorized", SessionBegin::authorized},
  };
  if (detail == nullptr) return std::nullopt;
  return word_in(*detail, "reason", kWords);
}

std::vector<PausedBecause> paused_in(const Json* detail) {
  static constexpr std::pair<std::string_view, PausedBecause> kWords[] = {
      {"UserPause", PausedBecause::user},
      {"Error", PausedBecause::error},
      {"NoEnergy", PausedBecause::no_energy},
  };
  std::vector<PausedBecause> reasons;
  if (detail == nullptr) return reasons;
  each_of(member(*detail, "reasons"), [&](const Json& reason) {
    reasons.push_back(word_in(Json{{"reason", reason}}, "reason", kWords));
  });
  return reasons;
}

std::optional<Enabling> enabling_in(const Json* source) {
  static constexpr std::pair<std::string_view, EnableSource> kSources[] = {
      {"Unspecified", EnableSource::unspecified},
      {"LocalAPI", EnableSource::local_api},
      {"LocalKeyLock", EnableSource::local_key_lock},
      {"ServiceTechnician", EnableSource::service_technician},
      {"RemoteKeyLock", EnableSource::remote_key_lock},
      {"MobileApp", EnableSource::mobile_app},
      {"FirmwareUpdate", EnableSource::firmware_update},
      {"CSMS", EnableSource::csms},
  };
  static constexpr std::pair<std::string_view, EnableState> kStates[] = {
      {"Unassigned", EnableState::unassigned},
      {"Disable", EnableState::disable},
      {"Enable", EnableState::enable},
  };
  if (source == nullptr) return std::nullopt;
  Enabling enabling;
  enabling.source = word_in(*source, "enable_source", kSources);
  enabling.state = word_in(*source, "enable_state", kStates);
  if (const auto priority = whole_in(*source, "enable_priority", 0, 10'000)) {
    enabling.priority = static_cast<int>(*priority);
  }
  return enabling;
}

// Half of what was signed proves nothing.
std::optional<SignedReading> signed_in(const Json* detail, const char* name) {
  const Json* reading = detail == nullptr ? nullptr : member(*detail, name);
  if (reading == nullptr) return std::nullopt;
  SignedReading read;
  read.text = text_in(*reading, "signed_meter_data", kLongestSigned + 1);
  if (read.text.empty() || read.text.size() > kLongestSigned) return std::nullopt;
  read.method = id_in(*reading, "signing_method");
  read.encoding = id_in(*reading, "encoding_method");
  read.public_key = text_in(*reading, "public_key");
  return read;
}

// One event carries one of these at most; what they say is the same in each.
void read_detail(const Json* detail, SessionEvent& event) {
  if (detail == nullptr) return;
  if (auto meter = meter_reading_in(member(*detail, "meter_value"))) event.meter = std::move(meter);
  if (auto token = token_in(member(*detail, "id_tag"))) event.token = std::move(token);
  const auto reservation =
      whole_in(*detail, "reservation_id", 0, std::numeric_limits<std::int32_t>::max());
  if (reservation) event.reservation = reservation;
}

}  // namespace

std::optional<Message> read_session_event(const Json& payload) {
  if (member(payload, "event") == nullptr) return std::nullopt;
  SessionEvent event;
  event.step = word_in(payload, "event", kStepWords);
  event.session = id_in(payload, "uuid");
  event.at = time_in(payload, "timestamp");
  event.connector = static_cast<int>(whole_in(payload, "connector_id", 0, 999).value_or(1));
  for (const char* name :
       {"session_started", "session_finished", "transaction_started", "transaction_finished",
        "charging_state_changed_event", "authorization_event"}) {
    read_detail(member(payload, name), event);
  }
  event.begin = begin_in(member(payload, "session_started"));
  const Json* finished = member(payload, "transaction_finished");
  if (finished != nullptr && member(*finished, "reason") != nullptr) {
    event.end = word_in(*finished, "reason", kEndWords);
  }
  event.signed_begin = signed_in(finished, "start_signed_meter_value");
  if (!event.signed_begin) {
    event.signed_begin = signed_in(member(payload, "transaction_started"), "signed_meter_value");
  }
  event.signed_end = signed_in(finished, "signed_meter_value");
  event.paused = paused_in(member(payload, "charging_paused_evse"));
  event.enabling = enabling_in(member(payload, "source"));
  return event;
}

std::optional<Message> read_session_status(const Json& payload) {
  if (member(payload, "state") == nullptr) return std::nullopt;
  SessionStatus status;
  status.state = word_in(payload, "state", kStateWords);
  status.charged = watt_hours_in(payload, "charged_energy_wh");
  status.power = watts_in(payload, "latest_total_w");
  status.lasted = seconds_in(payload, "session_duration_s");
  status.at = time_in(payload, "timestamp");
  status.transaction_began = time_in(payload, "transaction_start_time");
  status.transaction_ended = time_in(payload, "transaction_end_time");
  return status;
}

}  // namespace kerb::hal::everest
