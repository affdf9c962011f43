#include "tests/stand_in_everest/evse.hpp"

#include <algorithm>

namespace kerb::stand_in_everest {
namespace {

constexpr const char* kApi = "evse_manager_consumer";

// How long the recorded station took for what; rounded.
constexpr Milliseconds kUntilTransaction{60};
constexpr Milliseconds kUntilCharging{1'900};
constexpr Milliseconds kUntilStopped{1'100};
constexpr Milliseconds kUntilCarPaused{50};
constexpr Milliseconds kUntilResumed{500};
constexpr Milliseconds kUntilBrokenOff{180};
constexpr Milliseconds kUntilPausedByError{120};
constexpr Milliseconds kUntilUnplugStopped{90};
constexpr Milliseconds kUntilSessionOver{40};
// After the answer to the order.
constexpr Milliseconds kUntilToldAgain{50};
constexpr Milliseconds kUntilObeyed{50};
constexpr Milliseconds kUntilPreparedAgain{140};
constexpr Milliseconds kUntilCarSeen{500};  // after a start of the software

Json source(const char* who, const char* state, int priority) {
  return {{"enable_source", who}, {"enable_state", state}, {"enable_priority", priority}};
}

}  // namespace

Evse::Evse(int number, const Settings& settings, Bus& bus, ErrorHistory& errors, Bay& bay,
           std::optional<StoredSession>& stored, TransactionListener& listener)
    : number_(number),
      settings_(settings),
      module_(settings.modules.evse + std::to_string(number)),
      bus_(bus),
      errors_(errors),
      bay_(bay),
      stored_(stored),
      listener_(listener) {}

void Evse::then(Milliseconds delay, Timeline::Action action) {
  bus_.after(delay, [this, turn = ++turn_, action = std::move(action)] {
    if (turn == turn_) action();
  });
}

// Of a transaction that the last run left behind it tells the end only when there is a store: the
// old session's number with the colon that the real one writes, and the end without any number.
void Evse::begin() {
  bus_.publish(kApi, module_, "supported_energy_transfer_modes", {{"modes", Json::array()}});
  if (stored_) {
    bare_event(stored_->uuid, "SessionResumed:", Json::object());
    Json end = meter_value();
    end["reason"] = "PowerLoss";
    bare_event("", "TransactionFinished", {{"transaction_finished", std::move(end)}});
    stored_.reset();
  }
  bare_event("", "Enabled", {{"source", source("Unspecified", "Unassigned", 10000)}});
  if (bay_.car) then(kUntilCarSeen, [this] { plugged(); });
}

void Evse::begin_session(const std::string& reason, const std::optional<Json>& token) {
  session_ = make_uuid();
  bus_.publish(kApi, module_, "ev_info", Json::object());
  Json started = meter_value();
  started["reason"] = reason;
  if (token) started["id_tag"] = *token;
  event("SessionStarted", {{"session_started", std::move(started)}});
}

void Evse::end_session() {
  ++turn_;
  phase_ = Phase::idle;
  token_ = nullptr;
  bus_.publish(kApi, module_, "ev_info", Json::object());
  event("SessionFinished", {{"session_finished", meter_value()}});
  session_.clear();
}

void Evse::plugged() {
  if (!bay_.car || !enabled_) return;
  if (phase_ == Phase::idle) {
    begin_session("EVConnected", std::nullopt);
    phase_ = Phase::waiting;
    bus_.publish(kApi, module_, "selected_protocol", "IEC61851-1");
    event("AuthRequired");
    if (!settings_.plug_in_timeout) return;
    then(settings_.connection_timeout, [this] {
      phase_ = Phase::timed_out;
      event("PluginTimeout");
    });
  } else if (phase_ == Phase::authorised) {
    event("AuthRequired");
    then(kUntilTransaction, [this] { begin_transaction(); });
  }
}

void Evse::unplugged() {
  if (phase_ == Phase::idle) return;
  if (phase_ == Phase::authorised) {
    deauthorize();
    return listener_.authorization_gone(number_);
  }
  if (!in_transaction_) return end_session();
  if (phase_ != Phase::stopping) event("StoppingCharging");
  open_relays();
  phase_ = Phase::stopping;
  then(kUntilUnplugStopped, [this] {
    finish("EVDisconnected", std::nullopt);
    then(kUntilSessionOver, [this] { end_session(); });
  });
}

bool Evse::available() const {
  const bool free = phase_ == Phase::idle || phase_ == Phase::waiting;
  return free && enabled_ && !reserved_ && !inoperative_;
}

void Evse::authorize(const Json& token) {
  token_ = token;
  if (phase_ != Phase::waiting) begin_session("Authorized", token);
  phase_ = Phase::authorised;
  event("Authorized");
  if (bay_.car) then(kUntilSessionOver + kUntilTransaction, [this] { begin_transaction(); });
}

bool Evse::deauthorize() {
  if (phase_ != Phase::authorised) return false;
  ++turn_;
  token_ = nullptr;
  event("Deauthorized");
  end_session();  // also when a car is there: whoever pays next begins a session without plugging in
  return true;
}

void Evse::begin_transaction() {
  in_transaction_ = true;
  if (settings_.store) stored_ = StoredSession{session_};
  Json started = meter_value();
  started["id_tag"] = token_;
  event("TransactionStarted", {{"transaction_started", std::move(started)}});
  listener_.transaction_started(number_, session_, token_);
  prepare(kUntilCharging);
}

void Evse::prepare(Milliseconds takes) {
  phase_ = Phase::preparing;
  event("PrepareCharging");
  then(takes, [this] { start_charging(); });
}

void Evse::start_charging() {
  if (!bay_.car) return;
  if (!bay_.car->wants) {
    phase_ = Phase::paused_by_car;
    return event("ChargingPausedEV", {{"charging_state_changed_event", meter_value()}});
  }
  phase_ = Phase::charging;
  event("ChargingStarted", {{"charging_state_changed_event", meter_value()}});
  relays_ = true;
  draw();
}

void Evse::draw() {
  const bool flows = relays_ && bay_.car && bay_.car->wants;
  std::int64_t watts = flows ? bay_.car->draws : 0;
  if (limit_) watts = std::min(watts, *limit_);
  bay_.meter.set_power(bus_.now(), watts);
}

void Evse::open_relays() {
  relays_ = false;
  draw();
}

// True as long as there is a transaction, also while the contactors are about to open.
bool Evse::stop(const std::string& reason, const std::optional<Json>& token) {
  if (!in_transaction_) return false;
  if (phase_ == Phase::stopping) return true;
  const bool flowed = phase_ == Phase::charging || phase_ == Phase::preparing;
  phase_ = Phase::stopping;
  event("StoppingCharging");
  open_relays();
  then(flowed ? kUntilStopped : kUntilUnplugStopped, [this, reason, token] {
    finish(reason, token);
    phase_ = Phase::finished;
  });
  return true;
}

void Evse::finish(const std::string& reason, const std::optional<Json>& token) {
  in_transaction_ = false;
  stored_.reset();
  event("ChargingFinished");
  Json finished = meter_value();
  finished["reason"] = reason;
  if (token) finished["id_tag"] = *token;
  event("TransactionFinished", {{"transaction_finished", std::move(finished)}});
  listener_.transaction_ended(number_, session_);
}

bool Evse::pause(const std::string& reason) {
  if (phase_ != Phase::charging && phase_ != Phase::preparing) return false;
  phase_ = Phase::paused_by_station;
  then(kUntilObeyed, [this, reason] {
    event("StoppingCharging");
    open_relays();
    then(kUntilStopped, [this, reason] {
      event("ChargingPausedEVSE", {{"charging_state_changed_event", meter_value()},
                                   {"charging_paused_evse", {{"reasons", {reason}}}}});
    });
  });
  return true;
}

// True, too, when it is the car that pauses, though nothing comes of it.
bool Evse::resume() {
  if (phase_ == Phase::paused_by_car) return true;
  if (phase_ != Phase::paused_by_station || inoperative_) return false;
  then(kUntilObeyed, [this] { prepare(kUntilResumed); });
  return true;
}

void Evse::car_changed() {
  if (!bay_.car) return;
  if (phase_ == Phase::charging && !bay_.car->wants) {
    phase_ = Phase::paused_by_car;
    event("StoppingCharging");
    open_relays();
    return then(kUntilCarPaused, [this] {
      event("ChargingPausedEV", {{"charging_state_changed_event", meter_value()}});
    });
  }
  if (phase_ == Phase::paused_by_car && bay_.car->wants) return prepare(kUntilResumed);
  draw();
}

void Evse::emergency_stop(bool pressed) {
  fault("evse_board_support/MREC8EmergencyStop", pressed);
}

// The part that has the fault tells first, then the EVSE that it cannot charge.
void Evse::fault(const std::string& type, bool raised) {
  const std::string name = type.substr(type.find('/') + 1);
  const std::string driver = "yeti_driver_" + std::to_string(number_);
  const std::string manager = "evse_manager_" + std::to_string(number_);
  if (raised) {
    errors_.raise({type, "", name, "Simulated fault event", "High", driver, "board_support"});
    errors_.raise({"evse_manager/Inoperative", "", name, type, "High", manager, "evse"});
    if (!inoperative_) break_off();
  } else {
    errors_.clear(type, "", driver);
    errors_.clear("evse_manager/Inoperative", "", manager);
    if (inoperative_) recover();
  }
}

// The second ChargingStarted has no meaning; the real one sends it all the same.
void Evse::break_off() {
  inoperative_ = true;
  const bool charging = phase_ == Phase::charging;
  if (!charging && phase_ != Phase::preparing && phase_ != Phase::paused_by_car) return;
  phase_ = Phase::paused_by_station;
  open_relays();
  if (charging) event("ChargingStarted", {{"charging_state_changed_event", meter_value()}});
  then(kUntilBrokenOff, [this] {
    event("StoppingCharging");
    then(kUntilPausedByError, [this] {
      event("ChargingPausedEVSE", {{"charging_state_changed_event", meter_value()},
                                   {"charging_paused_evse", {{"reasons", {"Error"}}}}});
    });
  });
}

void Evse::recover() {
  inoperative_ = false;
  if (phase_ != Phase::paused_by_station) return;
  then(kUntilPreparedAgain, [this] { prepare(kUntilResumed); });
}

bool Evse::force_unlock() {
  if (bay_.lock == Lock::refuses) return false;
  if (bay_.lock == Lock::stuck) {
    errors_.raise({"connector_lock/MREC1ConnectorLockFailure", "", "MREC1ConnectorLockFailure",
                   "Simulated fault event", "High", "yeti_driver_" + std::to_string(number_),
                   "connector_lock"});
  }
  return true;
}

bool Evse::enable(bool on, const Json& by) {
  enabled_ = on;
  const Json details = {{"source", by}};
  bare_event("", on ? "Enabled" : "Disabled", details);
  if (!on) bus_.after(kUntilToldAgain, [this, details] { bare_event("", "Disabled", details); });
  if (on && bay_.car && phase_ == Phase::idle) then(kUntilCarSeen, [this] { plugged(); });
  return enabled_;
}

void Evse::reserve(bool reserved) {
  if (reserved == reserved_ || (reserved && phase_ != Phase::idle)) return;
  reserved_ = reserved;
  bare_event("", reserved ? "ReservationStart" : "ReservationEnd", {{"timestamp", ""}});
}

void Evse::limit(std::int64_t watts, const std::string& source) {
  limit_ = watts;
  limit_source_ = source;
  draw();
}

}  // namespace kerb::stand_in_everest
