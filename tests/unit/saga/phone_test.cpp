// The driver pays on a page on their phone: paid, left, too late, restarted, and never twice.
#include <gtest/gtest.h>

#include <algorithm>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test
using About = Question::About;

const hal::Seconds kLifeOfPage{1800};

Pending page(hal::Seconds life = kLifeOfPage) {
  return {"https://pay.example/cs_1", at(life).utc, "cs_1"};
}

// One session by phone, whose time passes by hand.
class Phone {
 public:
  Phone() : last_(open_saga(terms(PaidBy::checkout), at(passed_))) {}
  SagaStep& tell(const SagaEvent& event) {
    Now now = at(passed_);
    now.utc += ahead_;
    last_ = step(last_.saga, event, now);
    return last_;
  }
  SagaStep& wake() {
    passed_ = std::max(passed_, *last_.saga.wake_at - at(hal::Millis{0}).monotonic);
    return tell(Woken{});
  }
  SagaStep& restart() {
    last_.saga = *saga_from_json(saga_to_json(last_.saga));
    return tell(Recovered{});
  }
  Phone& shows_the_code() {
    tell(HoldAnswered{page()});
    return *this;
  }
  void pass(hal::Millis span) { passed_ += span; }
  void set_clock_ahead(hal::Millis span) { ahead_ = span; }
  hal::Millis passed() const { return passed_; }
  hal::Millis until_it_wakes() const { return *last_.saga.wake_at - at(passed_).monotonic; }
  const SagaStep& last() const { return last_; }

 private:
  hal::Millis passed_{0};
  hal::Millis ahead_{0};  // of the wall clock
  SagaStep last_;
};

TEST(SagaByPhone, AsksUntilThePhoneHasPaidAndThenStarts) {
  Phone phone;
  const SagaStep& shown = phone.tell(HoldAnswered{page()});
  const auto* waits = state_of<AwaitingPhone>(shown);
  ASSERT_NE(waits, nullptr);
  EXPECT_EQ(waits->address, "https://pay.example/cs_1");
  EXPECT_EQ(shown.journal, "saga.awaiting_phone");
  EXPECT_FALSE(bay_is_free(shown.saga));
  const auto* ask = effect_of<Ask>(phone.wake());
  ASSERT_NE(ask, nullptr);
  EXPECT_EQ(ask->question.page, "cs_1");
  EXPECT_EQ(ask->question.paid_by, PaidBy::checkout);
  for (const AskAnswer& nothing :
       {AskAnswer(page()), AskAnswer(NotFound{}), AskAnswer(Unknown{})}) {
    EXPECT_FALSE(phone.tell(AskAnswered{About::hold, nothing}).journal) << "polls fill no journal";
    EXPECT_NE(effect_of<Ask>(phone.wake()), nullptr);
  }
  const SagaStep& paid = phone.tell(AskAnswered{About::hold, approved()});
  EXPECT_NE(state_of<Held>(paid), nullptr);
  EXPECT_NE(effect_of<StartCharge>(paid), nullptr);
}

TEST(SagaByPhone, TheAddressIsInNoJournal) {
  Phone phone;
  const std::string text = saga_to_json(phone.shows_the_code().last().saga);
  EXPECT_EQ(text.find("https"), std::string::npos);
  const auto back = saga_from_json(text);
  ASSERT_TRUE(back) << back.error().sentence();
  EXPECT_EQ(open_page(back->state)->reference, "cs_1");
  EXPECT_EQ(open_page(back->state)->expires, page().expires);
}

TEST(SagaByPhone, AsksOftenWhileSomebodyLooksAndInTheFirstMinutes) {
  Phone phone;
  phone.shows_the_code();
  EXPECT_EQ(phone.until_it_wakes(), kPhonePause);
  const auto pause_after = [&](hal::Millis span, bool watched) {
    phone.tell(CodeWatched{watched});
    phone.pass(span);
    phone.tell(AskAnswered{About::hold, page()});
    return phone.until_it_wakes();
  };
  EXPECT_EQ(pause_after(hal::Seconds{60}, false), kPhonePause);
  EXPECT_EQ(pause_after(hal::Seconds{200}, false), kUnwatchedPhonePause);
  EXPECT_EQ(pause_after(hal::Seconds{60}, true), kPhonePause);
  phone.tell(AskAnswered{About::hold, page()});
  phone.tell(CodeWatched{false});
  phone.tell(AskAnswered{About::hold, page()});
  ASSERT_EQ(phone.until_it_wakes(), kUnwatchedPhonePause);
  phone.tell(CodeWatched{true});
  EXPECT_EQ(phone.until_it_wakes(), kPhonePause) << "whoever comes back does not wait";
  phone.wake();
  EXPECT_FALSE(phone.tell(CodeWatched{true}).saga.wake_at) << "a question is on its way";
}

TEST(SagaByPhone, WithdrawsThePageWhenTheDriverLeavesAndLooksAtOnceWhetherItWasPaid) {
  Phone phone;
  phone.shows_the_code();
  EXPECT_NE(state_of<Abandoning>(phone.tell(DriverCancels{})), nullptr);
  EXPECT_FALSE(bay_is_free(phone.last().saga)) << "the page can still be paid";
  const auto* undo = effect_of<SendAbandon>(phone.wake());
  ASSERT_NE(undo, nullptr);
  EXPECT_EQ(undo->order.page, "cs_1");
  EXPECT_EQ(undo->order.paid_by, PaidBy::checkout);
  const SagaStep& looked = phone.tell(AbandonAnswered{Done{}});
  EXPECT_NE(state_of<SecondLook>(looked), nullptr);
  ASSERT_NE(effect_of<Ask>(looked), nullptr);
  EXPECT_EQ(effect_of<Ask>(looked)->question.page, "cs_1");
  EXPECT_FALSE(bay_is_free(looked.saga));
  const SagaStep& over = phone.tell(AskAnswered{About::hold, Declined{}});
  ASSERT_NE(state_of<Ended>(over), nullptr);
  EXPECT_TRUE(bay_is_free(over.saga));
  EXPECT_FALSE(over.saga.wake_at) << "a time that has passed would keep the station busy";
}

TEST(SagaByPhone, APaymentThatComesTooLateIsGivenBack) {
  for (const bool while_undoing : {true, false}) {
    Phone phone;
    phone.shows_the_code().tell(DriverCancels{});
    phone.wake();
    if (!while_undoing) phone.tell(AbandonAnswered{Refused{"it was paid"}});
    const SagaStep& late = phone.tell(AskAnswered{About::hold, approved()});
    EXPECT_NE(state_of<Releasing>(late), nullptr);
    const auto* release = effect_of<SendRelease>(late);
    ASSERT_NE(release, nullptr);
    EXPECT_EQ(release->order.paid_by, PaidBy::checkout);
  }
}

TEST(SagaByPhone, TheCodeHasItsTimeWhateverTheClocksSay) {
  struct Life {
    hal::Seconds of_page;
    hal::Millis shown;
  };
  for (const Life& life :
       {Life{hal::Seconds{1800}, kPhoneLongest}, Life{hal::Seconds{300}, hal::Seconds{300}},
        Life{hal::Seconds{-7200}, kPhoneShortest},  // our clock is ahead
        Life{hal::Seconds{90'000}, kPhoneLongest}}) {
    Phone phone;
    phone.tell(HoldAnswered{page(life.of_page)});
    phone.pass(life.shown - hal::Millis{1});
    EXPECT_NE(effect_of<Ask>(phone.tell(Woken{})), nullptr);
    phone.tell(AskAnswered{About::hold, page()});
    EXPECT_NE(state_of<Abandoning>(phone.wake()), nullptr) << "paid after this, it is given back";
  }
}

TEST(SagaByPhone, ARestartWithdrawsThePageAtOnce) {
  Phone phone;
  phone.shows_the_code();
  EXPECT_NE(state_of<Abandoning>(phone.restart()), nullptr);
  EXPECT_EQ(phone.until_it_wakes(), hal::Millis{0});
  EXPECT_EQ(effect_of<SendAbandon>(phone.wake())->order.page, "cs_1");
  phone.restart();
  EXPECT_EQ(phone.until_it_wakes(), hal::Millis{0});
  phone.wake();
  phone.tell(AbandonAnswered{Done{}});
  const auto* ask = effect_of<Ask>(phone.restart());
  ASSERT_NE(ask, nullptr);
  EXPECT_EQ(ask->question.page, "cs_1");
}

TEST(SagaByPhone, APageWhoseAnswerWasLostIsFoundByAsking) {
  Phone phone;
  phone.tell(HoldAnswered{Unknown{}});
  EXPECT_NE(state_of<AwaitingPhone>(phone.tell(AskAnswered{About::hold, page()})), nullptr);
  Phone late;
  late.tell(HoldAnswered{Unknown{}});
  EXPECT_NE(state_of<AwaitingPhone>(late.tell(HoldAnswered{page()})), nullptr);
  Phone left;
  left.tell(DriverCancels{});
  EXPECT_EQ(open_page(left.tell(HoldAnswered{page()}).saga.state)->reference, "cs_1");
  EXPECT_NE(state_of<Abandoning>(left.last()), nullptr);
}

TEST(SagaByPhone, APageThatIsStillOpenIsWithdrawnAgain) {
  Phone phone;
  phone.shows_the_code().tell(DriverCancels{});
  phone.wake();
  phone.tell(AbandonAnswered{Done{}});
  Pending other = page();
  other.reference = "cs_2";
  EXPECT_NE(state_of<Abandoning>(phone.tell(AskAnswered{About::hold, other})), nullptr);
  EXPECT_EQ(phone.until_it_wakes(), kBeforeWithdrawingAgain);
  EXPECT_EQ(effect_of<SendAbandon>(phone.wake())->order.page, "cs_2");
  other.reference.clear();
  phone.tell(AbandonAnswered{Done{}});
  EXPECT_EQ(open_page(phone.tell(HoldAnswered{other}).saga.state)->reference, "cs_2");
}

// Nobody is kept from the connector for longer than the page can live.
TEST(SagaByPhone, AProviderThatCannotBeReachedFreesTheBayWhenThePageHasExpired) {
  Phone phone;
  phone.shows_the_code().tell(DriverCancels{});
  phone.wake();
  phone.tell(AbandonAnswered{Unknown{}});
  EXPECT_FALSE(bay_is_free(phone.last().saga));
  phone.pass(kLifeOfPage);
  phone.wake();
  EXPECT_TRUE(bay_is_free(phone.last().saga));
  EXPECT_FALSE(at_rest(phone.last().saga));
  Phone looking;
  looking.shows_the_code().tell(DriverCancels{});
  looking.wake();
  looking.tell(AbandonAnswered{Done{}});
  for (int look = 0; look < 5; ++look) {
    EXPECT_FALSE(at_rest(looking.tell(AskAnswered{About::hold, NotFound{}}).saga));
    EXPECT_NE(effect_of<Ask>(looking.wake()), nullptr);
  }
  EXPECT_FALSE(bay_is_free(looking.last().saga));
  looking.pass(kLifeOfPage);
  looking.tell(AskAnswered{About::hold, NotFound{}});
  looking.wake();
  EXPECT_TRUE(bay_is_free(looking.last().saga));
  for (int look = 6; look < kLooksForPage; ++look) {
    EXPECT_FALSE(at_rest(looking.tell(AskAnswered{About::hold, NotFound{}}).saga));
    looking.wake();
  }
  EXPECT_TRUE(at_rest(looking.tell(AskAnswered{About::hold, NotFound{}}).saga));
}

// By a clock that is far ahead the page has expired, and the bay is free: whoever pays it then, in
// the half hour that it really lives, has their money back, whatever the provider said meanwhile.
TEST(SagaByPhone, APaymentThatAClockFarAheadCallsTooLateIsGivenBack) {
  struct Meanwhile {
    SettleAnswer withdrawn;
    AskAnswer asked;
    bool restarts;
  };
  for (const Meanwhile& it :
       {Meanwhile{Unknown{}, Unknown{}, false}, Meanwhile{Unknown{}, Unknown{}, true},
        Meanwhile{Done{}, Unknown{}, false}, Meanwhile{Done{}, NotFound{}, false},
        Meanwhile{Refused{"no such page"}, NotFound{}, true}}) {
    for (const hal::Minutes paid_after : {hal::Minutes{1}, hal::Minutes{10}, hal::Minutes{29}}) {
      Phone phone;
      phone.shows_the_code();
      phone.set_clock_ahead(hal::Minutes{240});
      phone.tell(DriverCancels{});
      const hal::Millis paid_at = phone.passed() + paid_after;
      while (phone.passed() < paid_at) {
        const SagaStep& sent = phone.wake();
        EXPECT_TRUE(bay_is_free(sent.saga)) << "by our clock nobody can pay it";
        const bool asks = effect_of<Ask>(sent) != nullptr;
        phone.tell(asks ? SagaEvent(AskAnswered{About::hold, it.asked})
                        : SagaEvent(AbandonAnswered{it.withdrawn}));
        if (it.restarts) {
          phone.pass(hal::Seconds{20});
          phone.restart();
        }
        ASSERT_FALSE(at_rest(phone.last().saga)) << phone.passed() / hal::Seconds{1} << " s";
      }
      // The provider is back: it cannot withdraw what was paid.
      if (state_of<Abandoning>(phone.last()) != nullptr) {
        phone.wake();
        phone.tell(AbandonAnswered{Refused{"it was paid"}});
      }
      const auto* back = effect_of<SendRelease>(phone.tell(AskAnswered{About::hold, approved()}));
      ASSERT_NE(back, nullptr);
      EXPECT_EQ(back->order.paid_by, PaidBy::checkout);
    }
  }
}

// Whoever held a card to the reader is not sent to a phone, whatever a gateway answers.
TEST(SagaByPhone, APageThatNobodyAskedForIsNoPage) {
  SagaStep asked = step(open_saga(terms(), at({})).saga, HoldAnswered{page()}, at({}));
  EXPECT_NE(state_of<Asking>(asked), nullptr);
  asked = step(asked.saga, HoldAnswered{page()}, at({}));
  EXPECT_FALSE(asked.ignored.empty());
  asked = step(asked.saga, AskAnswered{About::hold, page()}, at({}));
  EXPECT_NE(state_of<Asking>(asked), nullptr);
  asked.saga.state = SecondLook{};
  EXPECT_FALSE(step(asked.saga, AskAnswered{About::hold, page()}, at({})).ignored.empty());
}

TEST(SagaByPhone, WhatIsHeldIsBilledLikeACard) {
  Phone phone;
  phone.shows_the_code().tell(AskAnswered{About::hold, approved()});
  phone.tell(ChargeBegan{{1000}});
  phone.tell(MeterRead{{11'000}});
  const SagaStep& over = phone.tell(ChargeOver{{11'000}, hal::StopReason::car});
  const auto* capture = effect_of<SendCapture>(over);
  ASSERT_NE(capture, nullptr);
  EXPECT_EQ(capture->order.paid_by, PaidBy::checkout);
  EXPECT_EQ(capture->order.amount, euro(590));
}

}  // namespace
}  // namespace kerb::payment
