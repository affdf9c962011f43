// A hold that is nearly used up: more is asked for once, under a key of its own, and never waited
// for.
#include <gtest/gtest.h>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

constexpr std::int64_t kStart = 1'000'000;
constexpr std::int64_t kEightyPercent = 67'797;  // Wh at 0.59: 40.00 of 50.00

class Raising : public ::testing::Test {
 protected:
  void charge(int raises_at_most = 2) {
    SessionTerms wanted = terms();
    wanted.raise_by = euro(2500);
    wanted.raises_at_most = raises_at_most;
    last_ = open_saga(wanted, now());
    then(HoldAnswered{approved()});
    then(ChargeBegan{{kStart}});
  }
  SagaStep& then(const SagaEvent& event) {
    passed_ += hal::Seconds{1};
    last_ = step(last_.saga, event, now());
    return last_;
  }
  SagaStep& meter(std::int64_t energy) { return then(MeterRead{{kStart + energy}}); }
  const Delivering& delivering() const { return std::get<Delivering>(last_.saga.state); }
  OrderKey key(int number) const { return raise_key(last_.saga.terms, number); }
  Now now() const { return at(passed_); }

  hal::Millis passed_{0};
  SagaStep last_;
};

TEST_F(Raising, IsIntendedInTheJournalAndThenOrdered) {
  charge();
  EXPECT_EQ(effect_of<SendRaise>(meter(kEightyPercent - 10)), nullptr);
  const SagaStep& raised = meter(kEightyPercent);
  ASSERT_NE(effect_of<SendRaise>(raised), nullptr);
  EXPECT_EQ(effect_of<SendRaise>(raised)->order.key, "K0123456789abcdef0123-I1");
  EXPECT_EQ(effect_of<SendRaise>(raised)->order.by, euro(2500));
  EXPECT_EQ(raised.journal, "saga.delivering");
  EXPECT_EQ(effect_of<SendRaise>(meter(kEightyPercent + 1'000)), nullptr) << "one at a time";
  EXPECT_FALSE(limit_is_near(last_.saga)) << "the answer may still be yes";
}

TEST_F(Raising, AYesLetsTheChargeGoOn) {
  charge();
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), approved(7500)});
  EXPECT_EQ(delivering().hold.amount, euro(7500));
  EXPECT_EQ(delivering().hold.reference, "7000000000000000001");
  EXPECT_EQ(last_.journal, "saga.delivering");
  EXPECT_NE(effect_of<Acknowledge>(last_), nullptr);
  meter(90'000);  // beyond the first hold
  EXPECT_NE(state_of<Delivering>(last_), nullptr);
  const SagaStep& second = meter(102'000);  // four fifths of 75.00
  ASSERT_NE(effect_of<SendRaise>(second), nullptr);
  EXPECT_EQ(effect_of<SendRaise>(second)->order.key, "K0123456789abcdef0123-I2");
}

TEST_F(Raising, ANoEndsTheChargeWithinTheHold) {
  charge();
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), Declined{}});
  EXPECT_TRUE(limit_is_near(last_.saga));
  EXPECT_EQ(effect_of<SendRaise>(meter(70'000)), nullptr) << "asked once";
  meter(84'700);
  ASSERT_NE(state_of<Fencing>(last_), nullptr);
  EXPECT_EQ(state_of<Fencing>(last_)->reason, EndReason::limit_reached);
}

TEST_F(Raising, WithoutAnAnswerTheChargeEndsWithinTheCertainHold) {
  charge();
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), Unknown{"no answer"}});
  ASSERT_NE(effect_of<Ask>(last_), nullptr);
  EXPECT_EQ(effect_of<Ask>(last_)->question.about, Question::About::raise);
  EXPECT_EQ(effect_of<Ask>(last_)->question.key, key(1));
  then(AskAnswered{Question::About::raise, NotFound{}, key(1)});
  EXPECT_EQ(effect_of<SendRaise>(meter(kEightyPercent + 10)), nullptr) << "not at once";
  passed_ += kRaisePause;
  meter(kEightyPercent + 20);
  ASSERT_NE(effect_of<SendRaise>(last_), nullptr);
  EXPECT_EQ(effect_of<SendRaise>(last_)->order.key, key(1)) << "never a new key";
  EXPECT_EQ(effect_of<SendRaise>(meter(kEightyPercent + 30)), nullptr) << "one at a time";
  meter(84'700);
  EXPECT_NE(state_of<Fencing>(last_), nullptr);
}

TEST_F(Raising, AnswersAreKnownByTheirKey) {
  charge();
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), approved(7500)});
  EXPECT_NE(then(RaiseAnswered{key(1), approved(10000)}).ignored, "") << "doubled";
  EXPECT_NE(then(RaiseAnswered{key(2), approved(10000)}).ignored, "") << "never asked";
  EXPECT_NE(then(AskAnswered{Question::About::raise, approved(10000), key(1)}).ignored, "");
  EXPECT_NE(then(AskAnswered{Question::About::hold, approved(10000)}).ignored, "");
  EXPECT_EQ(delivering().hold.amount, euro(7500));
}

TEST_F(Raising, AnAnswerThatMakesNoSenseIsANo) {
  charge();
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), approved(100)});
  EXPECT_EQ(delivering().hold.amount, euro(5000));
  EXPECT_EQ(delivering().raise, Delivering::Raise::refused);
}

TEST_F(Raising, EndsAfterSoMany) {
  charge(1);
  meter(kEightyPercent);
  then(RaiseAnswered{key(1), approved(7500)});
  EXPECT_EQ(effect_of<SendRaise>(meter(110'000)), nullptr);
  EXPECT_TRUE(limit_is_near(last_.saga));
}

TEST_F(Raising, IsTakenUpAfterAPowerCut) {
  charge();
  meter(kEightyPercent);
  const std::string journaled = saga_to_json(last_.saga);
  auto back = saga_from_json(journaled);
  ASSERT_TRUE(back) << back.error().sentence();
  EXPECT_EQ(saga_to_json(*back), journaled);
  last_.saga = *back;
  then(Recovered{});
  ASSERT_NE(effect_of<Ask>(last_), nullptr);
  EXPECT_EQ(effect_of<Ask>(last_)->question.key, key(1));
  then(AskAnswered{Question::About::raise, approved(7500), key(1)});
  EXPECT_EQ(delivering().hold.amount, euro(7500));
}

TEST_F(Raising, IsOnlyForHoldsOfABank) {
  SessionTerms of_operator = terms(PaidBy::charging_card);
  of_operator.raise_by = euro(2500);
  of_operator.raises_at_most = 2;
  last_ = open_saga(of_operator, now());
  then(HoldAnswered{approved(0)});
  then(ChargeBegan{{kStart}});
  EXPECT_EQ(effect_of<SendRaise>(meter(500'000)), nullptr);
  EXPECT_FALSE(limit_is_near(last_.saga));
}

TEST_F(Raising, AHoldThatRunsOutEndsTheChargeInTimeToCapture) {
  charge();
  const hal::Utc expires = delivering().hold.expires;
  passed_ = expires - at(hal::Millis{0}).utc - kBeforeExpiry - hal::Seconds{10};
  EXPECT_NE(state_of<Delivering>(meter(1'000)), nullptr);
  passed_ += hal::Seconds{10};
  meter(1'001);
  ASSERT_NE(state_of<Fencing>(last_), nullptr);
  EXPECT_EQ(state_of<Fencing>(last_)->reason, EndReason::hold_expires);
}

}  // namespace
}  // namespace kerb::payment
