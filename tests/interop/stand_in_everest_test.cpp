// The stand-in speaks as a recorded EVerest did (software in the loop, two AC EVSEs, Auth FindFirst,
// OCPP 2.1 against a mock back end): the same events, in the same order.
#include <gtest/gtest.h>

#include <thread>

#include "tests/interop/broker_service.hpp"
#include "tests/interop/everest_listener.hpp"
#include "tests/stand_in_everest/commands.hpp"

namespace kerb::interop {
namespace {

using stand_in_everest::Json;
using stand_in_everest::Milliseconds;
using stand_in_everest::Mishap;
using stand_in_everest::Settings;
using stand_in_everest::Station;
using Lines = std::vector<std::string>;

constexpr int kFaster = 40;
constexpr const char* kToken = "auth_token_provider/kiosk_token/m2e/provided_token";
const std::string kOne = "evse_manager_consumer/kiosk_evse_1";
const std::string kTwo = "evse_manager_consumer/kiosk_evse_2";
const std::string kAuth = "auth_consumer/kiosk_auth";

class StandInEverest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = BrokerService::create();
    ASSERT_TRUE(started) << started.error().sentence();
    broker_ = std::move(*started);
    settings_.broker.port = broker_->port();
    settings_.faster = kFaster;
    settings_.evses = 2;
    listener_ = std::make_unique<EverestListener>(broker_->port());
  }
  void begin() {
    station_ = std::make_unique<Station>(settings_);
    // The two are enabled, and the wire is quiet.
    listener_->outline_of(settings_.ocpp ? 6 : 2);
    listener_->forget();
  }
  void expect(const Lines& lines) {
    EXPECT_EQ(listener_->outline_of(lines.size()), lines);
    listener_->forget();
  }
  void show_rfid(const char* uid, int evse) {
    listener_->send(kToken, Json{{"id_token", {{"value", uid}, {"type", "ISO14443"}}},
                                 {"authorization_type", "RFID"},
                                 {"connectors", {evse}}}
                                .dump());
  }
  void show_bank_card(const char* reference, int evse) {
    listener_->send(kToken, Json{{"id_token", {{"value", reference}, {"type", "Local"}}},
                                 {"authorization_type", "BankCard"},
                                 {"prevalidated", true},
                                 {"connectors", {evse}}}
                                .dump());
  }
  void stay(Milliseconds long_enough) { std::this_thread::sleep_for(long_enough / kFaster); }
  // A charge on EVSE 1 by the card that may, told and forgotten.
  void charge_by_rfid() {
    station_->plug(1);
    show_rfid("04A224B1C85680", 1);
    listener_->outline_of(9);
    listener_->forget();
  }

  std::unique_ptr<BrokerService> broker_;
  std::unique_ptr<EverestListener> listener_;
  std::unique_ptr<Station> station_;
  Settings settings_;
};

TEST_F(StandInEverest, Scenario1PlugFirstPauseResumeAndStopByTheSameCard) {
  begin();
  station_->plug(1);
  expect({"event SessionStarted EVConnected", "event AuthRequired"});
  show_rfid("04A224B1C85680", 1);
  expect({"token Processing", "token Accepted", "event Authorized", "token UsedToStart",
          "event TransactionStarted", "event PrepareCharging", "event ChargingStarted"});
  listener_->order(kOne, "pause_charging");
  expect({"answer pause_charging true", "event StoppingCharging",
          "event ChargingPausedEVSE UserPause"});
  listener_->order(kOne, "resume_charging");
  expect({"answer resume_charging true", "event PrepareCharging", "event ChargingStarted"});
  show_rfid("04FFFFFFFFFFFF", 1);
  expect({"token Processing", "token Rejected"});
  show_rfid("04a224b1c85680", 1);
  expect({"token Processing", "event StoppingCharging", "token UsedToStop",
          "event ChargingFinished", "event TransactionFinished Local with token"});
  station_->unplug(1);
  expect({"event SessionFinished"});
}

TEST_F(StandInEverest, Scenario2ABankCardTimesOutIsWithdrawnAndStoppedByOrder) {
  settings_.connection_timeout = Milliseconds(60'000);
  begin();
  show_bank_card("BANKREF000001", 2);
  const Lines authorised = {"token Processing", "token Accepted", "event SessionStarted Authorized",
                            "event Authorized", "token UsedToStart"};
  expect(authorised);
  show_bank_card("BANKREF000001", 2);
  show_bank_card("BANKREF000002", 2);
  expect({"token Processing", "token Rejected"});
  expect({"event Deauthorized", "event SessionFinished", "token TimedOut"});

  show_bank_card("BANKREF000003", 2);
  expect(authorised);
  listener_->order(kAuth, "withdraw_authorization", {{"evse_id", 2}});
  expect({"event Deauthorized", "event SessionFinished",
          "answer withdraw_authorization \"Accepted\""});

  show_bank_card("BANKREF000004", 2);
  expect(authorised);
  station_->plug(2);
  expect({"event AuthRequired", "event TransactionStarted", "event PrepareCharging",
          "event ChargingStarted"});
  show_bank_card("BANKREF000004", 2);
  expect({"token Processing", "token Rejected"});
  listener_->order(kTwo, "stop_transaction", {{"reason", "Local"}});
  expect({"event StoppingCharging", "answer stop_transaction true", "event ChargingFinished",
          "event TransactionFinished Local without token"});
  listener_->order(kTwo, "stop_transaction", {{"reason", "NoSuchReason"}});
  stay(Milliseconds(2'000));
  station_->unplug(2);
  expect({"event SessionFinished"});
}

TEST_F(StandInEverest, Scenario2CostsOfTheKioskComeOutUnchanged) {
  begin();
  listener_->send("session_cost/cost_source/m2e/session_cost",
                  R"({"session_id":"tx-1","status":"Running","currency":{"code":"EUR",)"
                  R"("decimals":3},"cost_chunks":[{"cost":{"value":1234}}]})");
  expect({"cost Running 1234"});
}

TEST_F(StandInEverest, Scenario3DisabledIsToldTwiceAndRefusesEveryToken) {
  begin();
  listener_->order(kOne, "force_unlock", 1);
  expect({"answer force_unlock true"});
  const Json source = {{"enable_source", "LocalAPI"}, {"enable_priority", 5000}};
  Json off = {{"connector_id", 0}, {"source", source}};
  off["source"]["enable_state"] = "Disable";
  listener_->order(kOne, "enable_disable", off);
  expect(
      {"event Disabled, no session", "answer enable_disable false", "event Disabled, no session"});
  show_rfid("04A224B1C85680", 1);
  expect({"token Processing", "token Rejected"});
  Json on = off;
  on["source"]["enable_state"] = "Enable";
  listener_->order(kOne, "enable_disable", on);
  expect({"event Enabled, no session", "answer enable_disable true"});
}

TEST_F(StandInEverest, Scenario3AnEmergencyStopEndsNothingAndGoesOnByItself) {
  begin();
  charge_by_rfid();
  station_->press_emergency_stop(1);
  expect({"raised evse_board_support/MREC8EmergencyStop", "raised evse_manager/Inoperative",
          "event ChargingStarted", "event StoppingCharging", "event ChargingPausedEVSE Error"});
  listener_->order("error_history_consumer/kiosk_errors", "active_errors");
  expect({"answer active_errors object"});
  station_->release_emergency_stop(1);
  expect({"cleared evse_board_support/MREC8EmergencyStop", "cleared evse_manager/Inoperative",
          "event PrepareCharging", "event ChargingStarted"});
  station_->unplug(1);
  expect({"event StoppingCharging", "event ChargingFinished",
          "event TransactionFinished EVDisconnected without token", "event SessionFinished"});
}

TEST_F(StandInEverest, Scenario3PluggedWithoutATokenNothingTimesOut) {
  begin();
  station_->plug(1);
  expect({"event SessionStarted EVConnected", "event AuthRequired"});
  stay(settings_.connection_timeout + Milliseconds(5'000));
  station_->unplug(1);
  expect({"event SessionFinished"});
}

TEST_F(StandInEverest, WithThePlugInTimeoutItDoes) {
  settings_.plug_in_timeout = true;
  begin();
  station_->plug(1);
  expect({"event SessionStarted EVConnected", "event AuthRequired", "event PluginTimeout"});
  show_rfid("04A224B1C85680", 1);
  expect({"token Processing", "token Rejected"});
}

TEST_F(StandInEverest, Scenario3ACarPausesAndIsUnplugged) {
  begin();
  charge_by_rfid();
  station_->pause_car(1);
  expect({"event StoppingCharging", "event ChargingPausedEV"});
  listener_->order(kOne, "resume_charging");
  expect({"answer resume_charging true"});
  station_->unplug(1);
  expect({"event StoppingCharging", "event ChargingFinished",
          "event TransactionFinished EVDisconnected without token", "event SessionFinished"});
}

// The car was part of what was killed.
void kill_and_start(Station& station) {
  station.kill();
  station.unplug(1);
  station.restart();
}

TEST_F(StandInEverest, Scenario4WithoutAStoreAKilledTransactionIsNeverHeardOfAgain) {
  begin();
  charge_by_rfid();
  kill_and_start(*station_);
  expect({"event Enabled, no session", "event Enabled, no session"});
}

TEST_F(StandInEverest, WithAStoreItEndsByPowerLossWithoutItsNumber) {
  settings_.store = true;
  begin();
  charge_by_rfid();
  kill_and_start(*station_);
  expect({"event SessionResumed:", "event TransactionFinished PowerLoss without token, no session",
          "event Enabled, no session", "event Enabled, no session"});
}

TEST_F(StandInEverest, KilledItIsSilent) {
  begin();
  station_->kill();
  stay(Milliseconds(1'000));
  listener_->forget();
  listener_->order(kOne, "get_evse");
  stay(Milliseconds(10'000));
  EXPECT_TRUE(listener_->heard("e2m").empty());
}

TEST_F(StandInEverest, TheBackEndsOrder) {
  settings_.ocpp = true;
  station_ = std::make_unique<Station>(settings_);
  expect({"event Enabled, no session", "event Enabled, no session", "price Offline 0.45 EUR/kWh",
          "link true", "price Price 0.45 EUR/kWh", "boot Accepted"});
  station_->plug(1);
  show_rfid("04A224B1C85680", 1);
  expect({"event SessionStarted EVConnected", "event AuthRequired", "token Processing", "tariff",
          "token Accepted", "event Authorized", "token UsedToStart", "event TransactionStarted",
          "ocpp Started", "event PrepareCharging", "token Accepted", "event ChargingStarted"});
  station_->cost(1, "2.01", "Finished");
  expect({"cost Finished 2009"});  // cut off, as EVerest does it
  station_->disconnect_back_end();
  expect({"link false", "price Offline 0.45 EUR/kWh"});
}

TEST_F(StandInEverest, AReservationHasNeitherANumberNorATime) {
  begin();
  station_->reserve(1, true);
  expect({"event ReservationStart, no session, no time"});
  show_rfid("04A224B1C85680", 1);
  expect({"token Processing", "token Rejected"});
  station_->reserve(1, false);
  expect({"event ReservationEnd, no session, no time"});
}

TEST_F(StandInEverest, WhatItCannotReadItDoesNotAnswer) {
  begin();
  listener_->send(kOne + "/m2e/get_evse", "{");
  listener_->send(kOne + "/m2e/stop_transaction", R"({"headers":{"replyTo":"x"}})");
  listener_->send(kToken, R"({"id_token":{"value":"A","type":"DirectPayment"},)"
                          R"("authorization_type":"BankCard"})");
  listener_->send(kToken, "[]");
  listener_->order(kOne, "get_evse");
  expect({"answer get_evse object"});
}

TEST_F(StandInEverest, EverythingIsForgottenByTheBrokerAndWrittenInManyLines) {
  begin();
  stay(Milliseconds(4'000));
  const auto all = listener_->heard("e2m");
  ASSERT_GT(all.size(), 20U);
  for (const auto& heard : all) {
    EXPECT_FALSE(heard.retained);
    EXPECT_EQ(heard.qos, 0);
  }
  const auto meter = listener_->heard("kiosk_evse_1/e2m/powermeter");
  ASSERT_FALSE(meter.empty());
  EXPECT_NE(meter[0].text.find("\n    \"energy_Wh_import\": {\n"), std::string::npos);
}

// Heartbeat 1 Hz a module, meter and session 2 Hz, limits 0.8 Hz.
TEST_F(StandInEverest, RatesOfTheRecordedStation) {
  begin();
  station_->plug(1);
  stay(Milliseconds(1'000));
  listener_->forget();
  stay(Milliseconds(40'000));
  const auto count = [&](const char* about) {
    return static_cast<double>(listener_->heard(about).size()) / 40;
  };
  // A busy machine makes them rarer.
  EXPECT_NEAR(count("kiosk_evse_1/e2m/heartbeat"), 0.9, 0.3);
  EXPECT_NEAR(count("kiosk_auth/e2m/heartbeat"), 0.9, 0.3);
  EXPECT_NEAR(count("kiosk_evse_1/e2m/powermeter"), 1.8, 0.6);
  EXPECT_NEAR(count("kiosk_evse_1/e2m/session_info"), 1.8, 0.6);
  EXPECT_NEAR(count("kiosk_evse_1/e2m/enforced_limits"), 0.7, 0.25);
}

TEST_F(StandInEverest, TheMeterCountsExactly) {
  begin();
  charge_by_rfid();
  stay(Milliseconds(60'000));
  listener_->order(kOne, "stop_transaction", {{"reason", "Local"}});
  listener_->outline_of(4);
  const std::int64_t counted = station_->watt_hours(1);
  EXPECT_GE(counted, 11'000 * 60 / 3600);
  const auto events = listener_->heard("session_event");
  const Json last = Json::parse(events.back().text);
  EXPECT_EQ(last["transaction_finished"]["meter_value"]["energy_Wh_import"]["total"],
            static_cast<double>(counted));
}

TEST_F(StandInEverest, MissingClientsAreErrorsUntilTheySpeak) {
  begin();
  const auto missing = [&] {
    std::size_t count = 0;
    const Json active = station_->active_errors();
    for (const Json& error : active["errors"]) {
      if (error["origin"]["module_id"] == "kiosk_evse_1") ++count;
    }
    return count;
  };
  EXPECT_GE(missing(), 1U);
  listener_->send(kOne + "/m2e/communication_check", "true");
  stay(Milliseconds(1'000));
  EXPECT_EQ(missing(), 0U);
  stay(Milliseconds(6'000));
  EXPECT_EQ(missing(), 1U);
  listener_->send(kOne + "/m2e/communication_check", "false");
  stay(Milliseconds(8'000));
  EXPECT_EQ(missing(), 0U);
}

TEST_F(StandInEverest, MessagesCanBeLostRepeatedAndReordered) {
  begin();
  station_->befall({Mishap::Kind::lost, 1, "kiosk_evse_1/e2m/session_event", Milliseconds(0)});
  station_->plug(1);
  expect({"event AuthRequired"});
  station_->befall({Mishap::Kind::repeated, 1, "session_event", Milliseconds(0)});
  station_->unplug(1);
  expect({"event SessionFinished", "event SessionFinished"});
  station_->befall({Mishap::Kind::reordered, 2, "session_event", Milliseconds(0)});
  station_->plug(1);
  expect({"event AuthRequired", "event SessionStarted EVConnected"});
  station_->befall({Mishap::Kind::delayed, 1, "session_event", Milliseconds(40'000)});
  station_->unplug(1);
  stay(Milliseconds(1'000));
  EXPECT_EQ(listener_->outline(), Lines());
  expect({"event SessionFinished"});
}

TEST_F(StandInEverest, ABrokerThatCameBackIsSpokenToAgain) {
  begin();
  broker_->crash();
  ASSERT_TRUE(broker_->start());
  listener_ = std::make_unique<EverestListener>(broker_->port());
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (listener_->heard("heartbeat").empty() && std::chrono::steady_clock::now() < deadline) {
    stay(Milliseconds(1'000));
  }
  EXPECT_FALSE(listener_->heard("heartbeat").empty());
}

TEST_F(StandInEverest, LinesOfWordsPlayItAsWell) {
  begin();
  EXPECT_EQ(stand_in_everest::obey(*station_, "plug 1 7400"), R"({"ok":true})");
  expect({"event SessionStarted EVConnected", "event AuthRequired"});
  EXPECT_EQ(stand_in_everest::obey(*station_, "plug 3 7400").substr(0, 11), R"({"ok":false)");
  EXPECT_EQ(stand_in_everest::obey(*station_, "fly"), R"({"ok":false,"why":"unknown: fly"})");
  const Json state = Json::parse(stand_in_everest::obey(*station_, "state 1"));
  EXPECT_EQ(state["answer"]["in_transaction"], false);
}

}  // namespace
}  // namespace kerb::interop
