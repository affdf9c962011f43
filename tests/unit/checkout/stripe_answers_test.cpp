// Every answer of Stripe's that its documents name, and many that they do not: what each means for
// the money.
#include "payment/checkout/stripe_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/checkout/answer_kinds.hpp"
#include "tests/unit/checkout/scripted_psp.hpp"

namespace kerb::payment::checkout {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::euros;
using ::testing::HasSubstr;
using testing::http;
using testing::is;
using testing::kind;
using ::testing::Not;
using testing::sample_settings;

const OrderKey kKey = "K7f3-A1";
const hal::Utc kSent{hal::Seconds(1'795'000'000)};
constexpr std::int64_t kCaptureBefore = 1'795'600'000;
constexpr const char* kUrl = "https://checkout.stripe.com/c/pay/cs_test_a1#fid";

json intent(const char* status, std::int64_t capturable = 5000, std::int64_t received = 0) {
  return {{"id", "pi_3Kerb"},
          {"object", "payment_intent"},
          {"amount", 5000},
          {"amount_capturable", capturable},
          {"amount_received", received},
          {"currency", "eur"},
          {"status", status},
          {"created", 1'795'000'100},
          {"metadata", json::object()},
          {"latest_charge",
           {{"id", "ch_3Kerb"},
            {"payment_method_details",
             {{"type", "card"}, {"card", {{"capture_before", kCaptureBefore}}}}}}}};
}

json page(const char* status, const json& payment = nullptr) {
  return {{"id", "cs_test_a1"},
          {"object", "checkout.session"},
          {"client_reference_id", kKey},
          {"amount_total", 5000},
          {"currency", "eur"},
          {"status", status},
          {"payment_status", "unpaid"},
          {"expires_at", 1'795'002'100},
          {"url", std::string(status) == "open" ? json(kUrl) : json(nullptr)},
          {"payment_intent", payment}};
}

json error(const char* type, const char* code, const char* decline = nullptr) {
  json body = {{"error", {{"type", type}, {"message", "sk_live_secret must not be logged"}}}};
  if (code != nullptr) body["error"]["code"] = code;
  if (decline != nullptr) body["error"]["decline_code"] = decline;
  return body;
}

HoldAnswer made(const gateway::Exchange& exchange) {
  return judge_stripe_page(
      exchange, sample_settings(),
      {kKey, euros(5000), kSent, CheckoutPage{"Charging at connector 2", "en"}});
}

AskAnswer asked(const json& body) {
  return judge_stripe_page_state(http(200, body), sample_settings(),
                                 {.key = kKey, .sent_at = kSent, .currency = Currency{}});
}

TEST(StripeAnswers, ANewPageIsShownWithItsEndAndItsId) {
  const HoldAnswer answer = made(http(200, page("open")));
  ASSERT_TRUE(is<Pending>(answer));
  const auto& shown = std::get<Pending>(answer);
  EXPECT_EQ(shown.address, kUrl);
  EXPECT_EQ(shown.reference, "cs_test_a1");
  EXPECT_EQ(shown.expires, hal::Utc(hal::Seconds(1'795'002'100)));
}

TEST(StripeAnswers, ANewPageThatIsNotOursIsNeverShown) {
  struct Case {
    const char* member;
    json value;
    const char* kind;
  };
  for (const Case& it :
       {Case{"amount_total", 5001, "not processed"}, Case{"amount_total", 4999, "not processed"},
        Case{"amount_total", "5000", "not processed"}, Case{"currency", "usd", "not processed"},
        Case{"url", "https://evil.example/c", "not processed"},
        Case{"url", nullptr, "not processed"}, Case{"url", std::string(501, 'a'), "not processed"},
        Case{"expires_at", -1, "not processed"}, Case{"expires_at", 1e30, "not processed"},
        Case{"client_reference_id", "K7f3-A2", "unknown"},
        Case{"client_reference_id", nullptr, "unknown"}, Case{"id", "../x", "unknown"},
        Case{"status", "complete", "unknown"}}) {
    json body = page("open");
    body[it.member] = it.value;
    EXPECT_EQ(kind(made(http(200, body))), it.kind) << it.member << it.value;
  }
}

TEST(StripeAnswers, WhatIsNoAnswerOfStripesIsUnknownAndWhatNeverLeftIsNotProcessed) {
  struct Case {
    gateway::Exchange exchange;
    const char* kind;
  };
  for (const Case& it : {
           Case{gateway::NotSent{"no route"}, "not processed"},
           Case{gateway::Lost{"cut"}, "unknown"},
           Case{gateway::HttpAnswer{200, "<html>"}, "unknown"},
           Case{gateway::HttpAnswer{200, ""}, "unknown"},
           Case{gateway::HttpAnswer{200, "[]"}, "unknown"},
           Case{gateway::HttpAnswer{400, "<html>"}, "unknown"},
           Case{gateway::HttpAnswer{401, "<html>"}, "unknown"},
           Case{gateway::HttpAnswer{429, "slow down"}, "unknown"},
           Case{gateway::HttpAnswer{302, "{}"}, "unknown"},
           Case{http(500, error("api_error", nullptr)), "unknown"},
           Case{http(503, json::object()), "unknown"},
           Case{http(409, error("invalid_request_error", "idempotency_key_in_use")), "unknown"},
           Case{http(400, error("idempotency_error", nullptr)), "unknown"},
           Case{http(400, error("idempotency_error", "anything")), "unknown"},
           Case{http(424, error("api_error", nullptr)), "unknown"},
           Case{http(429, error("invalid_request_error", "lock_timeout")), "unknown"},
           Case{http(429, error("invalid_request_error", "rate_limit")), "not processed"},
           Case{http(401, error("invalid_request_error", nullptr)), "not processed"},
           Case{http(400, error("invalid_request_error", "parameter_unknown")), "not processed"},
           Case{http(403, error("invalid_request_error", nullptr)), "not processed"},
       }) {
    EXPECT_EQ(kind(made(it.exchange)), it.kind);
  }
}

TEST(StripeAnswers, AWordOfTheServiceIsLoggedAndItsSentenceIsNot) {
  const HoldAnswer answer = made(http(400, error("invalid_request_error", "parameter_unknown")));
  const std::string& detail = std::get<NotProcessed>(answer).detail;
  EXPECT_THAT(detail, HasSubstr("parameter_unknown"));
  EXPECT_THAT(detail, Not(HasSubstr("sk_live")));
}

// docs.stripe.com/api/checkout/sessions/object: payment_status stays "unpaid" until the capture.
TEST(StripeAnswers, APageThatWasPaidIsAHold) {
  const AskAnswer answer = asked(page("complete", intent("requires_capture")));
  ASSERT_TRUE(is<Approved>(answer));
  const Hold& hold = std::get<Approved>(answer).hold;
  EXPECT_EQ(hold.reference, "pi_3Kerb");
  EXPECT_EQ(hold.amount, euros(5000));
  EXPECT_EQ(hold.expires, hal::Utc(hal::Seconds(kCaptureBefore)));
}

TEST(StripeAnswers, AHoldEndsAfterTheShortestTermWhenTheAnswerNamesNone) {
  const hal::Utc four_days_eighteen_hours{hal::Seconds(1'795'000'100 + (4 * 24 + 18) * 3600)};
  for (const json& before :
       {json(nullptr), json("soon"), json(0), json(1'795'000'000), json(9'999'999'999'999'999)}) {
    json payment = intent("requires_capture");
    payment["latest_charge"]["payment_method_details"]["card"]["capture_before"] = before;
    const AskAnswer answer = asked(page("complete", payment));
    ASSERT_TRUE(is<Approved>(answer)) << before;
    EXPECT_EQ(std::get<Approved>(answer).hold.expires, four_days_eighteen_hours) << before;
  }
  json payment = intent("requires_capture");
  payment["latest_charge"] = "ch_3Kerb";
  EXPECT_EQ(std::get<Approved>(asked(page("complete", payment))).hold.expires,
            four_days_eighteen_hours);
}

TEST(StripeAnswers, EveryStateOfAPage) {
  struct Case {
    json body;
    const char* kind;
  };
  json less = intent("requires_capture", 3000);
  json more = intent("requires_capture", 5001);
  json dollars = intent("requires_capture");
  dollars["currency"] = "usd";
  json other_order = page("complete", intent("requires_capture"));
  other_order["client_reference_id"] = "K7f3-A2";
  json other_currency = page("complete", intent("requires_capture"));
  other_currency["currency"] = "usd";
  for (const Case& it : {
           Case{page("open"), "pending"},
           Case{page("open", intent("requires_payment_method", 0)), "pending"},
           Case{page("open", intent("requires_action", 0)), "pending"},
           Case{page("open", intent("requires_capture")), "approved"},
           Case{page("complete", intent("requires_capture")), "approved"},
           Case{page("complete", less), "approved"},
           Case{page("complete", more), "unknown"},
           Case{page("complete", dollars), "unknown"},
           Case{page("complete", intent("requires_capture", 0)), "unknown"},
           Case{page("complete", intent("processing", 0)), "unknown"},
           Case{page("complete", intent("succeeded", 0, 5000)), "unknown"},
           Case{page("complete", intent("canceled", 0)), "declined"},
           Case{page("complete", "pi_3Kerb"), "unknown"},  // not expanded
           Case{page("complete"), "unknown"},
           Case{page("expired"), "declined"},
           Case{page("expired", intent("canceled", 0)), "declined"},
           Case{page("expired", intent("requires_payment_method", 0)), "declined"},
           Case{page("expired", intent("requires_action", 0)), "unknown"},
           Case{page("expired", intent("requires_capture")), "approved"},  // paid in that moment
           Case{other_order, "unknown"},
           Case{other_currency, "unknown"},
           Case{json::object(), "unknown"},
       }) {
    EXPECT_EQ(kind(asked(it.body)), it.kind) << it.body.dump();
  }
  const Question question{.key = kKey, .sent_at = kSent};
  EXPECT_EQ(
      kind(judge_stripe_page_state(http(404, error("invalid_request_error", "resource_missing")),
                                   sample_settings(), question)),
      "not found");
  EXPECT_EQ(
      kind(judge_stripe_page_state(gateway::NotSent{"no route"}, sample_settings(), question)),
      "unknown");
}

TEST(StripeAnswers, AClosedPageIsDoneAndAPaidOneIsForTheSecondLook) {
  const auto closing = [](const gateway::Exchange& exchange) {
    return kind(judge_stripe_closing(exchange, kKey));
  };
  EXPECT_EQ(closing(http(200, page("expired"))), "done");
  EXPECT_EQ(closing(http(200, page("complete", "pi_3Kerb"))), "refused");
  EXPECT_EQ(closing(http(200, page("open"))), "unknown");
  EXPECT_EQ(closing(gateway::Lost{"cut"}), "unknown");
  json other = page("expired");
  other["client_reference_id"] = "K7f3-A2";
  EXPECT_EQ(closing(http(200, other)), "unknown");
}

TEST(StripeAnswers, AListNamesThePagesOfTheOrderAndWhereItGoesOn) {
  json mine = page("open");
  json other = page("open");
  other["id"] = "cs_test_b2";
  other["client_reference_id"] = "K7f3-A2";
  json list = {{"object", "list"}, {"has_more", true}, {"data", {mine, other}}};
  const auto read = read_stripe_pages(http(200, list), kKey);
  ASSERT_TRUE(is<StripePages>(read));
  EXPECT_THAT(std::get<StripePages>(read).ids, ElementsAre("cs_test_a1"));
  EXPECT_EQ(std::get<StripePages>(read).next, "cs_test_b2");
  list["has_more"] = false;
  EXPECT_EQ(std::get<StripePages>(read_stripe_pages(http(200, list), kKey)).next, "");
  for (const json& wrong :
       {json::object(), json{{"has_more", true}, {"data", json::array()}},
        json{{"has_more", 1}, {"data", json::array()}}, json{{"has_more", false}, {"data", {1}}},
        json{{"has_more", false}, {"data", json::array({mine, mine, mine, mine, mine})}}}) {
    EXPECT_TRUE(is<Unknown>(read_stripe_pages(http(200, wrong), kKey))) << wrong;
  }
}

TEST(StripeAnswers, ARaiseGrantsTheNewTotalOrLeavesTheHold) {
  const RaiseOrder order{"K7f3-R1", "pi_3Kerb", euros(2000), kSent};
  const auto raised = [&](const gateway::Exchange& exchange) {
    return judge_stripe_raise(exchange, order, euros(7000));
  };
  const HoldAnswer answer = raised(http(200, intent("requires_capture", 7000)));
  ASSERT_TRUE(is<Approved>(answer));
  EXPECT_EQ(std::get<Approved>(answer).hold.amount, euros(7000));
  EXPECT_EQ(kind(raised(http(200, intent("requires_capture", 7001)))), "unknown");
  EXPECT_EQ(kind(raised(http(200, intent("requires_capture", 0)))), "unknown");
  EXPECT_EQ(kind(raised(http(200, intent("canceled", 0)))), "unknown");
  EXPECT_EQ(kind(raised(gateway::Lost{"cut"})), "unknown");
  EXPECT_EQ(kind(raised(gateway::NotSent{"no route"})), "not processed");
  json other = intent("requires_capture", 7000);
  other["id"] = "pi_3Other";
  EXPECT_EQ(kind(raised(http(200, other))), "unknown");
  struct Case {
    const char* code;
    const char* decline;
    DeclineReason reason;
  };
  for (const Case& it : {Case{"card_declined", "insufficient_funds", DeclineReason::insufficient},
                         Case{"card_declined", "stolen_card", DeclineReason::blocked},
                         Case{"card_declined", "do_not_honor", DeclineReason::generic},
                         Case{"expired_card", nullptr, DeclineReason::expired},
                         Case{"authentication_required", nullptr, DeclineReason::needs_owner}}) {
    const HoldAnswer no = raised(http(402, error("card_error", it.code, it.decline)));
    ASSERT_TRUE(is<Declined>(no)) << it.code;
    EXPECT_EQ(std::get<Declined>(no).reason, it.reason) << it.code;
  }
}

TEST(StripeAnswers, ACaptureIsDoneWhenExactlyThatWasTaken) {
  const CaptureOrder order{"K7f3-C1", "pi_3Kerb", euros(1264), euros(5000)};
  const auto captured = [&](const gateway::Exchange& exchange) {
    return judge_stripe_capture(exchange, order);
  };
  const SettleAnswer done = captured(http(200, intent("succeeded", 0, 1264)));
  ASSERT_TRUE(is<Done>(done));
  EXPECT_EQ(std::get<Done>(done).reference, "ch_3Kerb");
  EXPECT_EQ(kind(captured(http(200, intent("succeeded", 0, 5000)))), "unknown");
  EXPECT_EQ(kind(captured(http(200, intent("requires_capture")))), "unknown");
  EXPECT_EQ(kind(captured(http(200, json::object()))), "unknown");
  EXPECT_EQ(kind(captured(http(400, error("invalid_request_error", "amount_too_large")))),
            "refused");
  EXPECT_EQ(kind(captured(http(500, error("api_error", nullptr)))), "unknown");
  EXPECT_EQ(kind(captured(gateway::NotSent{"no route"})), "not processed");
}

TEST(StripeAnswers, ARefusalBecauseOfTheStateWantsALook) {
  EXPECT_TRUE(
      wants_a_look(http(400, error("invalid_request_error", "payment_intent_unexpected_state"))));
  EXPECT_TRUE(wants_a_look(http(400, error("invalid_request_error", "charge_already_captured"))));
  EXPECT_FALSE(wants_a_look(http(400, error("invalid_request_error", "amount_too_large"))));
  EXPECT_FALSE(wants_a_look(http(500, error("api_error", "payment_intent_unexpected_state"))));
  EXPECT_FALSE(wants_a_look(gateway::Lost{"cut"}));
}

TEST(StripeAnswers, APaymentTellsWhatBecameOfAnOrder) {
  using About = Question::About;
  const auto told = [](About about, json body, const char* raised = "", const char* captured = "") {
    body["metadata"] = {{"raised_under", raised}, {"captured_under", captured}};
    return kind(judge_stripe_intent(http(200, body), {.about = about,
                                                      .key = "K7f3-X1",
                                                      .sent_at = kSent,
                                                      .currency = Currency{},
                                                      .hold_reference = "pi_3Kerb"}));
  };
  EXPECT_EQ(told(About::raise, intent("requires_capture", 7000), "K7f3-X1"), "approved");
  EXPECT_EQ(told(About::raise, intent("requires_capture", 7000), "K7f3-R9"), "not found");
  EXPECT_EQ(told(About::raise, intent("requires_capture")), "not found");
  EXPECT_EQ(told(About::raise, intent("succeeded", 0, 5000), "K7f3-X1"), "declined");
  EXPECT_EQ(told(About::capture, intent("succeeded", 0, 1264), "", "K7f3-X1"), "done");
  EXPECT_EQ(told(About::capture, intent("succeeded", 0, 1264), "", "K7f3-C9"), "declined");
  EXPECT_EQ(told(About::capture, intent("requires_capture")), "not found");
  EXPECT_EQ(told(About::capture, intent("canceled", 0)), "declined");
  EXPECT_EQ(told(About::release, intent("canceled", 0)), "done");
  EXPECT_EQ(told(About::release, intent("requires_capture")), "not found");
  EXPECT_EQ(told(About::release, intent("succeeded", 0, 1)), "declined");
  EXPECT_EQ(told(About::release, intent("processing", 0)), "unknown");
}

}  // namespace
}  // namespace kerb::payment::checkout
