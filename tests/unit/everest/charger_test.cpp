#include "hal/everest/charger.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "rig.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::hal::everest {
namespace {

std::string started(const std::string& token, int evse, int meter) {
  return fmt::format(R"("transaction_started":{{"id_tag":{},"meter_value":{}}})",
                     id_tag(token, evse), meter_value(meter));
}
std::string finished(const std::string& reason, int meter) {
  return fmt::format(R"("transaction_finished":{{"reason":"{}","meter_value":{}}})", reason,
                     meter_value(meter));
}
const std::string kPlugged = R"("session_started":{"reason":"EVConnected"})";
std::string authorised(const std::string& token, int evse) {
  return fmt::format(R"("session_started":{{"reason":"Authorized","id_tag":{}}})",
                     id_tag(token, evse));
}
// EVSE 1, plugged in and paid for: charging since the meter read 100 Wh.
void begin_charge(Rig& rig) {
  rig.come_up();
  rig.everest.event(1, "SessionStarted", "s1", kPlugged);
  rig.everest.event(1, "AuthRequired", "s1");
  rig.expect("1:plugged");
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.event(1, "Authorized", "s1");
  rig.everest.event(1, "TransactionStarted", "s1", started(kKey, 1, 100));
  rig.everest.event(1, "ChargingStarted", "s1");
  rig.expect("1:preparing 1:started(0123,100) 1:charging");
}

// ---- beginning

TEST(EverestStart, GivesKerbsKeyAsATokenThatWasPaidFor) {
  Rig rig;
  begin_charge(rig);
  const auto given = rig.everest.broker().heard("provided_token");
  ASSERT_EQ(given.size(), 1U);
  const std::string wanted[] = {"\"" + kKey + "\"", "\"BankCard\"", "\"Local\"",
                                "\"prevalidated\":true", "\"connectors\":[1]"};
  for (const std::string& word : wanted) EXPECT_NE(given[0].find(word), std::string::npos) << word;
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "active 100-100");
  EXPECT_TRUE(rig.charger().start(1, kKey));  // repeated
  EXPECT_EQ(rig.everest.broker().heard("provided_token").size(), 1U);
}

TEST(EverestStart, WhatEverestRefusesIsRefused) {
  Rig rig;
  rig.come_up();
  rig.everest.token_answer = "Rejected";
  const auto answer = rig.charger().start(1, kKey);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "controller.refused");
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  EXPECT_FALSE(rig.charger().start(1, kKey));
  EXPECT_FALSE(rig.charger().start(9, kKey));
  rig.expect("");
}

TEST(EverestStart, WithoutAWordItIsTakenBackAndNothingStartsLater) {
  Rig rig;
  rig.come_up();
  rig.everest.token_answer = "";
  rig.everest.withdraw_answer = "";
  const auto answer = rig.charger().start(1, kKey);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "controller.unreachable");
  EXPECT_EQ(rig.everest.broker().heard("withdraw_authorization").size(), 1U);
  // In doubt: no record.
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "controller.unreachable");
  // It comes to life all the same.
  rig.everest.token(kKey, "Accepted", 1);
  EXPECT_TRUE(
      eventually([&] { return rig.everest.broker().heard("withdraw_authorization").size() == 3; }));
  rig.everest.event(1, "SessionStarted", "s1", kPlugged);
  rig.everest.event(1, "TransactionStarted", "s1", started(kKey, 1, 100));
  EXPECT_TRUE(eventually([&] { return !rig.everest.broker().heard("stop_transaction").empty(); }));
  rig.everest.event(1, "TransactionFinished", "s1", finished("Local", 101));
  rig.expect("1:plugged 1:started(0123,100) 1:preparing 1:stopped(0123,101,driver) 1:finished");
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-101 driver");
}

// A back end may think for long about a card. An EVerest that does not even say that it looks at it
// keeps nobody waiting.
TEST(EverestStart, WaitsLongOnlyForAnEverestThatHasBegunToLook) {
  ChargerTimes times = times_of(kShort);
  times.card_within = kPatient;
  Rig rig(Ledger::unwritten(), times);
  rig.come_up();
  const auto asks = [&](const ChargeKey& key) {
    const auto begun = std::chrono::steady_clock::now();
    const auto verdict = rig.charger().present_card(1, key, "04A224B1C85680");
    return std::pair(verdict.has_value(), std::chrono::steady_clock::now() - begun);
  };
  rig.everest.token_answer = "";
  const auto [answered, waited] = asks(kKey);
  EXPECT_FALSE(answered);
  EXPECT_LT(waited, kPatient / 2);
  // It looks, and the card is accepted long after the first patience.
  rig.everest.token_answer = "Processing";
  std::thread back_end([&] {
    std::this_thread::sleep_for(kShort * 4);
    rig.everest.token("04A224B1C85680", "Accepted", 1);
  });
  EXPECT_TRUE(asks(kOtherKey).first);
  back_end.join();
}

TEST(EverestStart, AKeyThatIsDeadIsStoppedWhenItBegins) {
  Rig rig;
  rig.come_up();
  rig.everest.token_answer = "Rejected";
  ASSERT_FALSE(rig.charger().start(1, kKey));
  rig.everest.token(kKey, "UsedToStart", 1);
  EXPECT_TRUE(
      eventually([&] { return !rig.everest.broker().heard("withdraw_authorization").empty(); }));
  rig.everest.event(1, "TransactionStarted", "s1", started(kKey, 1, 100));
  EXPECT_TRUE(eventually([&] { return !rig.everest.broker().heard("stop_transaction").empty(); }));
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "none 0-0");
  rig.expect("1:preparing");
}

TEST(EverestStart, NotOnAnEvseThatCharges) {
  Rig rig;
  begin_charge(rig);
  const auto second = rig.charger().start(1, kOtherKey);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "controller.refused");
  EXPECT_EQ(rig.everest.broker().heard("provided_token").size(), 1U);
}

TEST(EverestStart, NobodyPlugsIn) {
  Rig rig;
  rig.come_up();
  rig.everest.at_token = [&] { rig.everest.event(1, "SessionStarted", "s1", authorised(kKey, 1)); };
  ASSERT_TRUE(rig.charger().start(1, kKey));
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "starting 0-0");
  rig.everest.event(1, "Deauthorized", "s1");
  rig.everest.event(1, "SessionFinished", "s1");
  rig.everest.token(kKey, "TimedOut", 1);
  rig.expect("1:available 1:failed(0123,CX009)");
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
}

TEST(EverestStart, TimedOutAloneIsEnough) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.token(kKey, "TimedOut", 1);
  rig.expect("1:failed(0123,CX009)");
}

TEST(EverestStart, TakenAndThenDropped) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.token(kKey, "Rejected", 1);
  rig.expect("1:failed(0123,CX009)");
  // A charging card may have been shown to another reader.
  ASSERT_TRUE(rig.charger().present_card(2, kOtherKey, "04A224B1C85680"));
  rig.everest.token("04A224B1C85680", "Rejected", 2);
  rig.everest.event(2, "SessionStarted", "s2", kPlugged);
  rig.expect("2:plugged");
  EXPECT_EQ(said(rig.charger().query(2, kOtherKey)), "starting 0-0");
}

TEST(EverestStart, ASecondAcceptedAndARejectionOfItsRepetitionChangeNothing) {
  Rig rig;
  begin_charge(rig);
  rig.everest.token(kKey, "Accepted", 1);
  rig.everest.token(kKey, "Rejected", 1);
  rig.everest.token(kOtherKey, "TimedOut", 1);
  rig.everest.event(1, "ChargingPausedEV", "s1");
  rig.expect("1:paused-by-car");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "active 100-100");
}

TEST(EverestStart, WithoutALedgerThatCanBeWrittenNothingIsGiven) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "books");
  auto ledger = Ledger::open(folder / "books/ledger.json", Utc{});
  ASSERT_TRUE(ledger);
  Rig rig(std::move(*ledger));
  rig.come_up();
  std::filesystem::remove_all(folder / "books");
  const auto answer = rig.charger().start(1, kKey);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "controller.refused");
  EXPECT_TRUE(rig.everest.broker().heard("provided_token").empty());
}

// ---- charging cards

TEST(EverestCard, AnAcceptedCardStartsUnderTheKey) {
  Rig rig;
  rig.come_up();
  const auto verdict = rig.charger().present_card(1, kKey, "04A224B1C85680");
  ASSERT_TRUE(verdict) << verdict.error().sentence();
  EXPECT_EQ(*verdict, CardVerdict::accepted);
  const std::string given = rig.everest.broker().heard("provided_token").at(0);
  for (const char* word : {"\"04A224B1C85680\"", "\"RFID\"", "\"ISO14443\""}) {
    EXPECT_NE(given.find(word), std::string::npos) << word;
  }
  EXPECT_TRUE(rig.charger().start(1, kKey));
  EXPECT_EQ(*rig.charger().present_card(1, kKey, "04A224B1C85680"), CardVerdict::accepted);
  EXPECT_EQ(rig.everest.broker().heard("provided_token").size(), 1U);
  rig.everest.event(1, "SessionStarted", "s1", kPlugged);
  rig.everest.event(1, "TransactionStarted", "s1", started("04a224b1c85680", 1, 5));
  rig.expect("1:plugged 1:started(0123,5) 1:preparing");
  EXPECT_EQ(rig.log().find("04A224B1C85680"), std::string::npos);
}

TEST(EverestCard, ARefusedOneIsRefused) {
  Rig rig;
  rig.come_up();
  rig.everest.token_answer = "Rejected";
  EXPECT_EQ(*rig.charger().present_card(1, kKey, "04FFFFFFFFFFFF"), CardVerdict::refused);
}

TEST(EverestCard, ACardShownWhileItChargesDoesNotStopTheCharge) {
  Rig rig;
  begin_charge(rig);
  EXPECT_EQ(*rig.charger().present_card(1, kOtherKey, "04A224B1C85680"), CardVerdict::refused);
  EXPECT_EQ(rig.everest.broker().heard("provided_token").size(), 1U);
}

TEST(EverestCard, WithdrawnBeforeItBegan) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().present_card(1, kKey, "04A224B1C85680"));
  rig.everest.at_withdraw = [&] { rig.everest.event(1, "Deauthorized", "s1"); };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  const std::string asked = rig.everest.broker().heard("withdraw_authorization").at(0);
  EXPECT_NE(asked.find("\"evse_id\":1"), std::string::npos);
  EXPECT_NE(asked.find("04A224B1C85680"), std::string::npos);
}

// ---- ending

TEST(EverestStop, WaitsForTheTransactionsOwnEnd) {
  Rig rig;
  begin_charge(rig);
  rig.everest.at_stop = [&] {
    rig.everest.event(1, "StoppingCharging", "s1");
    rig.everest.event(1, "ChargingFinished", "s1");
    rig.everest.event(1, "TransactionFinished", "s1", finished("Local", 149));
  };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-149 driver");
  rig.expect("1:finished 1:stopped(0123,149,driver)");
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-149 driver");
  EXPECT_EQ(rig.everest.broker().heard("stop_transaction").size(), 1U);
  EXPECT_NE(rig.everest.broker().heard("stop_transaction")[0].find("\"Local\""), std::string::npos);
}

TEST(EverestStop, InDoubtItIsUnreachable) {
  struct {
    const char* rule;
    const char* answer;
  } const rows[] = {
      {"no answer", ""},
      {"yes, but the transaction does not end", "true"},
      {"no, but a transaction is reported", "false"},
      {"not understood", "\"perhaps\""},
  };
  for (const auto& row : rows) {
    Rig rig;
    begin_charge(rig);
    rig.everest.stop_answer = row.answer;
    EXPECT_EQ(said(rig.charger().stop(1, kKey)), "controller.unreachable") << row.rule;
    EXPECT_EQ(said(rig.charger().query(1, kKey)), "active 100-100") << row.rule;
    // It ends later, and the next question finds it.
    rig.everest.event(1, "TransactionFinished", "s1", finished("Local", 120));
    rig.expect("1:stopped(0123,120,driver) 1:finished");
    EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-120 driver") << row.rule;
  }
}

// Its energy was said to be over, and EVerest knows of no transaction: two words against one lost.
TEST(EverestStop, ALostEndIsFoundOutByAskingAgain) {
  Rig rig;
  begin_charge(rig);
  rig.everest.at_stop = [&] {
    rig.everest.event(1, "StoppingCharging", "s1");
    rig.everest.event(1, "ChargingFinished", "s1");
    rig.everest.meter(1, 149, 0);
  };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "controller.unreachable");
  rig.everest.stop_answer = "false";
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-149 driver");
  rig.expect("1:finished 1:stopped(0123,149,driver)");
}

TEST(EverestStop, ADriverWhoDoesNotPlugIn) {
  Rig rig;
  rig.come_up();
  rig.everest.at_token = [&] { rig.everest.event(1, "SessionStarted", "s1", authorised(kKey, 1)); };
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.at_withdraw = [&] {
    rig.everest.event(1, "Deauthorized", "s1");
    rig.everest.event(1, "SessionFinished", "s1");
  };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  rig.expect("1:available");  // whoever withdrew it need not be told
}

TEST(EverestStop, TheStartOvertakesTheStop) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.withdraw_answer = "\"AuthorizationNotFound\"";
  rig.everest.at_withdraw = [&] {
    rig.everest.event(1, "SessionStarted", "s1", kPlugged);
    rig.everest.event(1, "TransactionStarted", "s1", started(kKey, 1, 100));
  };
  rig.everest.at_stop = [&] {
    rig.everest.event(1, "TransactionFinished", "s1", finished("Local", 101));
  };
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "finished 100-101 driver");
}

TEST(EverestStop, AnAuthorisationThatEverestDoesNotKnow) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.withdraw_answer = "\"AuthorizationNotFound\"";
  rig.everest.stop_answer = "false";
  // Nothing was heard of this EVSE: EVerest has to say that it has no transaction.
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  EXPECT_EQ(rig.everest.broker().heard("stop_transaction").size(), 1U);
}

TEST(EverestStop, SomebodyElsesChargeIsNotStopped) {
  Rig rig;
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.event(1, "SessionStarted", "s1", kPlugged);
  rig.everest.event(1, "TransactionStarted", "s1", started("SOMEBODY", 1, 100));
  rig.expect("1:plugged 1:preparing");
  rig.everest.withdraw_answer = "\"AuthorizationNotFound\"";
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  EXPECT_TRUE(rig.everest.broker().heard("stop_transaction").empty());
}

TEST(EverestStop, AKeyNeverHeardOf) {
  Rig rig;
  rig.come_up();
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "none 0-0");
  EXPECT_TRUE(rig.everest.broker().heard("withdraw_authorization").empty());
}

TEST(EverestStop, AfterALostLedgerAnUnknownKeyIsTakenBackToo) {
  const TemporaryFolder folder;
  { std::ofstream(folder / "ledger.json") << "{"; }
  auto ledger = Ledger::open(folder / "ledger.json", Utc{});
  ASSERT_TRUE(ledger);
  Rig rig(std::move(*ledger));
  rig.come_up();
  EXPECT_NE(rig.log().find("damaged"), std::string::npos);
  rig.everest.withdraw_answer = "\"AuthorizationNotFound\"";
  rig.everest.stop_answer = "";
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "controller.unreachable");
  rig.everest.stop_answer = "false";
  EXPECT_EQ(said(rig.charger().stop(1, kKey)), "none 0-0");
}

TEST(EverestEnd, HasItsReason) {
  struct {
    const char* everest;
    const char* reason;
  } const rows[] = {
      {"Local", "driver"},
      {"EVDisconnected", "unplugged"},
      {"StoppedByEV", "car"},
      {"Remote", "remote"},
      {"EmergencyStop", "emergency"},
      {"PowerLoss", "power-loss"},
      {"EnergyLimitReached", "limit"},
      {"GroundFault", "fault"},
      {"SomethingNew", "car"},
  };
  for (const auto& row : rows) {
    Rig rig;
    begin_charge(rig);
    rig.everest.event(1, "TransactionFinished", "s1", finished(row.everest, 130));
    rig.expect(fmt::format("1:stopped(0123,130,{}) 1:finished", row.reason));
  }
}

// ---- the meter

TEST(EverestMeter, IsTheRunningRegister) {
  Rig rig;
  begin_charge(rig);
  rig.everest.meter(1, 120, 11'000);
  ASSERT_TRUE(eventually([&] { return !rig.samples().empty(); }));
  EXPECT_EQ(rig.samples().back().energy, WattHours{120});
  EXPECT_EQ(rig.samples().back().power, Watts{11'000});
  EXPECT_EQ(said(rig.charger().query(1, kKey)), "active 100-120");
}

TEST(EverestMeter, NeverRunsBackwardsForACharge) {
  Rig rig;
  begin_charge(rig);
  rig.everest.meter(1, 140, 11'000);
  ASSERT_TRUE(eventually([&] { return said(rig.charger().query(1, kKey)) == "active 100-140"; }));
  rig.pass(Seconds{2});
  rig.everest.meter(1, 3, 11'000);
  ASSERT_TRUE(eventually([&] { return rig.samples().size() == 2; }));
  EXPECT_EQ(rig.samples().back().energy, WattHours{140});
  rig.everest.event(1, "TransactionFinished", "s1", finished("Local", 9));
  rig.expect("1:stopped(0123,140,driver) 1:finished");
  EXPECT_NE(rig.log().find("ran backwards, from 140 to 3 Wh"), std::string::npos);
}

// Signed readings are kept for whoever doubts the bill, also those of a charge that a power cut ended.
TEST(EverestMeter, WhatItSignedIsKeptOfEachCharge) {
  const TemporaryFolder folder;
  const auto kept = [&](const ChargeKey& key) {
    std::ifstream file(folder / "signed" / (key + ".json"));
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const auto mark = [](const char* name, const char* text) {
    return fmt::format(R"("{}":{{"signed_meter_data":"{}","encoding_method":"OCMF"}})", name, text);
  };
  Rig rig(Ledger::unwritten(), times_of(kShort), folder / "signed");
  rig.come_up();
  ASSERT_TRUE(rig.charger().start(1, kKey));
  rig.everest.event(1, "SessionStarted", "s1", kPlugged);
  rig.everest.event(
      1, "TransactionStarted", "s1",
      fmt::format(R"("transaction_started":{{"id_tag":{},"meter_value":{},{}}})", id_tag(kKey, 1),
                  meter_value(100), mark("signed_meter_value", "FIRST")));
  EXPECT_TRUE(eventually([&] { return kept(kKey).find("FIRST") != std::string::npos; }));
  // EVerest says of a charge before a power cut only that it is over.
  rig.everest.event(1, "SessionResumed:", "s1");
  rig.everest.event(
      1, "TransactionFinished", "",
      fmt::format(R"("transaction_finished":{{"meter_value":{},"reason":"PowerLoss",{}}})",
                  meter_value(160), mark("signed_meter_value", "LAST")));
  EXPECT_TRUE(eventually([&] { return kept(kKey).find("LAST") != std::string::npos; }));
  EXPECT_NE(kept(kKey).find("FIRST"), std::string::npos);
  EXPECT_NE(kept(kKey).find(kKey), std::string::npos);
  // Somebody else's is not ours to keep.
  rig.everest.event(2, "TransactionStarted", "s2",
                    fmt::format(R"("transaction_started":{{"id_tag":{},{}}})",
                                id_tag("STRANGER", 2), mark("signed_meter_value", "OTHER")));
  rig.everest.event(2, "SessionFinished", "s2");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder / "signed"), {}), 1);
}

TEST(EverestMeter, IsNotedEveryTenSecondsAndAtTheEnd) {
  Rig rig;
  begin_charge(rig);
  rig.everest.meter(1, 110, 1'000);
  ASSERT_TRUE(eventually([&] { return said(rig.charger().query(1, kKey)) == "active 100-110"; }));
  EXPECT_EQ(rig.ledger().find(kKey)->meter_now, WattHours{100});
  for (int i = 0; i < 4; ++i) {
    rig.pass(Seconds{3});
    rig.everest.beat(static_cast<unsigned>(i) + 2);
  }
  rig.everest.meter(1, 115, 1'000);
  EXPECT_TRUE(eventually([&] { return rig.ledger().find(kKey)->meter_now == WattHours{115}; }));
}

// ---- unlocking

TEST(EverestUnlock, SaysWhatBecameOfIt) {
  Rig rig;
  rig.come_up();
  EXPECT_EQ(*rig.charger().unlock(1), UnlockOutcome::unlocked);
  rig.everest.unlock_answer = "false";
  EXPECT_EQ(*rig.charger().unlock(1), UnlockOutcome::refused);
  rig.everest.unlock_answer = "";
  EXPECT_EQ(rig.charger().unlock(1).error().code, "controller.unreachable");
  rig.everest.unlock_answer = "true";
  rig.everest.at_unlock = [&] {
    rig.everest.broker().say(
        "error_history_consumer/kiosk_errors/e2m/error_raised",
        R"({"type":"connector_lock/ConnectorLockFailedUnlock","severity":"High","state":"Active","uuid":"u","origin":{"module_id":"yeti_driver_1","implementation_id":"lock"}})");
  };
  EXPECT_EQ(*rig.charger().unlock(1), UnlockOutcome::stuck);
  EXPECT_EQ(rig.charger().unlock(7).error().code, "controller.unsupported");
}

}  // namespace
}  // namespace kerb::hal::everest
