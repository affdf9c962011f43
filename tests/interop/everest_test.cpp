// Kerb's charger against a station that speaks EVerest's API, over the real mosquitto: every start
// and stop, and everything that can get lost on the way.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "tests/interop/broker_service.hpp"
#include "tests/interop/everest_kiosk.hpp"
#include "tests/stand_in_everest/station.hpp"

namespace kerb::interop {
namespace {

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

constexpr int kFaster = 10;
const ChargeKey kKey = "00112233445566778899aabbccddeeff";
const ChargeKey kOther = "ffeeddccbbaa99887766554433221100";

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
    station_settings_.faster = kFaster;
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
    kiosk_ = std::make_unique<EverestKiosk>(EverestKiosk::Options{
        settings_of_station(broker_->port(), station_settings_.evses, station_settings_.ocpp),
        broker_->folder() / "charges.json", kFaster});
  }
  Told& told() { return kiosk_->told(); }
  hal::everest::Charger& charger() { return kiosk_->charger(); }
  void stay(Milliseconds long_enough) { std::this_thread::sleep_for(long_enough / kFaster); }

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

  stand_in_everest::Settings station_settings_;
  std::unique_ptr<BrokerService> broker_;
  std::unique_ptr<Station> station_;
  std::unique_ptr<EverestKiosk> kiosk_;
};

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

TEST_F(Everest, OfAStationThatRanBeforeAnIdleEvseIsUnknownAndCharges) {
  station_ = std::make_unique<Station>(station_settings_);
  stay(Milliseconds(1'000));
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::unknown));
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

// ---- what gets lost

// Of a whole charge with one event lost, repeated or out of order, whichever it is: the fence holds,
// and nobody pays for more than the meter counted.
struct Trouble {
  Mishap::Kind kind;
  int after;  // so many events go through before
};
class EverestMishaps : public Everest, public ::testing::WithParamInterface<Trouble> {
 protected:
  // A mishap hits the next ones; those before it go through one by one.
  void befall(const Trouble& trouble) {
    if (trouble.after > 0) {
      station_->befall({Mishap::Kind::delayed, trouble.after, "session_event", Milliseconds(0)});
    }
    const int count = trouble.kind == Mishap::Kind::reordered ? 2 : 1;
    station_->befall({trouble.kind, count, "session_event", Milliseconds(0)});
  }
};

TEST_P(EverestMishaps, LeaveTheFenceWhereItIs) {
  begin();
  befall(GetParam());
  const auto begun = charger().start(1, kKey);
  station_->plug(1);
  stay(Milliseconds(8'000));
  EXPECT_TRUE(station_->in_transaction(1));
  auto record = charger().stop(1, kKey);
  // In doubt it may say so once; it is asked again.
  for (int i = 0; i < 3 && !record; ++i) record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  EXPECT_FALSE(station_->in_transaction(1));
  if (record->phase == Phase::finished) {
    EXPECT_LE(record->meter_now.count - record->meter_start.count, station_->watt_hours(1));
    EXPECT_LE(told().stopped_count(kKey), 1U);
  }
  EXPECT_EQ(record->phase, begun ? Phase::finished : Phase::none);
  station_->unplug(1);
  EXPECT_TRUE(told().state(1, EvseState::available));
}
std::vector<Trouble> troubles() {
  std::vector<Trouble> all;
  constexpr int kEventsOfACharge = 9;
  for (const auto kind : {Mishap::Kind::lost, Mishap::Kind::repeated, Mishap::Kind::reordered}) {
    for (int after = 0; after < kEventsOfACharge; ++after) all.push_back({kind, after});
  }
  return all;
}
std::string trouble_name(const ::testing::TestParamInfo<Trouble>& it) {
  const std::vector<std::string> kinds = {"Lost", "Repeated", "Delayed", "Reordered"};
  return kinds[static_cast<std::size_t>(it.param.kind)] + std::to_string(it.param.after);
}
INSTANTIATE_TEST_SUITE_P(Events, EverestMishaps, ::testing::ValuesIn(troubles()), trouble_name);

TEST_F(Everest, WithoutAnyAnswerAStopIsNotClaimed) {
  begin();
  charge();
  station_->answer_requests(false);
  station_->befall({Mishap::Kind::lost, 1'000, "session_event", Milliseconds(0)});
  const auto record = charger().stop(1, kKey);
  ASSERT_FALSE(record);
  EXPECT_EQ(record.error().code, "controller.unreachable");
}

TEST_F(Everest, WithoutAHeartbeatTheLinkIsLost) {
  begin();
  charge();
  station_->beat(false);
  ASSERT_TRUE(told().link(false));
  EXPECT_EQ(told().stopped_count(kKey), 0U);
  EXPECT_FALSE(charger().start(1, kOther));
  station_->beat(true);
  ASSERT_TRUE(told().link(true));
  EXPECT_TRUE(told().state(1, EvseState::charging));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

TEST_F(Everest, TheBrokerIsRestartedInTheMiddleOfACharge) {
  begin();
  charge();
  broker_->crash();
  ASSERT_TRUE(told().link(false));
  ASSERT_TRUE(broker_->start());
  ASSERT_TRUE(told().link(true));
  EXPECT_TRUE(told().state(1, EvseState::charging));
  EXPECT_EQ(told().stopped_count(kKey), 0U);
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

TEST_F(Everest, AChargeThatEndedWhileTheBrokerWasGoneIsFoundOut) {
  begin();
  charge();
  broker_->crash();
  ASSERT_TRUE(told().link(false));
  station_->unplug(1);
  stay(Milliseconds(1'000));
  const WattHours counted{station_->watt_hours(1)};
  ASSERT_TRUE(broker_->start());
  ASSERT_TRUE(told().link(true));
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_LE(stopped->meter_stop, counted);
  charge(kOther);
}

TEST_F(Everest, KerbIsRestartedInTheMiddleOfACharge) {
  begin();
  charge();
  const WattHours start = told().started(kKey)->meter_start;
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::charging));
  const auto record = charger().query(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  EXPECT_EQ(record->phase, Phase::active);
  EXPECT_EQ(record->meter_start, start);
  const auto stopped = charger().stop(1, kKey);
  ASSERT_TRUE(stopped) << stopped.error().sentence();
  expect_stopped_exactly(*stopped);
}

TEST_F(Everest, KerbIsRestartedWhileAnAuthorisationWaits) {
  begin();
  ASSERT_TRUE(charger().start(1, kKey));
  start_kiosk();
  ASSERT_TRUE(told().state(1, EvseState::preparing));
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  EXPECT_EQ(record->phase, Phase::none);
  station_->plug(1);
  stay(Milliseconds(4'000));
  EXPECT_FALSE(station_->in_transaction(1));
}

TEST_F(Everest, GarbageIsIgnored) {
  begin();
  charge();
  station_->garble(2);
  station_->befall({Mishap::Kind::delayed, 1, "powermeter", Milliseconds(100)});
  ASSERT_TRUE(told().sample_above(1, WattHours{station_->watt_hours(1)}));
  EXPECT_EQ(told().now(1).state, EvseState::charging);
  EXPECT_EQ(told().stopped_count(kKey), 0U);
  EXPECT_LE(told().highest(1).count, station_->watt_hours(1) + 1);
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

// ---- EVerest killed

enum class Stage { available, authorised, plugged, charging, stopping };
struct Killing {
  Stage stage;
  bool store;
};
class EverestKilled : public Everest, public ::testing::WithParamInterface<Killing> {
 protected:
  void reach(Stage stage) {
    switch (stage) {
      case Stage::available:
        return;
      case Stage::authorised:
        ASSERT_TRUE(charger().start(1, kKey));
        return;
      case Stage::plugged:
        station_->plug(1);
        ASSERT_TRUE(told().state(1, EvseState::plugged));
        return;
      case Stage::charging:
        return charge();
      case Stage::stopping:
        charge();
        station_->stop(1, "Remote");
        return;
    }
  }
};

TEST_P(EverestKilled, IsSilentAndThenKnownAgainWithinThreeSeconds) {
  station_settings_.store = GetParam().store;
  begin();
  reach(GetParam().stage);
  station_->kill();
  ASSERT_TRUE(told().link(false));
  EXPECT_FALSE(charger().start(1, kOther));
  const std::int64_t counted = station_->watt_hours(1);

  station_->restart();
  stay(station_settings_.restart_takes);
  const auto back = std::chrono::steady_clock::now();
  ASSERT_TRUE(told().link(true));
  EXPECT_LE((std::chrono::steady_clock::now() - back) * kFaster, std::chrono::seconds(3))
      << "of the station's time";
  const bool plugged =
      GetParam().stage != Stage::available && GetParam().stage != Stage::authorised;
  EXPECT_TRUE(told().state(1, plugged ? EvseState::plugged : EvseState::available));

  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  EXPECT_FALSE(station_->in_transaction(1));
  const bool charged = GetParam().stage == Stage::charging || GetParam().stage == Stage::stopping;
  EXPECT_EQ(record->phase, charged ? Phase::finished : Phase::none);
  if (charged) {
    EXPECT_TRUE(told().stopped(kKey));
    EXPECT_EQ(record->reason, StopReason::power_loss);
    EXPECT_LE(record->meter_now.count, counted);
    EXPECT_GE(record->meter_now, record->meter_start);
  }
  // And the next driver charges.
  charge(kOther);
  const auto next = charger().stop(1, kOther);
  ASSERT_TRUE(next) << next.error().sentence();
  expect_stopped_exactly(*next);
}
std::vector<Killing> killings() {
  std::vector<Killing> all;
  for (const bool store : {false, true}) {
    for (const Stage stage :
         {Stage::available, Stage::authorised, Stage::plugged, Stage::charging, Stage::stopping}) {
      all.push_back({stage, store});
    }
  }
  return all;
}
std::string stage_name(const ::testing::TestParamInfo<Killing>& it) {
  const std::vector<std::string> stages = {"Available", "Authorised", "Plugged", "Charging",
                                           "Stopping"};
  return stages[static_cast<std::size_t>(it.param.stage)] + (it.param.store ? "Stored" : "");
}
INSTANTIATE_TEST_SUITE_P(Stages, EverestKilled, ::testing::ValuesIn(killings()), stage_name);

// So fast that no heartbeat was missed.
TEST_F(Everest, AnEverestThatIsBackBeforeAnyoneMissedItHasForgottenTheChargeAllTheSame) {
  station_settings_.restart_takes = Milliseconds(100);
  begin();
  charge();
  station_->restart();
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->reason, StopReason::power_loss);
  EXPECT_LE(stopped->meter_stop.count, station_->watt_hours(1));
}

// ---- a broker that lets not everyone in

TEST_F(Everest, WithTlsAndAPassword) {
  start_broker({true, true});
  station_settings_.broker.user = BrokerService::kUser;
  station_settings_.broker.password = broker_->password();
  station_settings_.broker.ca_file = broker_->ca_file();
  auto settings = settings_of_station(broker_->port(), 1, false);
  settings.broker.user = BrokerService::kUser;
  settings.broker.password_file = broker_->password_file();
  settings.broker.ca_file = broker_->ca_file();
  kiosk_ = std::make_unique<EverestKiosk>(
      EverestKiosk::Options{settings, broker_->folder() / "charges.json", kFaster});
  stay(Milliseconds(2'000));
  station_ = std::make_unique<Station>(station_settings_);
  ASSERT_TRUE(told().state(1, EvseState::available));
  charge();
  const auto record = charger().stop(1, kKey);
  ASSERT_TRUE(record) << record.error().sentence();
  expect_stopped_exactly(*record);
}

TEST_F(Everest, WithAWrongPasswordNothingIsKnown) {
  start_broker({false, true});
  station_settings_.broker.user = BrokerService::kUser;
  station_settings_.broker.password = broker_->password();
  station_ = std::make_unique<Station>(station_settings_);
  std::ofstream(broker_->password_file()) << "another\n";
  auto settings = settings_of_station(broker_->port(), 1, false);
  settings.broker.user = BrokerService::kUser;
  settings.broker.password_file = broker_->password_file();
  kiosk_ = std::make_unique<EverestKiosk>(
      EverestKiosk::Options{settings, broker_->folder() / "charges.json", kFaster});
  EXPECT_TRUE(told().link(false));
  const auto refused = charger().start(1, kKey);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "controller.unreachable");
  EXPECT_EQ(kiosk_->log().find("another"), std::string::npos);
}

}  // namespace
}  // namespace kerb::interop
