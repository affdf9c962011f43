// One EVSE as EVerest runs it: sessions, transactions, and the order in which it tells of them,
// which is that of a recorded station.
#pragma once

#include "tests/stand_in_everest/bay.hpp"
#include "tests/stand_in_everest/bus.hpp"
#include "tests/stand_in_everest/error_history.hpp"
#include "tests/stand_in_everest/session_view.hpp"

namespace kerb::stand_in_everest {

// What the modules around it want to know of a transaction.
class TransactionListener {
 public:
  virtual ~TransactionListener() = default;
  virtual void transaction_started(int evse, const std::string& session, const Json& token) = 0;
  virtual void transaction_ended(int evse, const std::string& session) = 0;
  // The session went without one.
  virtual void authorization_gone(int evse) = 0;
};

// What a PersistentStore keeps, so that it can be told after a power cut.
struct StoredSession {
  std::string uuid;
};

// Threading: the timeline's thread only.
class Evse {
 public:
  Evse(int number, const Settings& settings, Bus& bus, ErrorHistory& errors, Bay& bay,
       std::optional<StoredSession>& stored, TransactionListener& listener);

  // Start-up. `told`: whether the API heard the publications of the start.
  void publish_start(bool told);
  void begin();

  // The car and the driver.
  void plugged();
  void unplugged();
  void car_changed();  // it draws more or less, pauses, goes on
  void emergency_stop(bool pressed);
  void fault(const std::string& type, bool raised);

  // Auth.
  bool available() const;
  bool is_plugged() const { return bay_.car.has_value(); }
  void authorize(const Json& token);
  // False: nobody was authorised who has not started.
  bool deauthorize();
  bool in_transaction() const { return in_transaction_; }
  bool stopping() const { return phase_ == Phase::stopping; }
  const Json& token() const { return token_; }
  const std::string& session() const { return session_; }

  // Orders. False as the real one answers it.
  bool stop(const std::string& reason, const std::optional<Json>& token);
  bool pause(const std::string& reason);
  bool resume();
  bool force_unlock();
  bool enable(bool on, const Json& source);  // whether it is enabled afterwards
  void reserve(bool reserved);
  void limit(std::int64_t watts, const std::string& source);

  Json powermeter();
  void publish_meter();
  void publish_limits();

 private:
  enum class Phase {
    idle,
    waiting,     // plugged in, not authorised
    authorised,  // and the transaction has not begun
    preparing,
    charging,
    paused_by_car,
    paused_by_station,
    stopping,
    finished,
    timed_out,  // to be plugged in again
  };
  void event(const std::string& name, Json details = Json::object());
  void bare_event(const std::string& uuid, const std::string& name, Json details);
  void tell_session();
  Json meter_value() { return Json{{"meter_value", powermeter()}}; }
  void begin_session(const std::string& reason, const std::optional<Json>& token);
  void end_session();
  void begin_transaction();
  void prepare(Milliseconds takes);
  void start_charging();
  void finish(const std::string& reason, const std::optional<Json>& token);
  void open_relays();
  void draw();
  void break_off();
  void recover();
  // Does it unless something else happened in the meantime.
  void then(Milliseconds delay, Timeline::Action action);

  const int number_;
  const Settings& settings_;
  const std::string module_;
  Bus& bus_;
  ErrorHistory& errors_;
  Bay& bay_;
  std::optional<StoredSession>& stored_;
  TransactionListener& listener_;
  SessionView view_;

  Phase phase_ = Phase::idle;
  unsigned turn_ = 0;
  bool enabled_ = true;
  bool reserved_ = false;
  bool inoperative_ = false;
  bool relays_ = false;
  bool in_transaction_ = false;
  std::optional<std::int64_t> limit_;
  std::string limit_source_;
  std::string session_;
  Json token_;
};

}  // namespace kerb::stand_in_everest
