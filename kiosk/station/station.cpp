#include "kiosk/station/station.hpp"

#include <algorithm>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk {

using payment::saga_steps::Match;

StationSettings settings_of(const Config& config) {
  return {.site = config.site,
          .merchant = config.merchant,
          .currency = config.price.currency,
          .tariff = config.tariffs.path.empty() ? payment::tariff::FrozenTariff::flat(config.price)
                                                : nullptr,
          .price_style = config.tariffs.law == payment::tariff::Law::us_nevi ||
                                 config.tariffs.law == payment::tariff::Law::us_ca
                             ? payment::TaxStyle::on_top
                             : payment::TaxStyle::included,
          .payment = config.payment,
          .timing = config.timing,
          .defaults = config.preferences,
          .evses = config.controller.evses,
          .told_cost = config.told_cost,
          .reports_leave = !config.support.address.url.empty(),
          .receipt_page = config.receipt.page};
}

Station make_station(StationSettings settings, Now now) {
  Station station;
  for (const hal::Evse& evse : settings.evses) {
    Bay bay;
    bay.evse = evse;
    steps::offer(bay, settings, settings.tariff, settings.tariff, now);
    station.bays.push_back(std::move(bay));
  }
  station.preferences = settings.defaults;
  station.touched = now.monotonic;
  station.dynamic_code = settings.dynamic_code;
  station.settings = std::make_shared<const StationSettings>(std::move(settings));
  return station;
}

StationStep step(Station station, const StationEvent& event, Now now) {
  StationStep out;
  steps::Progress progress(station, now, out);
  std::visit(
      Match{[&](const Restored& it) { steps::on_restored(progress, it); },
            [&](const Intent& it) { steps::on_intent(progress, it); },
            [&](const Tapped& it) { steps::on_tap(progress, it); },
            [&](const ReaderChanged& it) {
              station.reader_ready = it.ready;
              station.reader_heard = true;
            },
            [&](const hal::ControllerEvent& it) { steps::on_controller(progress, it); },
            [&](const SessionEvent& it) {
              steps::hear_bank(progress, it);
              progress.tell(it.session, it.event);
            },
            [&](const ReportAnswered& it) { steps::on_report(progress, it); },
            [&](const JournalChanged& it) { station.journal_healthy = it.healthy; },
            [&](const ClockChanged& it) { station.clock_trusted = it.trusted; },
            [&](const DynamicCodeChanged& it) { station.dynamic_code = it.code; },
            [&](const RoomChanged& it) { station.journal_has_room = it.room; },
            [&](const TariffsChanged& it) { steps::on_tariffs(progress, it); },
            [&](const hal::BackEndReport& it) { steps::on_back_end(progress, it); },
            [&](const SettledCost& it) { steps::on_settled_cost(progress, it); },
            [&](const MessagesChanged& it) { station.messages = it.messages; },
            [&](const UnlockAnswered& it) { steps::on_unlock(progress, it); },
            [&](const TerminalSays& it) { station.terminal_step = it.step; },
            [&](const TerminalLostHold& it) { steps::on_lost_hold(progress, it); },
            [&](const TerminalDisagrees& it) { station.terminal_disagrees = !it.concerns.empty(); },
            [&](const TerminalDayDiffers& it) {
              progress.commit({"", "alarm.terminal_day", it.both, false});
              out.alarms.emplace_back("the terminal's end of day is not what was booked there");
            },
            [&](const Tick&) { steps::on_tick(progress); }},
      event);
  steps::watch_own_health(progress);
  ++station.revision;
  out.station = std::move(station);
  return out;
}

namespace steps {

Bay* Progress::bay(hal::EvseId evse) {
  const auto found = std::find_if(station.bays.begin(), station.bays.end(),
                                  [&](const Bay& bay) { return bay.evse.id == evse; });
  return found == station.bays.end() ? nullptr : &*found;
}

Session* Progress::session(const std::string& id) {
  const auto found = station.sessions.find(id);
  return found == station.sessions.end() ? nullptr : &found->second;
}

namespace {

// Time to see that the card may be taken away, and for all four lights: at least 1,125 ms (EMV
// Contactless Book A, 9).
constexpr hal::Millis kCardReadShown{1'500};

}  // namespace

void Progress::open_session(payment::SessionTerms terms, payment::Presentation presentation) {
  const std::string id = terms.session;
  Bay* at = bay(terms.evse);
  if (at == nullptr || at->session) return remark("the bay is taken");
  at->session = id;
  at->curve.clear();
  at->began.reset();
  at->first_soc.reset();
  payment::SagaStep first = payment::open_saga(std::move(terms), now);
  const payment::PaidBy paid_by = first.saga.terms.paid_by;
  const bool at_terminal = std::holds_alternative<payment::CardAtTerminal>(presentation);
  const bool by_card = !at_terminal && (paid_by == payment::PaidBy::bank_card ||
                                        paid_by == payment::PaidBy::charging_card);
  if (at_terminal) station.terminal_step = TerminalStep::follow;
  station.sessions[id] = Session{first.saga, now.monotonic,
                                 now.monotonic + (by_card ? kCardReadShown : hal::Millis{0})};
  take(id, std::move(first), &presentation);
  show(AtSession{.session = id, .confirming_stop = false, .by_card = false, .trouble_seen = false});
}

void on_lost_hold(Progress& step, const TerminalLostHold& it) {
  const auto& sessions = step.station.sessions;
  const auto found = std::find_if(sessions.begin(), sessions.end(), [&](const auto& one) {
    return payment::hold_key(one.second.saga.terms) == it.key;
  });
  if (found != sessions.end()) step.tell(std::string(found->first), payment::HoldVanished{});
}

void Progress::tell(const std::string& id, const payment::SagaEvent& event) {
  Session* found = session(id);
  if (found == nullptr) return remark("no such session: " + session_code(id));
  payment::SagaStep next = payment::step(found->saga, event, now);
  if (!next.ignored.empty()) return remark(next.ignored);
  take(id, std::move(next), nullptr);
}

void Progress::take(const std::string& id, payment::SagaStep&& saga_step,
                    payment::Presentation* presentation) {
  Session& found = station.sessions.at(id);
  const bool moved_on = found.saga.state.index() != saga_step.saga.state.index();
  found.saga = std::move(saga_step.saga);
  // What is new on screen deserves its whole time to be read.
  const auto* shown = std::get_if<AtSession>(&station.page);
  if (moved_on && shown != nullptr && shown->session == id) station.touched = now.monotonic;
  if (saga_step.journal) {
    commit({id, *saga_step.journal, found.saga, !payment::at_rest(found.saga)});
  }
  for (const payment::CostAlarm& what : saga_step.alarms) alarm(id, what);
  if (saga_step.meter_alarm) alarm(id, *saga_step.meter_alarm);
  for (payment::SagaEffect& wanted : saga_step.effects) {
    if (const auto* send = std::get_if<payment::SendHold>(&wanted)) {
      if (presentation == nullptr) continue;  // a hold is sent once, with the card at hand
      effect(PlaceHold{id,
                       {send->key, send->amount, now.utc, std::move(*presentation),
                        found.saga.terms.evse, found.saga.terms.session}});
    } else {
      effect(SessionEffect{id, found.saga.terms.evse, std::move(wanted)});
    }
  }
  follow(id);
}

// Keeps bay and screen in step with the saga.
void Progress::follow(const std::string& id) {
  Session& found = station.sessions.at(id);
  Bay* at = bay(found.saga.terms.evse);
  if (at != nullptr && at->session == id) {
    const bool waits = std::holds_alternative<payment::Held>(found.saga.state);
    if (!waits) at->plug_in_deadline.reset();
    if (waits && !at->plug_in_deadline) {
      at->plug_in_deadline = now.monotonic + plug_in_time(station);
      at->plug_in_extensions = 0;
      at->plug_in_warned = false;
    }
    if (payment::bay_is_free(found.saga)) at->session.reset();
    // Somebody has paid on their phone: whoever comes back from it is told to plug in.
    const bool by_phone = waits && found.saga.terms.paid_by == payment::PaidBy::checkout;
    if (by_phone && std::holds_alternative<AtHome>(station.page)) show(AtSession{.session = id});
  }
  if (!payment::at_rest(found.saga)) return;
  const auto* shown = std::get_if<AtSession>(&station.page);
  if (shown == nullptr || shown->session != id) {
    station.sessions.erase(id);
    return;
  }
  // A charging card that nobody knows is no failure of the visit: another card may be tapped at
  // once.
  const auto* ended = std::get_if<payment::Ended>(&found.saga.state);
  const bool declined =
      ended != nullptr && std::holds_alternative<payment::WasDeclined>(ended->outcome);
  if (declined && found.saga.terms.paid_by == payment::PaidBy::charging_card) {
    beep(hal::Beep::alert);
    return show(AtTap{found.saga.terms.evse, TapHint::charging_card_unknown, 0});
  }
  const bool withdrawn =
      ended != nullptr && std::holds_alternative<payment::WasAbandoned>(ended->outcome);
  if (withdrawn && shown->card_next) {
    show(AtTap{found.saga.terms.evse, TapHint::phone_withdrawn, 0});
  }
}

void Progress::show(Place page) {
  const auto* left = std::get_if<AtSession>(&station.page);
  std::optional<std::string> gone;
  std::optional<std::string> come;
  const auto* next = std::get_if<AtSession>(&page);
  if (left != nullptr && (next == nullptr || next->session != left->session)) gone = left->session;
  if (next != nullptr && (left == nullptr || next->session != left->session)) come = next->session;
  station.page = std::move(page);
  station.touched = now.monotonic;
  if (gone) watch_code(*gone, false);
  if (come) watch_code(*come, true);
  if (gone) {
    const Session* behind = session(*gone);
    if (behind != nullptr && payment::at_rest(behind->saga)) station.sessions.erase(*gone);
  }
}

void Progress::watch_code(const std::string& id, bool watched) {
  const Session* shown = session(id);
  if (shown == nullptr) return;
  if (!std::holds_alternative<payment::AwaitingPhone>(shown->saga.state)) return;
  tell(id, payment::CodeWatched{watched});
}

void Progress::go_home() {
  station.overlay = std::monostate{};
  show(AtHome{});
}

bool may_sell(const Station& station, const Bay& bay) {
  const bool usable = bay.state == hal::EvseState::available ||
                      bay.state == hal::EvseState::plugged || bay.state == hal::EvseState::quiet;
  return usable && !bay.paying_elsewhere_until && station.link_up && station.journal_healthy &&
         station.journal_has_room && !bay.session && bay.offer.ad_hoc != nullptr;
}

std::optional<hal::EvseId> evse_on_screen(const Station& station) {
  using Evse = std::optional<hal::EvseId>;
  return std::visit(Match{[](const AtConnector& at) { return Evse(at.evse); },
                          [](const AtTariff& at) { return Evse(at.evse); },
                          [](const AtTap& at) { return Evse(at.evse); },
                          [](const AtTrouble& at) { return Evse(at.evse); },
                          [&](const AtSession&) {
                            const Session* on = session_on_screen(station);
                            return on == nullptr ? Evse() : Evse(on->saga.terms.evse);
                          },
                          [](const AtHome&) { return Evse(); }},
                    station.page);
}

const Session* session_on_screen(const Station& station) {
  const auto* at = std::get_if<AtSession>(&station.page);
  if (at == nullptr) return nullptr;
  const auto found = station.sessions.find(at->session);
  return found == station.sessions.end() ? nullptr : &found->second;
}

}  // namespace steps
}  // namespace kerb::kiosk
