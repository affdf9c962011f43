// A drunken outside: any event in any state, any number of restarts. Whatever happens, the money
// rules hold, and once the outside is sober again every session comes to rest.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

class Outside {
 public:
  explicit Outside(unsigned seed) : random_(seed) {}

  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  Pending page() {
    return {"https://pay.example/cs_1", at(hal::Millis{up_to(2'000'000)}).utc, "cs_1"};
  }
  HoldAnswer hold() {
    switch (up_to(4)) {
      case 0:
        return approved();
      case 1:
        return Declined{};
      case 2:
        return NotProcessed{};
      case 3:
        return page();
      default:
        return Unknown{};
    }
  }
  SettleAnswer settle() {
    switch (up_to(9)) {
      case 0:
        return Done{};
      case 1:
        return Refused{"no"};
      case 2:
      case 3:
        return NotProcessed{};
      default:
        return Unknown{};
    }
  }
  AskAnswer told() {
    switch (up_to(7)) {
      case 0:
        return approved();
      case 1:
        return Declined{};
      case 2:
        return Done{};
      case 3:
        return page();
      default:
        return NotFound{};
    }
  }
  std::optional<hal::ChargeRecord> record() {
    using Phase = hal::ChargeRecord::Phase;
    switch (up_to(4)) {
      case 0:
        return hal::ChargeRecord{Phase::none, {}, {}};
      case 1:
        return hal::ChargeRecord{Phase::active, {100}, {100 + up_to(9'000)}};
      case 2:
        return hal::ChargeRecord{Phase::starting, {}, {}};
      case 3:
        return hal::ChargeRecord{Phase::finished, {100}, {100 + up_to(9'000)}};
      default:
        return std::nullopt;
    }
  }
  SagaEvent event() {
    switch (up_to(17)) {
      case 0:
        return DriverCancels{};
      case 1:
        return DriverStops{};
      case 2:
        return PlugInTimeOver{};
      case 3:
        return ChargeBegan{{up_to(200)}};
      case 4:
        return ChargeRefused{};
      case 5:
        return MeterRead{{up_to(120'000)}};
      case 6:
        return ChargeOver{{up_to(9'000)}, hal::StopReason::car};
      case 7:
        return Fenced{record()};
      case 8:
        return ChargeFound{record()};
      case 9:
        return HoldAnswered{hold()};
      case 10:
        return CaptureAnswered{settle()};
      case 11:
        return ReleaseAnswered{settle()};
      case 12:
        return AbandonAnswered{settle()};
      case 13:
        return AskAnswered{static_cast<Question::About>(up_to(3)), told()};
      case 14:
        return Recovered{};
      case 15:
        return CodeWatched{up_to(1) == 0};
      case 16:
        return HoldVanished{};
      default:
        return Woken{};
    }
  }

 private:
  std::mt19937 random_;
};

// What must be true of every step.
class Rules {
 public:
  void check(const SagaStep& step) {
    if (step.journal) journaled_ = saga_to_json(step.saga);
    for (const SagaEffect& effect : step.effects) {
      ASSERT_FALSE(journaled_.empty()) << "an effect before any intent was journaled";
      if (const auto* capture = std::get_if<SendCapture>(&effect)) {
        captured_.insert(capture->order.key + capture->order.amount.decimal());
        ASSERT_FALSE(less(capture->order.held, capture->order.amount)) << "more than the hold";
        ASSERT_NE(journaled_.find("\"capturing\""), std::string::npos)
            << "the intent is not in the journal";
      }
      if (std::holds_alternative<SendRelease>(effect)) {
        released_ = true;
        ASSERT_NE(journaled_.find("\"releasing\""), std::string::npos)
            << "the intent is not in the journal";
      }
      if (std::holds_alternative<SendHold>(effect)) ++holds_;
    }
    ASSERT_LE(holds_, 1) << "a hold is sent once";
    ASSERT_LE(captured_.size(), 1U) << "two keys or two amounts for one charge";
    ASSERT_FALSE(released_ && !captured_.empty()) << "captured and released";
    if (step.journal) {
      const auto back = saga_from_json(journaled_);
      ASSERT_TRUE(back) << back.error().sentence();
      ASSERT_EQ(saga_to_json(*back), journaled_);
    }
  }

 private:
  std::string journaled_;
  std::set<std::string> captured_;
  bool released_ = false;
  int holds_ = 0;
};

// A restart: only the journal's state is left.
Saga restarted(const Saga& saga) {
  return *saga_from_json(saga_to_json(saga));
}

// The answer that a sober outside gives to an effect.
std::optional<SagaEvent> sober(const SagaEffect& effect) {
  if (std::holds_alternative<SendCapture>(effect)) return CaptureAnswered{Done{}};
  if (std::holds_alternative<SendRelease>(effect)) return ReleaseAnswered{Done{}};
  if (std::holds_alternative<SendAbandon>(effect)) return AbandonAnswered{Done{}};
  if (const auto* ask = std::get_if<Ask>(&effect))
    return AskAnswered{ask->question.about, NotFound{}};
  if (std::holds_alternative<QueryCharge>(effect)) return ChargeFound{hal::ChargeRecord{}};
  if (std::holds_alternative<FenceCharge>(effect)) return Fenced{hal::ChargeRecord{}};
  return std::nullopt;
}

void comes_to_rest(Saga saga, hal::Millis passed, Rules& rules) {
  SagaStep last = step(restarted(saga), Recovered{}, at(passed));
  for (int round = 0; round < 100 && !at_rest(last.saga); ++round) {
    rules.check(last);
    std::optional<SagaEvent> next;
    for (const SagaEffect& effect : last.effects) {
      if (!next) next = sober(effect);
    }
    if (!next && last.saga.wake_at) {
      passed = *last.saga.wake_at - at(hal::Millis{0}).monotonic;
      next = Woken{};
    }
    if (!next) next = DriverStops{};
    last = step(last.saga, *next, at(passed));
  }
  ASSERT_TRUE(at_rest(last.saga)) << state_word(last.saga.state);
}

TEST(SagaWalk, NoOrderOfEventsBreaksTheMoneyRules) {
  for (unsigned seed = 0; seed < 6'000; ++seed) {
    SCOPED_TRACE(seed);
    Outside outside(seed);
    Rules rules;
    hal::Millis passed{0};
    const PaidBy paid_by = seed % 3 == 0 ? PaidBy::checkout : PaidBy::bank_card;
    SagaStep last = open_saga(terms(paid_by), at(passed));
    rules.check(last);
    for (int events = 0; events < 60 && !at_rest(last.saga); ++events) {
      passed += hal::Millis{outside.up_to(400'000)};
      if (outside.up_to(30) == 0) last.saga = restarted(last.saga);
      last = step(last.saga, outside.event(), at(passed));
      rules.check(last);
      if (HasFatalFailure()) return;
    }
    comes_to_rest(last.saga, passed, rules);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace kerb::payment
