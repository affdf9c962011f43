// The stage for Kerb's charger at a station that speaks EVerest's API: broker, station and kiosk.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <thread>

#include "tests/interop/broker_service.hpp"
#include "tests/interop/everest_kiosk.hpp"
#include "tests/stand_in_everest/station.hpp"

namespace kerb::interop {

using hal::ChargeKey;
using hal::ChargeRecord;
using hal::EvseState;
using hal::StopReason;
using hal::WattHours;
using stand_in_everest::Lock;
using stand_in_everest::Milliseconds;
using stand_in_everest::Mishap;
using stand_in_everest::Station;
using Phase = ChargeRecord::Phase;

inline constexpr int kFaster = 20;
inline const ChargeKey kKey = "00112233445566778899aabbccddeeff";
inline const ChargeKey kOther = "ffeeddccbbaa99887766554433221100";

class Everest : public ::testing::Test {
 protected:
  void SetUp() override { start_broker({}); }
  void TearDown() override {
    if (HasFailure() && kiosk_) {
      std::cerr << "told:\n" << kiosk_->told().words() << "log:\n" << kiosk_->log();
    }
  }
  void start_broker(BrokerService::Wishes wishes) {
    auto started = BrokerService::create(wishes);
    ASSERT_TRUE(started) << started.error().sentence();
    broker_ = std::move(*started);
    station_settings_.broker.port = broker_->port();
    station_settings_.faster = faster_;
  }
  // Both are switched on together: what nobody heard said would be unknown, never free.
  void begin() {
    start_kiosk();
    stay(Milliseconds(1'000));
    station_ = std::make_unique<Station>(station_settings_);
    for (int evse = 1; evse <= station_settings_.evses; ++evse) {
      ASSERT_TRUE(told().state(evse, EvseState::available));
    }
  }
  void start_kiosk() {
    kiosk_.reset();
    auto settings =
        settings_of_station(broker_->port(), station_settings_.evses, station_settings_.ocpp);
    settings.topic_prefix = station_settings_.prefix;
    kiosk_ = std::make_unique<EverestKiosk>(
        EverestKiosk::Options{settings, broker_->folder() / "charges.json", faster_});
  }
  Told& told() { return kiosk_->told(); }
  hal::everest::Charger& charger() { return kiosk_->charger(); }
  void stay(Milliseconds long_enough) { std::this_thread::sleep_for(long_enough / faster_); }

  // Paid, plugged in, and some energy is in the car.
  void charge(const ChargeKey& key = kKey, int evse = 1) {
    const auto begun = charger().start(evse, key);
    ASSERT_TRUE(begun) << begun.error().sentence();
    station_->plug(evse);
    ASSERT_TRUE(told().started(key));
    ASSERT_TRUE(told().state(evse, EvseState::charging));
    ASSERT_TRUE(told().sample_above(evse, WattHours{told().started(key)->meter_start.count + 5}));
  }
  // The record is what the meter counted, and nothing flows any more.
  void expect_stopped_exactly(const ChargeRecord& record, int evse = 1) {
    EXPECT_EQ(record.phase, Phase::finished);
    EXPECT_FALSE(station_->in_transaction(evse));
    EXPECT_EQ(record.meter_now.count, station_->watt_hours(evse));
  }

  int faster_ = kFaster;
  stand_in_everest::Settings station_settings_;
  std::unique_ptr<BrokerService> broker_;
  std::unique_ptr<Station> station_;
  std::unique_ptr<EverestKiosk> kiosk_;
};

}  // namespace kerb::interop
