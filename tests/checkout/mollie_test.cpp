// Mollie's adapter and the strict stand-in over real HTTPS.
#include "payment/checkout/mollie_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/checkout/psp_on_loopback.hpp"

namespace kerb::payment::checkout {
namespace {

using namespace payment::checkout::testing;  // NOLINT: the loopback's words
using About = Question::About;
using ::testing::ElementsAre;

class MollieOverHttps : public PayingOnLoopback<MollieCheckout> {
 protected:
  MollieOverHttps() : PayingOnLoopback(Psp::mollie) {}
};

TEST_F(MollieOverHttps, HoldsAndCapturesLessAndGivesTheRestBack) {
  const Hold hold = held();
  EXPECT_EQ(hold.amount, euros(5000));
  EXPECT_GT(hold.expires, clock_.utc() + hal::Seconds(6 * 24 * 3600));
  EXPECT_TRUE(
      is<Declined>(checkout_->raise({new_key("R1"), hold.reference, euros(100), clock_.utc()})));
  const CaptureOrder capture{new_key("C1"), hold.reference, euros(1264), hold.amount};
  EXPECT_TRUE(is<Unknown>(checkout_->capture(capture)));  // taken in, done later
  EXPECT_TRUE(is<Done>(checkout_->ask(about(About::capture, capture.key, hold.reference))));
  EXPECT_TRUE(is<Done>(checkout_->capture(capture)));  // and never twice
  EXPECT_THAT(payments(), ElementsAre("paid 0/1264"));
}

TEST_F(MollieOverHttps, CapturesOnceThoughTheServiceForgotTheKey) {
  const Hold hold = held();
  const CaptureOrder capture{new_key("C1"), hold.reference, euros(700), hold.amount};
  server_->mood(Mood::drops_after);
  EXPECT_TRUE(is<Unknown>(checkout_->capture(capture)));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<Unknown>(checkout_->capture(capture)));
  EXPECT_TRUE(is<Done>(checkout_->capture(capture)));
  EXPECT_TRUE(is<Done>(checkout_->capture(capture)));
  EXPECT_THAT(payments(), ElementsAre("paid 0/700"));
}

TEST_F(MollieOverHttps, ReleasesAndCallsTheSecondTimeDone) {
  const Hold hold = held();
  const ReleaseOrder release{new_key("V1"), hold.reference, hold.amount};
  EXPECT_TRUE(is<Done>(checkout_->release(release)));
  EXPECT_TRUE(is<Done>(checkout_->release({new_key("V1"), hold.reference, hold.amount})));
  EXPECT_TRUE(is<Done>(checkout_->ask(about(About::release, release.key, hold.reference))));
  EXPECT_TRUE(
      is<Refused>(checkout_->capture({new_key("C1"), hold.reference, euros(1), hold.amount})));
  EXPECT_THAT(payments(), ElementsAre("canceled 0/0"));
}

TEST_F(MollieOverHttps, EndsWithThePageOrTheCardsBank) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  EXPECT_TRUE(is<Pending>(checkout_->ask(about(key, page.reference))));
  ASSERT_TRUE(server_->act(page.reference, Act::decline));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(key, page.reference))));
  const OrderKey late = new_key("A1");
  const Pending other = opened(late);
  server_->pass(hal::Seconds(31 * 60));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(late, other.reference))));
}

TEST_F(MollieOverHttps, ClosesAPageAndTellsWhenItWasPaid) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  const AbandonOrder abandon{.hold_key = key, .amount = euros(5000), .page = page.reference};
  EXPECT_TRUE(is<Done>(checkout_->abandon(abandon)));
  EXPECT_TRUE(is<Done>(checkout_->abandon(abandon)));
  EXPECT_FALSE(server_->act(page.reference, Act::pay));
  const OrderKey paid_key = new_key("A1");
  const Pending paid = opened(paid_key);
  ASSERT_TRUE(server_->act(paid.reference, Act::pay));
  EXPECT_TRUE(is<Refused>(
      checkout_->abandon({.hold_key = paid_key, .amount = euros(5000), .page = paid.reference})));
  EXPECT_TRUE(is<Approved>(checkout_->ask(about(paid_key, paid.reference))));
}

TEST_F(MollieOverHttps, FindsAPageWhoseAnswerWasLost) {
  server_->mood(Mood::error_500);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(checkout_->hold(order(key))));
  server_->mood(Mood::normal);
  for (int i = 0; i < 260; ++i) opened(new_key("A1"));
  EXPECT_TRUE(is<Pending>(checkout_->ask(about(key))));
  EXPECT_TRUE(is<Done>(checkout_->abandon({.hold_key = key, .amount = euros(5000)})));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(key))));
  EXPECT_TRUE(is<NotFound>(checkout_->ask(about(new_key("A1")))));
}

TEST_F(MollieOverHttps, DoesNotBelieveNonsense) {
  const Hold hold = held();
  for (const Mood nonsense :
       {Mood::answers_html, Mood::garbage, Mood::error_500, Mood::drops_before}) {
    server_->mood(nonsense);
    const OrderKey key = new_key("A1");
    EXPECT_TRUE(is<Unknown>(checkout_->hold(order(key))));
    EXPECT_TRUE(is<Unknown>(checkout_->ask(about(key))));
    EXPECT_TRUE(
        is<Unknown>(checkout_->capture({new_key("C1"), hold.reference, euros(1), hold.amount})));
  }
  server_->mood(Mood::other_currency);
  EXPECT_TRUE(is<NotProcessed>(checkout_->hold(order(new_key("A1")))));
  server_->mood(Mood::too_many);
  EXPECT_TRUE(is<NotProcessed>(checkout_->hold(order(new_key("A1")))));
  server_->mood(Mood::unreachable);
  EXPECT_TRUE(is<NotProcessed>(checkout_->release({new_key("V1"), hold.reference, hold.amount})));
  server_->mood(Mood::normal);
  EXPECT_EQ(payments().front(), "authorized 5000/0");
}

}  // namespace
}  // namespace kerb::payment::checkout
