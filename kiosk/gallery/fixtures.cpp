#include "kiosk/gallery/fixtures.hpp"

#include <cstdlib>

#include "kiosk/gallery/code_fixtures.hpp"
#include "kiosk/gallery/notice_fixtures.hpp"
#include "kiosk/gallery/sold_charge.hpp"
#include "kiosk/gallery/tariff_fixtures.hpp"
#include "kiosk/gallery/terminal_fixtures.hpp"

namespace kerb::kiosk::gallery {
namespace {

using namespace std::chrono_literals;
using payment::Money;

constexpr payment::Currency kEuro{};
constexpr hal::Utc kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 13h + 32min;

Money euro(std::int64_t cents) {
  return {cents, kEuro};
}

PriceView price(std::int64_t micros) {
  PriceView view;
  view.per_kwh = UnitPrice{kEuro, {micros}};
  view.vat_percent = payment::Decimal{19'000'000};
  return view;
}

ConnectorView ccs(Availability availability = Availability::free) {
  ConnectorView connector;
  connector.evse = 1;
  connector.kind = hal::ConnectorKind::ccs2;
  connector.max_power = {300'000};
  connector.availability = availability;
  connector.price = price(590'000);
  return connector;
}

ConnectorView type2(Availability availability = Availability::free) {
  ConnectorView connector;
  connector.evse = 2;
  connector.kind = hal::ConnectorKind::type2;
  connector.max_power = {22'000};
  connector.availability = availability;
  connector.price = price(490'000);
  connector.tethered = false;
  return connector;
}

ConnectorView type2_in_use() {
  ConnectorView connector = type2(Availability::in_use);
  connector.soc_percent = 78;
  connector.free_in = 12min;
  return connector;
}

ConnectorView chademo(Availability availability) {
  ConnectorView connector = ccs(availability);
  connector.evse = 3;
  connector.kind = hal::ConnectorKind::chademo;
  connector.max_power = {50'000};
  return connector;
}

ConnectorView broken(ConnectorView connector, hal::ChargerFault fault) {
  connector.availability = Availability::out_of_service;
  connector.fault = fault;
  return connector;
}

ConnectorView updating(ConnectorView connector) {
  connector.availability = Availability::disabled;
  connector.maintenance = true;
  return connector;
}

ConnectorView nacs(Availability availability) {
  ConnectorView connector = ccs(availability);
  connector.evse = 4;
  connector.kind = hal::ConnectorKind::nacs;
  connector.max_power = {250'000};
  return connector;
}

Snapshot with(ScreenModel screen) {
  Snapshot snapshot;
  snapshot.revision = 1;
  snapshot.now = kNow;
  snapshot.at = hal::Monotonic{} + 1h;
  snapshot.site.operator_name = "Voltaro";
  snapshot.site.name = "Harbour Square · Bay 4";
  snapshot.site.evse_code = "DE*VLT*E1042";
  snapshot.site.helpline = "0800 724 5566";
  snapshot.connectors = {ccs(), type2_in_use()};
  snapshot.screen = std::move(screen);
  return snapshot;
}

Snapshot with_connectors(std::vector<ConnectorView> connectors, IdleModel model = {}) {
  Snapshot snapshot = with(model);
  snapshot.connectors = std::move(connectors);
  return snapshot;
}

Snapshot in_session(ScreenModel screen) {
  Snapshot snapshot = with(std::move(screen));
  snapshot.session_code = "K7F3-2291";
  return snapshot;
}

ConnectorModel connector_model(ConnectorView connector) {
  return {.connector = std::move(connector),
          .hold = euro(5000),
          .released_within_days = 7,
          .cost_10_kwh = euro(590),
          .cost_30_kwh = euro(1770)};
}

TapModel tap_model(TapHint hint, hal::Lights lights = hal::Lights::ready_to_read) {
  TapModel model;
  model.connector = ccs();
  model.hold = euro(5000);
  model.hint = hint;
  model.lights = lights;
  return model;
}

// More is held than plastic may pay where nobody can enter a PIN.
TapModel dear_tap_model(TapHint hint) {
  TapModel model = tap_model(hint);
  model.hold = euro(8000);
  model.device_only_above = euro(5000);
  return model;
}

// A fast start, a plateau, and the slow way down that every fast charge ends with. Whole watts by
// integer arithmetic: a picture must not depend on a maths library.
std::vector<PowerPoint> curve() {
  std::vector<PowerPoint> points;
  for (int i = 0; i <= 60; ++i) {
    std::int64_t watts = 0;
    if (i < 8) {
      watts = 22'000 * i + 4'000;
    } else if (i < 26) {
      watts = 186'000 + (i * 7 % 5) * 900;
    } else {
      watts = 186'000 - (i - 26) * 1'080 + (i * 7 % 5) * 700;
    }
    points.push_back({hal::Seconds{i * 13}, {watts}});
  }
  return points;
}

ChargingModel charging_model() {
  ChargingModel model;
  model.connector = ccs(Availability::in_use);
  model.energy = {21'437};
  model.power = {151'200};
  model.cost = euro(1265);
  model.elapsed = 13min + 12s;
  model.soc_percent = 64;
  model.to_80_percent = 18min;
  model.cost_at_80_percent = euro(2130);
  model.curve = curve();
  model.hold = euro(5000);
  model.card_last_four = "0010";
  model.card_stops = true;
  return model;
}

payment::Receipt receipt_model() {
  payment::Receipt receipt;
  receipt.number = "K7F3-2291";
  receipt.merchant = {"Voltaro GmbH", "Hafenstraße 12, 20457 Hamburg", "DE299988877",
                      "0800 724 5566"};
  receipt.site = "Harbour Square · Bay 4";
  receipt.evse_code = "DE*VLT*E1042*1";
  receipt.started = kNow - 31min;
  receipt.ended = kNow - 1min;
  receipt.meter_start = {1'284'112};
  receipt.meter_stop = {1'326'930};
  payment::sold::sell(receipt, payment::sold::per_kwh("0.59", "19"));
  receipt.card_label = "Visa Debit";
  receipt.card_last_four = "0010";
  receipt.approval_code = "831000";
  receipt.held = euro(5000);
  receipt.captured = true;
  return receipt;
}

FailureModel failure(FailureKind kind, HoldFate fate, std::string code, bool again = true) {
  FailureModel model;
  model.kind = kind;
  model.hold_fate = fate;
  model.hold = euro(5000);
  model.code = std::move(code);
  model.may_try_again = again;
  return model;
}

FailureModel declined(payment::DeclineReason reason, std::string code) {
  FailureModel model = failure(FailureKind::declined, HoldFate::none, std::move(code));
  model.decline = reason;
  return model;
}

using Fixtures = std::vector<Fixture>;

void add_idle(Fixtures& all) {
  all.push_back({"idle", with_connectors({ccs(), type2_in_use()})});
  all.push_back({"idle.one", with_connectors({ccs()})});
  all.push_back({"idle.three",
                 with_connectors({ccs(), type2_in_use(), chademo(Availability::out_of_service)})});
  all.push_back(
      {"idle.four", with_connectors({ccs(Availability::plugged), type2(Availability::finishing),
                                     chademo(Availability::unknown), nacs(Availability::free)})});
  std::vector<ConnectorView> eight;
  for (int i = 1; i <= 8; ++i) {
    eight.push_back(i % 3 == 0 ? type2_in_use() : ccs());
    eight.back().evse = i;
  }
  all.push_back({"idle.eight", with_connectors(std::move(eight))});
  ConnectorView busy = ccs(Availability::in_use);
  busy.soc_percent = 41;
  all.push_back({"idle.busy", with_connectors({busy, type2_in_use()})});
  all.push_back({"idle.broken", with_connectors({ccs(Availability::out_of_service),
                                                 type2(Availability::unknown)})});
  all.push_back(
      {"idle.untold", with_connectors({ccs(Availability::untold), type2(Availability::untold)})});
  all.push_back({"idle.kept", with_connectors({ccs(Availability::reserved),
                                               type2(Availability::paying_elsewhere),
                                               chademo(Availability::disabled)})});
  all.push_back(
      {"idle.faults", with_connectors({broken(ccs(), hal::ChargerFault::emergency_stop),
                                       broken(type2(), hal::ChargerFault::partial_insertion),
                                       broken(chademo({}), hal::ChargerFault::connector_voltage),
                                       updating(nacs({}))})});
  all.push_back(
      {"idle.reader_down", with_connectors({ccs(), type2_in_use()}, {.reader_ready = false})});
  ConnectorView unpriced = ccs(Availability::out_of_service);
  unpriced.price.reset();
  unpriced.price_words = "0.49 EUR/kWh from 22:00 to 6:00, else 0.59 EUR/kWh, 1.00 EUR a charge";
  all.push_back({"idle.told_price", with_connectors({unpriced, type2()})});
  all.push_back({"idle.choose_first", with_connectors({ccs(), type2()}, {.choose_first = true})});
  all.push_back(
      {"idle.stray_tap", with_connectors({ccs(), type2_in_use()},
                                         {.stray_tap = StrayTap{TapHint::other_card, std::nullopt,
                                                                "American Express"}})});
  Snapshot leaving = with(connector_model(ccs()));
  leaving.leaving_in = 20s;
  all.push_back({"leaving", leaving});
}

void add_unlock(Fixtures& all) {
  using Stage = UnlockModel::Stage;
  all.push_back({"unlock.asking", in_session(UnlockModel{1, Stage::asking})});
  all.push_back({"unlock.unlocked", in_session(UnlockModel{1, Stage::unlocked})});
  all.push_back({"unlock.stuck", in_session(UnlockModel{1, Stage::stuck})});
  all.push_back({"unlock.refused", in_session(UnlockModel{1, Stage::refused})});
  all.push_back({"unlock.by_itself", in_session(UnlockModel{1, Stage::by_itself})});
  ReceiptModel receipt{receipt_model(), true};
  receipt.stuck = 1;
  all.push_back({"receipt.stuck", in_session(receipt)});
  all.push_back({"help.stuck", with(HelpModel{HelpModel::Topic::menu, 1})});
}

void add_paying(Fixtures& all) {
  all.push_back({"connector", with(connector_model(ccs()))});
  all.push_back({"connector.own_cable", with(connector_model(type2()))});
  all.push_back({"connector.in_use", with(connector_model(type2_in_use()))});
  all.push_back({"connector.broken", with(connector_model(ccs(Availability::out_of_service)))});
  for (const auto& [name, fault] : {std::pair{"emergency_stop", hal::ChargerFault::emergency_stop},
                                    std::pair{"lock", hal::ChargerFault::lock_failure},
                                    std::pair{"voltage", hal::ChargerFault::connector_voltage}}) {
    all.push_back({std::string("connector.") + name, with(connector_model(broken(ccs(), fault)))});
  }
  all.push_back({"connector.reserved", with(connector_model(ccs(Availability::reserved)))});
  all.push_back(
      {"connector.paying_elsewhere", with(connector_model(ccs(Availability::paying_elsewhere)))});
  all.push_back({"connector.updating", with(connector_model(updating(ccs())))});
  ConnectorModel dear = connector_model(ccs());
  dear.hold = euro(8000);
  dear.device_only_above = euro(5000);
  all.push_back({"connector.device_only", with(dear)});
  all.push_back({"tap", with(tap_model(TapHint::present))});
  all.push_back({"tap.device", with(dear_tap_model(TapHint::present))});
  all.push_back({"tap.reading", with(tap_model(TapHint::reading))});
  all.push_back({"tap.again", with(tap_model(TapHint::again))});
  all.push_back({"tap.one_card_only", with(tap_model(TapHint::one_card_only))});
  all.push_back({"tap.see_phone", with(tap_model(TapHint::see_phone))});
  all.push_back({"tap.device_only", with(dear_tap_model(TapHint::device_only))});
  all.push_back({"tap.insert", with(tap_model(TapHint::insert))});
  all.push_back({"tap.card_refused", with(tap_model(TapHint::card_refused))});
  all.push_back({"tap.changing_number", with(tap_model(TapHint::changing_number))});
  all.push_back({"tap.other_card", with(tap_model(TapHint::other_card))});
  all.push_back({"tap.reader_lost", with(tap_model(TapHint::reader_lost, hal::Lights::off))});
  all.push_back({"tap.charging_card_unknown", with(tap_model(TapHint::charging_card_unknown))});
  TapModel either = tap_model(TapHint::present);
  either.phone_offered = true;
  all.push_back({"phone_offered", with(either)});
  either.hint = TapHint::phone_withdrawn;
  all.push_back({"tap.phone_withdrawn", with(either)});
  AuthorisingModel read{euro(5000), "Visa Debit", "0010", false};
  read.just_read = true;
  all.push_back({"authorising.card_read", in_session(read)});
  all.push_back(
      {"authorising", in_session(AuthorisingModel{euro(5000), "Visa Debit", "0010", false})});
  all.push_back({"authorising.slow",
                 in_session(AuthorisingModel{euro(5000), "Debit Mastercard", "4444", true})});
  all.push_back({"plug_in", in_session(PlugInModel{ccs(), euro(5000), false, 165s, 180s})});
  all.push_back(
      {"plug_in.own_cable", in_session(PlugInModel{type2(), euro(5000), false, 40s, 180s})});
  PlugInModel soon{ccs(), euro(5000), false, 25s, 180s};
  soon.ends_soon = soon.may_extend = true;
  all.push_back({"plug_in.ends_soon", in_session(soon)});
  all.push_back(
      {"plug_in.charging_card", in_session(PlugInModel{ccs(), euro(0), false, 165s, 180s})});
  all.push_back({"plug_in.starting", in_session(PlugInModel{ccs(Availability::plugged), euro(5000),
                                                            true, 130s, 180s})});
}

void add_charging(Fixtures& all) {
  const auto variant = [](auto change) {
    ChargingModel model = charging_model();
    change(model);
    return in_session(model);
  };
  all.push_back({"charging", in_session(charging_model())});
  // On a phone, or by a card that only a terminal has read: nothing to tap with.
  all.push_back({"charging.no_tap", variant([](ChargingModel& model) {
                   model.card_last_four.clear();
                   model.card_stops = false;
                 })});
  all.push_back({"charging.free", variant([](ChargingModel& model) {
                   model.card_last_four.clear();
                   model.card_stops = false;
                   model.hold = euro(0);
                   model.cost = euro(0);
                   model.cost_at_80_percent.reset();
                 })});
  ChargingModel other_card = charging_model();
  other_card.stray_tap = StrayTap{TapHint::not_this_charge};
  all.push_back({"charging.stray_tap", in_session(other_card)});
  all.push_back({"charging.no_soc", variant([](ChargingModel& model) {
                   model.soc_percent.reset();
                   model.to_80_percent.reset();
                   model.cost_at_80_percent.reset();
                   model.energy = {121'437};
                   model.cost = euro(7165);
                   model.elapsed = 1h + 5min;
                 })});
  all.push_back({"charging.begun", variant([](ChargingModel& model) {
                   model.energy = {40};
                   model.power = {4'200};
                   model.cost = euro(2);
                   model.elapsed = 4s;
                   model.curve = {{0s, {4'000}}};
                   model.hold = euro(0);
                   model.card_last_four = "";
                 })});
  all.push_back({"charging.paused_by_car", variant([](ChargingModel& model) {
                   model.paused_by_car = true;
                   model.power = {0};
                 })});
  all.push_back({"charging.limit_near", variant([](ChargingModel& model) {
                   model.limit_near = true;
                   model.to_80_percent.reset();
                   model.cost_at_80_percent.reset();
                   model.energy = {76'431};
                   model.cost = euro(4509);
                 })});
  all.push_back({"charging.paused_by_station", variant([](ChargingModel& model) {
                   model.paused_by_station = true;
                   model.power = {0};
                 })});
  const auto paused = [&](hal::PauseReason why, hal::ChargerFault fault) {
    return variant([&](ChargingModel& model) {
      model.paused_by_station = true;
      model.pause = why;
      model.connector.fault = fault;
      model.power = {0};
    });
  };
  all.push_back({"charging.emergency_stop",
                 paused(hal::PauseReason::error, hal::ChargerFault::emergency_stop)});
  all.push_back(
      {"charging.hot_cable", paused(hal::PauseReason::error, hal::ChargerFault::cable_hot)});
  all.push_back({"charging.paused_by_app", paused(hal::PauseReason::user, {})});
  all.push_back({"charging.no_energy", paused(hal::PauseReason::no_energy, {})});
  const auto held = [&](hal::PowerHeld::By by) {
    return variant([&](ChargingModel& model) {
      model.held = {1, by, {50'000}};
      model.power = {49'200};
    });
  };
  all.push_back({"charging.site_shares", held(hal::PowerHeld::By::site)});
  all.push_back({"charging.operator_limits", held(hal::PowerHeld::By::back_end)});
  all.push_back({"charging.car_asks_less", held(hal::PowerHeld::By::car)});
  all.push_back({"charging.cold_battery", held(hal::PowerHeld::By::cold_car)});
  all.push_back({"charging.hot_plug", held(hal::PowerHeld::By::heat)});
  all.push_back(
      {"charging.link_lost", variant([](ChargingModel& model) { model.link_lost = true; })});
  all.push_back({"stop_confirm", in_session(StopConfirmModel{charging_model(), false})});
  all.push_back({"stop_confirm.by_card", in_session(StopConfirmModel{charging_model(), true})});
  all.push_back({"finishing", in_session(FinishingModel{false, {42'818}, euro(2526)})});
  all.push_back({"finishing.unplug", in_session(FinishingModel{true, {42'818}, euro(2526)})});
}

void add_receipts(Fixtures& all) {
  all.push_back({"receipt", in_session(ReceiptModel{receipt_model(), true})});
  payment::Receipt pending = receipt_model();
  pending.captured = false;
  all.push_back({"receipt.pending", in_session(ReceiptModel{pending, false})});
  all.push_back({"receipt.power_loss",
                 in_session(ReceiptModel{pending, true, payment::EndReason::power_loss})});
  payment::Receipt on_account = receipt_model();
  on_account.paid_by = payment::PaidBy::charging_card;
  on_account.card_label.clear();
  on_account.card_last_four.clear();
  on_account.held = euro(0);
  all.push_back({"receipt.charging_card", in_session(ReceiptModel{on_account, true})});
}

void add_failures(Fixtures& all) {
  using payment::DeclineReason;
  const auto add = [&](const std::string& name, FailureModel model) {
    all.push_back({"failure." + name, in_session(std::move(model))});
  };
  add("declined", declined(DeclineReason::generic, "K-DECL-05"));
  add("insufficient", declined(DeclineReason::insufficient, "K-DECL-51"));
  add("expired", declined(DeclineReason::expired, "K-DECL-54"));
  add("needs_owner", declined(DeclineReason::needs_owner, "K-DECL-65"));
  add("blocked", declined(DeclineReason::blocked, "K-DECL-43"));
  add("try_later", declined(DeclineReason::try_later, "K-DECL-91"));
  add("not_accepted", declined(DeclineReason::not_accepted, "K-DECL-57"));
  add("card_not_read", failure(FailureKind::card_not_read, HoldFate::none, "K-READ-3"));
  add("bank_unreachable", failure(FailureKind::bank_unreachable, HoldFate::none, "K-BANK-1"));
  add("outcome_unknown",
      failure(FailureKind::outcome_unknown, HoldFate::unknown, "K-BANK-2", false));
  add("start_failed", failure(FailureKind::start_failed, HoldFate::releasing, "K-CHRG-4"));
  FailureModel partial = failure(FailureKind::start_failed, HoldFate::released, "K-CHRG-20");
  partial.fault = hal::ChargerFault::partial_insertion;
  add("partial_insertion", partial);
  partial.fault = hal::ChargerFault::lock_failure;
  add("lock_failure", partial);
  partial.fault = hal::ChargerFault::cable_check;
  add("cable_check", partial);
  add("not_plugged_in", failure(FailureKind::not_plugged_in, HoldFate::released, "K-TIME-1"));
  add("charger_lost", failure(FailureKind::charger_lost, HoldFate::releasing, "K-CHRG-1", false));
  add("emergency_stop",
      failure(FailureKind::emergency_stop, HoldFate::releasing, "K-CHRG-8", false));
  add("cancelled", failure(FailureKind::cancelled, HoldFate::released, ""));
  add("phone_not_paid", failure(FailureKind::phone_not_paid, HoldFate::none, "K-207"));
  add("nothing_delivered", failure(FailureKind::nothing_delivered, HoldFate::released, "K-CHRG-0"));
}

void add_help(Fixtures& all) {
  using Delivery = ReportModel::Delivery;
  all.push_back(
      {"out_of_service.starting", with(OutOfServiceModel{OutOfServiceReason::starting, ""})});
  all.push_back(
      {"out_of_service", with(OutOfServiceModel{OutOfServiceReason::all_connectors, "K-OUT-3"})});
  all.push_back(
      {"out_of_service.journal", with(OutOfServiceModel{OutOfServiceReason::journal, "K-OUT-1"})});
  all.push_back(
      {"out_of_service.charger", with(OutOfServiceModel{OutOfServiceReason::charger, "K-OUT-2"})});
  all.push_back({"help", with(HelpModel{HelpModel::Topic::menu})});
  all.push_back({"help.how_to_charge", with(HelpModel{HelpModel::Topic::how_to_charge})});
  all.push_back({"help.display", with(HelpModel{HelpModel::Topic::display})});
  all.push_back({"help.contact", in_session(HelpModel{HelpModel::Topic::contact})});
  all.push_back({"help.contact_idle", with(HelpModel{HelpModel::Topic::contact})});
  all.push_back({"languages", with(LanguagesModel{})});
  all.push_back({"report", with(ReportModel{})});
  all.push_back({"report.sent", with(ReportModel{Delivery::sent, ReportedFault::cable, "R-2291"})});
  all.push_back({"report.waiting",
                 with(ReportModel{Delivery::waiting, ReportedFault::blocked_bay, "R-2291"})});
}

}  // namespace

std::vector<Fixture> fixtures() {
  Fixtures all;
  const auto add = [&all](std::vector<Fixture> more) {
    std::move(more.begin(), more.end(), std::back_inserter(all));
  };
  add_idle(all);
  add_paying(all);
  add_charging(all);
  add_receipts(all);
  add_failures(all);
  add_help(all);
  add_unlock(all);
  add(code_fixtures(with(tap_model(TapHint::present)),
                    in_session(ReceiptModel{receipt_model(), true})));
  add(terminal_fixtures(with(tap_model(TapHint::present)),
                        in_session(AuthorisingModel{euro(5000), {}, {}})));
  add(notice_fixtures(with(IdleModel{}), in_session(charging_model())));
  add(tariff_fixtures(with(IdleModel{}), in_session(charging_model())));
  return all;
}

Snapshot fixture(const std::string& name) {
  for (Fixture& each : fixtures()) {
    if (each.name == name) return std::move(each.snapshot);
  }
  std::abort();
}

}  // namespace kerb::kiosk::gallery
