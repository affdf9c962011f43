// The station's decisions, without any thread: events in, screens and effects out.
#include "kiosk/station/station.hpp"

#include <gtest/gtest.h>

#include "payment/saga/saga_json.hpp"
#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;

template <typename Effect>
const Effect* saga_effect(const StationStep& step) {
  for (const StationEffect& effect : step.effects) {
    if (const auto* of_session = std::get_if<SessionEffect>(&effect)) {
      if (const auto* found = std::get_if<Effect>(&of_session->effect)) return found;
    }
  }
  return nullptr;
}

TEST(Station, NothingIsShownAsFreeBeforeTheChargerSpoke) {
  const Station fresh = make_station(settings(), {});
  const Snapshot snapshot = snapshot_of(fresh, {});
  EXPECT_EQ(screen_name(snapshot.screen), "out_of_service");
  for (const ConnectorView& view : snapshot.connectors) {
    EXPECT_EQ(view.availability, Availability::unknown);
  }
}

TEST(Station, ADriverWalksThroughAWholeCharge) {
  Kiosk kiosk;
  EXPECT_EQ(kiosk.screen(), "idle");
  kiosk.act(ChooseConnector{1});
  EXPECT_EQ(kiosk.screen(), "connector");
  kiosk.act(Pay{});
  EXPECT_EQ(kiosk.screen(), "tap");
  EXPECT_EQ(reader_wish(kiosk.station()).mode, ReaderWish::Mode::purchase);

  StationStep& tapped = kiosk.tap("card-one");
  ASSERT_EQ(tapped.commits.size(), 1U);
  EXPECT_EQ(tapped.commits.front().kind, "saga.holding");
  EXPECT_EQ(kiosk.screen(), "authorising");
  EXPECT_EQ(reader_wish(kiosk.station()).mode, ReaderWish::Mode::off);

  kiosk.answer('a', payment::HoldAnswered{payment::Approved{
                        payment::Hold{"ref", payment::Money(5000, kEuro), {}, ""}}});
  kiosk.pass(Seconds{2});
  EXPECT_EQ(kiosk.screen(), "plug_in");
  kiosk.feed(hal::ControllerEvent{hal::ChargeStarted{1, std::string(32, 'a'), {1'000}}});
  kiosk.becomes(1, hal::EvseState::charging);
  kiosk.meter(1, 22'424);
  EXPECT_EQ(kiosk.screen(), "charging");
  const auto charging = std::get<ChargingModel>(kiosk.snapshot().screen);
  EXPECT_EQ(charging.cost, payment::Money(1264, kEuro));

  kiosk.act(Stop{});
  EXPECT_EQ(kiosk.screen(), "stop_confirm");
  const StationStep& stopped = kiosk.act(ConfirmStop{});
  EXPECT_NE(saga_effect<payment::FenceCharge>(stopped), nullptr);
  EXPECT_EQ(kiosk.screen(), "finishing");
  kiosk.answer('a', payment::Fenced{
                        hal::ChargeRecord{hal::ChargeRecord::Phase::finished, {1'000}, {22'424}}});
  EXPECT_EQ(kiosk.screen(), "receipt");
  EXPECT_FALSE(std::get<ReceiptModel>(kiosk.snapshot().screen).receipt.captured);
  kiosk.answer('a', payment::CaptureAnswered{payment::Done{}});
  EXPECT_TRUE(std::get<ReceiptModel>(kiosk.snapshot().screen).receipt.captured);
  kiosk.act(DoneHere{});
  EXPECT_EQ(kiosk.screen(), "idle");
  EXPECT_TRUE(kiosk.station().sessions.empty());
}

TEST(Station, TheCardLeavesWithTheOrderAndIsNotKept) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  const StationStep& tapped = kiosk.tap("card-one");
  int orders = 0;
  for (const StationEffect& effect : tapped.effects) {
    if (const auto* hold = std::get_if<PlaceHold>(&effect)) {
      ++orders;
      EXPECT_EQ(std::get<payment::CardPresentation>(hold->order.presentation).identity.last_four,
                "0010");
    }
  }
  EXPECT_EQ(orders, 1);
}

TEST(Station, OneHoldAtATimeForABay) {
  Kiosk kiosk(1);
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one", 'a');
  const StationStep& second = kiosk.tap("card-two", 'b');
  EXPECT_TRUE(second.commits.empty());
  EXPECT_EQ(kiosk.station().sessions.size(), 1U);
}

TEST(Station, TheSameCardStopsItsChargeAndAnotherDoesNot) {
  Kiosk kiosk;
  kiosk.charge();
  kiosk.act(Back{});
  EXPECT_EQ(kiosk.screen(), "idle");
  kiosk.tap("card-two", 'b');
  EXPECT_EQ(kiosk.screen(), "connector") << "one connector is free: its price is shown";
  kiosk.act(Back{});
  kiosk.tap("card-one", 'c');
  EXPECT_EQ(kiosk.screen(), "stop_confirm");
  EXPECT_TRUE(std::get<StopConfirmModel>(kiosk.snapshot().screen).by_card);
}

TEST(Station, ATapWithSeveralFreeConnectorsAsksWhich) {
  Kiosk kiosk(3);
  const StationStep& tapped = kiosk.tap("card-one");
  EXPECT_TRUE(tapped.commits.empty()) << "nothing is held before the price was shown";
  EXPECT_TRUE(std::get<IdleModel>(kiosk.snapshot().screen).choose_first);
}

TEST(Station, ThreeMisreadCardsLeadToHelp) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.act(Pay{});
  for (int tap = 0; tap < 2; ++tap) {
    kiosk.feed(Tapped{TapFailed{TapHint::again}, ""});
    EXPECT_EQ(kiosk.screen(), "tap");
  }
  kiosk.feed(Tapped{TapFailed{TapHint::again}, ""});
  EXPECT_EQ(kiosk.screen(), "failure");
  kiosk.act(TryAgain{});
  EXPECT_EQ(kiosk.screen(), "tap");
}

TEST(Station, WhoDoesNotPlugInGetsTheHoldBack) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one");
  kiosk.answer('a', payment::HoldAnswered{payment::Approved{
                        payment::Hold{"ref", payment::Money(5000, kEuro), {}, ""}}});
  kiosk.pass(Seconds{181});
  kiosk.answer('a', payment::Fenced{hal::ChargeRecord{}});
  EXPECT_EQ(std::get<FailureModel>(kiosk.snapshot().screen).kind, FailureKind::not_plugged_in);
  EXPECT_EQ(std::get<FailureModel>(kiosk.snapshot().screen).hold_fate, HoldFate::releasing);
  kiosk.answer('a', payment::ReleaseAnswered{payment::Done{}});
  EXPECT_EQ(std::get<FailureModel>(kiosk.snapshot().screen).hold_fate, HoldFate::released);
  kiosk.pass(Seconds{30});
  EXPECT_EQ(kiosk.screen(), "failure") << "what is new deserves its whole time";
  EXPECT_FALSE(kiosk.snapshot().leaving_in);
}

TEST(Station, WhileTheJournalIsClosedNoWordOfMoneyIsShown) {
  Kiosk kiosk;
  kiosk.charge();
  kiosk.feed(JournalChanged{false});
  EXPECT_EQ(kiosk.screen(), "out_of_service") << "memory may be ahead of the books";
}

TEST(Station, AHoldThatMayStillAppearIsNotCalledReleased) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one");
  kiosk.answer('a', payment::HoldAnswered{payment::Unknown{}});
  for (int ask = 0; ask < 3; ++ask) {
    kiosk.answer('a', payment::AskAnswered{payment::Question::About::hold, payment::NotFound{}});
    kiosk.pass(Seconds{5});
  }
  kiosk.pass(Seconds{61});
  kiosk.answer('a', payment::AbandonAnswered{payment::Done{}});
  const auto model = std::get<FailureModel>(kiosk.snapshot().screen);
  EXPECT_EQ(model.kind, FailureKind::outcome_unknown);
  EXPECT_EQ(model.hold_fate, HoldFate::unknown);
}

TEST(Station, ARestoredLinkAsksWhatBecameOfRunningCharges) {
  Kiosk kiosk;
  kiosk.charge();
  kiosk.feed(hal::ControllerEvent{hal::LinkLost{}});
  const StationStep& back = kiosk.feed(hal::ControllerEvent{hal::LinkRestored{}});
  EXPECT_NE(saga_effect<payment::QueryCharge>(back), nullptr);
}

TEST(Station, ADeclinedChargingCardMayBeFollowedByAnotherCard) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.act(Pay{});
  kiosk.feed(
      Tapped{ChargingCardRead{{"04A1B2C3"}, {payment::Scheme::other, "Charging card", "B2C3", "f"}},
             std::string(32, 'a')});
  kiosk.answer('a', payment::HoldAnswered{payment::Declined{payment::DeclineReason::not_accepted}});
  EXPECT_EQ(kiosk.screen(), "tap");
  EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).hint, TapHint::charging_card_unknown);
  EXPECT_TRUE(kiosk.station().sessions.empty());
}

TEST(Station, ALeftScreenGoesHomeAfterAWarningThatCanBeAnswered) {
  Kiosk kiosk;
  kiosk.act(ChooseLocale{"de"});
  kiosk.act(ChooseConnector{1});
  kiosk.pass(Seconds{61});
  ASSERT_TRUE(kiosk.snapshot().leaving_in);
  kiosk.act(StillHere{});
  EXPECT_FALSE(kiosk.snapshot().leaving_in);
  EXPECT_EQ(kiosk.screen(), "connector");
  kiosk.pass(Seconds{81});
  EXPECT_EQ(kiosk.screen(), "idle");
  EXPECT_EQ(kiosk.snapshot().preferences.locale, "en") << "the next driver starts afresh";
}

TEST(Station, TheWarningIsHeardOnce) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  EXPECT_EQ(kiosk.pass(Seconds{59}), 0);
  EXPECT_EQ(kiosk.pass(Seconds{5}), 1);
  kiosk.act(StillHere{});
  EXPECT_EQ(kiosk.pass(Seconds{61}), 1) << "the next warning is a warning of its own";
  kiosk.pass(Seconds{60});
  EXPECT_EQ(kiosk.screen(), "idle");
  kiosk.act(ChooseAid{Aid::large_text, true});
  EXPECT_EQ(kiosk.pass(Seconds{120}), 0) << "nobody is asked on the first screen";
  EXPECT_FALSE(kiosk.snapshot().preferences.large_text);
}

TEST(Station, MoreTimeIsThreeTimesAsMuch) {
  Kiosk kiosk;
  kiosk.act(ChooseAid{Aid::more_time, true});
  kiosk.act(ChooseConnector{1});
  kiosk.pass(Seconds{179});
  EXPECT_FALSE(kiosk.snapshot().leaving_in);
  kiosk.pass(Seconds{1});
  ASSERT_TRUE(kiosk.snapshot().leaving_in);
  EXPECT_EQ(*kiosk.snapshot().leaving_in, Seconds{60});
  kiosk.pass(Seconds{60});
  EXPECT_EQ(kiosk.screen(), "idle");
  EXPECT_FALSE(kiosk.snapshot().preferences.more_time) << "the next driver starts afresh";
}

TEST(Station, TheTimeToPlugInIsLengthenedWhenAskedForAndNotForEver) {
  Kiosk kiosk;
  kiosk.pay();
  const auto model = [&] { return std::get<PlugInModel>(kiosk.snapshot().screen); };
  for (int asked = 0; asked < 3; ++asked) {
    EXPECT_EQ(kiosk.pass(Seconds{149}), 0);
    EXPECT_FALSE(model().ends_soon);
    EXPECT_EQ(kiosk.pass(Seconds{29}), 1) << "a warning by ear, in time";
    EXPECT_TRUE(model().ends_soon);
    ASSERT_TRUE(model().may_extend);
    kiosk.act(MoreTime{});
    EXPECT_EQ(model().left, Seconds{180});
  }
  kiosk.pass(Seconds{151});
  EXPECT_FALSE(model().may_extend);
  kiosk.act(MoreTime{});
  kiosk.pass(Seconds{30});
  EXPECT_NE(kiosk.screen(), "plug_in");
}

TEST(Station, AFingerThatAsksForTimeWithoutNeedIsIgnored) {
  Kiosk kiosk;
  EXPECT_TRUE(kiosk.act(MoreTime{}).effects.empty());
  kiosk.charge();
  EXPECT_TRUE(kiosk.act(MoreTime{}).commits.empty());
  EXPECT_EQ(kiosk.screen(), "charging");
}

TEST(Station, ASilentChargerIsNeverShownAsFree) {
  Kiosk kiosk;
  kiosk.feed(hal::ControllerEvent{hal::LinkLost{}});
  EXPECT_EQ(kiosk.screen(), "out_of_service");
  for (const ConnectorView& view : kiosk.snapshot().connectors) {
    EXPECT_EQ(view.availability, Availability::unknown);
  }
  kiosk.feed(hal::ControllerEvent{hal::LinkRestored{}});
  kiosk.becomes(1, hal::EvseState::available);
  EXPECT_EQ(kiosk.screen(), "idle");
}

TEST(Station, AnEmergencyStopIsExplainedBeforeTheReceipt) {
  Kiosk kiosk;
  kiosk.charge();
  kiosk.meter(1, 5'000);
  kiosk.becomes(1, hal::EvseState::out_of_service, hal::ChargerFault::emergency_stop);
  kiosk.feed(hal::ControllerEvent{
      hal::ChargeStopped{1, std::string(32, 'a'), {5'000}, hal::StopReason::emergency_stop}});
  EXPECT_EQ(std::get<FailureModel>(kiosk.snapshot().screen).kind, FailureKind::emergency_stop);
  kiosk.act(DoneHere{});
  EXPECT_EQ(kiosk.screen(), "receipt");
}

TEST(Station, WithoutAJournalNothingIsSold) {
  Kiosk kiosk;
  kiosk.feed(JournalChanged{false});
  EXPECT_EQ(kiosk.screen(), "out_of_service");
  EXPECT_EQ(reader_wish(kiosk.station()).mode, ReaderWish::Mode::off);
  EXPECT_TRUE(kiosk.act(ChooseConnector{1}).commits.empty());
  EXPECT_TRUE(kiosk.tap("card-one").commits.empty());
}

TEST(Station, ARestartTakesUpTheChargeAndShowsIt) {
  Kiosk before;
  before.charge();
  const payment::Saga saga = before.station().sessions.begin()->second.saga;
  Kiosk after;
  const StationStep& restored =
      after.feed(Restored{{*payment::saga_from_json(payment::saga_to_json(saga))}, {}});
  EXPECT_NE(saga_effect<payment::QueryCharge>(restored), nullptr);
  EXPECT_EQ(after.screen(), "charging");
  after.act(Back{});
  after.becomes(1, hal::EvseState::charging);
  after.act(ChooseConnector{1});
  EXPECT_EQ(after.screen(), "charging") << "its card leads back to the charge";
}

TEST(Station, AReportHoldsWhatTheStationKnew) {
  Kiosk kiosk;
  kiosk.act(OpenHelp{});
  kiosk.act(OpenReport{});
  const StationStep& filed = kiosk.act(FileReport{ReportedFault::cable});
  ASSERT_EQ(filed.commits.size(), 1U);
  EXPECT_EQ(filed.commits.front().kind, "report.filed");
  EXPECT_NE(std::get<std::string>(filed.commits.front().content).find("\"cable\""),
            std::string::npos);
  const auto model = std::get<ReportModel>(kiosk.snapshot().screen);
  EXPECT_EQ(model.delivery, ReportModel::Delivery::waiting);
  EXPECT_EQ(model.number.size(), 7U);
  EXPECT_TRUE(kiosk.act(FileReport{ReportedFault::cable}).commits.empty()) << "once";
}

TEST(Station, TheBatterysPaceTellsWhenTheConnectorIsFree) {
  Kiosk kiosk(1);
  kiosk.charge();
  kiosk.meter(1, 2'000, 40);
  kiosk.pass(Seconds{300});
  kiosk.meter(1, 9'000, 50);
  const auto model = std::get<ChargingModel>(kiosk.snapshot().screen);
  EXPECT_EQ(model.to_80_percent, hal::Minutes{15});
  // 7 kWh were ten percent, so 21 kWh more are due.
  ASSERT_TRUE(model.cost_at_80_percent);
  EXPECT_EQ(model.cost_at_80_percent->decimal(), "17.11") << "29 kWh";
}

TEST(Station, ALongCurveStaysShort) {
  Kiosk kiosk(1);
  kiosk.charge();
  for (int minute = 0; minute < 600; ++minute) {
    kiosk.pass(Seconds{5});
    kiosk.meter(1, 2'000 + minute);
  }
  const auto model = std::get<ChargingModel>(kiosk.snapshot().screen);
  EXPECT_LE(model.curve.size(), 121U);
  EXPECT_GE(model.curve.size(), 50U);
}

payment::tariff::FrozenTariff::Ptr free_at_first() {
  const auto tariff = payment::tariff::FrozenTariff::read(
      R"({"id":"winter","currency":"EUR","tax_included":"YES","elements":[
      {"price_components":[{"type":"ENERGY","price":0,"vat":19,"step_size":1}],
       "restrictions":{"end_date":"2026-01-20"}},
      {"price_components":[{"type":"ENERGY","price":0.59,"vat":19,"step_size":1}]}]})",
      "winter.json", {}, payment::tariff::Rounding::half_up);
  return tariff ? *tariff : nullptr;
}

TEST(Offers, AConnectorWithoutATariffSellsNothing) {
  Kiosk kiosk(1);
  kiosk.feed(TariffsChanged{});
  EXPECT_EQ(kiosk.snapshot().connectors.front().availability, Availability::out_of_service);
  EXPECT_FALSE(kiosk.snapshot().connectors.front().price);
  kiosk.act(ChooseConnector{1});
  kiosk.act(Pay{});
  EXPECT_EQ(kiosk.screen(), "connector") << "it says why, and no more";
  kiosk.feed(TariffsChanged{{{1, payment::test::per_kwh("0.49", "19"), nullptr}}});
  EXPECT_EQ(kiosk.snapshot().connectors.front().availability, Availability::free);
  EXPECT_EQ(kiosk.snapshot().connectors.front().price->per_kwh->amount.micros, 490'000);
}

TEST(Offers, WhatIsFreeTodayIsHeldForWhenItSoonIsNot) {
  const auto tariff = free_at_first();
  ASSERT_NE(tariff, nullptr);
  const auto at = [](const char* text) {
    return Now{{}, hal::Utc(hal::Millis(*payment::tariff::read_utc(text)))};
  };
  const Now early = at("2026-01-01T00:00:00Z");
  Station station = make_station(settings(1), early);
  station = step(std::move(station), TariffsChanged{{{1, tariff, tariff}}}, early).station;
  EXPECT_TRUE(station.bays.front().offer.hold.is_zero());
  EXPECT_TRUE(station.bays.front().offer.view->free);
  // Whoever plugs in today may still charge when it costs something.
  station = step(std::move(station), Tick{}, at("2026-01-15T00:00:00Z")).station;
  EXPECT_EQ(station.bays.front().offer.hold, payment::Money(5000, kEuro));
  EXPECT_FALSE(station.bays.front().offer.view->free);
}

}  // namespace
}  // namespace kerb::kiosk
