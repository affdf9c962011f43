// Which readings of a register somebody may have to pay for.
#include "hal/modbus/believed_meter.hpp"

#include <gtest/gtest.h>

namespace kerb::hal::modbus {
namespace {

class ModbusMeter : public ::testing::Test {
 protected:
  bool reads(std::int64_t energy, Millis later = Millis{500}) {
    now_ += later;
    return meter_.read({energy}, now_);
  }
  std::int64_t reading() const { return meter_.reading().value_or(WattHours{-1}).count; }

  Monotonic now_{};
  BelievedMeter meter_{Watts{22'000}};
};

TEST_F(ModbusMeter, WantsASecondReadingThatAgrees) {
  EXPECT_FALSE(reads(5'000));
  EXPECT_EQ(reading(), -1);
  EXPECT_TRUE(reads(5'000));
  EXPECT_EQ(reading(), 5'000);
}

TEST_F(ModbusMeter, OneWildReadingDoesNotBecomeTheFirst) {
  EXPECT_FALSE(reads(9'999'999));
  EXPECT_FALSE(reads(5'000)) << "it would run backwards";
  EXPECT_TRUE(reads(5'001));
  EXPECT_EQ(reading(), 5'001);
}

TEST_F(ModbusMeter, NeverRunsBackwards) {
  meter_.begin_from({5'000}, now_);
  EXPECT_FALSE(reads(4'999));
  EXPECT_FALSE(reads(0)) << "put to zero";
  EXPECT_EQ(reading(), 5'000);
  EXPECT_TRUE(reads(5'003));
}

TEST_F(ModbusMeter, DoesNotJumpByMoreThanTheStationCanDeliver) {
  meter_.begin_from({5'000}, now_);
  EXPECT_FALSE(reads(5'200)) << "half a second at 22 kW is 3 Wh";
  EXPECT_EQ(reading(), 5'000);
  EXPECT_TRUE(reads(27'000, Millis{3'600'000})) << "an hour is 22 kWh";
}

TEST_F(ModbusMeter, AllowsARegisterThatIsWrittenLateButNotEveryTime) {
  meter_.begin_from({5'000}, now_);
  EXPECT_TRUE(reads(5'090));
  EXPECT_FALSE(reads(5'180));
  EXPECT_FALSE(reads(5'270));
  EXPECT_EQ(reading(), 5'090);
}

TEST_F(ModbusMeter, CountsHowLongItDoubts) {
  meter_.begin_from({5'000}, now_);
  EXPECT_FALSE(reads(10));
  EXPECT_FALSE(reads(10));
  EXPECT_FALSE(reads(10));
  EXPECT_EQ(meter_.doubted_for(now_), Millis{1'000});
  EXPECT_TRUE(reads(5'000));
  EXPECT_EQ(meter_.doubted_for(now_), Millis{0});
}

TEST_F(ModbusMeter, TakesAnotherRegisterWhenItIsToldTo) {
  meter_.begin_from({5'000}, now_);
  meter_.begin_anew();
  EXPECT_FALSE(reads(10));
  EXPECT_TRUE(reads(10));
}

TEST_F(ModbusMeter, AClockThatWasSetDoesNotAddUp) {
  meter_.begin_from({1'000'000'000'000'000}, now_);  // the most that a ledger may say
  EXPECT_FALSE(reads(10, Millis{-1'000}));
  EXPECT_FALSE(reads(10, Millis{1'000'000'000'000}));
}

}  // namespace
}  // namespace kerb::hal::modbus
