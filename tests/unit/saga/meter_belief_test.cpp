// One wrong reading of a meter must not bill a whole hold, and a right one must never be lost for it.
#include "payment/saga/meter_belief.hpp"

#include <gtest/gtest.h>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test
using Phase = hal::ChargeRecord::Phase;

constexpr std::int64_t kStart = 1'000'000;
constexpr std::int64_t kTenMegawattHours = 10'000'000;
constexpr hal::Watts kWallbox{22'000};

hal::Monotonic after(hal::Millis span) {
  return at(span).monotonic;
}

// ---- the bound itself

struct Rise {
  const char* what;
  std::int64_t wh;
  hal::Millis within;
  bool believed;
};

TEST(MeterBelief, BelievesWhatTheStationCanHaveDelivered) {
  const std::vector<Rise> rises{
      {"nothing", 0, hal::Seconds{1}, true},
      {"a step of a meter that counts in kilowatt hours", 1'000, hal::Seconds{1}, true},
      {"full power for an hour", 22'000, hal::Seconds{3600}, true},
      {"a plate that says half", 44'000, hal::Seconds{3600}, true},
      {"10 MWh in a second", kTenMegawattHours, hal::Seconds{1}, false},
      {"ten times full power", 220'000, hal::Seconds{3600}, false},
      {"the largest number", INT64_MAX - kStart, hal::Seconds{3600}, false},
      {"the largest number after a year", INT64_MAX - kStart, hal::Seconds{366 * 86400}, false},
      {"a clock that stood still", 2'000, hal::Seconds{-60}, false},
  };
  for (const Rise& rise : rises) {
    MeterBelief belief(after(hal::Millis{0}));
    EXPECT_EQ(belief.believes({kStart}, {kStart + rise.wh}, kWallbox, after(rise.within)),
              rise.believed)
        << rise.what;
    EXPECT_EQ(belief.alarm().has_value(), !rise.believed) << rise.what;
  }
}

TEST(MeterBelief, WhatIsTooEarlyOnceIsNotTooEarlyAgainAndAgain) {
  MeterBelief belief(after(hal::Millis{0}));
  std::int64_t meter = kStart;
  int believed = 0;
  for (int second = 1; second <= 10; ++second) {
    const bool yes = belief.believes({meter}, {meter + 900}, kWallbox, after(hal::Seconds{second}));
    if (!yes) break;
    meter += 900;
    ++believed;
  }
  EXPECT_EQ(believed, 1) << "900 Wh a second are 3 MW";
}

TEST(MeterBelief, WithoutAPlateEveryReadingCounts) {
  MeterBelief belief(after(hal::Millis{0}));
  EXPECT_TRUE(belief.believes({kStart}, {kStart + kTenMegawattHours}, {}, after(hal::Seconds{1})));
}

// Nobody knows for how long the kiosk was off; but not for a month.
TEST(MeterBelief, AfterARestartADayCounts) {
  const std::int64_t most = kTimesTheMostPower * kWallbox.count * 24;
  EXPECT_TRUE(MeterBelief().believes({kStart}, {kStart + most}, kWallbox, after(hal::Seconds{1})));
  EXPECT_FALSE(
      MeterBelief().believes({kStart}, {kStart + 2 * most}, kWallbox, after(hal::Seconds{1})));
}

TEST(MeterBelief, DoubtsUntilAReadingIsBelieved) {
  MeterBelief belief(after(hal::Millis{0}));
  (void)belief.believes({kStart}, {kStart + kTenMegawattHours}, kWallbox, after(hal::Seconds{1}));
  EXPECT_EQ(belief.doubted_for(after(hal::Seconds{11})), hal::Seconds{10});
  EXPECT_TRUE(belief.believes({kStart}, {kStart + 10}, kWallbox, after(hal::Seconds{12})));
  EXPECT_EQ(belief.doubted_for(after(hal::Seconds{13})), hal::Millis{0});
  EXPECT_TRUE(belief.alarm()) << "it was told once";
}

// ---- what a charge makes of it

class DoubtedMeter : public ::testing::Test {
 protected:
  void SetUp() override {
    SessionTerms wanted = terms();
    wanted.most_power = kWallbox;
    last_ = open_saga(wanted, now());
    then(HoldAnswered{approved()});
    then(ChargeBegan{{kStart}});
    passed_ += hal::Seconds{1800};
    meter(10'000);
  }
  SagaStep& then(const SagaEvent& event) {
    passed_ += hal::Seconds{1};
    last_ = step(last_.saga, event, now());
    return last_;
  }
  SagaStep& meter(std::int64_t energy) { return then(MeterRead{{kStart + energy}}); }
  Now now() const { return at(passed_); }
  std::int64_t billed_energy() const {
    const auto* capturing = std::get_if<Capturing>(&last_.saga.state);
    if (capturing == nullptr) return -1;
    EXPECT_EQ(capturing->amount, capturing->delivery.cost.gross);
    EXPECT_EQ((capturing->delivery.meter_stop - capturing->delivery.meter_start),
              capturing->delivery.cost.energy)
        << "the receipt's readings are what is billed";
    return capturing->delivery.cost.energy.count;
  }

  hal::Millis passed_{0};
  SagaStep last_;
};

TEST_F(DoubtedMeter, AJumpIsToldToAPersonAndTheChargeGoesOn) {
  meter(kTenMegawattHours);
  EXPECT_NE(state_of<Delivering>(last_), nullptr);
  EXPECT_EQ(last_.ignored, "");
  ASSERT_TRUE(last_.meter_alarm);
  EXPECT_EQ(last_.meter_alarm->believed.count, kStart + 10'000);
  EXPECT_EQ(last_.meter_alarm->told.count, kStart + kTenMegawattHours);
  EXPECT_EQ(meter_alarm_to_json(*last_.meter_alarm),
            R"({"believed_wh":1010000,"told_wh":11000000})");
  EXPECT_EQ(cost_so_far(last_.saga).energy.count, 10'000);
  EXPECT_EQ(last_.saga.wake_at, now().monotonic + kDoubtPause) << "the charger is asked";
  EXPECT_FALSE(meter(kTenMegawattHours).meter_alarm) << "once is enough";
  meter(10'100);
  EXPECT_EQ(cost_so_far(last_.saga).energy.count, 10'100);
  then(ChargeOver{{kStart + 10'200}, hal::StopReason::car});
  EXPECT_EQ(billed_energy(), 10'200);
}

TEST_F(DoubtedMeter, WhereTheEndCannotBeTheLastReadingThatCanIsBilled) {
  const hal::WattHours jumped{kStart + kTenMegawattHours};
  const std::vector<std::pair<const char*, std::vector<SagaEvent>>> ends{
      {"told", {ChargeOver{jumped, hal::StopReason::car}}},
      {"asked for", {ChargeFound{hal::ChargeRecord{Phase::finished, {kStart}, jumped}}}},
      {"fenced", {DriverStops{}, Fenced{hal::ChargeRecord{Phase::finished, {kStart}, jumped}}}},
      {"fenced after a reading",
       {DriverStops{}, MeterRead{jumped}, Fenced{hal::ChargeRecord{Phase::none, {}, {}}}}},
      {"below its beginning", {ChargeOver{{kStart - 1}, hal::StopReason::car}}},
  };
  const SagaStep charging = last_;
  for (const auto& [how, events] : ends) {
    SCOPED_TRACE(how);
    last_ = charging;
    for (const SagaEvent& event : events) then(event);
    EXPECT_EQ(billed_energy(), 10'000);
  }
}

TEST_F(DoubtedMeter, AnEndWhoseBeginningWasNeverToldIsDoubtedToo) {
  SessionTerms wanted = terms();
  wanted.most_power = kWallbox;
  last_ = open_saga(wanted, now());
  then(HoldAnswered{approved()});
  then(DriverCancels{});
  then(Fenced{hal::ChargeRecord{Phase::finished, {kStart}, {kStart + kTenMegawattHours}}});
  EXPECT_TRUE(last_.meter_alarm);
  ASSERT_NE(state_of<Releasing>(last_), nullptr) << "nothing that was delivered is certain";
}

// The meter was changed, or counts in another unit: who knows.
TEST_F(DoubtedMeter, NobodyChargesOnByAMeterThatCannotBeBelieved) {
  meter(kTenMegawattHours);
  passed_ += kDoubtedAtMost;
  meter(kTenMegawattHours + 10);
  ASSERT_NE(state_of<Fencing>(last_), nullptr);
  EXPECT_EQ(state_of<Fencing>(last_)->reason, EndReason::charger_fault);
}

TEST_F(DoubtedMeter, ABeginningThatIsToldLateLosesNothing) {
  SessionTerms wanted = terms();
  wanted.most_power = kWallbox;
  last_ = open_saga(wanted, now());
  then(HoldAnswered{approved()});
  passed_ += hal::Seconds{1200};
  then(ChargeBegan{{kStart}});
  meter(7'300);
  EXPECT_FALSE(last_.meter_alarm);
  EXPECT_EQ(cost_so_far(last_.saga).energy.count, 7'300);
}

// The charger's last word is what is billed, though the meter counted on: that was somebody else's.
TEST_F(DoubtedMeter, WhatTheMeterCountsAfterTheEndIsNotBilled) {
  meter(10'600);
  meter(11'200);
  then(ChargeOver{{kStart + 10'100}, hal::StopReason::unplugged});
  EXPECT_EQ(billed_energy(), 10'100) << "counted anew: the journal has more";
}

TEST_F(DoubtedMeter, WhatTheMeterCountsAfterTheEndIsTakenBackToTheJournal) {
  meter(10'050);
  then(ChargeOver{{kStart + 10'020}, hal::StopReason::unplugged});
  EXPECT_EQ(billed_energy(), 10'020);
}

TEST_F(DoubtedMeter, ThePlateOutlivesARestart) {
  const auto back = saga_from_json(saga_to_json(last_.saga));
  ASSERT_TRUE(back) << back.error().sentence();
  EXPECT_EQ(back->terms.most_power, kWallbox);
  EXPECT_EQ(saga_to_json(*back), saga_to_json(last_.saga));
  std::string wrong = saga_to_json(last_.saga);
  const std::string was = R"("most_power_w":22000)";
  ASSERT_NE(wrong.find(was), std::string::npos);
  for (const char* value : {"-1", "100000001", "\"22000\""}) {
    std::string other = wrong;
    other.replace(other.find(was), was.size(), std::string(R"("most_power_w":)") + value);
    EXPECT_FALSE(saga_from_json(other)) << value;
  }
}

}  // namespace
}  // namespace kerb::payment
