#include "payment/saga/saga.hpp"

#include <gtest/gtest.h>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

// Plays events one second apart; a step that ignores one fails the test unless it is told so.
class Play {
 public:
  explicit Play(SessionTerms of = terms()) : last_(open_saga(std::move(of), at(hal::Millis{0}))) {}

  Play& then(const SagaEvent& event) {
    passed_ += hal::Seconds{1};
    last_ = step(last_.saga, event, at(passed_));
    EXPECT_EQ(last_.ignored, "") << state_word(last_.saga.state);
    return *this;
  }
  Play& when_due() {
    EXPECT_TRUE(last_.saga.wake_at.has_value());
    passed_ = *last_.saga.wake_at - at(hal::Millis{0}).monotonic;
    last_ = step(last_.saga, Woken{}, at(passed_));
    return *this;
  }
  SagaStep ignored(const SagaEvent& event) const {
    SagaStep next = step(last_.saga, event, at(passed_));
    EXPECT_NE(next.ignored, "");
    EXPECT_FALSE(next.journal);
    EXPECT_TRUE(next.effects.empty());
    return next;
  }
  const SagaStep& last() const { return last_; }

 private:
  SagaStep last_;
  hal::Millis passed_{0};
};

Play charging() {
  Play play;
  play.then(HoldAnswered{approved()}).then(ChargeBegan{{1'000'000}});
  return play;
}

TEST(Saga, AChargeIsHeldDeliveredFencedAndCaptured) {
  Play play;
  EXPECT_EQ(play.last().journal, "saga.holding");
  EXPECT_EQ(effect_of<SendHold>(play.last())->key, "K0123456789abcdef0123-H1");

  play.then(HoldAnswered{approved()});
  EXPECT_EQ(play.last().journal, "saga.held");
  EXPECT_NE(effect_of<StartCharge>(play.last()), nullptr);
  EXPECT_EQ(effect_of<Acknowledge>(play.last())->key, "K0123456789abcdef0123-H1");

  play.then(ChargeBegan{{1'000'000}}).then(MeterRead{{1'010'000}}).then(DriverStops{});
  EXPECT_NE(effect_of<FenceCharge>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(play.last()), nullptr) << "never before the charger is fenced";

  play.then(finished(1'000'000, 1'021'424));
  ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(1264));

  play.then(CaptureAnswered{Done{"8000"}});
  const auto* ended = state_of<Ended>(play.last());
  ASSERT_NE(ended, nullptr);
  EXPECT_EQ(std::get<WasCaptured>(ended->outcome).amount, euro(1264));
  EXPECT_TRUE(at_rest(play.last().saga));
}

TEST(Saga, ADeclineHoldsNothing) {
  Play play;
  play.then(HoldAnswered{Declined{DeclineReason::insufficient}});
  ASSERT_NE(state_of<Ended>(play.last()), nullptr);
  EXPECT_TRUE(play.last().effects.empty());
  EXPECT_EQ(play.last().journal, "saga.declined");
}

TEST(Saga, AnUnknownHoldIsAskedForAndNeverSentAgain) {
  Play play;
  play.then(HoldAnswered{Unknown{"no answer"}});
  EXPECT_NE(effect_of<Ask>(play.last()), nullptr);
  for (int ask = 1; ask < kAsksWhileDriverWaits; ++ask) {
    play.then(AskAnswered{Question::About::hold, NotFound{}}).when_due();
    EXPECT_NE(effect_of<Ask>(play.last()), nullptr);
    EXPECT_EQ(effect_of<SendHold>(play.last()), nullptr);
  }
  play.then(AskAnswered{Question::About::hold, NotFound{}});
  ASSERT_NE(state_of<Abandoning>(play.last()), nullptr);
  EXPECT_TRUE(play.last().effects.empty()) << "a minute must pass first";
  play.when_due();
  ASSERT_NE(effect_of<SendAbandon>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendAbandon>(play.last())->order.hold_key, "K0123456789abcdef0123-H1");
  play.then(AbandonAnswered{Done{}});
  ASSERT_NE(state_of<SecondLook>(play.last()), nullptr);
}

TEST(Saga, ALateApprovalInTheSecondLookIsReleased) {
  Play play;
  play.then(HoldAnswered{Unknown{}})
      .then(Recovered{})
      .when_due()
      .then(AbandonAnswered{Done{}})
      .when_due();
  ASSERT_NE(effect_of<Ask>(play.last()), nullptr);
  play.then(AskAnswered{Question::About::hold, approved()});
  ASSERT_NE(effect_of<SendRelease>(play.last()), nullptr);
  EXPECT_EQ(effect_of<StartCharge>(play.last()), nullptr);
}

TEST(Saga, ARestartInTheSecondLookAsksAtOnceAndBelievesOnlyWhatIsSure) {
  Play play;
  play.then(HoldAnswered{Unknown{}})
      .then(Recovered{})
      .when_due()
      .then(AbandonAnswered{Done{}})
      .then(Recovered{});
  ASSERT_NE(effect_of<Ask>(play.last()), nullptr);
  // "Not found" may be an approval that is still on its way: it counts only after its whole life.
  play.then(AskAnswered{Question::About::hold, NotFound{}}).then(Recovered{});
  play.then(AskAnswered{Question::About::hold, NotFound{}}).then(Recovered{});
  play.then(AskAnswered{Question::About::hold, NotFound{}});
  ASSERT_NE(state_of<SecondLook>(play.last()), nullptr);
  play.then(Recovered{}).then(AskAnswered{Question::About::hold, Done{}});
  ASSERT_NE(state_of<Ended>(play.last()), nullptr);
}

TEST(Saga, AnAnswerFoundByAskingGoesOnAsIfItHadCome) {
  Play play;
  play.then(HoldAnswered{Unknown{}}).then(AskAnswered{Question::About::hold, approved()});
  ASSERT_NE(state_of<Held>(play.last()), nullptr);
}

TEST(Saga, WhoLeavesDuringAuthorisationGetsTheHoldBack) {
  Play play;
  play.then(DriverCancels{}).then(HoldAnswered{approved()});
  ASSERT_NE(state_of<Releasing>(play.last()), nullptr);
  EXPECT_EQ(effect_of<StartCharge>(play.last()), nullptr);
}

TEST(Saga, EveryEndBeforeEnergyReleasesAfterTheFence) {
  const std::vector<SagaEvent> ends{DriverCancels{}, PlugInTimeOver{}, ChargeRefused{},
                                    HoldVanished{}, Recovered{}};
  for (const SagaEvent& end : ends) {
    Play play;
    play.then(HoldAnswered{approved()}).then(end);
    ASSERT_NE(state_of<Fencing>(play.last()), nullptr) << end.index();
    play.then(Fenced{hal::ChargeRecord{}});
    ASSERT_NE(effect_of<SendRelease>(play.last()), nullptr);
    play.then(ReleaseAnswered{Done{}});
    EXPECT_EQ(play.last().journal, "saga.released");
  }
}

// An approved terminal took the hold back: what flowed until then is claimed all the same, and a
// person sees it when that is refused.
TEST(Saga, AChargeWhoseHoldVanishedIsStoppedAtOnce) {
  Play play;
  play.then(HoldAnswered{approved()}).then(ChargeBegan{{500}}).then(HoldVanished{});
  ASSERT_NE(effect_of<FenceCharge>(play.last()), nullptr);
  EXPECT_EQ(play.last().journal, "saga.fencing");
  play.then(finished(500, 2'500));
  ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  play.then(CaptureAnswered{Refused{"the terminal has no such reservation"}});
  ASSERT_NE(state_of<ForPerson>(play.last()), nullptr);
}

TEST(Saga, AStartThatOvertookTheCancelIsPaidFor) {
  Play play;
  play.then(HoldAnswered{approved()}).then(DriverCancels{}).then(ChargeBegan{{500}});
  play.then(finished(500, 2'500));
  ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(118));
}

TEST(Saga, ASilentChargerIsFencedUntilItAnswers) {
  Play play = charging();
  play.then(DriverStops{});
  for (int attempt = 0; attempt < 12; ++attempt) {
    play.then(Fenced{std::nullopt}).when_due();
    EXPECT_NE(effect_of<FenceCharge>(play.last()), nullptr);
  }
  play.then(finished(1'000'000, 1'001'000));
  EXPECT_NE(state_of<Capturing>(play.last()), nullptr);
}

TEST(Saga, AChargerThatForgotIsSettledByWhatWasReadHere) {
  Play play = charging();
  play.then(MeterRead{{1'004'000}}).then(DriverStops{}).then(Fenced{hal::ChargeRecord{}});
  ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(236));
}

TEST(Saga, NothingIsCapturedAboveTheHold) {
  Play play = charging();
  play.then(ChargeOver{{1'200'000}, hal::StopReason::car});
  ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(5000));
}

TEST(Saga, TheChargeStopsBeforeItCostsMoreThanTheHold) {
  Play play = charging();
  constexpr std::int64_t kPayable = 84'754;  // the most that costs no more than 50.00
  play.then(MeterRead{{1'000'000 + kPayable - 500}});
  EXPECT_EQ(effect_of<FenceCharge>(play.last()), nullptr);
  play.then(MeterRead{{1'000'000 + kPayable - 50}});
  EXPECT_NE(effect_of<FenceCharge>(play.last()), nullptr);
}

TEST(Saga, AChargingCardHasNoLimitAndIsCapturedInFull) {
  Play play(terms(PaidBy::charging_card));
  play.then(HoldAnswered{Approved{Hold{"list", euro(0), {}, ""}}}).then(ChargeBegan{{0}});
  play.then(MeterRead{{90'000}});
  EXPECT_EQ(effect_of<FenceCharge>(play.last()), nullptr);
  play.then(ChargeOver{{90'000}, hal::StopReason::driver});
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(5310));
}

TEST(Saga, ALostCaptureIsAskedForThenRepeatedUnderItsKey) {
  Play play = charging();
  play.then(ChargeOver{{1'010'000}, hal::StopReason::car});
  const OrderKey key = effect_of<SendCapture>(play.last())->order.key;
  play.then(CaptureAnswered{Unknown{}});
  EXPECT_EQ(effect_of<Ask>(play.last())->question.key, key);
  play.then(AskAnswered{Question::About::capture, NotFound{}}).when_due();
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.key, key);
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(590));
}

TEST(Saga, CaptureIsRepeatedForEverWithGrowingPauses) {
  Play play = charging();
  play.then(ChargeOver{{1'010'000}, hal::StopReason::car});
  hal::Millis last{0};
  for (int attempt = 0; attempt < 40; ++attempt) {
    play.then(CaptureAnswered{NotProcessed{}});
    const hal::Millis pause = retry_pause(attempt + 1);
    EXPECT_GE(pause, last);
    EXPECT_LE(pause, hal::Seconds{300});
    last = pause;
    play.when_due();
    ASSERT_NE(effect_of<SendCapture>(play.last()), nullptr);
  }
}

TEST(Saga, WhatTheBankRefusesToSettleWaitsForAPerson) {
  Play play = charging();
  play.then(ChargeOver{{1'010'000}, hal::StopReason::car})
      .then(CaptureAnswered{Refused{"expired"}});
  const auto* person = state_of<ForPerson>(play.last());
  ASSERT_NE(person, nullptr);
  EXPECT_EQ(person->delivery->cost.gross, euro(590));
  EXPECT_TRUE(at_rest(play.last().saga));
}

TEST(Saga, AHoldInAnotherCurrencyIsNotChargedOn) {
  Play play;
  Approved yen = approved();
  yen.hold.amount = Money(5000, *Currency::from_code("JPY"));
  play.then(HoldAnswered{yen});
  EXPECT_NE(state_of<ForPerson>(play.last()), nullptr);
  EXPECT_EQ(effect_of<StartCharge>(play.last()), nullptr);
}

// However late it comes, and whoever asked: it is not released as so much of our own money either.
TEST(Saga, ALateHoldInAnotherCurrencyIsNotReleasedAsOurs) {
  Approved yen = approved();
  yen.hold.amount = Money(5000, *Currency::from_code("JPY"));
  Play undoing;
  undoing.then(HoldAnswered{Unknown{}}).then(Recovered{}).then(HoldAnswered{yen});
  EXPECT_NE(state_of<ForPerson>(undoing.last()), nullptr);
  EXPECT_EQ(effect_of<SendRelease>(undoing.last()), nullptr);
  Play looking;
  looking.then(HoldAnswered{Unknown{}}).then(Recovered{}).when_due().then(AbandonAnswered{Done{}});
  ASSERT_NE(state_of<SecondLook>(looking.last()), nullptr);
  Play asked = looking;
  asked.then(AskAnswered{Question::About::hold, yen});
  EXPECT_NE(state_of<ForPerson>(asked.last()), nullptr);
  looking.then(HoldAnswered{yen});
  EXPECT_NE(state_of<ForPerson>(looking.last()), nullptr);
}

// Reports may be lost for long; what the charger says when it is asked counts like a report.
TEST(Saga, AChargeThatIsFoundBeyondItsHoldIsStopped) {
  Play play = charging();
  play.when_due();
  EXPECT_NE(effect_of<QueryCharge>(play.last()), nullptr) << "a silent meter is asked";
  play.then(
      ChargeFound{hal::ChargeRecord{hal::ChargeRecord::Phase::active, {1'000'000}, {2'000'000}}});
  EXPECT_NE(effect_of<FenceCharge>(play.last()), nullptr);
  const auto* fencing = state_of<Fencing>(play.last());
  ASSERT_NE(fencing, nullptr);
  EXPECT_EQ(fencing->reason, EndReason::limit_reached);
}

// A doubled report must not pass for a living meter.
TEST(Saga, AnOldReadingBreaksNoSilence) {
  Play play = charging();
  play.then(MeterRead{{1'005'000}});
  const auto asks_at = play.last().saga.wake_at;
  play.then(MeterRead{{1'005'000}});
  EXPECT_EQ(play.last().saga.wake_at, asks_at);
  play.then(MeterRead{{1'005'001}});
  EXPECT_GT(play.last().saga.wake_at, asks_at);
}

TEST(Saga, ARunningChargeGoesOnAfterARestartOfTheKiosk) {
  Play play = charging();
  play.then(Recovered{});
  ASSERT_NE(effect_of<QueryCharge>(play.last()), nullptr);
  play.then(
      ChargeFound{hal::ChargeRecord{hal::ChargeRecord::Phase::active, {1'000'000}, {1'007'000}}});
  EXPECT_NE(state_of<Delivering>(play.last()), nullptr);
  EXPECT_EQ(cost_so_far(play.last().saga).energy, hal::WattHours{7'000});
}

TEST(Saga, AChargeThatEndedDuringTheOutageIsSettled) {
  Play play = charging();
  play.then(Recovered{}).then(ChargeFound{std::nullopt}).when_due();
  ASSERT_NE(effect_of<QueryCharge>(play.last()), nullptr);
  play.then(
      ChargeFound{hal::ChargeRecord{hal::ChargeRecord::Phase::finished, {1'000'000}, {1'010'000}}});
  EXPECT_EQ(effect_of<SendCapture>(play.last())->order.amount, euro(590));
}

TEST(Saga, ALostReportOfTheChargesEndIsAskedFor) {
  Play play = charging();
  play.then(MeterRead{{1'002'000}}).when_due();
  ASSERT_NE(effect_of<QueryCharge>(play.last()), nullptr);
  play.when_due();
  ASSERT_NE(effect_of<QueryCharge>(play.last()), nullptr) << "the answer may be lost as well";
  play.then(
      ChargeFound{hal::ChargeRecord{hal::ChargeRecord::Phase::finished, {1'000'000}, {1'010'000}}});
  EXPECT_NE(effect_of<SendCapture>(play.last()), nullptr);
}

TEST(Saga, TheLastReadingOutlivesARestartDuringTheFence) {
  Play play = charging();
  play.then(MeterRead{{1'004'000}}).then(DriverStops{});
  auto after = saga_from_json(saga_to_json(play.last().saga));
  ASSERT_TRUE(after.has_value());
  SagaStep next = step(std::move(*after), Recovered{}, at(hal::Seconds{100}));
  ASSERT_NE(effect_of<FenceCharge>(next), nullptr);
  next = step(std::move(next.saga), Fenced{hal::ChargeRecord{}}, at(hal::Seconds{101}));
  ASSERT_NE(effect_of<SendCapture>(next), nullptr) << "the charger forgot, the journal did not";
  EXPECT_EQ(effect_of<SendCapture>(next)->order.amount, euro(236));
}

TEST(Saga, AMeterNeverRunsBackwards) {
  Play play = charging();
  play.then(MeterRead{{1'002'000}});
  play.ignored(MeterRead{{1'001'000}});
  play.ignored(MeterRead{{0}});
}

TEST(Saga, ASessionAtRestIgnoresEverything) {
  Play play;
  play.then(HoldAnswered{Declined{}});
  play.ignored(HoldAnswered{approved()});
  play.ignored(ChargeBegan{{0}});
  play.ignored(Recovered{});
}

}  // namespace
}  // namespace kerb::payment
