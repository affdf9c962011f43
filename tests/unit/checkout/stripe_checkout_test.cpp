// Which requests an order becomes, under which key, and in which sequence.
#include "payment/checkout/stripe_checkout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/checkout/scripted_psp.hpp"

namespace kerb::payment::checkout {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::euros;
using testing::is;
using ::testing::IsEmpty;
using testing::sample_settings;
using testing::ScriptedPsp;

const hal::Utc kSent{hal::Seconds(1'795'000'000)};
constexpr const char* kLook = "GET /v1/payment_intents/pi_3Kerb?expand%5B0%5D=latest_charge";

json payment(const char* status, std::int64_t capturable, std::int64_t received = 0) {
  return {{"id", "pi_3Kerb"},
          {"object", "payment_intent"},
          {"amount", 5000},
          {"amount_capturable", capturable},
          {"amount_received", received},
          {"currency", "eur"},
          {"status", status},
          {"metadata", json::object()}};
}

json session(const char* status, const json& intent = nullptr) {
  return {{"id", "cs_test_a1"},
          {"client_reference_id", "K7f3-A1"},
          {"amount_total", 5000},
          {"currency", "eur"},
          {"status", status},
          {"expires_at", 1'795'002'100},
          {"url", "https://checkout.stripe.com/c/pay/cs_test_a1"},
          {"payment_intent", intent}};
}

json list_of(const json& pages, bool more = false) {
  return {{"object", "list"}, {"has_more", more}, {"data", pages}};
}

json refusal(const char* code) {
  return {{"error", {{"type", "invalid_request_error"}, {"code", code}}}};
}

class StripeOrders : public ::testing::Test {
 protected:
  HoldOrder order() { return {"K7f3-A1", euros(5000), kSent, CheckoutPage{"Charging", "en"}}; }
  Question about_hold(const char* page) {
    return {.key = "K7f3-A1", .sent_at = kSent, .currency = Currency{}, .page = page};
  }
  StripeCheckout make(bool raises = true) {
    CheckoutSettings settings = sample_settings();
    settings.raises = raises;
    return {settings, psp_.client(settings, StripeCheckout::dialect())};
  }

  ScriptedPsp psp_;
  StripeCheckout stripe_ = make();
};

TEST_F(StripeOrders, GoUnderTheirOwnKeyWithTheVersionPinned) {
  psp_.answers(200, session("open"));
  EXPECT_TRUE(is<Pending>(stripe_.hold(order())));
  ASSERT_THAT(psp_.lines(), ElementsAre("POST /v1/checkout/sessions"));
  EXPECT_EQ(psp_.seen()[0].header("Idempotency-Key"), "K7f3-A1");
  EXPECT_EQ(psp_.seen()[0].header("Authorization"), "Bearer sk_test_kerb");
  EXPECT_EQ(psp_.seen()[0].header("Stripe-Version"), "2025-03-31.basil");
}

TEST_F(StripeOrders, TakeNothingButAPage) {
  HoldOrder tapped = order();
  tapped.presentation = NothingToPay{};
  EXPECT_TRUE(is<Declined>(stripe_.hold(tapped)));
  EXPECT_THAT(psp_.seen(), IsEmpty());
}

TEST_F(StripeOrders, AskForThePageWithItsPayment) {
  psp_.answers(200, session("complete", payment("requires_capture", 5000)));
  EXPECT_TRUE(is<Approved>(stripe_.ask(about_hold("cs_test_a1"))));
  EXPECT_THAT(psp_.lines(), ElementsAre("GET /v1/checkout/sessions/cs_test_a1?expand%5B0%5D="
                                        "payment_intent.latest_charge"));
  EXPECT_EQ(psp_.seen()[0].header("Idempotency-Key"), "");
}

TEST_F(StripeOrders, AskForThePaymentByItselfWhereThePageOnlyNamesIt) {
  psp_.answers(200, session("complete", "pi_3Kerb"));
  psp_.answers(200, payment("requires_capture", 5000));
  EXPECT_TRUE(is<Approved>(stripe_.ask(about_hold("cs_test_a1"))));
  ASSERT_EQ(psp_.lines().size(), 2U);
  EXPECT_EQ(psp_.lines()[1], kLook);
  json foreign = payment("requires_capture", 5000);
  foreign["id"] = "pi_4Kerb";
  for (const gateway::Exchange& nonsense :
       {gateway::Exchange(gateway::HttpAnswer{200, foreign.dump()}),
        gateway::Exchange(gateway::HttpAnswer{404, refusal("resource_missing").dump()}),
        gateway::Exchange(gateway::Lost{"cut"})}) {
    psp_.answers(200, session("complete", "pi_3Kerb"));
    psp_.answers(nonsense);
    EXPECT_TRUE(is<Unknown>(stripe_.ask(about_hold("cs_test_a1"))));
  }
  psp_.answers(200, session("complete", "../balance"));  // what no path may carry
  EXPECT_TRUE(is<Unknown>(stripe_.ask(about_hold("cs_test_a1"))));
}

TEST_F(StripeOrders, LookThroughTheListsForAPageWhoseAnswerWasLost) {
  json other = session("open");
  other["id"] = "cs_test_b2";
  other["client_reference_id"] = "K9-A1";
  psp_.answers(200, list_of(json::array({other}), true));
  psp_.answers(200, list_of(json::array({session("open")})));
  psp_.answers(200, session("open"));
  const AskAnswer answer = stripe_.ask(about_hold(""));
  ASSERT_TRUE(is<Pending>(answer));
  EXPECT_EQ(std::get<Pending>(answer).reference, "cs_test_a1");
  const std::string query = "limit=100&created%5Bgte%5D=1794996400&created%5Blte%5D=1795003600";
  EXPECT_THAT(psp_.lines(),
              ElementsAre("GET /v1/checkout/sessions?" + query,
                          "GET /v1/checkout/sessions?" + query + "&starting_after=cs_test_b2",
                          "GET /v1/checkout/sessions/cs_test_a1?expand%5B0%5D="
                          "payment_intent.latest_charge"));
}

TEST_F(StripeOrders, FindNothingWhereNothingIs) {
  psp_.answers(200, list_of(json::array()));
  EXPECT_TRUE(is<NotFound>(stripe_.ask(about_hold(""))));
  psp_.answers(gateway::NotSent{"no route"});
  EXPECT_TRUE(is<Unknown>(stripe_.ask(about_hold(""))));
}

TEST_F(StripeOrders, GiveUpOnListsWithoutEnd) {
  for (int i = 0; i < 5; ++i) psp_.answers(200, list_of(json::array({session("open")}), true));
  EXPECT_TRUE(is<Unknown>(stripe_.ask(about_hold(""))));
}

TEST_F(StripeOrders, RaiseToTheNewTotalOnce) {
  const RaiseOrder raise{"K7f3-R1", "pi_3Kerb", euros(2000), kSent};
  psp_.answers(200, payment("requires_capture", 5000));
  psp_.answers(200, payment("requires_capture", 7000));
  EXPECT_TRUE(is<Approved>(stripe_.raise(raise)));
  ASSERT_THAT(psp_.lines(),
              ElementsAre(kLook, "POST /v1/payment_intents/pi_3Kerb/increment_authorization"));
  EXPECT_THAT(psp_.seen()[1].body, ::testing::StartsWith("amount=7000&"));
  // The answer was lost, the raise was not.
  json raised = payment("requires_capture", 7000);
  raised["metadata"]["raised_under"] = "K7f3-R1";
  psp_.answers(200, raised);
  const HoldAnswer again = stripe_.raise(raise);
  ASSERT_TRUE(is<Approved>(again));
  EXPECT_EQ(std::get<Approved>(again).hold.amount, euros(7000));
  EXPECT_EQ(psp_.seen().size(), 3U);
}

TEST_F(StripeOrders, RaiseNothingWithoutHavingSeenTheHold) {
  const RaiseOrder raise{"K7f3-R1", "pi_3Kerb", euros(2000), kSent};
  psp_.answers(gateway::Lost{"cut"});
  EXPECT_TRUE(is<NotProcessed>(stripe_.raise(raise)));
  psp_.answers(404, refusal("resource_missing"));
  EXPECT_TRUE(is<NotProcessed>(stripe_.raise(raise)));
  psp_.answers(200, payment("canceled", 0));
  EXPECT_TRUE(is<Declined>(stripe_.raise(raise)));
  EXPECT_THAT(psp_.lines(), ElementsAre(kLook, kLook, kLook));
  EXPECT_TRUE(is<Declined>(make(false).raise(raise)));  // the account has no raises
  EXPECT_EQ(psp_.seen().size(), 3U);
}

TEST_F(StripeOrders, CallACaptureDoneThatWasTheirs) {
  const CaptureOrder capture{"K7f3-C1", "pi_3Kerb", euros(1264), euros(5000)};
  json taken = payment("succeeded", 0, 1264);
  psp_.answers(200, taken);
  EXPECT_TRUE(is<Done>(stripe_.capture(capture)));
  EXPECT_THAT(psp_.lines(), ElementsAre("POST /v1/payment_intents/pi_3Kerb/capture"));
  EXPECT_EQ(psp_.seen()[0].header("Idempotency-Key"), "K7f3-C1");

  psp_.answers(400, refusal("payment_intent_unexpected_state"));
  taken["metadata"]["captured_under"] = "K7f3-C1";
  psp_.answers(200, taken);
  EXPECT_TRUE(is<Done>(stripe_.capture(capture)));

  psp_.answers(400, refusal("payment_intent_unexpected_state"));
  taken["metadata"]["captured_under"] = "K7f3-C0";  // by somebody else
  psp_.answers(200, taken);
  EXPECT_TRUE(is<Refused>(stripe_.capture(capture)));

  psp_.answers(400, refusal("payment_intent_unexpected_state"));
  psp_.answers(gateway::Lost{"cut"});
  EXPECT_TRUE(is<Unknown>(stripe_.capture(capture)));
}

TEST_F(StripeOrders, CaptureNothingAboveTheHold) {
  EXPECT_TRUE(is<NotProcessed>(stripe_.capture({"K7f3-C1", "pi_3Kerb", euros(5001), euros(5000)})));
  EXPECT_TRUE(is<NotProcessed>(stripe_.capture({"K7f3-C1", "pi_3Kerb", euros(0), euros(5000)})));
  EXPECT_TRUE(is<NotProcessed>(stripe_.capture({"K7f3-C1", "7/x", euros(1), euros(5000)})));
  const Currency dinar = Currency::from_code("KWD").value();
  EXPECT_TRUE(is<Refused>(
      stripe_.capture({"K7f3-C1", "pi_3Kerb", Money(1001, dinar), Money(5000, dinar)})));
  EXPECT_THAT(psp_.seen(), IsEmpty());
}

TEST_F(StripeOrders, CallAReleaseDoneThatIsThere) {
  const ReleaseOrder release{"K7f3-V1", "pi_3Kerb", euros(5000)};
  psp_.answers(200, payment("canceled", 0));
  EXPECT_TRUE(is<Done>(stripe_.release(release)));
  psp_.answers(400, refusal("payment_intent_unexpected_state"));
  psp_.answers(200, payment("canceled", 0));
  EXPECT_TRUE(is<Done>(stripe_.release(release)));
  psp_.answers(400, refusal("payment_intent_unexpected_state"));
  psp_.answers(200, payment("succeeded", 0, 1264));
  EXPECT_TRUE(is<Refused>(stripe_.release(release)));
}

TEST_F(StripeOrders, CloseAPageAndSayWhenItWasPaid) {
  const AbandonOrder abandon{.hold_key = "K7f3-A1", .amount = euros(5000), .page = "cs_test_a1"};
  psp_.answers(200, session("expired"));
  EXPECT_TRUE(is<Done>(stripe_.abandon(abandon)));
  ASSERT_THAT(psp_.lines(), ElementsAre("POST /v1/checkout/sessions/cs_test_a1/expire"));
  EXPECT_EQ(psp_.seen()[0].header("Idempotency-Key"), "K7f3-A1-close");

  psp_.answers(400, refusal("resource_missing"));
  psp_.answers(200, session("complete", "pi_3Kerb"));
  EXPECT_TRUE(is<Refused>(stripe_.abandon(abandon)));
  psp_.answers(gateway::HttpAnswer{500, "<html>"});  // and again to every repetition
  psp_.answers(200, session("expired"));
  EXPECT_TRUE(is<Done>(stripe_.abandon(abandon)));
  psp_.answers(gateway::Lost{"cut"});
  EXPECT_TRUE(is<Unknown>(stripe_.abandon(abandon)));
  psp_.answers(gateway::NotSent{"no route"});
  EXPECT_TRUE(is<NotProcessed>(stripe_.abandon(abandon)));
}

TEST_F(StripeOrders, CloseAPageWhoseAnswerWasLost) {
  const AbandonOrder abandon{.hold_key = "K7f3-A1", .amount = euros(5000)};
  psp_.answers(200, list_of(json::array({session("open")})));
  psp_.answers(200, session("expired"));
  EXPECT_TRUE(is<Done>(stripe_.abandon(abandon)));
  EXPECT_THAT(psp_.lines(), ElementsAre("GET /v1/checkout/sessions?limit=100&status=open",
                                        "POST /v1/checkout/sessions/cs_test_a1/expire"));
  psp_.answers(200, list_of(json::array()));
  EXPECT_TRUE(is<Done>(stripe_.abandon(abandon)));
}

}  // namespace
}  // namespace kerb::payment::checkout
