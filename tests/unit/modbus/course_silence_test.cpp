// What a charge goes through when nothing was known of it for a while: silence, and Kerb's own
// restart.
#include "tests/unit/modbus/course_at_station.hpp"

namespace kerb::hal::modbus {
namespace {

TEST_F(ModbusCourse, GoesOnAfterASilenceWhenAllIsAsItWasLeft) {
  charge();
  draw(20);
  look(Millis{30'000});
  EXPECT_EQ(wish_, Wish::open) << "a sign of life at once";
  EXPECT_EQ(course_->record(kKey).phase, Phase::active);
  EXPECT_EQ(course_->record(kKey).meter_now.count, 5'023);
}

TEST_F(ModbusCourse, AfterAFailsafeTheNextCarMayBeThere) {
  charge();
  draw(20);
  station_.state = State::interrupted;
  station_.power = {};
  look(Millis{120'000});
  EXPECT_EQ(wish_, Wish::shut);
  looks(3);
  expect_stopped(StopReason::power_loss, 5'023);
}

TEST_F(ModbusCourse, AShortSilenceIsNone) {
  charge();
  station_.state = State::interrupted;  // hot
  station_.power = {};
  look(Millis{4'000});
  EXPECT_EQ(state_.state, EvseState::paused_by_station);
  EXPECT_TRUE(stopped_.empty());
}

TEST_F(ModbusCourse, AfterItsOwnRestartItFindsTheChargeRunning) {
  charge();
  const LedgerEntry noted = *note_;
  started_.clear();
  draw(30);
  restart(noted, Millis{20'000});
  EXPECT_EQ(course_->record(kKey).phase, Phase::active);
  EXPECT_EQ(course_->record(kKey).meter_start.count, 5'000);
  EXPECT_EQ(course_->record(kKey).meter_now.count, 5'033);
  EXPECT_TRUE(started_.empty()) << "that was told before";
  course_->end(kKey, {});
  looks(4);
  expect_stopped(StopReason::driver, 5'033);
}

TEST_F(ModbusCourse, AfterItsOwnRestartItFindsTheChargeOver) {
  charge();
  const LedgerEntry noted = *note_;
  draw(30);
  unplug();
  restart(noted, Millis{600'000});
  looks(3);
  expect_stopped(StopReason::unplugged, 5'033);
}

TEST_F(ModbusCourse, AnotherMeterAfterARestartIsNobodysBill) {
  charge();
  const LedgerEntry noted = *note_;
  station_.energy = {80'000'000};
  station_.state = State::interrupted;
  station_.power = {};
  restart(noted, Millis{60'000});
  looks(5);
  expect_stopped(StopReason::power_loss, 5'000);
}

}  // namespace
}  // namespace kerb::hal::modbus
