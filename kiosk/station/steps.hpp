// The inside of the station's step(): a step in the making, and one function a kind of event.
#pragma once

#include "kiosk/station/station.hpp"

namespace kerb::kiosk::steps {

// Collects what follows while the station is being changed.
class Progress {
 public:
  Progress(Station& changing, Now at, StationStep& out) : station(changing), now(at), out_(out) {}

  Station& station;
  const Now now;

  void commit(Commit commit) { out_.commits.push_back(std::move(commit)); }
  template <typename Effect>
  void effect(Effect effect) {
    out_.effects.emplace_back(std::move(effect));
  }
  void beep(hal::Beep beep) { effect(Sound{beep}); }
  void remark(std::string why) { out_.remarks.push_back(std::move(why)); }
  // Something about a session that a person should look at: into the journal, where it moves
  // nothing, and into the log.
  void alarm(const std::string& id, std::string kind, std::string body, const std::string& words);
  void alarm(const std::string& id, const payment::CostAlarm& what);
  void alarm(const std::string& id, const payment::MeterAlarm& what);

  Bay* bay(hal::EvseId evse);
  Session* session(const std::string& id);

  // A session opens with a hold; `presentation` leaves with the order and is not kept.
  void open_session(payment::SessionTerms terms, payment::Presentation presentation);
  // Hands an event to a session's saga and takes what follows.
  void tell(const std::string& id, const payment::SagaEvent& event);

  void show(Place page);
  void go_home();

 private:
  void take(const std::string& id, payment::SagaStep&& saga_step,
            payment::Presentation* presentation);
  void follow(const std::string& id);
  void watch_code(const std::string& id, bool watched);
  StationStep& out_;
};

void on_intent(Progress& step, const Intent& intent);
void on_tap(Progress& step, const Tapped& tapped);
void on_controller(Progress& step, const hal::ControllerEvent& event);
void file_report(Progress& step, ReportedFault fault);
// Written down, then sent until somebody has it.
void file(Progress& step, FiledReport report);
void link_receipt(Progress& step, const std::string& fresh_token);
void receipt_arrived(Station& station, const std::string& token);
void on_report(Progress& step, const ReportAnswered& answered);
void wake_reports(Progress& step);
void restore_reports(Progress& step, const std::vector<FiledReport>& filed);
void on_restored(Progress& step, const Restored& restored);
void on_tariffs(Progress& step, const TariffsChanged& changed);
void on_back_end(Progress& step, const hal::BackEndReport& report);
void on_settled_cost(Progress& step, const SettledCost& it);
// What the payment provider's answer says about whether it can be reached, before the saga has it.
void hear_bank(Progress& step, const SessionEvent& it);
// Whichever session has it. One whose charge is over settles without it.
void on_lost_hold(Progress& step, const TerminalLostHold& it);
// After every step.
void watch_own_health(Progress& step);
void on_elsewhere(Progress& step, const hal::PaymentElsewhere& it);
// Somebody else's payment that never became a charge is over at its time.
void watch_elsewhere(Progress& step, Bay& bay);
void unlock(Progress& step, hal::EvseId evse);
void on_unlock(Progress& step, const UnlockAnswered& it);
// The connector whose plug whoever stands here may ask the charger to let go of.
std::optional<hal::EvseId> stuck_plug(const Station& station);
// The plug is out: nothing is left to say about it.
void plug_is_out(Progress& step, hal::EvseId evse);
void on_tick(Progress& step);

// ---- prices, in offers.cpp
// From now on the bay is sold under these; null: it is not sold. With them comes what is held:
// what the tariff asks for, else the station's own amount, and never more than a charge can cost
// within a week.
void offer(Bay& bay, const StationSettings& settings, payment::tariff::FrozenTariff::Ptr ad_hoc,
           payment::tariff::FrozenTariff::Ptr members, Now now);
// What drivers see of a tariff is right until its next change; this brings it up to date.
void renew_prices(Station& station, Now now);
// What `energy` costs if it is charged from now on at full power.
std::optional<payment::Money> cost_ahead(const Bay& bay, hal::WattHours energy, Now now);
// What the whole charge will have cost when so much more was charged, evenly, over so long a time.
std::optional<payment::Money> cost_later(const payment::Saga& saga, hal::WattHours more,
                                         hal::Seconds in);
std::vector<CostLine> cost_lines(const payment::Saga& saga, payment::TaxStyle style);
std::optional<PriceNotice> price_notice(const payment::Saga& saga, const Bay& bay,
                                        payment::TaxStyle style);

// Nothing is held yet, and may be at any moment.
bool may_be_paid_by_phone(const payment::Saga& saga);
bool phone_offered(const Station& station, const Bay& bay);
// What a session that begins now is about; in taps.cpp.
payment::SessionTerms terms_for(const Progress& step, const Bay& bay, const std::string& session,
                                const payment::CardIdentity& card, payment::PaidBy paid_by);
// The next driver pays nothing, and no card is needed.
bool is_free(const Bay& bay);

// ---- the code on the screen with which the back end is paid; in dynamic_code.cpp
bool may_show_code(const Station& station, const Bay& bay);
// Nothing: there is none, or none that could start a charge now.
std::optional<ShownCode> shown_code(const Station& station, const Bay& bay, Now now);
// When the code that is on screen becomes another one.
std::optional<hal::Monotonic> code_changes(const Station& station, Now now);

// ---- shared judgements
bool may_sell(const Station& station, const Bay& bay);
// Seconds without a touch after which the page asks "are you still there?"; nothing: it stays.
std::optional<hal::Seconds> patience(const Station& station);
// How long a driver has to plug in, once the hold is there.
hal::Seconds plug_in_time(const Station& station);
bool may_extend(const Bay& bay);
// Before the time to plug in is over, for at least the 20 s of WCAG 2.2, 2.2.1.
bool plug_in_ends_soon(const Bay& bay, hal::Monotonic now);
// How long "are you still there?" can be answered.
hal::Seconds warning_time(const Station& station);
// While it is asked: when the screen goes home if nobody answers.
std::optional<hal::Monotonic> leaving_at(const Station& station, hal::Monotonic now);
const Session* session_on_screen(const Station& station);
// The connector that the screen is about; nothing on the first screen.
std::optional<hal::EvseId> evse_on_screen(const Station& station);
ScreenModel screen_model(const Station& station, Now now);
ConnectorView connector_view(const Station& station, const Bay& bay, Now now);

}  // namespace kerb::kiosk::steps
