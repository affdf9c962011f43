#include "hal/simulated/station.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "hal/simulated/world/wire.hpp"

namespace kerb::hal::simulated {
namespace {

const ChargeKey kKey = "0123456789abcdef0123456789abcdef";
const ChargeKey kOther = "ffffffffffffffffffffffffffffffff";

std::string word(EvseState state) {
  return std::string(word_of(state));
}

// What was heard, as words: "1 started", "1 charging".
struct Listening {
  std::vector<std::string> words;
  std::vector<MeterSample> samples;
  std::vector<ChargeStopped> stops;
  std::vector<ChargeStartFailed> failures;
  EvseChanged last;
  PowerHeld held;

  void operator()(const EvseChanged& e) {
    say(e.evse, word(e.state));
    last = e;
  }
  void operator()(const MeterSample& e) { samples.push_back(e); }
  void operator()(const PowerHeld& e) { held = e; }
  void operator()(const ChargeStarted& e) { say(e.evse, "started"); }
  void operator()(const ChargeStartFailed& e) {
    failures.push_back(e);
    say(e.evse, "start failed");
  }
  void operator()(const ChargeStopped& e) {
    stops.push_back(e);
    say(e.evse, "stopped");
  }
  void operator()(const LinkLost&) { words.emplace_back("lost"); }
  void operator()(const LinkRestored&) { words.emplace_back("restored"); }
  void say(EvseId evse, const std::string& what) {
    words.push_back(std::to_string(evse) + " " + what);
  }
};

using Words = std::vector<std::string>;

class SimulatedStation : public ::testing::Test {
 protected:
  SimulatedStation()
      : station({{1, ConnectorKind::ccs2, {300'000}, true},
                 {2, ConnectorKind::type2, {22'000}, false}}) {
    station.advance(now);
    listen(heard);
  }
  void listen(Listening& ear) {
    station.listen([&ear](const ControllerEvent& event) { std::visit(ear, event); });
  }
  void pass(Millis span) {
    now += span;
    station.advance(now);
  }
  Words news() { return std::exchange(heard.words, {}); }
  // A car at 1 that charges, at the moment of its first watt.
  void charge(const Car& car = Car{}) {
    station.plug(1, car);
    ASSERT_TRUE(station.start(1, kKey));
    pass(Seconds{3});
    ASSERT_EQ(station.state(1), EvseState::charging);
    news();
    heard.samples.clear();
  }
  WattHours delivered() { return station.meter(1) - WattHours{1'000'000}; }

  Monotonic now{Millis{987'654'321}};
  Listening heard;
  Station station;
};

TEST_F(SimulatedStation, TellsEveryStateToWhoeverListens) {
  EXPECT_EQ(news(), (Words{"1 available", "2 available"}));
}

TEST_F(SimulatedStation, StartBeforeTheCar) {
  news();
  ASSERT_TRUE(station.start(1, kKey));
  pass(Minutes{2});
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::starting);
  EXPECT_TRUE(news().empty());
  station.plug(1);
  pass(Millis{2'999});
  EXPECT_EQ(news(), (Words{"1 preparing"}));
  pass(Millis{1});
  EXPECT_EQ(news(), (Words{"1 started", "1 charging"}));
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::active);
}

TEST_F(SimulatedStation, StartAfterTheCar) {
  news();
  station.plug(1);
  pass(Seconds{30});
  EXPECT_EQ(news(), (Words{"1 plugged"}));
  ASSERT_TRUE(station.start(1, kKey));
  pass(Seconds{3});
  EXPECT_EQ(news(), (Words{"1 preparing", "1 started", "1 charging"}));
}

TEST_F(SimulatedStation, EnergyIsExactHoweverTimeIsCut) {
  charge();
  pass(Seconds{60});
  EXPECT_EQ(delivered().count, 2'500);  // 150 kW for a minute
  for (int i = 0; i < 60'000; i += 7) pass(Millis{7});
  // 8572 times 7 ms are 60.004 s: 2500.166 Wh, and the fraction is kept.
  EXPECT_EQ(delivered().count, 5'000);
  pass(Millis{59'996});
  EXPECT_EQ(delivered().count, 7'500);
}

TEST_F(SimulatedStation, CurveDoesNotDependOnTheCutOfTime) {
  charge();
  Station other({{1, ConnectorKind::ccs2, {300'000}, true}});
  other.advance(Monotonic{});
  other.plug(1);
  ASSERT_TRUE(other.start(1, kKey));
  other.advance(Monotonic{Minutes{40}});
  for (int i = 0; now < Monotonic{Millis{987'654'321} + Minutes{40}}; ++i) {
    pass(std::min<Millis>(Millis{1 + (i % 13) * 97},
                          Monotonic{Millis{987'654'321} + Minutes{40}} - now));
  }
  EXPECT_EQ(station.meter(1), other.meter(1));
  EXPECT_EQ(station.power(1), other.power(1));
  EXPECT_EQ(station.car(1)->soc_percent, other.car(1)->soc_percent);
  EXPECT_GT(delivered().count, 30'000);
}

TEST_F(SimulatedStation, SamplesEverySecondWithTheRegisterAndTheBattery) {
  charge();
  pass(Seconds{10});
  ASSERT_EQ(heard.samples.size(), 10U);
  EXPECT_EQ(heard.samples.front().energy.count, 1'000'000 + 41);  // 41.67 Wh
  EXPECT_EQ(heard.samples.back().energy.count, 1'000'000 + 416);
  EXPECT_EQ(heard.samples.back().power.count, 150'000);
  EXPECT_EQ(heard.samples.back().soc_percent, 34);
}

TEST_F(SimulatedStation, PowerFallsAboveSixtyPercentToATenth) {
  charge({.battery = {100'000}, .soc_percent = 60, .max_power = {200'000}});
  EXPECT_EQ(station.power(1).count, 200'000);
  station.set_soc(1, 80);
  EXPECT_EQ(station.power(1).count, 110'000);
  station.set_soc(1, 99);
  EXPECT_EQ(station.power(1).count, 24'500);
  station.set_soc(1, 100);
  EXPECT_EQ(station.power(1).count, 0);
}

TEST_F(SimulatedStation, TheLeastOfCarSiteAndConnectorCounts) {
  charge({.battery = {77'000}, .soc_percent = 10, .max_power = {400'000}});
  EXPECT_EQ(station.power(1).count, 300'000);
  station.limit_site({120'000});
  EXPECT_EQ(station.power(1).count, 120'000);
  station.limit_car(1, {50'000});
  EXPECT_EQ(station.power(1).count, 50'000);
}

TEST_F(SimulatedStation, PausesByCarAndByStation) {
  charge();
  station.limit_car(1, {0});
  station.limit_car(1, {11'000});
  station.limit_site({0});
  pass(Seconds{10});
  EXPECT_EQ(delivered().count, 0);
  station.limit_site({50'000});
  EXPECT_EQ(news(), (Words{"1 paused_by_car", "1 charging", "1 paused_by_station", "1 charging"}));
}

TEST_F(SimulatedStation, FullDcCarEndsTheChargeAfterAMinute) {
  charge();
  station.set_soc(1, 100);
  pass(Seconds{59});
  EXPECT_EQ(news(), (Words{"1 paused_by_car"}));
  pass(Seconds{1});
  EXPECT_EQ(news(), (Words{"1 stopped", "1 finished"}));
  ASSERT_EQ(heard.stops.size(), 1U);
  EXPECT_EQ(heard.stops[0].reason, StopReason::car);
}

TEST_F(SimulatedStation, BatteryNeverTakesMoreThanItHolds) {
  charge({.battery = {10'000}, .soc_percent = 99, .max_power = {150'000}});
  pass(Minutes{30});
  EXPECT_EQ(delivered().count, 100);
  EXPECT_EQ(station.car(1)->soc_percent, 100);
}

TEST_F(SimulatedStation, AcCarTellsNoSocAndStaysWhenFull) {
  station.plug(2);
  ASSERT_TRUE(station.start(2, kKey));
  pass(Seconds{5});
  EXPECT_EQ(station.power(2).count, 22'000);
  ASSERT_FALSE(heard.samples.empty());
  EXPECT_FALSE(heard.samples.back().soc_percent);
  station.set_soc(2, 100);
  pass(Minutes{10});
  EXPECT_EQ(station.state(2), EvseState::paused_by_car);
}

TEST_F(SimulatedStation, StopIsAFenceAndMayBeRepeated) {
  charge();
  pass(Minutes{1});
  news();
  const auto record = station.stop(1, kKey);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->phase, ChargeRecord::Phase::finished);
  EXPECT_EQ((record->meter_now - record->meter_start).count, 2'500);
  EXPECT_EQ(news(), (Words{"1 stopped", "1 finished"}));
  EXPECT_EQ(heard.stops[0].reason, StopReason::driver);
  pass(Minutes{5});
  EXPECT_EQ(station.stop(1, kKey)->meter_now, record->meter_now);
  EXPECT_EQ(station.meter(1), record->meter_now);
  EXPECT_TRUE(news().empty());
  station.unplug(1);
  EXPECT_EQ(news(), (Words{"1 available"}));
}

TEST_F(SimulatedStation, RepeatedStartDoesNothing) {
  charge();
  EXPECT_TRUE(station.start(1, kKey));
  EXPECT_EQ(station.state(1), EvseState::charging);
  (void)station.stop(1, kKey);
  station.unplug(1);
  news();
  EXPECT_TRUE(station.start(1, kKey));
  station.plug(1);
  pass(Seconds{10});
  EXPECT_EQ(news(), (Words{"1 plugged"}));  // a charge that is over does not begin again
}

TEST_F(SimulatedStation, StopWithdrawsAnAuthorisationThatWaits) {
  ASSERT_TRUE(station.start(1, kKey));
  const auto record = station.stop(1, kKey);
  EXPECT_EQ(record->phase, ChargeRecord::Phase::finished);
  EXPECT_EQ(record->meter_now, record->meter_start);
  station.plug(1);
  pass(Seconds{10});
  EXPECT_EQ(station.state(1), EvseState::plugged);
  EXPECT_TRUE(heard.stops.empty());
  // And while the car is being prepared.
  ASSERT_TRUE(station.start(1, kOther));
  pass(Seconds{2});
  EXPECT_EQ(station.stop(1, kOther)->phase, ChargeRecord::Phase::finished);
  pass(Seconds{2});
  EXPECT_EQ(station.state(1), EvseState::plugged);
}

TEST_F(SimulatedStation, KeysItNeverHeardOf) {
  EXPECT_EQ(station.stop(1, kKey)->phase, ChargeRecord::Phase::none);
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::none);
  EXPECT_EQ(station.query(9, kKey)->phase, ChargeRecord::Phase::none);
}

TEST_F(SimulatedStation, RefusesWhatCannotBe) {
  ASSERT_TRUE(station.start(1, kKey));
  EXPECT_EQ(station.start(1, kOther).error().code, "controller.refused");
  EXPECT_EQ(station.start(9, kOther).error().code, "controller.refused");
  EXPECT_EQ(station.start(2, "not a key").error().code, "controller.refused");
  station.set_fault(2, ChargerFault::contactor);
  EXPECT_EQ(station.start(2, kOther).error().code, "controller.refused");
  station.plug(9);
  station.unplug(9);
  EXPECT_FALSE(station.plugged(9));
}

TEST_F(SimulatedStation, UnpluggingStopsTheCharge) {
  charge();
  pass(Minutes{1});
  news();
  station.unplug(1);
  EXPECT_EQ(news(), (Words{"1 stopped", "1 available"}));
  EXPECT_EQ(heard.stops[0].reason, StopReason::unplugged);
  EXPECT_EQ(heard.stops[0].meter_stop.count, 1'002'500);
}

TEST_F(SimulatedStation, UnpluggingWhilePreparingKeepsTheAuthorisation) {
  station.plug(1);
  ASSERT_TRUE(station.start(1, kKey));
  pass(Seconds{2});
  station.unplug(1);
  pass(Seconds{5});
  station.plug(1);
  pass(Seconds{3});
  EXPECT_EQ(station.state(1), EvseState::charging);
}

TEST_F(SimulatedStation, FinishedNeedsTheCarToBePluggedInAnew) {
  charge();
  (void)station.stop(1, kKey);
  ASSERT_TRUE(station.start(1, kOther));
  pass(Minutes{1});
  EXPECT_EQ(station.state(1), EvseState::finished);
  station.unplug(1);
  station.plug(1);
  pass(Seconds{3});
  EXPECT_EQ(station.state(1), EvseState::charging);
}

TEST_F(SimulatedStation, RegisterGoesOnFromChargeToCharge) {
  charge();
  pass(Minutes{1});
  (void)station.stop(1, kKey);
  station.unplug(1);
  station.plug(1);
  ASSERT_TRUE(station.start(1, kOther));
  pass(Seconds{3} + Minutes{1});
  const auto record = station.stop(1, kOther);
  EXPECT_EQ(record->meter_start.count, 1'002'500);
  EXPECT_EQ(record->meter_now.count, 1'005'000);
  EXPECT_EQ(station.query(1, kKey)->meter_now.count, 1'002'500);
}

TEST_F(SimulatedStation, StartFailsOnceWhenAsked) {
  news();
  station.fail_next_start(1, ChargerFault::lock_failure);
  station.plug(1);
  ASSERT_TRUE(station.start(1, kKey));
  pass(Seconds{3});
  EXPECT_EQ(news(), (Words{"1 plugged", "1 preparing", "1 start failed", "1 plugged"}));
  EXPECT_EQ(heard.failures[0].fault, ChargerFault::lock_failure);
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::finished);
  ASSERT_TRUE(station.start(1, kOther));
  pass(Seconds{3});
  EXPECT_EQ(station.state(1), EvseState::charging);
}

TEST_F(SimulatedStation, EmergencyStopStopsEverything) {
  charge();
  ASSERT_TRUE(station.start(2, kOther));
  station.emergency_stop(true);
  EXPECT_EQ(news(), (Words{"1 stopped", "1 out_of_service", "2 start failed", "2 out_of_service"}));
  EXPECT_EQ(heard.stops[0].reason, StopReason::emergency_stop);
  EXPECT_EQ(heard.failures[0].fault, ChargerFault::emergency_stop);
  station.emergency_stop(false);
  EXPECT_EQ(news(), (Words{"1 finished", "2 available"}));
}

TEST_F(SimulatedStation, FaultStopsOneEvse) {
  charge();
  station.set_fault(1, ChargerFault::ground_fault);
  EXPECT_EQ(news(), (Words{"1 stopped", "1 out_of_service"}));
  EXPECT_EQ(heard.stops[0].reason, StopReason::fault);
  station.set_fault(1, ChargerFault::none);
  EXPECT_EQ(news(), (Words{"1 finished"}));
}

TEST_F(SimulatedStation, SilentLinkHidesWhatHappensAndTellsItLater) {
  charge();
  station.set_reachable(false);
  EXPECT_EQ(station.start(2, kOther).error().code, "controller.unreachable");
  EXPECT_EQ(station.stop(1, kKey).error().code, "controller.unreachable");
  EXPECT_EQ(station.query(1, kKey).error().code, "controller.unreachable");
  pass(Minutes{1});
  EXPECT_TRUE(heard.samples.empty());
  station.unplug(1);
  EXPECT_EQ(news(), (Words{"lost"}));
  station.set_reachable(true);
  EXPECT_EQ(news(), (Words{"restored", "1 stopped", "1 available", "2 available"}));
  EXPECT_EQ(heard.stops[0].meter_stop.count, 1'002'500);
}

TEST_F(SimulatedStation, AKioskThatComesBackHearsTheStatesAndAsks) {
  charge();
  station.listen({});
  pass(Minutes{1});
  Listening second;
  listen(second);
  EXPECT_EQ(second.words, (Words{"1 charging", "2 available"}));
  ASSERT_EQ(second.samples.size(), 1U);
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::active);
  pass(Seconds{1});
  EXPECT_EQ(second.samples.size(), 2U);
  EXPECT_TRUE(heard.samples.empty());
  EXPECT_TRUE(heard.words.empty());
}

TEST_F(SimulatedStation, KioskThatStartsWhileTheLinkIsDownHearsThatFirst) {
  station.set_reachable(false);
  Listening second;
  listen(second);
  EXPECT_EQ(second.words, (Words{"lost"}));
}

TEST_F(SimulatedStation, ListenerMayOrderFromWithin) {
  std::vector<std::string> words;
  Listening ear;
  station.listen([&](const ControllerEvent& event) {
    std::visit(ear, event);
    const auto* sample = std::get_if<MeterSample>(&event);
    if (sample != nullptr && sample->energy.count >= 1'001'000) (void)station.stop(1, kKey);
  });
  station.plug(1);
  ASSERT_TRUE(station.start(1, kKey));
  pass(Minutes{5});
  // 150 kW: 24 s for 1 kWh, and not a second more.
  ASSERT_EQ(ear.stops.size(), 1U);
  EXPECT_EQ(ear.stops[0].meter_stop.count, 1'001'000);
  EXPECT_EQ(ear.words.back(), "1 finished");
}

TEST_F(SimulatedStation, WishesWithoutACarAreOfTheNextOne) {
  station.limit_car(1, {50'000});
  station.set_soc(1, 80);
  station.plug(1);
  EXPECT_EQ(station.car(1)->soc_percent, 80);
  EXPECT_EQ(station.car(1)->max_power.count, 50'000);
  station.unplug(1);
  station.plug(1);
  EXPECT_EQ(station.car(1)->soc_percent, 34);
}

TEST_F(SimulatedStation, ImpossibleCarsAreBroughtIntoRange) {
  charge({.battery = {INT64_MIN}, .soc_percent = -400, .max_power = {INT64_MAX}});
  pass(Minutes{1});
  EXPECT_EQ(station.car(1)->battery.count, 1'000);
  EXPECT_LE(delivered().count, 1'000);
}

TEST_F(SimulatedStation, TimeNeverGoesBack) {
  charge();
  pass(Seconds{10});
  station.advance(now - Seconds{9});
  EXPECT_EQ(delivered().count, 416);
  pass(Seconds{2});
  EXPECT_EQ(delivered().count, 500);
}

TEST_F(SimulatedStation, OrdersFromAnotherThread) {
  std::thread worker([&] {
    for (int i = 0; i < 200; ++i) {
      const ChargeKey key = fmt::format("{:032x}", i);
      (void)station.start(1, key);
      (void)station.query(1, key);
      (void)station.stop(1, key);
    }
  });
  for (int i = 0; i < 200; ++i) {
    station.plug(1);
    pass(Millis{700});
    station.unplug(1);
  }
  worker.join();
  EXPECT_EQ(station.state(1), EvseState::available);
}

// ---- what a charger says beyond free, busy and broken

TEST_F(SimulatedStation, IsKeptFromTheNextDriverButNotFromWhoCharges) {
  station.keep(1, Kept::reserved);
  EXPECT_EQ(station.state(1), EvseState::reserved);
  EXPECT_FALSE(station.start(1, kKey));
  station.keep(1, Kept::updating);
  EXPECT_EQ(heard.last.state, EvseState::disabled);
  EXPECT_TRUE(heard.last.maintenance);
  station.keep(1, Kept::switched_off);
  EXPECT_FALSE(heard.last.maintenance);
  station.keep(1, Kept::no);
  charge();
  station.keep(1, Kept::switched_off);
  EXPECT_EQ(station.state(1), EvseState::charging);
  ASSERT_TRUE(station.stop(1, kKey));
  station.unplug(1);
  EXPECT_EQ(station.state(1), EvseState::disabled);
}

TEST_F(SimulatedStation, AnInterruptedChargeGoesOnUnderTheSameKey) {
  charge();
  pass(Seconds{60});
  const WattHours before = delivered();
  station.interrupt(1, PauseReason::error, ChargerFault::emergency_stop);
  EXPECT_EQ(heard.last.state, EvseState::paused_by_station);
  EXPECT_EQ(heard.last.pause, PauseReason::error);
  EXPECT_EQ(heard.last.fault, ChargerFault::emergency_stop);
  pass(Seconds{60});
  EXPECT_EQ(delivered(), before);
  station.interrupt(1, PauseReason::none);
  EXPECT_EQ(heard.last.state, EvseState::charging);
  EXPECT_EQ(heard.last.fault, ChargerFault::none);
  pass(Seconds{60});
  EXPECT_GT(delivered(), before);
  EXPECT_TRUE(heard.stops.empty());
  EXPECT_EQ(station.query(1, kKey)->phase, ChargeRecord::Phase::active);
}

TEST_F(SimulatedStation, AnErrorWithoutAChargePutsItOutOfServiceMeanwhile) {
  station.interrupt(1, PauseReason::error, ChargerFault::cable_hot);
  EXPECT_EQ(heard.last.state, EvseState::out_of_service);
  EXPECT_EQ(heard.last.fault, ChargerFault::cable_hot);
  EXPECT_FALSE(station.start(1, kKey));
  station.interrupt(1, PauseReason::none);
  EXPECT_EQ(station.state(1), EvseState::available);
}

TEST_F(SimulatedStation, SaysWhoHoldsThePowerDown) {
  using By = PowerHeld::By;
  charge();
  EXPECT_EQ(heard.held.by, By::nobody);
  station.limit_site({60'000});
  EXPECT_EQ(heard.held.by, By::site);
  EXPECT_EQ(heard.held.to.count, 60'000);
  station.hold_power(1, By::heat, {20'000});
  EXPECT_EQ(heard.held.by, By::heat);
  EXPECT_EQ(station.power(1).count, 20'000);
  station.hold_power(1, By::nobody, {});
  EXPECT_EQ(heard.held.by, By::site);
  station.limit_site({300'000});
  EXPECT_EQ(heard.held.by, By::nobody);
  station.limit_car(1, {30'000});
  EXPECT_EQ(heard.held.by, By::car);
  station.limit_car(1, {0});
  EXPECT_EQ(heard.held.by, By::nobody) << "a car that pauses is another matter";
}

TEST_F(SimulatedStation, LetsThePlugGoUnlessItIsStuckOrCharging) {
  station.plug(1);
  EXPECT_EQ(station.unlock(1), UnlockOutcome::unlocked);
  station.jam_lock(1, true);
  EXPECT_EQ(station.unlock(1), UnlockOutcome::stuck);
  station.jam_lock(1, false);
  station.unplug(1);
  charge();
  EXPECT_EQ(station.unlock(1), UnlockOutcome::refused);
  station.set_reachable(false);
  EXPECT_EQ(station.unlock(1).error().code, "controller.unreachable");
}

}  // namespace
}  // namespace kerb::hal::simulated
