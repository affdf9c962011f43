// What an EVerest charger says when the link breaks, EVerest is restarted, or Kerb is.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "rig.hpp"

namespace kerb::hal::everest {
namespace {

const std::string kAnnouncement =
    R"("source":{"enable_source":"Unspecified","enable_state":"Unassigned","enable_priority":10000})";

// EVSE 1 charges under Kerb's key since 100 Wh, and has come to 140.
void charge(Rig& rig) {
  rig.come_up();
  rig.everest.event(1, "SessionStarted", "s1", R"("session_started":{"reason":"EVConnected"})");
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.event(1, "TransactionStarted", "s1",
                    fmt::format(R"("transaction_started":{{"id_tag":{},"meter_value":{}}})",
                                id_tag(kKey, 1), meter_value(100)));
  rig.everest.event(1, "ChargingStarted", "s1");
  rig.everest.meter(1, 140, 11'000);
  rig.expect("1:plugged 1:started(0123,100) 1:preparing 1:charging");
  ASSERT_TRUE(eventually([&] { return said(rig.charger().query(1, kKey)) == "active 100-140"; }));
}

std::string finish(int meter) {
  return fmt::format(R"("transaction_finished":{{"reason":"EVDisconnected","meter_value":{}}})",
                     meter_value(meter));
}

// When the transaction of charge() began.
const std::string kBegan = R"("transaction_start_time":"2026-11-22T04:17:00.298Z")";
const std::string kBeganLater = R"("transaction_start_time":"2026-11-22T05:00:00.000Z")";

TEST(EverestLink, ThreeMissedHeartbeatsAreALostLink) {
  Rig rig;
  charge(rig);
  rig.pass(Seconds{3});
  rig.expect("");
  rig.pass(Millis{600});
  rig.expect("lost");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "controller.unreachable");
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "controller.unreachable");
  EXPECT_FALSE(rig.charger().start(2, kOtherKey));
  rig.everest.beat(6);
  rig.expect("restored 1:unknown 2:unknown");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "controller.unreachable");  // not yet told
  rig.everest.status(1, "Charging", kBegan);
  rig.expect("1:charging");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "active 100-140");
}

TEST(EverestLink, ABrokerThatIsGoneIsALostLinkAtOnce) {
  Rig rig;
  charge(rig);
  rig.everest.broker().set_link(false);
  rig.expect("lost");
  rig.everest.broker().set_link(true);
  rig.expect("");
  rig.everest.beat(2);
  rig.expect("restored 1:unknown 2:unknown");
  EXPECT_GE(rig.everest.broker().heard("active_errors").size(), 2U);
}

TEST(EverestLink, OneSilentModuleIsOneUnknownEvse) {
  Rig rig;
  charge(rig);
  rig.pass(Seconds{3});
  rig.everest.broker().say("evse_manager_consumer/kiosk_evse_2/e2m/heartbeat", "4");
  rig.pass(Seconds{1});
  rig.expect("1:unknown");
  EXPECT_FALSE(rig.charger().start(1, kOtherKey));
  rig.everest.beat(5);
  rig.everest.event(1, "ChargingPausedEV", "s1");
  rig.expect("1:paused-by-car");
}

TEST(EverestLink, AnEverestThatIsNotThereIsSaidAfterAWhile) {
  Rig rig;
  rig.pass(Seconds{9});
  rig.expect("");
  rig.pass(Seconds{2});
  rig.expect("lost");
  rig.everest.beat();
  rig.expect("restored 1:unknown 2:unknown");
}

// Kerb was started after EVerest was: no event tells the state of an EVSE at which nothing happens.
TEST(EverestLink, AnEvseThatOnlyMetersForThreeSecondsIsQuiet) {
  Rig rig;
  rig.come_up();
  for (const int evse : {1, 1, 1, 2, 2}) rig.everest.meter(evse, 100, 0);
  rig.everest.status(2, "Charging", kBegan);
  rig.expect("2:charging");
  rig.pass(Seconds{2});
  rig.expect("");
  rig.everest.beat(3);
  rig.pass(Seconds{1});
  rig.expect("1:quiet");
  rig.everest.event(1, "ReservationStart", "");
  rig.expect("1:reserved");
  rig.everest.event(1, "ReservationEnd", "");
  rig.expect("1:quiet");
  rig.everest.event(1, "SessionStarted", "s1", R"("session_started":{"reason":"EVConnected"})");
  rig.expect("1:plugged");
}

TEST(EverestLink, WhatWasQuietIsUnknownAfterASilence) {
  Rig rig;
  rig.come_up();
  for (int i = 0; i < 3; ++i) rig.everest.meter(1, 100, 0);
  rig.pass(Seconds{3});
  rig.expect("1:quiet");
  rig.pass(Seconds{2});
  rig.expect("lost");
  rig.everest.beat(9);
  rig.expect("restored 1:unknown 2:unknown");
}

TEST(EverestLink, ErrorsAreAskedForAnew) {
  Rig rig;
  rig.everest.errors_answer =
      R"({"errors":[{"type":"evse_manager/Inoperative","message":"evse_board_support/MREC8EmergencyStop","severity":"High","state":"Active","uuid":"u1","origin":{"module_id":"evse_manager_2","implementation_id":"evse"}},{"type":"generic/CommunicationFault","severity":"High","state":"Active","uuid":"u2","origin":{"module_id":"ocpp","implementation_id":"main"}}]})";
  rig.everest.beat();
  rig.expect("1:unknown 2:out-of-service/CX008");
}

TEST(EverestLink, WithoutAnAnswerAboutErrorsTheLinkStandsAllTheSame) {
  Rig rig;
  rig.everest.errors_answer = "";
  rig.come_up();
  EXPECT_NE(rig.log().find("which errors"), std::string::npos);
}

TEST(EverestLink, AnErrorOfTheStationClosesEveryEvseIfItIsDangerous) {
  Rig rig;
  rig.come_up();
  rig.everest.broker().say(
      "error_history_consumer/kiosk_errors/e2m/error_raised",
      R"({"type":"evse_board_support/MREC8EmergencyStop","severity":"High","state":"Active","uuid":"u","origin":{"module_id":"main_board","implementation_id":"board"}})");
  rig.expect("1:out-of-service/CX008 2:out-of-service/CX008");
}

TEST(EverestLink, EveryModuleHearsThatKerbIsThere) {
  Rig rig;
  rig.come_up();
  const auto checks = [&] { return rig.everest.broker().heard("communication_check"); };
  EXPECT_TRUE(eventually([&] { return checks().size() == 9; }));
  EXPECT_EQ(checks().at(0), "true");
  rig.pass(Seconds{2});
  EXPECT_TRUE(eventually([&] { return checks().size() == 18; }));
}

// ---- EVerest begins anew

TEST(EverestRestart, WithAStoreTheEndIsTold) {
  Rig rig;
  charge(rig);
  rig.pass(Seconds{4});
  rig.expect("lost");
  rig.everest.event(1, "SessionResumed:", "s1");
  rig.everest.event(
      1, "TransactionFinished", "",
      fmt::format(R"("transaction_finished":{{"reason":"PowerLoss","meter_value":{}}})",
                  meter_value(143)));
  rig.everest.event(1, "Enabled", "", kAnnouncement);
  rig.everest.beat(0);
  rig.expect("restored 1:stopped(0123,143,power-loss) 1:unknown 2:unknown");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "finished 100-143 power-loss");
}

TEST(EverestRestart, WithoutAStoreItEndsAtTheLastReading) {
  Rig rig;
  charge(rig);
  rig.pass(Seconds{4});
  rig.expect("lost");
  rig.everest.event(1, "Enabled", "", kAnnouncement);
  rig.everest.beat(0);
  rig.expect("restored 1:unknown 2:unknown");
  rig.everest.meter(1, 0, 0);
  for (unsigned i = 1; i < 8; ++i) rig.live_a_second(i);
  rig.expect("2:quiet 1:stopped(0123,140,power-loss) 1:available");
}

TEST(EverestRestart, WithinThreeHeartbeatsTheCountTells) {
  Rig rig;
  charge(rig);
  rig.everest.beat(50);
  rig.pass(Seconds{2});
  rig.everest.event(1, "Enabled", "", kAnnouncement);
  rig.everest.beat(0);
  rig.expect("1:unknown");
  for (unsigned i = 1; i < 8; ++i) rig.live_a_second(i);
  rig.expect("2:quiet 1:stopped(0123,140,power-loss) 1:available");
}

TEST(EverestRestart, AForgottenAuthorisationNeverBegins) {
  Rig rig;
  rig.come_up();
  rig.everest.at_token = [&] {
    rig.everest.event(
        1, "SessionStarted", "s1",
        fmt::format(R"("session_started":{{"reason":"Authorized","id_tag":{}}})", id_tag(kKey, 1)));
    rig.everest.event(1, "Authorized", "s1");
  };
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.expect("1:available");
  rig.everest.beat(0);
  rig.expect("1:failed(0123,CX009) 1:unknown");
}

// ---- Kerb begins anew

TEST(KerbsRestart, TheChargeGoesOnUnderItsKey) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    charge(before);
    ledger = before.switch_off();
  }
  Rig rig(std::move(ledger));
  rig.come_up();
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "controller.unreachable");
  rig.everest.status(1, "Charging", kBegan);
  rig.expect("1:charging");
  rig.everest.meter(1, 190, 11'000);
  EXPECT_TRUE(eventually([&] { return said(rig.charger().query(1, kKey)) == "active 100-190"; }));
  rig.everest.event(1, "TransactionFinished", "s1", finish(200));
  rig.expect("1:stopped(0123,200,unplugged) 1:finished");
}

TEST(KerbsRestart, AnotherTransactionIsNotBilledToOurDriver) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    charge(before);
    ledger = before.switch_off();
  }
  const WattHours noted = ledger->find(kKey)->meter_now;
  Rig rig(std::move(ledger));
  rig.come_up();
  rig.everest.meter(1, 5'000, 11'000);
  rig.everest.status(1, "Charging", kBeganLater);
  rig.expect(fmt::format("1:stopped(0123,{},power-loss) 1:charging", noted.count));
  rig.everest.event(1, "TransactionFinished", "s2", finish(9'000));
  rig.expect("1:finished");
  EXPECT_EQ(said(rig.charger().query(1, kKey)),
            fmt::format("finished 100-{} power-loss", noted.count));
}

TEST(KerbsRestart, AChargeWhoseBeginningWasMissedIsNotTakenForOver) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    before.come_up();
    before.everest.event(1, "SessionStarted", "s1",
                         R"("session_started":{"reason":"EVConnected"})");
    ASSERT_TRUE(before.charger().start(1, kKey));
    before.everest.meter(1, 100, 0);
    before.everest.event(1, "ChargingStarted", "s1");
    before.expect("1:plugged 1:started(0123,100) 1:charging");
    ledger = before.switch_off();
  }
  Rig rig(std::move(ledger));
  rig.come_up();
  rig.everest.status(1, "Charging", kBegan);
  rig.expect("1:charging");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "controller.unreachable");  // in doubt
  rig.everest.at_stop = [&] { rig.everest.event(1, "TransactionFinished", "s1", finish(150)); };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-150 unplugged");
}

TEST(KerbsRestart, AChargeThatEndedMeanwhileEndsAtItsLastReading) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    charge(before);
    ledger = before.switch_off();
  }
  Rig rig(std::move(ledger));
  rig.come_up();
  // The meter is read, and no session tells of itself.
  for (unsigned i = 2; i < 16; ++i) {
    rig.pass(Seconds{1});
    rig.everest.beat(i);
    rig.everest.meter(1, 300, 0);
  }
  rig.expect("1:stopped(0123,100,power-loss) 1:quiet");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "finished 100-100 power-loss");
  EXPECT_NE(rig.log().find("knows of no charge"), std::string::npos);
}

TEST(KerbsRestart, AnEndWithoutATokenIsKnownByItsSession) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    charge(before);
    ledger = before.switch_off();
  }
  Rig rig(std::move(ledger));
  rig.come_up();
  rig.everest.event(1, "TransactionFinished", "s1", finish(180));
  rig.expect("1:stopped(0123,180,unplugged) 1:finished");
}

TEST(KerbsRestart, AnAuthorisationIsFencedByAskingEverest) {
  std::unique_ptr<Ledger> ledger;
  {
    Rig before;
    before.come_up();
    ASSERT_TRUE(before.charger().start(1, kKey));
    ledger = before.switch_off();
  }
  Rig rig(std::move(ledger));
  rig.come_up();
  rig.everest.stop_answer = "false";
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  EXPECT_EQ(rig.everest.broker().heard("withdraw_authorization").size(), 1U);
}

}  // namespace
}  // namespace kerb::hal::everest
