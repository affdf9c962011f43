// Stripe's adapter and the strict stand-in over real HTTPS: two implementations of one description
// that share no code, a real TLS stack between them, and the ways in which a line, a service and a
// driver can fail.
#include "payment/checkout/stripe_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "payment/checkout/services.hpp"
#include "payment/gateway/https_client.hpp"
#include "tests/checkout/psp_on_loopback.hpp"

namespace kerb::payment::checkout {
namespace {

using namespace payment::checkout::testing;  // NOLINT: the loopback's words
using About = Question::About;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class StripeOverHttps : public PayingOnLoopback<StripeCheckout> {
 protected:
  StripeOverHttps() : PayingOnLoopback(Psp::stripe) {}
};

TEST_F(StripeOverHttps, HoldsRaisesAndCapturesLess) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  EXPECT_THAT(page.address,
              HasSubstr("https://localhost:" + std::to_string(server_->port()) + "/c/pay/cs_"));
  EXPECT_TRUE(is<Pending>(checkout_->ask(about(key, page.reference))));
  ASSERT_TRUE(server_->act(page.reference, Act::pay));
  const AskAnswer paid = checkout_->ask(about(key, page.reference));
  ASSERT_TRUE(is<Approved>(paid));
  const Hold hold = std::get<Approved>(paid).hold;
  EXPECT_EQ(hold.amount, euros(5000));
  // capture_before of the stand-in: a week.
  EXPECT_GT(hold.expires, clock_.utc() + hal::Seconds(6 * 24 * 3600));

  const HoldAnswer raised =
      checkout_->raise({new_key("R1"), hold.reference, euros(2000), clock_.utc()});
  ASSERT_TRUE(is<Approved>(raised));
  EXPECT_EQ(std::get<Approved>(raised).hold.amount, euros(7000));
  EXPECT_THAT(payments(), ElementsAre("requires_capture 7000/0"));

  EXPECT_TRUE(
      is<Done>(checkout_->capture({new_key("C1"), hold.reference, euros(1264), euros(7000)})));
  EXPECT_THAT(payments(), ElementsAre("succeeded 0/1264"));
}

TEST_F(StripeOverHttps, TakesAnIcelandicHoldInStripesCoins) {
  const Currency krona = Currency::from_code("ISK").value();
  const OrderKey key = new_key("A1");
  const HoldAnswer answer = checkout_->hold(order(key, Money(7000, krona)));
  ASSERT_TRUE(is<Pending>(answer));
  const std::string page = std::get<Pending>(answer).reference;
  ASSERT_TRUE(server_->act(page, Act::pay));
  Question question = about(key, page);
  question.currency = krona;
  const AskAnswer paid = checkout_->ask(question);
  ASSERT_TRUE(is<Approved>(paid));
  EXPECT_EQ(std::get<Approved>(paid).hold.amount, Money(7000, krona));
  EXPECT_THAT(payments(), ElementsAre("requires_capture 700000/0"));
}

TEST_F(StripeOverHttps, TellsThatACardWasDeclinedOnlyWhenThePageIsOver) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  ASSERT_TRUE(server_->act(page.reference, Act::decline));
  EXPECT_TRUE(is<Pending>(checkout_->ask(about(key, page.reference))));
  ASSERT_TRUE(server_->act(page.reference, Act::pay));   // with another card
  EXPECT_FALSE(server_->act(page.reference, Act::pay));  // a page is paid once
  EXPECT_TRUE(is<Approved>(checkout_->ask(about(key, page.reference))));
  EXPECT_THAT(payments(), ElementsAre("requires_capture 5000/0"));
}

TEST_F(StripeOverHttps, EndsWithThePage) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  server_->pass(hal::Seconds(36 * 60));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(key, page.reference))));
  EXPECT_FALSE(server_->act(page.reference, Act::pay));
}

TEST_F(StripeOverHttps, FindsAHoldThatCameWhileThePageLapsed) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  ASSERT_TRUE(server_->act(page.reference, Act::pay_late));
  EXPECT_THAT(pages(), ElementsAre("expired"));
  EXPECT_TRUE(is<Approved>(checkout_->ask(about(key, page.reference))));
}

TEST_F(StripeOverHttps, ClosesAPageOnceAndTellsWhenItWasPaid) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  const AbandonOrder abandon{.hold_key = key, .amount = euros(5000), .page = page.reference};
  EXPECT_TRUE(is<Done>(checkout_->abandon(abandon)));
  EXPECT_TRUE(is<Done>(checkout_->abandon(abandon)));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(key, page.reference))));
  EXPECT_FALSE(server_->act(page.reference, Act::pay));

  const OrderKey paid_key = new_key("A1");
  const Pending paid = opened(paid_key);
  ASSERT_TRUE(server_->act(paid.reference, Act::pay));
  EXPECT_TRUE(is<Refused>(
      checkout_->abandon({.hold_key = paid_key, .amount = euros(5000), .page = paid.reference})));
  const AskAnswer second_look = checkout_->ask(about(paid_key, paid.reference));
  ASSERT_TRUE(is<Approved>(second_look));
  const Hold hold = std::get<Approved>(second_look).hold;
  EXPECT_TRUE(is<Done>(checkout_->release({new_key("V1"), hold.reference, hold.amount})));
  EXPECT_THAT(payments(), ElementsAre("canceled 0/0"));
}

TEST_F(StripeOverHttps, ReleasesOnceAndCallsTheSecondTimeDone) {
  const Hold hold = held();
  const OrderKey key = new_key("V1");
  EXPECT_TRUE(is<Done>(checkout_->release({key, hold.reference, hold.amount})));
  EXPECT_TRUE(is<Done>(checkout_->release({key, hold.reference, hold.amount})));
  EXPECT_TRUE(is<Done>(checkout_->release({new_key("V1"), hold.reference, hold.amount})));
  EXPECT_TRUE(
      is<Refused>(checkout_->capture({new_key("C1"), hold.reference, euros(1), hold.amount})));
  EXPECT_THAT(payments(), ElementsAre("canceled 0/0"));
}

TEST_F(StripeOverHttps, CapturesOnceUnderAKey) {
  const Hold hold = held();
  const CaptureOrder capture{new_key("C1"), hold.reference, euros(700), hold.amount};
  EXPECT_TRUE(is<Done>(checkout_->capture(capture)));
  EXPECT_TRUE(is<Done>(checkout_->capture(capture)));
  const CaptureOrder again{new_key("C1"), hold.reference, euros(700), hold.amount};
  EXPECT_TRUE(is<Refused>(checkout_->capture(again)));
  EXPECT_THAT(payments(), ElementsAre("succeeded 0/700"));
}

TEST_F(StripeOverHttps, KeepsTheOldHoldWhenARaiseIsDeclined) {
  const Hold hold = held();
  server_->mood(Mood::refuses_raises);
  const HoldAnswer no =
      checkout_->raise({new_key("R1"), hold.reference, euros(2000), clock_.utc()});
  ASSERT_TRUE(is<Declined>(no));
  EXPECT_EQ(std::get<Declined>(no).reason, DeclineReason::insufficient);
  server_->mood(Mood::normal);
  EXPECT_TRUE(
      is<Done>(checkout_->capture({new_key("C1"), hold.reference, euros(5000), hold.amount})));
}

TEST_F(StripeOverHttps, DeclinesARaiseOfAnAccountWithoutThem) {
  CheckoutSettings without = settings();
  without.raises = false;
  checkout_ = make(without);
  const Hold hold = held();
  EXPECT_TRUE(
      is<Declined>(checkout_->raise({new_key("R1"), hold.reference, euros(2000), clock_.utc()})));
}

TEST_F(StripeOverHttps, FindsAPageWhoseAnswerWasLost) {
  server_->mood(Mood::drops_after);
  const OrderKey key = new_key("A1");
  EXPECT_TRUE(is<Unknown>(checkout_->hold(order(key))));
  server_->mood(Mood::normal);
  opened(new_key("A1"));  // somebody else's
  const AskAnswer found = checkout_->ask(about(key));
  ASSERT_TRUE(is<Pending>(found));
  EXPECT_EQ(std::get<Pending>(found).reference, "cs_test_1");
  EXPECT_TRUE(is<Done>(checkout_->abandon({.hold_key = key, .amount = euros(5000)})));
  EXPECT_TRUE(is<Declined>(checkout_->ask(about(key))));
  EXPECT_THAT(pages(), ElementsAre("expired", "open"));
}

TEST_F(StripeOverHttps, LooksThroughMoreThanOneList) {
  const OrderKey key = new_key("A1");
  opened(key);
  for (int i = 0; i < 150; ++i) opened(new_key("A1"));
  const AskAnswer found = checkout_->ask(about(key));
  ASSERT_TRUE(is<Pending>(found));
  EXPECT_EQ(std::get<Pending>(found).reference, "cs_test_1");
}

TEST_F(StripeOverHttps, AsksAfterEveryLostAnswer) {
  const Hold hold = held();
  server_->mood(Mood::drops_after);
  const OrderKey capture_key = new_key("C1");
  EXPECT_TRUE(
      is<Unknown>(checkout_->capture({capture_key, hold.reference, euros(700), hold.amount})));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<Done>(checkout_->ask(about(About::capture, capture_key, hold.reference))));

  const Hold second = held();
  server_->mood(Mood::error_500);
  const OrderKey release_key = new_key("V1");
  EXPECT_TRUE(is<Unknown>(checkout_->release({release_key, second.reference, second.amount})));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<Done>(checkout_->ask(about(About::release, release_key, second.reference))));

  const Hold third = held();
  server_->mood(Mood::drops_before);
  const OrderKey lost_key = new_key("C1");
  EXPECT_TRUE(
      is<Unknown>(checkout_->capture({lost_key, third.reference, euros(700), third.amount})));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<NotFound>(checkout_->ask(about(About::capture, lost_key, third.reference))));
  EXPECT_THAT(payments(),
              ElementsAre("succeeded 0/700", "canceled 0/0", "requires_capture 5000/0"));
}

TEST_F(StripeOverHttps, FindsARaiseWhoseAnswerWasLost) {
  const Hold hold = held();
  const RaiseOrder raise{new_key("R1"), hold.reference, euros(2000), clock_.utc()};
  server_->mood(Mood::error_500);
  // The look before the raise fails first: nothing was sent that could do anything.
  EXPECT_TRUE(is<NotProcessed>(checkout_->raise(raise)));
  EXPECT_THAT(payments(), ElementsAre("requires_capture 5000/0"));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<NotFound>(checkout_->ask(about(About::raise, raise.key, hold.reference))));
  EXPECT_TRUE(is<Approved>(checkout_->raise(raise)));
  EXPECT_TRUE(is<Approved>(checkout_->ask(about(About::raise, raise.key, hold.reference))));
  EXPECT_TRUE(is<Approved>(checkout_->raise(raise)));
  EXPECT_THAT(payments(), ElementsAre("requires_capture 7000/0"));
}

TEST_F(StripeOverHttps, DoesNotBelieveNonsense) {
  for (const Mood nonsense :
       {Mood::answers_html, Mood::garbage, Mood::error_500, Mood::drops_before}) {
    server_->mood(nonsense);
    const OrderKey key = new_key("A1");
    EXPECT_TRUE(is<Unknown>(checkout_->hold(order(key))));
    EXPECT_TRUE(is<Unknown>(checkout_->ask(about(key))));
    EXPECT_TRUE(is<Unknown>(checkout_->abandon({.hold_key = key, .amount = euros(5000)})));
  }
}

TEST_F(StripeOverHttps, DoesNotBelieveAnotherCurrency) {
  const OrderKey key = new_key("A1");
  const Pending page = opened(key);
  ASSERT_TRUE(server_->act(page.reference, Act::pay));
  const Hold hold = held();
  server_->mood(Mood::other_currency);
  EXPECT_TRUE(is<NotProcessed>(checkout_->hold(order(new_key("A1")))));  // its page is not shown
  EXPECT_TRUE(is<Unknown>(checkout_->ask(about(key, page.reference))));
  EXPECT_TRUE(
      is<Unknown>(checkout_->capture({new_key("C1"), hold.reference, euros(1), hold.amount})));
}

TEST_F(StripeOverHttps, KnowsWhatWasNotProcessed) {
  server_->mood(Mood::too_many);
  EXPECT_TRUE(is<NotProcessed>(checkout_->hold(order(new_key("A1")))));
  EXPECT_TRUE(is<Unknown>(checkout_->ask(about(new_key("A1")))));
  server_->mood(Mood::unreachable);
  EXPECT_TRUE(is<NotProcessed>(checkout_->hold(order(new_key("A1")))));
  server_->mood(Mood::normal);
  write_key("sk_test_of_somebody_else");
  const HoldAnswer foreign = make(settings())->hold(order(new_key("A1")));
  ASSERT_TRUE(is<NotProcessed>(foreign));
  EXPECT_THAT(std::get<NotProcessed>(foreign).detail, HasSubstr("key was not accepted"));
  EXPECT_THAT(std::get<NotProcessed>(foreign).detail, Not(HasSubstr("sk_test")));
  CheckoutSettings unsigned_by_us = settings();
  unsigned_by_us.ca_file.clear();
  EXPECT_TRUE(is<NotProcessed>(make(unsigned_by_us)->hold(order(new_key("A1")))));
  EXPECT_THAT(pages(), IsEmpty());
}

// The machine's clock is hours wrong: Stripe says so about expires_at, and nothing was done.
TEST_F(StripeOverHttps, OpensNoPageWithAWrongClock) {
  for (const hal::Seconds wrong : {hal::Seconds(-6 * 3600), hal::Seconds(25 * 3600)}) {
    HoldOrder early = order(new_key("A1"));
    early.at += wrong;
    EXPECT_TRUE(is<NotProcessed>(checkout_->hold(early)));
  }
  EXPECT_THAT(pages(), IsEmpty());
}

TEST_F(StripeOverHttps, GivesUpOnASlowServiceAndAsksLater) {
  CheckoutSettings impatient = settings();
  impatient.connect_timeout = hal::Seconds(1);
  impatient.answer_timeout = hal::Seconds(1);
  checkout_ = make(impatient);
  server_->mood(Mood::slow, hal::Seconds(30));
  const OrderKey key = new_key("A1");
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(is<Unknown>(checkout_->hold(order(key))));
  EXPECT_LT(std::chrono::steady_clock::now() - start, hal::Seconds(10));
  server_->mood(Mood::normal);
  EXPECT_TRUE(is<Pending>(checkout_->ask(about(key))));
}

TEST_F(StripeOverHttps, SaysWhatIsWrongWithItsSettings) {
  const auto code_with = [&](auto change) {
    CheckoutSettings changed = settings();
    change(changed);
    const auto made = StripeCheckout::create(changed);
    return made ? std::string("none") : made.error().code;
  };
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.api_host = "https://x"; }),
            "checkout.settings");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.page_host.clear(); }), "checkout.settings");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.port = 0; }), "checkout.settings");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.success_url = "http://a.example/"; }),
            "checkout.settings");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.page_valid_for = hal::Seconds(1800); }),
            "checkout.settings");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.key_file = "/nowhere/key"; }),
            "checkout.key_file");
  EXPECT_EQ(code_with([](CheckoutSettings& it) { it.ca_file = "/nowhere/ca"; }),
            "gateway.transport");
  for (const char* bad : {"", "short", "sk_live_with a space", "sk_live_one\nsk_live_two"}) {
    write_key(bad);
    EXPECT_EQ(code_with([](CheckoutSettings&) {}), "checkout.key_file") << bad;
  }
  write_key(kKey);
  ::chmod((folder_ / "key.txt").c_str(), 0644);
  EXPECT_EQ(code_with([](CheckoutSettings&) {}), "checkout.key_file");
}

TEST_F(StripeOverHttps, IsTriedWithAHarmlessQuestion) {
  const auto tried = try_service(Service::stripe, settings());
  ASSERT_TRUE(tried) << tried.error().sentence();
  ASSERT_TRUE(tried->their_clock);
  EXPECT_LT(std::chrono::abs(*tried->their_clock - clock_.utc()), hal::Seconds(60));
  server_->pass(hal::Seconds(7200));
  EXPECT_GT(*try_service(Service::stripe, settings())->their_clock - clock_.utc(),
            hal::Seconds(7000));
  const auto code = [this] {
    const auto again = try_service(Service::stripe, settings());
    return again ? std::string("none") : again.error().code;
  };
  server_->mood(Mood::answers_html);
  EXPECT_EQ(code(), "checkout.no_service");
  server_->mood(Mood::drops_before);
  EXPECT_EQ(code(), "checkout.unreachable");
  server_->mood(Mood::unreachable);
  EXPECT_EQ(code(), "checkout.unreachable");
  server_->mood(Mood::normal);
  write_key("sk_test_of_somebody_else");
  EXPECT_EQ(code(), "checkout.key_refused");
}

// Past the adapter's own checks: does the stand-in see what Stripe would?
class StripeStrictness : public StripeOverHttps {
 protected:
  long status_of(const std::string& body, const std::string& key,
                 const std::string& path = "/v1/checkout/sessions",
                 std::vector<std::string> headers = {"Stripe-Version: 2025-03-31.basil"}) {
    auto client = gateway::HttpsClient::create({settings().ca_file, hal::Seconds(5)});
    headers.push_back("Authorization: Bearer " + kKey);
    if (!key.empty()) headers.push_back("Idempotency-Key: " + key);
    const gateway::Exchange exchange =
        (*client)->send({"POST",
                         "localhost:" + std::to_string(server_->port()),
                         path,
                         {body.begin(), body.end()},
                         "application/x-www-form-urlencoded"},
                        headers);
    return std::get<gateway::HttpAnswer>(exchange).status;
  }
  std::string good() {
    opened(new_key("A1"));
    const std::string last = server_->last_request();
    return last.substr(last.rfind(' ') + 1);
  }
};

TEST_F(StripeStrictness, TheServiceTakesTheUnchangedForm) {
  EXPECT_EQ(status_of(good(), "K1"), 200);
}

TEST_F(StripeStrictness, TheServiceRefusesEveryChangedParameter) {
  const std::string form = good();
  EXPECT_EQ(status_of(form + "&surprise=1", "K1"), 400);
  EXPECT_EQ(status_of(form + "&mode=payment", "K2"), 400);
  EXPECT_EQ(status_of(form + "&metadata=1", "K3"), 400);
  EXPECT_EQ(status_of("{\"mode\":\"payment\"}", "K4"), 400);
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"mode=payment", "mode=pay"},
      {"mode=payment&", ""},
      {"unit_amount%5D=5000", "unit_amount%5D=50.00"},
      {"unit_amount%5D=5000", "unit_amount%5D=-1"},
      {"unit_amount%5D=5000", "unit_amount%5D=49"},
      {"currency%5D=eur", "currency%5D=EUR"},
      {"quantity%5D=1", "quantity%5D=one"},
      {"locale=de", "locale=de-AT"},
      {"line_items%5B0%5D%5Bquantity", "line_items%5B1%5D%5Bquantity"},
      {"expires_at=", "expires_at=1"},
      {"capture_method%5D=manual", "capture_method%5D=later"},
      {"enabled%5D=false", "enabled%5D=0"},
      {"adaptive_pricing", "payment_method_types%5B0%5D=card&adaptive_pricing"},
      {"&metadata%5Border%5D", "&metadata%5Border%5D%5Bof%5D"},
      {"&metadata%5Border%5D", "&metadata%5B" + std::string(41, 'a') + "%5D"},
      {"&metadata%5Border%5D=", "&metadata%5Border%5D=" + std::string(500, 'a')},
      {"success_url=https", "success_url=http"},
  };
  for (const auto& [from, to] : changes) {
    std::string changed = form;
    ASSERT_NE(changed.find(from), std::string::npos) << from;
    changed.replace(changed.find(from), from.size(), to);
    EXPECT_EQ(status_of(changed, new_key("K")), 400) << to;
  }
  EXPECT_EQ(pages().size(), 1U);
}

TEST_F(StripeStrictness, TheServiceRefusesWhatMovesMoneyWrongly) {
  const std::string intent = "/v1/payment_intents/" + held().reference;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"/capture", "amount=100"},
      {"/capture", "amount_to_capture=1.5"},
      {"/capture", "amount_to_capture=0"},
      {"/capture", "amount_to_capture=5001"},
      {"/capture", "amount_to_capture=100&final_capture=1"},
      {"/cancel", "cancellation_reason=expired"},
      {"/cancel", "cancellation_reason="},
      {"/cancel", "metadata%5Border%5D=1"},
      {"/increment_authorization", ""},
      {"/increment_authorization", "amount=5000"},
      {"/increment_authorization", "amount=6000&currency=eur"}};
  for (const auto& [what, body] : wrong) {
    EXPECT_EQ(status_of(body, new_key("K"), intent + what), 400) << what << " " << body;
  }
  EXPECT_EQ(
      status_of("expand=payment_intent", new_key("K"), "/v1/checkout/sessions/cs_test_1/expire"),
      400);
  EXPECT_THAT(payments(), ElementsAre("requires_capture 5000/0"));
}

TEST_F(StripeStrictness, TheServiceRepeatsItsRefusalUnderTheSameKey) {
  const std::string capture = "/v1/payment_intents/" + held().reference + "/capture";
  EXPECT_EQ(status_of("amount_to_capture=5001", "K1", capture), 400);
  EXPECT_EQ(status_of("amount_to_capture=5001", "K1", capture), 400);
  EXPECT_EQ(status_of("amount_to_capture=100", "K1", capture), 400);
  EXPECT_EQ(status_of("amount_to_capture=100", "K2", capture), 200);
  EXPECT_EQ(status_of("amount_to_capture=100", "K2", capture), 200);
  EXPECT_EQ(status_of("amount_to_capture=100", "K3", capture), 400);
  EXPECT_THAT(payments(), ElementsAre("succeeded 0/100"));
}

TEST_F(StripeStrictness, TheServiceTakesAKeyForOneRequest) {
  const std::string form = good();
  EXPECT_EQ(status_of(form, ""), 400);
  EXPECT_EQ(status_of(form, "K1"), 200);
  EXPECT_EQ(status_of(form, "K1"), 200);
  EXPECT_EQ(status_of(form + "&submit_type=pay", "K1"), 400);
  EXPECT_EQ(status_of("", "K1", "/v1/checkout/sessions/cs_test_1/expire"), 400);
  for (const char* version : {"", "newest", "2025-03-31.", "2025-3-31"}) {
    EXPECT_EQ(
        status_of(form, "K2", "/v1/checkout/sessions", {"Stripe-Version: " + std::string(version)}),
        400)
        << version;
  }
  EXPECT_EQ(status_of(form, std::string(256, 'k')), 400);
  EXPECT_EQ(pages().size(), 2U);
}

}  // namespace
}  // namespace kerb::payment::checkout
