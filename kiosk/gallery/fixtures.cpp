#include "kiosk/gallery/fixtures.hpp"

#include <cstdlib>

#include "kiosk/gallery/charging_fixtures.hpp"
#include "kiosk/gallery/code_fixtures.hpp"
#include "kiosk/gallery/examples.hpp"
#include "kiosk/gallery/notice_fixtures.hpp"
#include "kiosk/gallery/tariff_fixtures.hpp"
#include "kiosk/gallery/terminal_fixtures.hpp"

namespace kerb::kiosk::gallery {
namespace {

using namespace std::chrono_literals;

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
  add(charging_fixtures());
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
