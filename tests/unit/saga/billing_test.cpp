// Whose account of a charge is billed, and who hears of it when two accounts differ.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

constexpr std::int64_t kByTariff = 590;  // 10 kWh at 0.59

// A charge of 10 kWh under a hold of 50.00, played event by event.
class Charge {
 public:
  explicit Charge(ToldCostTerms told, PaidBy paid_by = PaidBy::bank_card,
                  hal::Utc expires = at(hal::Seconds{86400 * 7}).utc) {
    SessionTerms sold = terms(paid_by);
    sold.told_cost = told;
    step_ = open_saga(sold, at({}));
    Approved yes = approved(paid_by == PaidBy::bank_card ? 5000 : 0);
    yes.hold.expires = expires;
    feed(HoldAnswered{yes});
    feed(ChargeBegan{{1000}});
  }
  SagaStep& feed(const SagaEvent& event, hal::Millis when = hal::Seconds{600}) {
    step_ = step(step_.saga, event, at(when));
    return step_;
  }
  SagaStep& end() { return feed(ChargeOver{{11'000}, hal::StopReason::car}); }
  SagaStep& told(std::int64_t cents, bool is_final = true, hal::Millis when = hal::Seconds{700}) {
    return feed(CostTold{{euro(cents), is_final}}, when);
  }
  // The process dies; the journal gives back what was last written.
  void restart(hal::Millis when) {
    step_.saga = saga_from_json(saga_to_json(step_.saga)).value();
    feed(Recovered{}, when);
  }
  SagaStep& last() { return step_; }

 private:
  SagaStep step_;
};

ToldCostTerms billed(std::int64_t tolerance = 1) {
  return {.billed = true, .within = hal::Seconds{600}, .tolerance = tolerance};
}

const Capturing* capturing(const SagaStep& step) {
  return state_of<Capturing>(step);
}

TEST(Billing, TheBackEndsWordIsWaitedForAndBilled) {
  Charge charge(billed());
  const SagaStep& over = charge.end();
  ASSERT_NE(state_of<AwaitingCost>(over), nullptr);
  EXPECT_EQ(over.journal, "saga.awaiting_cost");
  EXPECT_TRUE(over.effects.empty()) << "no money moves yet";
  EXPECT_TRUE(bay_is_free(over.saga));
  EXPECT_FALSE(at_rest(over.saga));

  const SagaStep& billed = charge.told(591);
  ASSERT_NE(capturing(billed), nullptr);
  EXPECT_EQ(capturing(billed)->amount, euro(591));
  EXPECT_EQ(capturing(billed)->delivery.told, euro(591));
  EXPECT_EQ(effect_of<SendCapture>(billed)->order.amount, euro(591));
  EXPECT_TRUE(billed.alarms.empty()) << "a cent is within the tolerance";
}

TEST(Billing, AWordThatIsNotFinalIsWaitedOnAndHeardOnce) {
  Charge charge(billed());
  charge.end();
  charge.feed(CostTold{{euro(580), false}}, hal::Seconds{601});
  ASSERT_NE(state_of<AwaitingCost>(charge.last()), nullptr);
  EXPECT_EQ(charge.last().saga.told->total, euro(580));
  charge.feed(CostTold{{euro(580), false}}, hal::Seconds{602});
  EXPECT_EQ(charge.last().ignored, "the cost was told before");
}

TEST(Billing, AWordBeforeEnergyFlowsIsHeardOnce) {
  SessionTerms by_word = terms();
  by_word.told_cost = billed();
  SagaStep step = open_saga(by_word, at({}));
  step = payment::step(step.saga, HoldAnswered{approved()}, at({}));
  ASSERT_NE(state_of<Held>(step), nullptr);
  const CostTold told{{euro(100), false}};
  step = payment::step(step.saga, told, at(hal::Seconds{1}));
  EXPECT_EQ(step.saga.told->total, euro(100));
  step = payment::step(step.saga, told, at(hal::Seconds{2}));
  EXPECT_EQ(step.ignored, "the cost was told before");
}

TEST(Billing, AWordBeforeTheEndNeedsNoWait) {
  Charge charge(billed());
  EXPECT_FALSE(charge.told(200, false).journal) << "a running cost is memory only";
  EXPECT_EQ(cost_to_show(charge.last().saga), euro(200));
  EXPECT_EQ(charge.told(580).journal, "saga.delivering") << "a final one outlives the process";
  charge.restart(hal::Seconds{580});
  ASSERT_NE(capturing(charge.end()), nullptr);
  EXPECT_EQ(capturing(charge.last())->amount, euro(580));
  ASSERT_EQ(charge.last().alarms.size(), 1U) << "ten cents apart";
  EXPECT_EQ(charge.last().alarms.front().kind, CostAlarm::Kind::differs);
  EXPECT_EQ(charge.last().alarms.front().ours, euro(kByTariff));
}

TEST(Billing, TheNewestFinalWordWins) {
  Charge charge(billed());
  charge.told(500);
  charge.told(510);
  charge.told(300, false);  // no way back
  EXPECT_EQ(charge.last().ignored, "the cost was told before");
  charge.end();
  EXPECT_EQ(capturing(charge.last())->amount, euro(510));
}

TEST(Billing, WhatIsBilledNeverExceedsTheHold) {
  Charge charge(billed());
  charge.end();
  const SagaStep& step = charge.told(99'000);
  EXPECT_EQ(capturing(step)->amount, euro(5000));
  ASSERT_EQ(step.alarms.size(), 1U);
}

TEST(Billing, AFreeChargeByTheBackEndReleasesTheHold) {
  Charge charge(billed());
  charge.end();
  const SagaStep& step = charge.told(0);
  ASSERT_NE(state_of<Releasing>(step), nullptr);
  EXPECT_NE(effect_of<SendRelease>(step), nullptr);
  EXPECT_EQ(state_of<Releasing>(step)->delivery->told, euro(0));
}

TEST(Billing, WithoutAWordInTimeTheTariffIsBilledAndAPersonHearsOfIt) {
  Charge charge(billed());
  charge.end();
  charge.told(100, false);  // a running cost is no final word
  EXPECT_EQ(charge.feed(Woken{}, hal::Seconds{1199}).ignored, "it is not yet time");
  const SagaStep& step = charge.feed(Woken{}, hal::Seconds{1200});
  ASSERT_NE(capturing(step), nullptr);
  EXPECT_EQ(capturing(step)->amount, euro(kByTariff));
  EXPECT_FALSE(capturing(step)->delivery.told);
  ASSERT_EQ(step.alarms.size(), 1U);
  EXPECT_EQ(step.alarms.front().kind, CostAlarm::Kind::missing);
}

TEST(Billing, TheWaitGoesOnWhereItWasAfterARestart) {
  Charge charge(billed());
  charge.end();  // at 600 s
  charge.restart(hal::Seconds{900});
  EXPECT_EQ(charge.last().saga.wake_at, at(hal::Seconds{1200}).monotonic);
  EXPECT_EQ(charge.feed(Woken{}, hal::Seconds{1200}).alarms.size(), 1U);
}

TEST(Billing, AClockThatWasSetNeitherLengthensTheWaitNorBreaksIt) {
  for (const hal::Seconds jump : {hal::Seconds{-7200}, hal::Seconds{7200}}) {
    Charge charge(billed());
    charge.end();
    Saga saga = saga_from_json(saga_to_json(charge.last().saga)).value();
    Now now = at(hal::Seconds{700});
    now.utc += jump;
    const SagaStep step = payment::step(saga, Recovered{}, now);
    ASSERT_TRUE(step.saga.wake_at);
    EXPECT_GE(*step.saga.wake_at, now.monotonic);
    EXPECT_LE(*step.saga.wake_at, now.monotonic + hal::Seconds{600});
  }
}

TEST(Billing, WaitingEndsBeforeTheHoldDoes) {
  Charge charge(billed(), PaidBy::bank_card, at(hal::Seconds{800}).utc);
  charge.end();
  ASSERT_NE(state_of<AwaitingCost>(charge.last()), nullptr);
  EXPECT_EQ(charge.last().saga.wake_at, at(hal::Seconds{700}).monotonic) << "half of what is left";
}

// The money is gone: whatever is said now is for a person.
TEST(Billing, ALateWordMovesNoMoney) {
  struct Case {
    const char* what;
    bool back_end_bills;
    std::int64_t late;
    std::optional<CostAlarm::Kind> alarm;
  };
  const Case cases[] = {
      {"billed by tariff, the same", false, kByTariff, {}},
      {"billed by tariff, a cent apart", false, kByTariff + 1, {}},
      {"billed by tariff, two cents apart", false, kByTariff - 2, CostAlarm::Kind::differs},
      {"waited in vain, then the same", true, kByTariff, {}},
      {"waited in vain, then another", true, kByTariff + 1, CostAlarm::Kind::late},
  };
  for (const Case& it : cases) {
    for (const bool captured : {false, true}) {
      ToldCostTerms told = billed();
      told.billed = it.back_end_bills;
      Charge charge(told);
      charge.end();
      if (it.back_end_bills) charge.feed(Woken{}, hal::Seconds{1200});
      if (captured) charge.feed(CaptureAnswered{Done{}}, hal::Seconds{1201});
      const SagaStep& step = charge.told(it.late, true, hal::Seconds{7200});
      EXPECT_FALSE(step.journal) << it.what;
      EXPECT_TRUE(step.effects.empty()) << it.what;
      ASSERT_EQ(step.alarms.size(), it.alarm ? 1U : 0U) << it.what;
      if (it.alarm) {
        EXPECT_EQ(step.alarms.front().kind, *it.alarm) << it.what;
      }
      EXPECT_EQ(charge.told(it.late, true, hal::Seconds{7300}).ignored, "the cost was told before");
    }
  }
}

TEST(Billing, ALateWordAboutWhatWasNeverDeliveredIsTold) {
  SagaStep step = open_saga(terms(), at({}));
  step = payment::step(step.saga, HoldAnswered{Declined{}}, at({}));
  ASSERT_TRUE(at_rest(step.saga));
  step = payment::step(step.saga, CostTold{{euro(300), true}}, at(hal::Seconds{60}));
  ASSERT_EQ(step.alarms.size(), 1U);
  EXPECT_EQ(step.alarms.front().ours, euro(0));
}

TEST(Billing, NobodyPaysForAChargerThatDidNotCharge) {
  Charge charge(billed());
  const SagaStep& step = charge.feed(ChargeOver{{1000}, hal::StopReason::car});
  ASSERT_NE(state_of<Releasing>(step), nullptr);
  ASSERT_EQ(charge.told(100).alarms.size(), 1U);
}

TEST(Billing, AChargingCardWaitsForNobody) {
  Charge charge(billed(), PaidBy::charging_card);
  charge.told(700);
  ASSERT_NE(capturing(charge.end()), nullptr);
  EXPECT_EQ(capturing(charge.last())->amount, euro(kByTariff));
  EXPECT_TRUE(charge.last().alarms.empty()) << "its operator's prices are its own";
  EXPECT_EQ(charge.told(800).ignored, "the amount is frozen");
}

TEST(Billing, ARunningCostAboveTheHoldEndsTheCharge) {
  Charge charge(billed());
  EXPECT_FALSE(charge.told(5000, false).journal) << "it may be the most that it can cost";
  const SagaStep& step = charge.told(5001, false);
  ASSERT_NE(state_of<Fencing>(step), nullptr);
  EXPECT_EQ(state_of<Fencing>(step)->reason, EndReason::limit_reached);
}

TEST(Billing, ARunningCostThatIsOnlyComparedEndsNothing) {
  Charge charge({});
  EXPECT_FALSE(charge.told(99'000, false).journal);
  EXPECT_EQ(cost_to_show(charge.last().saga), euro(0)) << "the tariff's, which is billed";
}

TEST(Billing, TheJournalRefusesACostThatCannotBe) {
  Charge charge(billed());
  charge.end();
  charge.told(300);
  const std::string right = saga_to_json(charge.last().saga);
  const auto with = [&](const char* path, nlohmann::json value) {
    nlohmann::json body = nlohmann::json::parse(right);
    body[nlohmann::json::json_pointer(path)] = std::move(value);
    return saga_from_json(body.dump());
  };
  ASSERT_TRUE(saga_from_json(right));
  EXPECT_FALSE(with("/told", "-0.01"));
  EXPECT_FALSE(with("/told", "1000000.01"));
  EXPECT_FALSE(with("/told", 3));
  EXPECT_FALSE(with("/delivery/told", "3.001"));
  EXPECT_FALSE(with("/terms/told_cost", nullptr));
  EXPECT_FALSE(with("/terms/told_cost/billed", 1));
  EXPECT_FALSE(with("/terms/told_cost/within_s", -1));
  EXPECT_FALSE(with("/terms/told_cost/within_s", 10'000'000));
  EXPECT_FALSE(with("/terms/told_cost/tolerance", -1));
}

TEST(Billing, JournalsBeforeBackEndsWereHeardAreBilledByTheTariff) {
  Charge charge(billed());
  nlohmann::json body = nlohmann::json::parse(saga_to_json(charge.last().saga));
  body["terms"].erase("told_cost");
  const auto old = saga_from_json(body.dump());
  ASSERT_TRUE(old);
  EXPECT_FALSE(old->terms.told_cost.billed);
}

TEST(Billing, AlarmsReadAsNotesInTheJournal) {
  const CostAlarm differs{CostAlarm::Kind::differs, euro(590), euro(201)};
  EXPECT_EQ(kind_of(differs), "alarm.cost_differs");
  EXPECT_EQ(cost_alarm_to_json(differs), R"({"currency":"EUR","ours":"5.90","told":"2.01"})");
  const CostAlarm missing{CostAlarm::Kind::missing, euro(590), {}};
  EXPECT_EQ(kind_of(missing), "alarm.cost_missing");
  EXPECT_EQ(cost_alarm_to_json(missing), R"({"currency":"EUR","ours":"5.90"})");
  EXPECT_EQ(kind_of({CostAlarm::Kind::late, euro(1), euro(2)}), "alarm.cost_late");
}

}  // namespace
}  // namespace kerb::payment
