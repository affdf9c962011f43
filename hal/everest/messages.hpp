// What EVerest says, as far as Kerb needs it. Every enum has an `unknown` for words that a newer
// EVerest may use; a field that was missing, empty or of the wrong type is an empty optional or an
// empty text, never a reason to drop the rest.
//
// Numbers come as JSON floats and are whole here: energies in Wh, powers in W, currents in mA,
// voltages in mV, each rounded half up (json.hpp). Texts are cut to the lengths that json.hpp names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/back_end.hpp"
#include "hal/charge_controller.hpp"
#include "hal/charger_fault.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::everest {

// ---- tokens

enum class TokenKind {
  unknown,
  central,
  emaid,
  mac_address,
  iso14443,
  iso15693,
  key_code,
  local,
  no_authorization,
};
enum class AuthorizationKind { unknown, ocpp, rfid, autocharge, plug_and_charge, bank_card };

struct Token {
  std::string value;  // at most 36 octets in what Kerb sends
  TokenKind kind = TokenKind::unknown;
  AuthorizationKind authorization = AuthorizationKind::unknown;
  bool prevalidated = false;            // EVerest asks nobody whether it may charge
  std::vector<EvseId> evses;            // "connectors" on the wire; empty: any
  std::optional<std::int64_t> request;  // the back end's remote start
};

enum class TokenState {
  unknown,
  processing,
  accepted,
  rejected,
  timed_out,
  used_to_start,
  used_to_stop,
  withdrawn,
};
struct TokenStatus {
  Token token;
  TokenState state = TokenState::unknown;
  std::vector<BackEndText> texts;  // the price in words, at an authorisation
};

// ---- one EVSE

struct MeterReading {
  std::optional<WattHours> imported;  // the meter's running register
  std::optional<WattHours> exported;
  std::optional<Watts> power;  // negative: the car gives
  std::optional<Utc> at;
  std::string meter;
};

// What a meter signed, in its own format, whole.
struct SignedReading {
  std::string text;      // "OCMF|{...}|{...}"
  std::string method;    // "ECDSA-secp256r1-SHA256", or empty: it stands in the text
  std::string encoding;  // "OCMF", "EDL", ...
  std::string public_key;
};

enum class SessionStep {
  unknown,
  authorized,
  deauthorized,
  enabled,
  disabled,
  session_started,
  auth_required,
  transaction_started,
  prepare_charging,
  charging_started,
  charging_paused_ev,
  charging_paused_evse,
  stopping_charging,
  charging_finished,
  transaction_finished,
  session_finished,
  reservation_start,
  reservation_end,
  plugin_timeout,
  switching_phases,
  session_resumed,
};
enum class SessionBegin { unknown, ev_connected, authorized };
// Why a transaction ended (OCPP's reasons).
enum class EndReason {
  unknown,
  emergency_stop,
  ev_disconnected,
  hard_reset,
  local,
  other,
  power_loss,
  reboot,
  remote,
  soft_reset,
  unlock_command,
  deauthorized,
  energy_limit_reached,
  ground_fault,
  local_out_of_credit,
  master_pass,
  overcurrent_fault,
  power_quality,
  soc_limit_reached,
  stopped_by_ev,
  time_limit_reached,
  timeout,
  energy_transfer_rejected,
};
enum class PausedBecause { unknown, user, error, no_energy };
enum class EnableSource {
  unknown,
  unspecified,
  local_api,
  local_key_lock,
  service_technician,
  remote_key_lock,
  mobile_app,
  firmware_update,
  csms,
};
enum class EnableState { unknown, unassigned, disable, enable };
struct Enabling {
  EnableSource source = EnableSource::unknown;
  EnableState state = EnableState::unknown;
  std::optional<int> priority;  // 0 goes before 10000
};

struct SessionEvent {
  SessionStep step = SessionStep::unknown;
  std::string session;    // EVerest's own id; empty on enabled, disabled, reservations, and on a
                          // transaction_finished after a power loss
  std::optional<Utc> at;  // nothing: EVerest left it empty, take the time of arrival
  int connector = 1;
  std::optional<MeterReading> meter;          // of whichever detail carried one
  std::optional<Token> token;                 // session_started, transaction_started, _finished
  std::optional<SessionBegin> begin;          // session_started
  std::optional<EndReason> end;               // transaction_finished
  std::optional<SignedReading> signed_begin;  // of a transaction, told at its end by most meters
  std::optional<SignedReading> signed_end;
  std::optional<std::int64_t> reservation;
  std::vector<PausedBecause> paused;  // charging_paused_evse
  std::optional<Enabling> enabling;   // enabled, disabled
};

enum class SessionState {
  unknown,
  unplugged,
  disabled,
  preparing,
  reserved,
  auth_required,
  charging_paused_ev,
  charging_paused_evse,
  charging,
  auth_timeout,
  finished,
  finished_evse,
  finished_ev,
};
// For display only: it lags, and is wrong for a second around a stop. SessionEvent decides.
struct SessionStatus {
  SessionState state = SessionState::unknown;
  std::optional<WattHours> charged;
  std::optional<Watts> power;
  std::optional<Seconds> lasted;
  std::optional<Utc> at;
  // Of the newest transaction, as its own events date it.
  std::optional<Utc> transaction_began;
  std::optional<Utc> transaction_ended;
};

// What the car says of itself (DC and ISO 15118 only).
struct CarStatus {
  std::optional<int> soc_percent;       // 0 to 100
  std::optional<int> full_soc_percent;  // what it calls full
  std::optional<WattHours> still_needed;
  std::optional<WattHours> battery;
  std::optional<Watts> most_power;
  std::optional<std::int64_t> target_current_ma;
  std::optional<std::int64_t> most_current_ma;
  std::optional<std::int64_t> present_voltage_mv;
  std::optional<std::int64_t> target_voltage_mv;
  std::optional<Utc> full_at;
  std::optional<Utc> departs_at;
};

// What EVerest's energy distribution leaves to this EVSE, and the module that said so.
struct EnforcedLimits {
  std::optional<Watts> power;
  std::string power_source;
  std::optional<std::int64_t> current_ma;  // AC, a phase
  std::string current_source;
  std::optional<int> phases;
  std::optional<Seconds> valid_for;
};

enum class HlcFailure {
  unknown,
  protocol_negotiation,
  authorization,
  charging_parameters,
  energy_transfer_setup,
  charging_interrupted,
  tls_handshake,
  unexpected_end,
};
struct HlcSessionFailed {
  HlcFailure reason = HlcFailure::unknown;
};

// The site's EVSEs begin at different moments after a power cut.
struct RandomDelay {
  std::optional<Seconds> left;
};
struct EvseName {
  std::string name;  // "DE*PNX*E12345*1"
};
struct EnergyTransferModes {
  std::vector<std::string> modes;  // "DC_extended", ...; at most 32
};

// ---- errors

enum class Severity { unknown, low, medium, high };
struct StationError {
  std::string type;  // "evse_board_support/MREC8EmergencyStop"
  std::string sub_type;
  std::string message;
  Severity severity = Severity::unknown;
  std::string module;  // in EVerest's configuration, not the API's: "evse_manager_1"
  std::string implementation;
  std::string id;  // a uuid
  bool active = true;
  std::optional<Utc> at;
  // What the type says: its MREC number, a lock's own error; of an EVSE that is inoperative what made
  // it so. `internal` for everything else.
  ChargerFault fault = ChargerFault::internal;
  bool inoperative = false;  // evse_manager/Inoperative: no charging at this EVSE
  bool api_silence = false;  // generic/CommunicationFault: an API module misses its client
};
struct ErrorRaised {
  StationError error;
};
struct ErrorCleared {
  StationError error;
};

// ---- the back end

struct BackEndConnected {
  bool up = false;
};
// What became of a DataTransfer of Kerb's.
struct TransferOutcome {
  bool offline = false;  // it never left
};
struct StationPrice {
  std::vector<BackEndText> texts;
};
enum class IdKind { unknown, id_token, session, transaction };
struct TariffText {
  std::vector<BackEndText> texts;
  std::string id;  // empty: it does not say
  IdKind id_kind = IdKind::session;
  std::string transaction;  // the back end's id of it
};
enum class CostState { unknown, running, idle, finished };
struct SessionCost {
  std::string transaction;  // OCPP's id, not the session's
  std::string token;        // usually empty
  CostState state = CostState::unknown;
  // The sum of all chunks, exactly; nothing when none came, or one could not be read.
  std::optional<DecimalAmount> total;
  std::optional<WattHours> meter_to;
  std::vector<BackEndText> texts;
  std::string qr_code;
};
enum class TransactionStep { unknown, started, updated, ended };
// Which session of EVerest's is which transaction of the back end's.
struct TransactionEvent {
  TransactionStep step = TransactionStep::unknown;
  std::string session;
  std::string transaction;
  std::optional<EvseId> evse;
};

// ---- requests of EVerest's: each is answered on its reply_to within its time limit, or the back
// end's whole conversation stands still. An empty reply_to wants no answer.

// A message for the screen with what it is bound to, not yet a charge of Kerb's.
struct ScreenMessage {
  std::optional<std::int64_t> id;
  DisplayMessage::Priority priority = DisplayMessage::Priority::normal_cycle;
  std::optional<DisplayMessage::During> during;
  std::optional<Utc> from;
  std::optional<Utc> until;
  // Both, or it is bound to nothing: EVerest sends the kind alone, too.
  std::string bound_id;
  IdKind bound_kind = IdKind::unknown;
  BackEndText text;
  std::string qr_code;
  // Something in it has a meaning that Kerb does not know, so it cannot be shown as meant.
  bool strange_format = false;
  bool strange_priority = false;
  bool strange_state = false;
};
struct SetScreenMessages {
  std::string reply_to;
  std::vector<ScreenMessage> messages;  // at most 64
  bool readable = true;                 // false: answer rejected
};
struct GetScreenMessages {
  std::string reply_to;
  MessageBoard::Filter filter;
  bool nothing_fits = false;  // it asks for a priority or a state that Kerb does not know
};
struct ClearScreenMessage {
  std::string reply_to;
  std::optional<std::int64_t> id;
};
struct DataTransfer {
  std::string reply_to;
  std::string vendor;
  std::string message;
  std::string data;  // usually JSON text
};

// ---- every module

struct Heartbeat {
  std::optional<std::uint64_t> count;  // older modules send an empty object
};

using Message =
    std::variant<SessionEvent, SessionStatus, MeterReading, CarStatus, EnforcedLimits,
                 HlcSessionFailed, RandomDelay, EvseName, EnergyTransferModes, TokenStatus,
                 ErrorRaised, ErrorCleared, BackEndConnected, TransferOutcome, StationPrice,
                 TariffText, SessionCost, TransactionEvent, SetScreenMessages, GetScreenMessages,
                 ClearScreenMessage, DataTransfer, Heartbeat>;

// ---- answers to Kerb's requests

struct EvseAnswer {
  EvseId evse = 0;
  struct Connector {
    int id = 0;
    std::string type;  // "cCCS2", "cType2", "sType2", ...
  };
  std::vector<Connector> connectors;
};
enum class WithdrawAnswer { unknown, accepted, authorization_not_found, evse_not_found, rejected };
enum class VariableStatus {
  unknown,
  accepted,
  rejected,
  unknown_component,
  unknown_variable,
  attribute_not_supported,
};
struct VariableAnswer {
  std::string component;
  std::string name;
  VariableStatus status = VariableStatus::unknown;
  std::string value;  // of accepted only
};

}  // namespace kerb::hal::everest
