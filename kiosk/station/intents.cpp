// What the driver asks for, and whether it fits the moment.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"
#include "payment/plain_line.hpp"
#include "payment/saga/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

using payment::saga_steps::Match;

void choose(Progress& step, hal::EvseId evse) {
  Bay* bay = step.bay(evse);
  if (bay == nullptr) return;
  if (bay->session) {
    return step.show(AtSession{*bay->session, false, false, false});
  }
  // One that cannot be sold says why.
  step.show(AtConnector{evse});
}

void show_tariff(Progress& step, hal::EvseId evse) {
  if (step.bay(evse) != nullptr) step.show(AtTariff{evse});
}

void pay(Progress& step, const std::string& fresh_session) {
  const bool offered = std::holds_alternative<AtConnector>(step.station.page) ||
                       std::holds_alternative<AtTariff>(step.station.page);
  const Bay* bay = offered ? step.bay(*evse_on_screen(step.station)) : nullptr;
  if (bay == nullptr || !may_sell(step.station, *bay)) return;
  if (is_free(*bay)) {
    if (fresh_session.empty()) return;  // nobody gave it a name
    static const payment::CardIdentity no_card;
    payment::SessionTerms terms =
        terms_for(step, *bay, fresh_session, no_card, payment::PaidBy::nobody);
    return step.open_session(std::move(terms), payment::NothingToPay{});
  }
  const TapHint hint = step.station.reader_ready ? TapHint::present : TapHint::reader_lost;
  step.show(AtTap{bay->evse.id, hint, 0});
}

// What the page says of the charge: where it is, as it stands on the charger, in no language.
std::string page_title(const Progress& step, const Bay& bay) {
  constexpr std::size_t kLongest = 80;
  const SiteView& site = step.station.settings->site;
  return payment::plain_line(fmt::format("{} · {}*{}", site.name, site.evse_code, bay.evse.id),
                             kLongest);
}

void pay_by_phone(Progress& step, const std::string& fresh_session) {
  const auto* at = std::get_if<AtTap>(&step.station.page);
  const Bay* bay = at == nullptr ? nullptr : step.bay(at->evse);
  if (bay == nullptr || !phone_offered(step.station, *bay)) return;
  if (!step.station.settings->phone_pays) {
    AtTap code = *at;
    code.by_phone = true;
    return step.show(code);
  }
  if (fresh_session.empty()) return;
  static const payment::CardIdentity no_card;
  payment::SessionTerms terms =
      terms_for(step, *bay, fresh_session, no_card, payment::PaidBy::checkout);
  step.open_session(std::move(terms),
                    payment::CheckoutPage{page_title(step, *bay), step.station.preferences.locale});
}

// Whether there is one that will not change any more, the view knows.
void take_receipt(Progress& step, const std::string& fresh_token) {
  link_receipt(step, fresh_token);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (at != nullptr) at->code_open = true;
}

void back_to_the_card(Progress& step, AtTap at) {
  at.by_phone = false;
  step.show(std::move(at));
}

void back(Progress& step) {
  Station& station = step.station;
  if (const auto* help = std::get_if<HelpModel>(&station.overlay)) {
    const bool inside = help->topic != HelpModel::Topic::menu;
    if (inside) {
      station.overlay = HelpModel{};
    } else {
      station.overlay = std::monostate{};
    }
    return;
  }
  if (std::holds_alternative<LanguagesModel>(station.overlay) ||
      std::holds_alternative<UnlockModel>(station.overlay) ||
      std::holds_alternative<NoticesModel>(station.overlay)) {
    station.overlay = std::monostate{};
    return;
  }
  if (std::holds_alternative<ReportModel>(station.overlay)) {
    station.overlay = HelpModel{};
    return;
  }
  if (auto* at = std::get_if<AtSession>(&station.page)) {
    if (at->confirming_stop || at->showing_cost || at->code_open) {
      at->confirming_stop = at->showing_cost = at->code_open = false;
    } else if (const Session* on = session_on_screen(station);
               on != nullptr && std::holds_alternative<payment::Delivering>(on->saga.state)) {
      step.go_home();  // the charge goes on; its card on the first screen leads back here
    }
    return;
  }
  if (const auto* at = std::get_if<AtTap>(&station.page)) {
    if (at->by_phone) return back_to_the_card(step, *at);
    return step.show(AtConnector{at->evse});
  }
  if (const auto* at = std::get_if<AtTariff>(&station.page)) {
    return step.show(AtConnector{at->evse});
  }
  step.go_home();
}

void cancel(Progress& step) {
  const Session* on = session_on_screen(step.station);
  const auto* at = std::get_if<AtTap>(&step.station.page);
  if (at != nullptr && at->by_phone) return back_to_the_card(step, *at);
  if (on == nullptr) return step.go_home();
  const std::string session = on->saga.terms.session;
  if (may_leave_terminal(step.station, *on)) {
    step.session(session)->left = true;
    step.effect(StopAtTerminal{payment::hold_key(on->saga.terms)});
  }
  step.tell(session, payment::DriverCancels{});
}

void ask_to_stop(Progress& step) {
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (on != nullptr && std::holds_alternative<payment::Delivering>(on->saga.state)) {
    at->confirming_stop = true;
    at->by_card = false;
  }
}

void show_cost(Progress& step) {
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (on != nullptr && std::holds_alternative<payment::Delivering>(on->saga.state)) {
    at->showing_cost = true;
  }
}

void confirm_stop(Progress& step) {
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  if (on == nullptr || !at->confirming_stop) return;
  at->confirming_stop = false;
  step.tell(on->saga.terms.session, payment::DriverStops{});
}

void try_again(Progress& step) {
  const std::optional<hal::EvseId> evse = evse_on_screen(step.station);
  const Bay* bay = evse ? step.bay(*evse) : nullptr;
  if (bay == nullptr || !may_sell(step.station, *bay)) return step.go_home();
  step.show(AtTap{*evse, TapHint::present, 0});
}

// Trouble in the middle of a charge leads on to the charge or its receipt; everything else leads
// home.
void done(Progress& step) {
  step.station.overlay = std::monostate{};
  const Session* on = session_on_screen(step.station);
  auto* at = std::get_if<AtSession>(&step.station.page);
  const bool more_to_see =
      on != nullptr && (receipt_of(*step.station.settings, on->saga) ||
                        std::holds_alternative<payment::Delivering>(on->saga.state));
  if (more_to_see && !at->trouble_seen) {
    const bool trouble = std::holds_alternative<FailureModel>(screen_model(step.station, step.now));
    if (trouble) {
      at->trouble_seen = true;
      return;
    }
  }
  step.go_home();
}

// Asked for beside the countdown, and not for ever: a hold is kept, and others want to charge.
void more_time(Progress& step) {
  const Session* on = session_on_screen(step.station);
  Bay* bay = on == nullptr ? nullptr : step.bay(on->saga.terms.evse);
  if (bay == nullptr || !may_extend(*bay)) return;
  ++bay->plug_in_extensions;
  bay->plug_in_deadline = step.now.monotonic + plug_in_time(step.station);
  bay->plug_in_warned = false;
}

// A choice on the page of languages leads back to where the driver was.
void choose_locale(Progress& step, const std::string& locale) {
  step.station.preferences.locale = locale;
  Overlay& overlay = step.station.overlay;
  if (std::holds_alternative<LanguagesModel>(overlay)) overlay = std::monostate{};
}

void open_languages(Overlay& overlay) {
  if (auto* open = std::get_if<LanguagesModel>(&overlay)) {
    ++open->turned;
  } else {
    overlay = LanguagesModel{};
  }
}

void open_notices(Overlay& overlay) {
  if (auto* open = std::get_if<NoticesModel>(&overlay)) {
    ++open->turned;
  } else {
    overlay = NoticesModel{};
  }
}

void open_help(Progress& step, HelpModel::Topic topic) {
  step.station.overlay = HelpModel{topic};
}

}  // namespace

void on_intent(Progress& step, const Intent& intent) {
  step.station.touched = step.now.monotonic;
  Preferences& preferences = step.station.preferences;
  std::visit(Match{[&](const ChooseConnector& it) { choose(step, it.evse); },
                   [&](const ShowTariff& it) { show_tariff(step, it.evse); },
                   [&](const ShowCost&) { show_cost(step); },
                   [&](const Pay& it) { pay(step, it.fresh_session); },
                   [&](const TakeReceipt& it) { take_receipt(step, it.fresh_token); },
                   [&](const PayByPhone& it) { pay_by_phone(step, it.fresh_session); },
                   [&](const Back&) { back(step); },
                   [&](const Cancel&) { cancel(step); },
                   [&](const Stop&) { ask_to_stop(step); },
                   [&](const ConfirmStop&) { confirm_stop(step); },
                   [&](const KeepCharging&) { back(step); },
                   [&](const TryAgain&) { try_again(step); },
                   [&](const DoneHere&) { done(step); },
                   [&](const OpenHelp& it) { open_help(step, it.topic); },
                   [&](const OpenReport&) { step.station.overlay = ReportModel{}; },
                   [&](const FileReport& it) { file_report(step, it.fault); },
                   [&](const OpenLanguages&) { open_languages(step.station.overlay); },
                   [&](const ChooseLocale& it) { choose_locale(step, it.locale); },
                   [&](const ChooseTheme& it) { preferences.theme = it.theme; },
                   [&](const ChooseAid& it) { preferences[it.aid] = it.on; },
                   [&](const MoreTime&) { more_time(step); },
                   [&](const Unlock& it) { unlock(step, it.evse); },
                   [&](const OpenNotices&) { open_notices(step.station.overlay); },
                   [](const ScrollPage&) {},
                   [](const StillHere&) {},
                   [](const Touched&) {}},
             intent);
}

}  // namespace kerb::kiosk::steps
