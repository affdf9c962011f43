// Mollie's answers, as its documents name them and as they do not: what each means for the money.
#include "payment/checkout/mollie_answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/checkout/answer_kinds.hpp"
#include "tests/unit/checkout/scripted_psp.hpp"

namespace kerb::payment::checkout {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using testing::euros;
using testing::http;
using testing::is;
using testing::kind;

const OrderKey kKey = "K7f3-A1";
const OrderKey kCaptureKey = "K7f3-C1";
const hal::Utc kSent{hal::Seconds(1'795'000'000)};  // 2026-11-18T11:06:40Z
constexpr const char* kMollieUrl = "https://www.mollie.com/checkout/credit-card/embedded/7UhSN1";

CheckoutSettings mollie_settings() {
  CheckoutSettings settings = testing::sample_settings();
  settings.page_host = "www.mollie.com";
  return settings;
}

json payment(const char* status) {
  json body = {{"resource", "payment"},
               {"id", "tr_7UhSN1"},
               {"amount", {{"currency", "EUR"}, {"value", "50.00"}}},
               {"captureMode", "manual"},
               {"createdAt", "2026-11-18T11:06:41+00:00"},
               {"expiresAt", "2026-11-18T11:36:41+00:00"},
               {"metadata", {{"order", kKey}}},
               {"status", status},
               {"_links", json::object()}};
  if (std::string(status) == "open") body["_links"]["checkout"]["href"] = kMollieUrl;
  return body;
}

json capture(const char* status, const OrderKey& key = kCaptureKey) {
  return {{"id", "cpt_4qqhO8"},
          {"amount", {{"currency", "EUR"}, {"value", "12.64"}}},
          {"description", key},
          {"status", status}};
}

json captures(const json& list) {
  return {{"_embedded", {{"captures", list}}}};
}

json refusal(int status, const char* field = nullptr) {
  json body = {{"status", status}, {"title", "Unprocessable Entity"}, {"detail", "live_secret"}};
  if (field != nullptr) body["field"] = field;
  return body;
}

// Without a member, or with another value of it.
json changed(json body, std::initializer_list<const char*> path, const json& value) {
  json* here = &body;
  for (const char* name : path) here = &(*here)[name];
  *here = value;
  return body;
}

HoldAnswer made(const gateway::Exchange& exchange) {
  return judge_mollie_page(exchange, mollie_settings(),
                           {kKey, euros(5000), kSent, CheckoutPage{"Laden an Anschluss 2", "de"}});
}

AskAnswer asked(const gateway::Exchange& exchange) {
  return judge_mollie_payment(exchange, mollie_settings(),
                              {.key = kKey, .sent_at = kSent, .currency = Currency{}});
}

AskAnswer asked_for_release(const gateway::Exchange& exchange) {
  return judge_mollie_payment(exchange, mollie_settings(),
                              {.about = Question::About::release,
                               .key = "K7f3-V1",
                               .currency = Currency{},
                               .hold_reference = "tr_7UhSN1"});
}

AskAnswer asked_for_capture(const gateway::Exchange& exchange) {
  return judge_mollie_captures(exchange, {.about = Question::About::capture,
                                          .key = kCaptureKey,
                                          .currency = Currency{},
                                          .hold_reference = "tr_7UhSN1"});
}

SettleAnswer captured(const gateway::Exchange& exchange) {
  return judge_mollie_capture(exchange, {kCaptureKey, "tr_7UhSN1", euros(1264), euros(5000)});
}

// What says nothing about anything: the money may have moved.
const std::vector<gateway::Exchange>& nonsense() {
  static const std::vector<gateway::Exchange> all = {
      gateway::Lost{"cut"},
      gateway::HttpAnswer{200, "<html>Under maintenance</html>"},
      gateway::HttpAnswer{200, R"({"id":"tr_7UhSN1","amount":)"},
      gateway::HttpAnswer{200, "[]"},
      gateway::HttpAnswer{302, ""},
      gateway::HttpAnswer{400, "<html>"},
      http(500, refusal(500)),
      http(503, refusal(503)),
      http(409, refusal(409)),
      http(200, json::object())};
  return all;
}

TEST(MollieAnswers, ANewPageIsShownWithItsEndAndItsId) {
  const HoldAnswer answer = made(http(201, payment("open")));
  ASSERT_TRUE(is<Pending>(answer));
  const auto& shown = std::get<Pending>(answer);
  EXPECT_EQ(shown.address, kMollieUrl);
  EXPECT_EQ(shown.reference, "tr_7UhSN1");
  EXPECT_EQ(shown.expires, kSent + hal::Seconds(1801));
  // A card's page lapses after half an hour when the answer does not say it.
  const HoldAnswer without = made(http(201, changed(payment("open"), {"expiresAt"}, nullptr)));
  ASSERT_TRUE(is<Pending>(without));
  EXPECT_EQ(std::get<Pending>(without).expires, kSent + hal::Seconds(1800));
}

TEST(MollieAnswers, ANewPageThatIsNotWhatWasOrderedIsNotShown) {
  const json open = payment("open");
  for (const auto& [body, meaning] :
       {std::pair{changed(open, {"amount", "value"}, "50.01"), "not processed"},
        std::pair{changed(open, {"amount", "value"}, "50,00"), "not processed"},
        std::pair{changed(open, {"amount", "value"}, 50), "not processed"},
        std::pair{changed(open, {"amount", "currency"}, "USD"), "not processed"},
        std::pair{changed(open, {"captureMode"}, "automatic"), "not processed"},
        std::pair{changed(open, {"_links", "checkout", "href"}, "https://mollie.evil.example/"),
                  "not processed"},
        std::pair{changed(open, {"_links"}, nullptr), "not processed"},
        std::pair{changed(open, {"metadata", "order"}, "K9-A1"), "unknown"},
        std::pair{changed(open, {"metadata"}, nullptr), "unknown"},
        std::pair{changed(open, {"id"}, "../balance"), "unknown"},
        std::pair{payment("paid"), "unknown"}}) {
    EXPECT_EQ(kind(made(http(201, body))), meaning) << body;
  }
}

TEST(MollieAnswers, ARefusedPageWasNotMade) {
  EXPECT_EQ(kind(made(http(422, refusal(422, "amount")))), "not processed");
  EXPECT_EQ(kind(made(http(401, refusal(401)))), "not processed");
  EXPECT_EQ(kind(made(http(429, refusal(429)))), "not processed");
  EXPECT_EQ(kind(made(gateway::NotSent{"no route"})), "not processed");
  for (const gateway::Exchange& exchange : nonsense()) EXPECT_EQ(kind(made(exchange)), "unknown");
}

TEST(MollieAnswers, APaymentTellsByItsStatusWhatIsHeld) {
  for (const auto& [status, meaning] :
       {std::pair{"open", "pending"}, std::pair{"authorized", "approved"},
        std::pair{"canceled", "declined"}, std::pair{"expired", "declined"},
        std::pair{"failed", "declined"}, std::pair{"pending", "unknown"},
        std::pair{"paid", "unknown"}, std::pair{"surprise", "unknown"}}) {
    EXPECT_EQ(kind(asked(http(200, payment(status)))), meaning) << status;
  }
  EXPECT_EQ(kind(asked(http(404, refusal(404)))), "not found");
  EXPECT_EQ(kind(asked(http(401, refusal(401)))), "unknown");
  EXPECT_EQ(kind(asked(gateway::NotSent{"no route"})), "unknown");
  for (const gateway::Exchange& exchange : nonsense()) EXPECT_EQ(kind(asked(exchange)), "unknown");
  EXPECT_EQ(kind(asked(http(200, changed(payment("authorized"), {"metadata", "order"}, "K9-A1")))),
            "unknown");
  EXPECT_EQ(kind(asked(http(200, changed(payment("authorized"), {"amount", "currency"}, "USD")))),
            "unknown");
}

TEST(MollieAnswers, AHoldEndsWhenItMustBeCaptured) {
  const auto end_with = [](const json& before) {
    const AskAnswer answer =
        asked(http(200, changed(payment("authorized"), {"captureBefore"}, before)));
    EXPECT_TRUE(is<Approved>(answer));
    return is<Approved>(answer) ? std::get<Approved>(answer).hold.expires : hal::Utc{};
  };
  const hal::Utc made_at = kSent + hal::Seconds(1);
  EXPECT_EQ(end_with("2026-11-25T11:06:41+00:00"), made_at + hal::Seconds(7 * 24 * 3600));
  for (const json& unusable : {json(nullptr), json("2026-11-25"), json("2026-11-25T11:06:41+01:00"),
                               json("2026-13-25T11:06:41+00:00"), json("2026-02-30T11:06:41+00:00"),
                               json("2o26-11-25T11:06:41+00:00"), json("2026-11-17T11:06:41+00:00"),
                               json(1'795'600'000)}) {
    EXPECT_EQ(end_with(unusable), made_at + kShortestHold) << unusable;
  }
}

TEST(MollieAnswers, AReleaseIsDoneWhenThePaymentIsOver) {
  for (const auto& [status, meaning] :
       {std::pair{"canceled", "done"}, std::pair{"expired", "done"}, std::pair{"failed", "done"},
        std::pair{"authorized", "not found"}, std::pair{"paid", "declined"},
        std::pair{"open", "unknown"}}) {
    EXPECT_EQ(kind(asked_for_release(http(200, payment(status)))), meaning) << status;
  }
  EXPECT_EQ(kind(asked_for_release(http(200, changed(payment("canceled"), {"id"}, "tr_other")))),
            "unknown");
}

TEST(MollieAnswers, ACaptureIsFoundByItsOrder) {
  for (const auto& [list, meaning] :
       {std::pair{json::array(), "not found"},
        std::pair{json::array({capture("succeeded")}), "done"},
        std::pair{json::array({capture("pending")}), "unknown"},
        std::pair{json::array({capture("failed")}), "not found"},
        std::pair{json::array({capture("failed"), capture("succeeded")}), "done"},
        std::pair{json::array({capture("succeeded"), capture("failed")}), "done"},
        std::pair{json::array({capture("succeeded", "K9-C1")}), "not found"},
        std::pair{json("none"), "unknown"}}) {
    EXPECT_EQ(kind(asked_for_capture(http(200, captures(list)))), meaning) << list;
  }
  EXPECT_EQ(kind(asked_for_capture(http(404, refusal(404)))), "not found");
  for (const gateway::Exchange& exchange : nonsense()) {
    EXPECT_EQ(kind(asked_for_capture(exchange)), "unknown");
  }
}

TEST(MollieAnswers, ACaptureIsDoneOnlyForItsAmountAndOrder) {
  EXPECT_EQ(kind(captured(http(201, capture("succeeded")))), "done");
  EXPECT_EQ(kind(captured(http(201, capture("pending")))), "unknown");
  EXPECT_EQ(kind(captured(http(201, capture("failed")))), "refused");
  EXPECT_EQ(kind(captured(http(201, capture("succeeded", "K9-C1")))), "unknown");
  EXPECT_EQ(kind(captured(http(201, changed(capture("succeeded"), {"amount", "value"}, "12.65")))),
            "unknown");
  EXPECT_EQ(kind(captured(http(422, refusal(422, "amount")))), "refused");
  EXPECT_EQ(kind(captured(gateway::NotSent{"no route"})), "not processed");
  for (const gateway::Exchange& exchange : nonsense()) {
    EXPECT_EQ(kind(captured(exchange)), "unknown");
  }
}

TEST(MollieAnswers, AClosedPageIsClosedUnlessItWasPaid) {
  const auto closed = [](const gateway::Exchange& exchange) {
    return kind(judge_mollie_closing(exchange, kKey));
  };
  for (const auto& [status, meaning] :
       {std::pair{"canceled", "done"}, std::pair{"expired", "done"}, std::pair{"failed", "done"},
        std::pair{"authorized", "refused"}, std::pair{"paid", "refused"},
        std::pair{"open", "unknown"}}) {
    EXPECT_EQ(closed(http(200, payment(status))), meaning) << status;
  }
  EXPECT_EQ(closed(http(200, changed(payment("canceled"), {"metadata", "order"}, "K9-A1"))),
            "unknown");
  EXPECT_EQ(closed(http(422, refusal(422))), "refused");
  EXPECT_EQ(closed(gateway::NotSent{"no route"}), "not processed");
}

TEST(MollieAnswers, AListNamesThePaymentsOfAnOrderAndWhereItGoesOn) {
  const auto list = [](const json& payments, const json& next = nullptr) {
    return read_mollie_payments(
        http(200, {{"_embedded", {{"payments", payments}}}, {"_links", {{"next", next}}}}), kKey);
  };
  json other = changed(payment("open"), {"metadata", "order"}, "K9-A1");
  other["id"] = "tr_other";
  const auto found = list(json::array({other, payment("open")}),
                          {{"href", "https://api.mollie.com/v2/payments?from=tr_next&limit=250"}});
  ASSERT_TRUE(is<MolliePayments>(found));
  EXPECT_THAT(std::get<MolliePayments>(found).ids, ElementsAre("tr_7UhSN1"));
  EXPECT_EQ(std::get<MolliePayments>(found).next, "tr_next");
  EXPECT_TRUE(is<Unknown>(list(json("none"))));
  EXPECT_TRUE(is<Unknown>(list(json::array({changed(payment("open"), {"id"}, "a b")}))));
  EXPECT_TRUE(is<Unknown>(list(json::array(), {{"href", "https://api.mollie.com/v2/payments"}})));
  EXPECT_TRUE(is<Unknown>(list(json::array(), {{"href", "?from=../balance"}})));
  EXPECT_TRUE(is<Unknown>(list(json(5, payment("open")))));
  EXPECT_TRUE(is<NotProcessed>(read_mollie_payments(gateway::NotSent{"no route"}, kKey)));
  EXPECT_TRUE(is<Unknown>(read_mollie_payments(http(403, refusal(403)), kKey)));
}

TEST(MollieAnswers, NothingOfWhatTheyExplainGoesIntoTheLog) {
  const HoldAnswer refused = made(http(422, refusal(422, "amount")));
  ASSERT_TRUE(is<NotProcessed>(refused));
  EXPECT_EQ(std::get<NotProcessed>(refused).detail, "the service refused: HTTP 422 amount");
}

}  // namespace
}  // namespace kerb::payment::checkout
