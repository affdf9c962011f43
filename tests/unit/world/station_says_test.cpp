// What a station says of itself beside its charges: for whom it is kept, why it pauses, who holds the
// power down, and what became of a plug.
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/world/listening.hpp"

namespace kerb::hal::simulated {
namespace {

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
