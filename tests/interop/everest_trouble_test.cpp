// Kerb's charger at an EVerest over the real mosquitto, and everything that can get lost on the way.
#include <fstream>

#include "tests/interop/everest_stage.hpp"

namespace kerb::interop {
namespace {

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

TEST_P(EverestKilled, IsSilentAndThenKnownAgain) {
  station_settings_.store = GetParam().store;
  begin();
  reach(GetParam().stage);
  station_->kill();
  ASSERT_TRUE(told().link(false));
  EXPECT_FALSE(charger().start(1, kOther));
  const std::int64_t counted = station_->watt_hours(1);

  station_->restart();
  stay(station_settings_.restart_takes);
  ASSERT_TRUE(told().link(true));
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

// Not faster than the world.
TEST_F(Everest, KilledItIsKnownAgainWithinThreeSecondsOfItsFirstHeartbeat) {
  faster_ = station_settings_.faster = 1;
  station_settings_.restart_takes = Milliseconds(0);
  begin();
  charge();
  station_->kill();
  ASSERT_TRUE(told().link(false));
  station_->restart();
  const auto back = std::chrono::steady_clock::now();
  ASSERT_TRUE(told().link(true));
  EXPECT_TRUE(told().state(1, EvseState::plugged));
  EXPECT_LE(std::chrono::steady_clock::now() - back, std::chrono::seconds(3));
  const auto stopped = told().stopped(kKey);
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->reason, StopReason::power_loss);
}

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
