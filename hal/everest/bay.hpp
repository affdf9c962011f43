// One EVSE as EVerest tells of it: a pure machine without clock, thread or broker. It takes what
// EVerest says and gives what a driver sees of the EVSE, and what happened to a charge there, still
// in EVerest's words; the charger knows whose charge that is.
//
// Its session events decide. They are sent once and never kept for whoever comes later, so an EVSE
// of which none was heard is unknown, and unknown is never free. EVerest's session summary is only
// taken in that one moment, after a (re)connection, to tell that a car is there; it never says that
// the EVSE is free, because it says so of an EVSE that was merely switched on in mid-session.
//
// Events may be missed, come twice or late. The session's id tells an event of an earlier session
// from one of the present, and a step that cannot follow says that another was missed.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/everest/messages.hpp"

namespace kerb::hal::everest {

// What a driver sees; EvseChanged without the number.
struct BayView {
  EvseState state = EvseState::unknown;
  ChargerFault fault = ChargerFault::none;
  PauseReason pause = PauseReason::none;
  bool maintenance = false;
  bool operator==(const BayView&) const = default;
};

struct ViewChanged {
  BayView view;
};
struct TransactionBegan {
  std::string session;
  std::optional<Token> token;      // nothing: its beginning was missed, and seen by what followed
  std::optional<WattHours> meter;  // then the last reading before: nothing flows earlier
  std::optional<Utc> at;
};
struct TransactionOver {
  std::string session;               // empty: EVerest lost its power and does not say
  std::optional<WattHours> meter;    // nothing: its end was missed
  std::optional<StopReason> reason;  // nothing: it does not say
  std::optional<Utc> at;
};
// An authorisation ended before a transaction began under it.
struct AuthorisationGone {
  std::string session;
};
// The cable is out, or nobody plugged in: nothing of this session is left.
struct SessionOver {
  std::string session;
  std::optional<WattHours> meter;  // nothing: its end was missed, and seen by what followed
};
using BayNews =
    std::variant<ViewChanged, TransactionBegan, TransactionOver, AuthorisationGone, SessionOver>;

// EVerest compares tokens without regard to case (Auth).
bool same_token(std::string_view one, std::string_view other);

// Nothing for a reason that says nothing.
std::optional<StopReason> stop_reason(std::optional<EndReason> end);

class Bay {
 public:
  using News = std::vector<BayNews>;

  News take(const SessionEvent& event, Monotonic now);
  News take(const SessionStatus& status);
  // Only errors of this EVSE's own modules.
  News raised(const StationError& error);
  News cleared(const StationError& error);
  // The whole list, as EVerest gives it when asked.
  News errors_are(const std::vector<StationError>& errors);
  // The newest meter reading of any message.
  void read(WattHours meter) { meter_ = meter; }
  // Kerb gave this token for this EVSE: a session under it is not somebody else's.
  News expect(std::string token);

  // Nothing was heard for too long, or the broker is gone: whatever was known may be wrong now.
  News silent();
  // EVerest began anew: no transaction outlives that.
  News restarted(Monotonic now);
  // The summary's transaction is this session's: known from elsewhere.
  void confirm(std::string session);
  // It is over, as is known from elsewhere.
  void forget_transaction();
  // It meters, and for a while neither an event nor a summary spoke of a session.
  News quiet();
  // What is decided by nothing else coming.
  News pass(Monotonic now);

  BayView view() const;
  const std::string& session() const { return session_; }
  bool in_transaction() const { return transaction_; }
  // EVerest said that the charging is finished; the transaction's end may still follow.
  bool charging_over() const { return stage_ == Stage::over; }
  // The session events since the (re)connection tell whether a transaction runs; else only asking.
  bool certain() const { return stage_ != Stage::unknown && !by_summary_; }
  std::optional<WattHours> meter() const { return meter_; }
  // A transaction runs here, and it is the one of session().
  bool sure_of_transaction() const { return transaction_ && stage_ != Stage::unknown; }
  // A charge is on, paused or not.
  bool at_work() const;
  // One of its connector-lock errors is active.
  bool lock_failed() const;
  // An error says that heat takes power away.
  bool hot() const;

 private:
  enum class Stage {
    unknown,
    free,
    waiting,  // authorised, no car yet
    plugged,
    preparing,
    charging,
    car_pauses,
    station_pauses,
    over,  // the charge is; the cable is still in
  };

  void follow(const SessionEvent& event, Monotonic now, News& news);
  bool belongs_here(const SessionEvent& event, News& news);
  void begin_session(const SessionEvent& event);
  void enable(const SessionEvent& event, Monotonic now);
  void flow(const SessionEvent& event, News& news);
  void pause(const SessionEvent& event, News& news);
  void presume_transaction(const SessionEvent& event, News& news);
  void finish_transaction(const SessionEvent& event, News& news);
  void finish_session(const SessionEvent& event, News& news);
  void deauthorise(News& news);
  void forget_session();
  News told(News news);
  ChargerFault fault() const;
  bool inoperative() const;
  bool is_closed_session(const std::string& session) const;

  Stage stage_ = Stage::unknown;
  bool quiet_ = false;       // while the stage is unknown
  bool by_summary_ = false;  // the stage is only what a summary said
  bool authorised_ = false;
  bool transaction_ = false;
  bool reserved_ = false;
  bool disabled_ = false;
  bool maintenance_ = false;
  bool timed_out_ = false;  // plugged in for too long with nobody authorising it
  PauseReason pause_ = PauseReason::none;
  std::string session_;
  std::deque<std::string> closed_sessions_;  // the last few: their late events mean nothing
  std::string holder_;                       // the token of a session that began without a car
  std::string expected_;                     // the one that Kerb gave
  std::optional<WattHours> meter_;
  std::optional<Monotonic> announced_at_;  // EVerest's first word that it is there
  bool begun_since_ = false;               // this session, since then
  std::optional<Monotonic> free_at_;       // no session by then: there is none
  std::optional<Monotonic> lost_at_;  // no word of the transaction by then: it went with the power
  std::vector<StationError> errors_;
  BayView told_;
};

}  // namespace kerb::hal::everest
