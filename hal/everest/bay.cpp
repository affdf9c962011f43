#include "hal/everest/bay.hpp"

#include <algorithm>
#include <utility>

namespace kerb::hal::everest {
namespace {

// After EVerest's first word a car that is plugged in shows itself within a second.
constexpr Millis kCarShowsItself{3'000};
// And a transaction that it had stored is ended within its start.
constexpr Millis kTransactionShowsItself{5'000};
// Its first word and its first heartbeat come in either order.
constexpr Millis kStartTogether{4'000};
constexpr std::size_t kClosedSessions = 8;

PauseReason gravest_pause(const std::vector<PausedBecause>& reasons) {
  const auto has = [&](PausedBecause it) {
    return std::find(reasons.begin(), reasons.end(), it) != reasons.end();
  };
  if (has(PausedBecause::error)) return PauseReason::error;
  if (has(PausedBecause::user)) return PauseReason::user;
  return has(PausedBecause::no_energy) ? PauseReason::no_energy : PauseReason::none;
}

}  // namespace

std::optional<StopReason> stop_reason(std::optional<EndReason> end) {
  switch (end.value_or(EndReason::unknown)) {
    case EndReason::local:
      return StopReason::driver;
    case EndReason::ev_disconnected:
      return StopReason::unplugged;
    case EndReason::stopped_by_ev:
      return StopReason::car;
    case EndReason::emergency_stop:
      return StopReason::emergency_stop;
    case EndReason::power_loss:
      return StopReason::power_loss;
    case EndReason::energy_limit_reached:
    case EndReason::local_out_of_credit:
    case EndReason::soc_limit_reached:
    case EndReason::time_limit_reached:
      return StopReason::limit;
    case EndReason::remote:
    case EndReason::hard_reset:
    case EndReason::soft_reset:
    case EndReason::reboot:
    case EndReason::unlock_command:
    case EndReason::deauthorized:
    case EndReason::master_pass:
      return StopReason::remote;
    case EndReason::ground_fault:
    case EndReason::overcurrent_fault:
    case EndReason::power_quality:
    case EndReason::timeout:
    case EndReason::energy_transfer_rejected:
      return StopReason::fault;
    case EndReason::unknown:
    case EndReason::other:
      return std::nullopt;
  }
  return std::nullopt;
}

// ---- what EVerest says

Bay::News Bay::take(const SessionEvent& event, Monotonic now) {
  News news;
  // What a newer EVerest says is not known, not even whether it is about this session.
  if (event.step == SessionStep::unknown) return news;
  if (belongs_here(event, news)) follow(event, now, news);
  if (event.meter && event.meter->imported) meter_ = event.meter->imported;
  return told(std::move(news));
}

// Whether this is news of the present session. One of another session says that the end of the
// present one and the beginning of that one were missed; one of a session that is over is late.
bool Bay::belongs_here(const SessionEvent& event, News& news) {
  if (event.session.empty() || event.session == session_) return true;
  if (is_closed_session(event.session) && event.step != SessionStep::session_resumed) return false;
  if (!session_.empty()) {
    if (event.step == SessionStep::session_finished) return false;
    if (transaction_ && lost_at_) {  // EVerest began anew since then
      news.emplace_back(
          TransactionOver{session_, std::nullopt, StopReason::power_loss, std::nullopt});
    }
    news.emplace_back(SessionOver{session_, std::nullopt});
    forget_session();
    stage_ = Stage::unknown;
  }
  session_ = event.session;
  return true;
}

void Bay::follow(const SessionEvent& event, Monotonic now, News& news) {
  switch (event.step) {
    case SessionStep::session_started:
      return begin_session(event);
    case SessionStep::enabled:
      return enable(event, now);
    case SessionStep::disabled:
      disabled_ = true;
      maintenance_ = event.enabling && event.enabling->source == EnableSource::firmware_update;
      return;
    case SessionStep::reservation_start:
      reserved_ = true;
      return;
    case SessionStep::reservation_end:
      reserved_ = false;
      return;
    case SessionStep::deauthorized:
      return deauthorise(news);
    case SessionStep::transaction_finished:
      return finish_transaction(event, news);
    case SessionStep::session_finished:
      return finish_session(event, news);
    case SessionStep::session_resumed:
      // EVerest found a transaction in its store; its end follows.
      forget_session();
      session_ = event.session;
      transaction_ = true;
      stage_ = Stage::unknown;
      lost_at_ = now + kTransactionShowsItself;
      return;
    default:
      return flow(event, news);
  }
}

void Bay::begin_session(const SessionEvent& event) {
  const bool known = stage_ != Stage::unknown && stage_ != Stage::free && !by_summary_;
  if (known) return;  // it comes twice
  begun_since_ = true;
  by_summary_ = false;
  timed_out_ = false;
  if (event.begin == SessionBegin::authorized) {
    stage_ = Stage::waiting;
    authorised_ = true;
    holder_ = event.token ? event.token->value : std::string();
    return;
  }
  stage_ = Stage::plugged;
}

// Switching on says nothing of the car, unless EVerest has just begun: then a car would be a new
// session of its own.
void Bay::enable(const SessionEvent& event, Monotonic now) {
  disabled_ = false;
  maintenance_ = false;
  const bool announces_itself = event.enabling &&
                                event.enabling->state == EnableState::unassigned &&
                                event.enabling->source == EnableSource::unspecified;
  if (!announces_itself) return;
  announced_at_ = now;
  begun_since_ = false;
  if (stage_ != Stage::unknown || by_summary_) return;
  free_at_ = now + kCarShowsItself;
  if (transaction_) lost_at_ = now + kTransactionShowsItself;
}

void Bay::flow(const SessionEvent& event, News& news) {
  const bool late = stage_ == Stage::over && !transaction_;
  switch (event.step) {
    case SessionStep::authorized:
      authorised_ = true;
      timed_out_ = false;
      if (stage_ != Stage::waiting && !transaction_) stage_ = Stage::preparing;
      break;
    case SessionStep::auth_required:
      // It flashes for a moment at a car whose charge was authorised before it was plugged in.
      if (authorised_ || transaction_ || timed_out_) return;
      stage_ = Stage::plugged;
      break;
    case SessionStep::plugin_timeout:
      if (transaction_) return;
      timed_out_ = true;
      authorised_ = false;
      stage_ = Stage::over;
      break;
    case SessionStep::transaction_started:
      if (transaction_) return;
      transaction_ = authorised_ = true;
      stage_ = Stage::preparing;
      news.emplace_back(TransactionBegan{session_, event.token,
                                         event.meter ? event.meter->imported : meter_, event.at});
      break;
    case SessionStep::prepare_charging:
      if (late || stage_ == Stage::charging) return;
      stage_ = Stage::preparing;
      break;
    case SessionStep::charging_started:
      // One comes by mistake in the moment in which the emergency stop is pressed.
      if (late || (stage_ == Stage::station_pauses && inoperative())) return;
      presume_transaction(event, news);
      stage_ = Stage::charging;
      break;
    case SessionStep::charging_paused_ev:
    case SessionStep::charging_paused_evse:
      if (late) return;
      return pause(event, news);
    case SessionStep::charging_finished:
      stage_ = Stage::over;
      break;
    default:
      // stopping_charging comes before every pause, too; switching_phases is not for a driver; what
      // a newer EVerest says is not known.
      return;
  }
  by_summary_ = false;
  pause_ = PauseReason::none;
}

void Bay::pause(const SessionEvent& event, News& news) {
  presume_transaction(event, news);
  by_summary_ = false;
  const bool by_car = event.step == SessionStep::charging_paused_ev;
  stage_ = by_car ? Stage::car_pauses : Stage::station_pauses;
  pause_ = by_car ? PauseReason::none : gravest_pause(event.paused);
}

void Bay::presume_transaction(const SessionEvent& event, News& news) {
  if (transaction_) return;
  transaction_ = authorised_ = true;
  news.emplace_back(TransactionBegan{session_, std::nullopt, meter_, event.at});
}

void Bay::finish_transaction(const SessionEvent& event, News& news) {
  const bool twice = stage_ == Stage::over && !transaction_ && !timed_out_ && !by_summary_;
  if (twice) return;
  const auto meter = event.meter && event.meter->imported ? event.meter->imported : meter_;
  auto reason = stop_reason(event.end);
  if (!reason && inoperative()) reason = StopReason::fault;
  news.emplace_back(TransactionOver{session_, meter, reason, event.at});
  if (event.session.empty()) {
    // Told at EVerest's start of a charge before it: whether a car is there now is another matter.
    forget_session();
    stage_ = Stage::unknown;
    return;
  }
  transaction_ = authorised_ = by_summary_ = false;
  lost_at_.reset();
  pause_ = PauseReason::none;
  stage_ = Stage::over;
}

void Bay::finish_session(const SessionEvent& event, News& news) {
  const auto meter = event.meter && event.meter->imported ? event.meter->imported : meter_;
  news.emplace_back(SessionOver{session_, meter});
  forget_session();
  stage_ = Stage::free;
}

void Bay::deauthorise(News& news) {
  authorised_ = false;
  if (transaction_) return;  // its end is told
  news.emplace_back(AuthorisationGone{session_});
  if (stage_ == Stage::preparing) stage_ = Stage::plugged;
}

void Bay::forget_session() {
  if (!session_.empty()) closed_sessions_.push_back(std::exchange(session_, {}));
  if (closed_sessions_.size() > kClosedSessions) closed_sessions_.pop_front();
  authorised_ = transaction_ = timed_out_ = by_summary_ = begun_since_ = false;
  holder_.clear();
  pause_ = PauseReason::none;
  lost_at_.reset();
}

Bay::News Bay::take(const SessionStatus& status) {
  if (stage_ != Stage::unknown) return {};
  const Stage before = stage_;
  switch (status.state) {
    case SessionState::auth_required:
      stage_ = Stage::plugged;
      break;
    case SessionState::preparing:
      stage_ = Stage::preparing;
      break;
    case SessionState::charging:
      stage_ = Stage::charging;
      break;
    case SessionState::charging_paused_ev:
      stage_ = Stage::car_pauses;
      break;
    case SessionState::charging_paused_evse:
      stage_ = Stage::station_pauses;
      break;
    case SessionState::auth_timeout:
      timed_out_ = true;
      stage_ = Stage::over;
      break;
    case SessionState::finished:
    case SessionState::finished_evse:
    case SessionState::finished_ev:
      stage_ = Stage::over;
      break;
    default:
      break;  // "unplugged" is said of every EVSE that was switched on
  }
  by_summary_ = stage_ != before;
  return told({});
}

// ---- time and silence

Bay::News Bay::expect(std::string token) {
  expected_ = std::move(token);
  return told({});
}

Bay::News Bay::quiet() {
  quiet_ = true;
  return told({});
}

Bay::News Bay::silent() {
  stage_ = Stage::unknown;
  quiet_ = by_summary_ = reserved_ = disabled_ = maintenance_ = timed_out_ = false;
  pause_ = PauseReason::none;
  free_at_.reset();
  lost_at_.reset();
  errors_.clear();  // they are asked for again
  return told({});
}

Bay::News Bay::restarted(Monotonic now) {
  News news;
  const bool just_announced = announced_at_ && now - *announced_at_ < kStartTogether;
  if (just_announced && begun_since_) return news;
  const bool authorised = authorised_ && !transaction_;
  if (authorised) {
    news.emplace_back(AuthorisationGone{session_});
    forget_session();
  }
  const bool disabled = disabled_ && just_announced;
  const News view = silent();
  disabled_ = disabled;
  news.insert(news.end(), view.begin(), view.end());
  if (just_announced) free_at_ = now + kCarShowsItself;
  if (transaction_) lost_at_ = now + kTransactionShowsItself;
  return news;
}

void Bay::confirm(std::string session) {
  session_ = std::move(session);
  transaction_ = authorised_ = true;
}

void Bay::forget_transaction() {
  if (stage_ == Stage::over) {  // the cable is still in
    transaction_ = authorised_ = false;
    lost_at_.reset();
    return;
  }
  forget_session();
  stage_ = Stage::unknown;
}

Bay::News Bay::pass(Monotonic now) {
  News news;
  if (lost_at_ && now >= *lost_at_) {
    if (transaction_) {
      news.emplace_back(
          TransactionOver{session_, std::nullopt, StopReason::power_loss, std::nullopt});
    }
    forget_session();
  }
  // Not before the transaction of the EVerest before is settled.
  if (free_at_ && now >= *free_at_ && !transaction_) {
    if (stage_ == Stage::unknown) stage_ = Stage::free;
    free_at_.reset();
  }
  return told(std::move(news));
}

bool Bay::is_closed_session(const std::string& session) const {
  return std::find(closed_sessions_.begin(), closed_sessions_.end(), session) !=
         closed_sessions_.end();
}

}  // namespace kerb::hal::everest
