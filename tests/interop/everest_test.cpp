// Kerb's charger against a station that speaks EVerest's API, over the real mosquitto: every start
// and every end, and what happens in between.
#include "tests/interop/everest_stage.hpp"

namespace kerb::interop {
namespace {

// ---- every start

TEST_F(Everest, PaidFirstThenPluggedIn) {
  begin();
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
  EXPECT_EQ(record->reason, StopReason::driver);
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->meter_stop, record->meter_now);
  EXPECT_EQ(stopped->reason, StopReason::driver);
  EXPECT_TRUE(told().state(1, EvseState::finished));
  station_->unplug(1);
  EXPECT_TRUE(told().state(1, EvseState::available));
  EXPECT_EQ(told().started_count(kKey), 1U);
  EXPECT_EQ(told().stopped_count(kKey), 1U);
}

TEST_F(Everest, PluggedInFirstThenPaid) {
  begin();
  station_->plug(1);
  ASSERT_TRUE(told().state(1, EvseState::plugged));
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

TEST_F(Everest, OrdersRepeatedAreHarmless) {
  begin();
  ASSERT_TRUE(charger().start(1, kKey));
  ASSERT_TRUE(charger().start(1, kKey));
  charge();
  ASSERT_TRUE(charger().start(1, kKey));
  const auto once = charger().stop(1, kKey);
  const auto twice = charger().stop(1, kKey);
  ASSERT_TRUE(once && twice);
  EXPECT_EQ(once->meter_now, twice->meter_now);
  EXPECT_EQ(twice->phase, Phase::finished);
  EXPECT_EQ(told().started_count(kKey), 1U);
}

TEST_F(Everest, AKeyNeverHeardOfIsNone) {
  begin();
  const auto asked = charger().query(1, kOther);
  const auto stopped = charger().stop(1, kOther);
  ASSERT_TRUE(asked && stopped);
  EXPECT_EQ(asked->phase, Phase::none);
  EXPECT_EQ(stopped->phase, Phase::none);
}

TEST_F(Everest, NobodyPlugsInAndTheAuthorisationTimesOut) {
  begin();
  ASSERT_TRUE(charger().start(1, kKey));
  EXPECT_TRUE(told().failed(kKey));
  EXPECT_TRUE(told().state(1, EvseState::available));
  const auto record = charger().query(1, kKey);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->phase, Phase::none);
}

TEST_F(Everest, WithdrawnBeforeThePlugNothingBegins) {
  begin();
  ASSERT_TRUE(charger().start(1, kKey));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  EXPECT_EQ(record->phase, Phase::none);
  station_->plug(1);
  ASSERT_TRUE(told().state(1, EvseState::plugged));
  stay(Milliseconds(4'000));
  EXPECT_FALSE(station_->in_transaction(1));
  EXPECT_EQ(told().started_count(kKey), 0U);
}

TEST_F(Everest, ARefusedTokenIsRefused) {
  begin();
  charge();
  const auto second = charger().start(1, kOther);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "controller.refused");
}

TEST_F(Everest, EverestsOwnValidatorsDecideAboutAChargingCard) {
  begin();
  const auto refused = charger().present_card(1, kOther, "04FFFFFFFFFFFF");
  ASSERT_TRUE(refused) << refused.error().sentence();
  EXPECT_EQ(*refused, hal::CardVerdict::refused);
  const auto accepted = charger().present_card(1, kKey, "04A224B1C85680");
  ASSERT_TRUE(accepted) << accepted.error().sentence();
  EXPECT_EQ(*accepted, hal::CardVerdict::accepted);
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record);
  expect_stopped_exactly(*record);
}

TEST_F(Everest, AnAcceptedChargingCardIsWithdrawn) {
  begin();
  ASSERT_TRUE(charger().present_card(1, kKey, "04A224B1C85680"));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->phase, Phase::none);
  station_->plug(1);
  stay(Milliseconds(4'000));
  EXPECT_FALSE(station_->in_transaction(1));
}

TEST_F(Everest, TwoEvsesAtOnce) {
  station_settings_.evses = 2;
  begin();
  charge(kKey, 1);
  charge(kOther, 2);
  const auto first = charger().stop(1, kKey);
  ASSERT_TRUE(first);
  expect_stopped_exactly(*first, 1);
  EXPECT_TRUE(station_->in_transaction(2));
  EXPECT_EQ(told().now(2).state, EvseState::charging);
  const auto second = charger().stop(2, kOther);
  ASSERT_TRUE(second);
  expect_stopped_exactly(*second, 2);
}

TEST_F(Everest, OfAStationThatRanBeforeAPluggedCarIsSeen) {
  station_ = std::make_unique<Station>(station_settings_);
  station_->plug(1);
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::plugged));
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

TEST_F(Everest, OfAStationThatRanBeforeAnIdleEvseIsWorthATryAndCharges) {
  station_ = std::make_unique<Station>(station_settings_);
  stay(Milliseconds(1'000));
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::unknown));
  ASSERT_TRUE(told().state(1, EvseState::quiet));
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

// ---- every end

struct End {
  const char* everest;  // OCPP's reason, as the station's operator or car gives it
  StopReason reason;
};
class EverestEnds : public Everest, public ::testing::WithParamInterface<End> {};

TEST_P(EverestEnds, ByTheStation) {
  begin();
  charge();
  station_->stop(1, GetParam().everest);
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->reason, GetParam().reason);
  EXPECT_EQ(stopped->meter_stop.count, station_->watt_hours(1));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record);
  expect_stopped_exactly(*record);
}
INSTANTIATE_TEST_SUITE_P(Reasons, EverestEnds,
                         ::testing::Values(End{"StoppedByEV", StopReason::car},
                                           End{"Remote", StopReason::remote},
                                           End{"EmergencyStop", StopReason::emergency_stop},
                                           End{"EnergyLimitReached", StopReason::limit}),
                         [](const auto& it) { return std::string(it.param.everest); });

TEST_F(Everest, UnpluggedWhileCharging) {
  begin();
  charge();
  station_->unplug(1);
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->reason, StopReason::unplugged);
  EXPECT_EQ(stopped->meter_stop.count, station_->watt_hours(1));
  EXPECT_TRUE(told().state(1, EvseState::available));
}

// ---- in between

TEST_F(Everest, TheCarPausesAndGoesOn) {
  begin();
  charge();
  station_->pause_car(1);
  EXPECT_TRUE(told().state(1, EvseState::paused_by_car));
  station_->resume_car(1);
  EXPECT_TRUE(told().state(1, EvseState::charging));
  station_->pause_car(1);
  EXPECT_TRUE(told().state(1, EvseState::paused_by_car));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record);
  expect_stopped_exactly(*record);
  EXPECT_EQ(told().started_count(kKey), 1U);
}

TEST_F(Everest, TheStationHoldsBackAndSaysWhy) {
  begin();
  charge();
  station_->hold_back(1);
  EXPECT_TRUE(told().state(1, EvseState::paused_by_station));
  EXPECT_EQ(told().now(1).pause, hal::PauseReason::no_energy);
  station_->go_on(1);
  EXPECT_TRUE(told().state(1, EvseState::charging));
  EXPECT_EQ(told().stopped_count(kKey), 0U);
}

TEST_F(Everest, AnEmergencyStopGoesOnByItselfInTheSameCharge) {
  begin();
  charge();
  station_->press_emergency_stop(1);
  ASSERT_TRUE(told().state(1, EvseState::paused_by_station));
  EXPECT_EQ(told().now(1).fault, hal::ChargerFault::emergency_stop);
  EXPECT_EQ(told().now(1).pause, hal::PauseReason::error);
  stay(Milliseconds(2'000));
  EXPECT_EQ(told().now(1).state, EvseState::paused_by_station);
  EXPECT_EQ(told().stopped_count(kKey), 0U);
  station_->release_emergency_stop(1);
  EXPECT_TRUE(told().state(1, EvseState::charging));
  EXPECT_EQ(told().now(1).fault, hal::ChargerFault::none);
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record);
  expect_stopped_exactly(*record);
}

TEST_F(Everest, UnpluggedInAnEmergencyStop) {
  begin();
  charge();
  station_->press_emergency_stop(1);
  ASSERT_TRUE(told().state(1, EvseState::paused_by_station));
  station_->unplug(1);
  EXPECT_TRUE(told().stopped(kKey));
  EXPECT_TRUE(told().state(1, EvseState::out_of_service));
  station_->release_emergency_stop(1);
  EXPECT_TRUE(told().state(1, EvseState::available));
}

TEST_F(Everest, AFaultIsNamedByItsNumber) {
  begin();
  station_->raise_fault(1, "evse_board_support/MREC2GroundFailure");
  ASSERT_TRUE(told().state(1, EvseState::out_of_service));
  EXPECT_EQ(told().now(1).fault, hal::ChargerFault::ground_fault);
  EXPECT_FALSE(charger().start(1, kKey));
  station_->clear_fault(1, "evse_board_support/MREC2GroundFailure");
  EXPECT_TRUE(told().state(1, EvseState::available));
}

TEST_F(Everest, DisabledAndUnderMaintenance) {
  begin();
  station_->enable(1, false, "FirmwareUpdate");
  ASSERT_TRUE(told().state(1, EvseState::disabled));
  EXPECT_TRUE(told().now(1).maintenance);
  const auto refused = charger().start(1, kKey);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "controller.refused");
  station_->enable(1, true, "FirmwareUpdate");
  EXPECT_TRUE(told().state(1, EvseState::available));
}

TEST_F(Everest, Reserved) {
  begin();
  station_->reserve(1, true);
  EXPECT_TRUE(told().state(1, EvseState::reserved));
  EXPECT_FALSE(charger().start(1, kKey));
  station_->reserve(1, false);
  EXPECT_TRUE(told().state(1, EvseState::available));
}

struct Unlock {
  const char* name;
  Lock lock;
  hal::UnlockOutcome outcome;
};
class EverestLock : public Everest, public ::testing::WithParamInterface<Unlock> {};

TEST_P(EverestLock, TellsWhatBecameOfIt) {
  begin();
  station_->set_lock(1, GetParam().lock);
  const auto outcome = charger().unlock(1);
  ASSERT_TRUE(outcome) << outcome.error().sentence();
  EXPECT_EQ(*outcome, GetParam().outcome);
}
INSTANTIATE_TEST_SUITE_P(
    Locks, EverestLock,
    ::testing::Values(Unlock{"opens", Lock::opens, hal::UnlockOutcome::unlocked},
                      Unlock{"refuses", Lock::refuses, hal::UnlockOutcome::refused},
                      Unlock{"stuck", Lock::stuck, hal::UnlockOutcome::stuck}),
    [](const auto& it) { return std::string(it.param.name); });

}  // namespace
}  // namespace kerb::interop
