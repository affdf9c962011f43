// A card was held to the reader: it pays, it stops a charge, or it needs help.
#include <algorithm>

#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

constexpr int kMisreadsBeforeTrouble = 3;
constexpr hal::Seconds kStrayTapSaid{10};

// The bay for which a card may pay now: the price and the hold are on screen.
Bay* bay_on_offer(Progress& step) {
  if (!std::holds_alternative<std::monostate>(step.station.overlay)) return nullptr;
  if (const auto* at = std::get_if<AtTap>(&step.station.page)) return step.bay(at->evse);
  if (const auto* at = std::get_if<AtConnector>(&step.station.page)) return step.bay(at->evse);
  return nullptr;
}

void stray(Progress& step, TapHint hint, const std::string& scheme) {
  auto& said = step.station.stray_tap;
  said = {{hint, {}, scheme}, step.now.monotonic + kStrayTapSaid};
  if (hint == TapHint::device_only) {
    said.tap.device_only_above = step.station.settings->payment.device_only_above;
  }
}

void identified(Progress& step, const payment::CardIdentity& card) {
  for (const auto& [id, session] : step.station.sessions) {
    const bool running = std::holds_alternative<payment::Delivering>(session.saga.state);
    // What only a terminal has read is never known again.
    if (running && !card.fingerprint.empty() && session.saga.terms.card == card) {
      step.station.overlay = std::monostate{};
      return step.show(AtSession{id, true, true, false});
    }
  }
  if (const Session* on = session_on_screen(step.station)) {
    const bool charging = std::holds_alternative<payment::Delivering>(on->saga.state);
    // Whose card a terminal has before it, nobody can say: not that it is another one either.
    const bool known = !card.fingerprint.empty();
    return charging && known ? stray(step, TapHint::not_this_charge, {}) : void();
  }
  if (!std::holds_alternative<AtHome>(step.station.page)) return;
  std::vector<hal::EvseId> free;
  for (const Bay& bay : step.station.bays) {
    if (may_sell(step.station, bay)) free.push_back(bay.evse.id);
  }
  // The price must be seen before a card is charged: with one connector the price is a tap nearer.
  if (free.size() == 1) return step.show(AtConnector{free.front()});
  if (!free.empty()) step.show(AtHome{true});
}

void failed(Progress& step, TapHint hint, const std::string& scheme = {}) {
  step.beep(hal::Beep::alert);
  Bay* bay = bay_on_offer(step);
  if (bay == nullptr) return stray(step, hint, scheme);
  const auto* at = std::get_if<AtTap>(&step.station.page);
  const int misread = (at == nullptr ? 0 : at->misread) + (hint == TapHint::again ? 1 : 0);
  if (misread >= kMisreadsBeforeTrouble) {
    return step.show(AtTrouble{bay->evse.id, FailureKind::card_not_read});
  }
  step.show(AtTap{bay->evse.id, hint, misread, scheme});
}

void seen(Progress& step) {
  Bay* bay = bay_on_offer(step);
  if (bay == nullptr) return;
  const auto* at = std::get_if<AtTap>(&step.station.page);
  step.show(AtTap{bay->evse.id, TapHint::reading, at == nullptr ? 0 : at->misread});
}

void pays(Progress& step, const std::string& session, const payment::CardIdentity& card,
          payment::PaidBy paid_by, payment::Presentation presentation) {
  // The terminal has a tone of its own, once it has read the card.
  if (!std::holds_alternative<payment::CardAtTerminal>(presentation)) {
    step.beep(hal::Beep::card_read);
  }
  Bay* bay = bay_on_offer(step);
  if (bay == nullptr || !may_sell(step.station, *bay)) return identified(step, card);
  if (is_free(*bay) && paid_by == payment::PaidBy::bank_card) {
    paid_by = payment::PaidBy::nobody;  // the card only tells who may stop it
    presentation = payment::NothingToPay{};
  }
  step.open_session(terms_for(step, *bay, session, card, paid_by), std::move(presentation));
}

// Who holds a card while a phone may pay wants to pay by card. Both at once would hold money twice,
// so the page is withdrawn first, and the card is asked for again when it is certain that nobody
// can pay there.
bool withdraws_the_page(Progress& step) {
  const Session* on = session_on_screen(step.station);
  if (on == nullptr || !may_be_paid_by_phone(on->saga)) return false;
  std::get<AtSession>(step.station.page).card_next = true;
  step.beep(hal::Beep::alert);
  step.tell(on->saga.terms.session, payment::DriverCancels{});
  return true;
}

// Another tariff came between the price on screen and the card: the driver sees it first.
bool price_moved_on(Progress& step, const std::optional<payment::Money>& told) {
  const Bay* bay = bay_on_offer(step);
  return bay != nullptr && may_sell(step.station, *bay) && !is_free(*bay) && told &&
         !(*told == bay->offer.hold);
}

}  // namespace

bool may_be_paid_by_phone(const payment::Saga& saga) {
  return saga.terms.paid_by == payment::PaidBy::checkout && !payment::bay_is_free(saga) &&
         (std::holds_alternative<payment::Holding>(saga.state) ||
          std::holds_alternative<payment::Asking>(saga.state) ||
          payment::open_page(saga.state) != nullptr);
}

bool phone_offered(const Station& station, const Bay& bay) {
  if (may_show_code(station, bay)) return true;
  return station.settings->phone_pays && may_sell(station, bay) && !is_free(bay);
}

bool is_free(const Bay& bay) {
  return bay.offer.ad_hoc != nullptr && bay.offer.hold.is_zero();
}

payment::SessionTerms terms_for(const Progress& step, const Bay& bay, const std::string& session,
                                const payment::CardIdentity& card, payment::PaidBy paid_by) {
  const StationSettings& settings = *step.station.settings;
  const bool holds = payment::holds_money(paid_by);
  const payment::Money hold = holds ? bay.offer.hold : payment::Money(0, settings.currency);
  return {
      .session = session,
      .evse = bay.evse.id,
      .tariff = paid_by == payment::PaidBy::charging_card ? bay.offer.members : bay.offer.ad_hoc,
      .hold = hold,
      .raise_by = settings.payment.raise_by,
      .raises_at_most = settings.payment.raises_at_most,
      .paid_by = paid_by,
      .card = card,
      .opened = step.now.utc,
      // Whoever pays nothing is told of no cost.
      .told_cost =
          paid_by == payment::PaidBy::nobody ? payment::ToldCostTerms{} : settings.told_cost,
      .most_power = bay.evse.max_power};
}

void on_tap(Progress& step, const Tapped& tapped) {
  step.station.touched = step.now.monotonic;
  step.station.stray_tap.until = step.now.monotonic;
  std::visit(Match{[&](const CardSeen&) { seen(step); },
                   [&](const CardRead& it) {
                     if (withdraws_the_page(step)) return;
                     if (price_moved_on(step, it.amount)) return failed(step, TapHint::again);
                     pays(step, tapped.fresh_session, it.presentation.identity,
                          payment::PaidBy::bank_card, it.presentation);
                   },
                   [&](const ChargingCardRead& it) {
                     if (withdraws_the_page(step)) return;
                     pays(step, tapped.fresh_session, it.identity, payment::PaidBy::charging_card,
                          it.card);
                   },
                   [&](const CardAtTerminalSeen& it) {
                     if (withdraws_the_page(step)) return;
                     if (price_moved_on(step, it.amount)) return failed(step, TapHint::again);
                     pays(step, tapped.fresh_session, {}, payment::PaidBy::bank_card,
                          payment::CardAtTerminal{});
                   },
                   [&](const TapFailed& it) { failed(step, it.hint, it.scheme); }},
             tapped.result);
}

}  // namespace kerb::kiosk::steps

namespace kerb::kiosk {

ReaderWish reader_wish(const Station& station) {
  // Identifying needs an amount too: a card answers no transaction without one. Nothing of it is
  // sent.
  const auto evse = steps::evse_on_screen(station);
  const bool free = evse && steps::is_free(steps::bay_at(station, *evse));
  const payment::Money amount =
      evse && !free ? steps::bay_at(station, *evse).offer.hold : station.settings->payment.hold;
  if (!station.journal_healthy) return {ReaderWish::Mode::off, amount};
  if (const Session* on = steps::session_on_screen(station)) {
    const bool busy = std::holds_alternative<payment::Holding>(on->saga.state) ||
                      std::holds_alternative<payment::Asking>(on->saga.state) ||
                      std::holds_alternative<payment::Fencing>(on->saga.state);
    return {busy ? ReaderWish::Mode::off : ReaderWish::Mode::identify, amount};
  }
  const bool sold = evse && steps::may_sell(station, steps::bay_at(station, *evse));
  const bool offered = sold && !free && std::holds_alternative<std::monostate>(station.overlay) &&
                       (std::holds_alternative<AtTap>(station.page) ||
                        std::holds_alternative<AtConnector>(station.page));
  return {offered ? ReaderWish::Mode::purchase : ReaderWish::Mode::identify, amount,
          offered && std::holds_alternative<AtTap>(station.page)};
}

}  // namespace kerb::kiosk
