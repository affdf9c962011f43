// Every answer of the gateway that its documents name, and many that they do not: what each means
// for the money.
#include "payment/gateway/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "payment/gateway/search_answers.hpp"
#include "tests/gateway/sample_card.hpp"

namespace kerb::payment::gateway {
namespace {

using nlohmann::json;
using payment::testing::euros;
using ::testing::HasSubstr;
using ::testing::Not;

const OrderKey kKey = "K7f3-A1";
const hal::Utc kExpires{hal::Seconds(1'900'000'000)};

json authorised() {
  return json::parse(R"({"id":"7000000000000000000001","status":"AUTHORIZED",
    "submitTimeUtc":"2026-10-01T10:15:31Z","clientReferenceInformation":{"code":"K7f3-A1"},
    "orderInformation":{"amountDetails":{"authorizedAmount":"50.00","currency":"EUR"}},
    "processorInformation":{"approvalCode":"831000","responseCode":"00"}})");
}

json declined(const char* reason, const char* code) {
  json body = {{"id", "7000000000000000000002"}, {"status", "DECLINED"}};
  if (reason != nullptr) body["errorInformation"]["reason"] = reason;
  if (code != nullptr) body["processorInformation"]["responseCode"] = code;
  return body;
}

Exchange http(long status, const json& body) {
  return HttpAnswer{status, body.dump()};
}
Exchange text(long status, const std::string& body) {
  return HttpAnswer{status, body};
}

Exchange invalid(const char* reason) {
  return http(400,
              {{"status", "INVALID_REQUEST"},
               {"reason", reason},
               {"details", {{{"field", "orderInformation.amountDetails"}, {"reason", reason}}}}});
}

HoldAnswer hold(const Exchange& exchange) {
  return judge_hold(exchange, kKey, euros(5000), kExpires);
}

template <typename Kind, typename Answer>
bool is(const Answer& answer) {
  return std::holds_alternative<Kind>(answer);
}

// Answers that must leave the outcome of any order open.
std::vector<std::pair<std::string, Exchange>> doubtful() {
  std::vector<std::pair<std::string, Exchange>> list = {
      {"lost", Lost{"timeout"}},
      {"empty 201", text(201, "")},
      {"HTML 201", text(201, "<html>OK</html>")},
      {"HTML 400", text(400, "<html>Bad</html>")},
      {"cut JSON", text(201, authorised().dump().substr(0, 90))},
      {"two values", text(201, authorised().dump() + authorised().dump())},
      {"array", text(201, "[1,2]")},
      {"string", text(201, "\"AUTHORIZED\"")},
      {"invalid UTF-8", text(201, "{\"status\":\"\xff\xfe\"}")},
      {"deep", text(201, std::string(100'000, '['))},
      {"deep object", text(201, std::string(50, '{') + std::string(50, '}'))},
      {"huge", text(201, "{\"a\":\"" + std::string(1'100'000, 'x') + "\"}")},
      {"no status", text(201, R"({"id":"7001"})")},
      {"status of a wrong type", text(201, R"({"id":"7001","status":7})")},
      {"status with digits", text(201, R"({"id":"7001","status":"4761739001010010"})")},
      {"400 without INVALID_REQUEST", text(400, R"({"status":"SERVER_ERROR"})")},
      {"400 with nothing", text(400, "{}")},
  };
  for (const long status : {0L, 100L, 200L, 202L, 204L, 301L, 302L, 403L, 404L, 405L, 408L, 409L,
                            500L, 502L, 503L, 504L}) {
    list.emplace_back("HTTP " + std::to_string(status), http(status, authorised()));
  }
  for (const char* reason : {"SYSTEM_ERROR", "SERVER_TIMEOUT", "SERVICE_TIMEOUT"}) {
    list.emplace_back(reason, http(502, {{"status", "SERVER_ERROR"}, {"reason", reason}}));
  }
  json other = authorised();
  other["clientReferenceInformation"]["code"] = "K7f3-A2";
  list.emplace_back("another order's answer", http(201, other));
  other["clientReferenceInformation"]["code"] = 7;
  list.emplace_back("a code of a wrong type", http(201, other));
  for (const char* status :
       {"PENDING_AUTHENTICATION", "PENDING_REVIEW", "AUTHORIZED_PENDING_REVIEW",
        "AUTHORIZED_RISK_DECLINED", "SOMETHING_NEW"}) {
    json body = authorised();
    body["status"] = status;
    list.emplace_back(status, http(201, body));
  }
  return list;
}

const RaiseOrder kRaise{kKey, "7000000000000000000001", euros(2000), {}};
const CaptureOrder kCapture{kKey, "7000000000000000000001", euros(1264), euros(5000)};
const ReleaseOrder kRelease{kKey, "7000000000000000000001", euros(5000)};
const AbandonOrder kAbandon{kKey, euros(5000)};

TEST(AnyOrder, IsUnknownWheneverItMayHaveHappened) {
  for (const auto& [name, exchange] : doubtful()) {
    EXPECT_TRUE(is<Unknown>(hold(exchange))) << name;
    EXPECT_TRUE(is<Unknown>(judge_raise(exchange, kRaise, kExpires))) << name;
    EXPECT_TRUE(is<Unknown>(judge_capture(exchange, kCapture))) << name;
    EXPECT_TRUE(is<Unknown>(judge_release(exchange, kRelease))) << name;
    EXPECT_TRUE(is<Unknown>(judge_abandon(exchange, kAbandon))) << name;
  }
}

TEST(AnyOrder, IsNotProcessedOnlyWhenNothingLeftOrTheDoorWasClosed) {
  const std::vector<Exchange> closed = {
      NotSent{"Could not resolve host"},
      text(401, R"({"response":{"rmsg":"Authentication Failed"}})"), text(401, "<html>"),
      text(429, "")};
  for (const Exchange& exchange : closed) {
    EXPECT_TRUE(is<NotProcessed>(hold(exchange)));
    EXPECT_TRUE(is<NotProcessed>(judge_raise(exchange, kRaise, kExpires)));
    EXPECT_TRUE(is<NotProcessed>(judge_capture(exchange, kCapture)));
    EXPECT_TRUE(is<NotProcessed>(judge_release(exchange, kRelease)));
    EXPECT_TRUE(is<NotProcessed>(judge_abandon(exchange, kAbandon)));
  }
}

TEST(Hold, IsApprovedWithWhatTheBankGranted) {
  const HoldAnswer answer = hold(http(201, authorised()));
  ASSERT_TRUE(is<Approved>(answer));
  const Hold& granted = std::get<Approved>(answer).hold;
  EXPECT_EQ(granted.reference, "7000000000000000000001");
  EXPECT_EQ(granted.amount, euros(5000));
  EXPECT_EQ(granted.approval_code, "831000");
  EXPECT_EQ(granted.expires, kExpires);
}

TEST(Hold, IsCappedByAPartialApproval) {
  json body = authorised();
  body["status"] = "PARTIAL_AUTHORIZED";
  body["orderInformation"]["amountDetails"]["authorizedAmount"] = "20.5";
  EXPECT_EQ(std::get<Approved>(hold(http(201, body))).hold.amount, euros(2050));
  body["status"] = "AUTHORIZED";
  EXPECT_EQ(std::get<Approved>(hold(http(201, body))).hold.amount, euros(2050));
}

TEST(Hold, IsUnknownWithoutASoundIdAmountAndCurrency) {
  const std::vector<std::pair<const char*, json>> changes = {
      {"/id", nullptr},
      {"/id", ""},
      {"/id", 7001},
      {"/id", "../../payments"},
      {"/id", std::string(33, '7')},
      {"/orderInformation", nullptr},
      {"/orderInformation", "50.00"},
      {"/orderInformation/amountDetails", json::array()},
      {"/orderInformation/amountDetails/authorizedAmount", nullptr},
      {"/orderInformation/amountDetails/authorizedAmount", 50.0},
      {"/orderInformation/amountDetails/authorizedAmount", "0.00"},
      {"/orderInformation/amountDetails/authorizedAmount", "-50.00"},
      {"/orderInformation/amountDetails/authorizedAmount", "+50.00"},
      {"/orderInformation/amountDetails/authorizedAmount", "50,00"},
      {"/orderInformation/amountDetails/authorizedAmount", "5e1"},
      {"/orderInformation/amountDetails/authorizedAmount", "50.001"},
      {"/orderInformation/amountDetails/authorizedAmount", "50.01"},  // more than was asked for
      {"/orderInformation/amountDetails/authorizedAmount", "99999999999999999999"},
      {"/orderInformation/amountDetails/currency", nullptr},
      {"/orderInformation/amountDetails/currency", "USD"},
      {"/orderInformation/amountDetails/currency", 978},
  };
  for (const auto& [where, value] : changes) {
    json body = authorised();
    body[json::json_pointer(where)] = value;
    EXPECT_TRUE(is<Unknown>(hold(http(201, body)))) << where << " " << value;
  }
}

TEST(Hold, KeepsNoApprovalCodeThatIsNone) {
  for (const json& code : {json("1234567"), json("12 45"), json(831000), json(nullptr)}) {
    json body = authorised();
    body["processorInformation"]["approvalCode"] = code;
    EXPECT_EQ(std::get<Approved>(hold(http(201, body))).hold.approval_code, "") << code;
  }
}

DeclineReason reason_of(const char* reason, const char* code) {
  const HoldAnswer answer = hold(http(201, declined(reason, code)));
  EXPECT_TRUE(is<Declined>(answer));
  return std::get<Declined>(answer).reason;
}

TEST(Hold, IsDeclinedForAReasonThatTheDriverCanActOn) {
  using Reason = DeclineReason;
  EXPECT_EQ(reason_of("INSUFFICIENT_FUND", "51"), Reason::insufficient);
  EXPECT_EQ(reason_of("EXCEEDS_CREDIT_LIMIT", "61"), Reason::insufficient);
  EXPECT_EQ(reason_of("EXPIRED_CARD", "54"), Reason::expired);
  EXPECT_EQ(reason_of("STOLEN_LOST_CARD", "43"), Reason::blocked);
  EXPECT_EQ(reason_of("SUSPENDED_ACCOUNT", nullptr), Reason::blocked);
  EXPECT_EQ(reason_of("ISSUER_UNAVAILABLE", "91"), Reason::try_later);
  EXPECT_EQ(reason_of("PROCESSOR_ERROR", nullptr), Reason::try_later);
  EXPECT_EQ(reason_of("INVALID_ACCOUNT", "14"), Reason::not_accepted);
  for (const char* general : {"CONTACT_PROCESSOR", "PROCESSOR_DECLINED", "UNAUTHORIZED_CARD",
                              "PAYMENT_REFUSED", "GENERAL_DECLINE", "SOMETHING_NEW", ""}) {
    EXPECT_EQ(reason_of(general, "05"), Reason::generic) << general;
  }
  EXPECT_EQ(reason_of(nullptr, nullptr), Reason::generic);
  EXPECT_EQ(reason_of("PROCESSOR_DECLINED", "54"), Reason::expired);
}

TEST(Hold, SendsASoftDeclineToTheOwnersPhone) {
  for (const char* code : {"1A", "65", "70"}) {
    EXPECT_EQ(reason_of("GENERAL_DECLINE", code), DeclineReason::needs_owner) << code;
  }
  EXPECT_EQ(reason_of("CONSUMER_AUTHENTICATION_REQUIRED", "05"), DeclineReason::needs_owner);
}

TEST(Hold, IsNeverDeclinedByTheResponseCodeAlone) {
  json body = authorised();
  body["processorInformation"]["responseCode"] = "51";
  EXPECT_TRUE(is<Approved>(hold(http(201, body))));
}

TEST(Hold, HasTheOutcomeOfEachRefusalReason) {
  for (const char* reason :
       {"MISSING_FIELD", "INVALID_DATA", "INVALID_MERCHANT_CONFIGURATION", "INVALID_AMOUNT",
        "INVALID_PAYMENT_ID", "NOT_SUPPORTED", "SOMETHING_NEW"}) {
    EXPECT_TRUE(is<NotProcessed>(hold(invalid(reason)))) << reason;
  }
  for (const char* reason : {"DUPLICATE_REQUEST", "PROCESSOR_UNAVAILABLE"}) {
    EXPECT_TRUE(is<Unknown>(hold(invalid(reason)))) << reason;
  }
  for (const char* reason : {"INVALID_CARD", "CARD_TYPE_NOT_ACCEPTED"}) {
    EXPECT_EQ(std::get<Declined>(hold(invalid(reason))).reason, DeclineReason::not_accepted)
        << reason;
  }
}

TEST(Hold, LogsFieldNamesAndNeverWhatTheGatewayEchoes) {
  const Exchange echo =
      http(400, {{"status", "INVALID_REQUEST"},
                 {"reason", "4761739001010010"},
                 {"message", "bad card 4761739001010010"},
                 {"details",
                  {{{"field", "pointOfSaleInformation.trackData"}, {"reason", "INVALID_DATA"}},
                   {{"field", "4761739001010010"}},
                   7}}});
  const std::string detail = std::get<NotProcessed>(hold(echo)).detail;
  EXPECT_THAT(detail, HasSubstr("pointOfSaleInformation.trackData"));
  EXPECT_THAT(detail, Not(HasSubstr("4761")));
}

TEST(Raise, CarriesTheNewTotalUnderTheFirstReference) {
  json body = authorised();
  body["id"] = "7000000000000000000009";
  body["orderInformation"]["amountDetails"] = {{"totalAmount", "70.00"}, {"currency", "EUR"}};
  const HoldAnswer answer = judge_raise(http(201, body), kRaise, kExpires);
  ASSERT_TRUE(is<Approved>(answer));
  EXPECT_EQ(std::get<Approved>(answer).hold.reference, "7000000000000000000001");
  EXPECT_EQ(std::get<Approved>(answer).hold.amount, euros(7000));
  EXPECT_TRUE(
      is<Declined>(judge_raise(http(201, declined("INSUFFICIENT_FUND", "51")), kRaise, kExpires)));
  // A total below the increment is none, and without one nobody knows what may be captured.
  body["orderInformation"]["amountDetails"]["totalAmount"] = "19.99";
  EXPECT_TRUE(is<Unknown>(judge_raise(http(201, body), kRaise, kExpires)));
  EXPECT_TRUE(is<Unknown>(judge_raise(http(201, authorised()), kRaise, kExpires)));
  body["status"] = "PARTIAL_AUTHORIZED";
  EXPECT_TRUE(is<Unknown>(judge_raise(http(201, body), kRaise, kExpires)));
}

SettleAnswer capture(const char* status, const char* amount = "12.64") {
  return judge_capture(
      http(201, {{"id", "7003"},
                 {"status", status},
                 {"orderInformation",
                  {{"amountDetails", {{"totalAmount", amount}, {"currency", "EUR"}}}}}}),
      kCapture);
}

TEST(Capture, IsDoneWhenTheGatewayTookTheAmountOver) {
  EXPECT_EQ(std::get<Done>(capture("PENDING")).reference, "7003");
  EXPECT_TRUE(is<Done>(capture("TRANSMITTED")));
  EXPECT_TRUE(
      is<Done>(judge_capture(http(201, {{"id", "7003"}, {"status", "PENDING"}}), kCapture)));
  EXPECT_TRUE(is<Unknown>(capture("PENDING", "12.65")));
  EXPECT_TRUE(is<Unknown>(judge_capture(http(201, {{"status", "PENDING"}}), kCapture)));
  EXPECT_TRUE(is<Refused>(capture("DECLINED")));
  EXPECT_TRUE(is<Refused>(capture("INVALID_REQUEST")));
}

TEST(Capture, HasTheOutcomeOfEachRefusalReason) {
  for (const char* reason : {"EXCEEDS_AUTH_AMOUNT", "MISSING_AUTH", "AUTH_ALREADY_REVERSED",
                             "INVALID_DATA", "INVALID_AMOUNT"}) {
    EXPECT_TRUE(is<Refused>(judge_capture(invalid(reason), kCapture))) << reason;
  }
  for (const char* reason : {"DUPLICATE_REQUEST", "TRANSACTION_ALREADY_SETTLED",
                             "TRANSACTION_ALREADY_REVERSED_OR_SETTLED", "PROCESSOR_UNAVAILABLE"}) {
    EXPECT_TRUE(is<Unknown>(judge_capture(invalid(reason), kCapture))) << reason;
  }
}

TEST(Release, IsDoneWhenReversedNowOrBefore) {
  const Exchange reversed = http(201, {{"id", "7004"}, {"status", "REVERSED"}});
  EXPECT_EQ(std::get<Done>(judge_release(reversed, kRelease)).reference, "7004");
  EXPECT_EQ(std::get<Done>(judge_abandon(reversed, kAbandon)).reference, "7004");
  EXPECT_TRUE(is<Done>(judge_release(invalid("AUTH_ALREADY_REVERSED"), kRelease)));
  EXPECT_TRUE(is<Done>(judge_abandon(invalid("AUTH_ALREADY_REVERSED"), kAbandon)));
  // Nothing there to undo: fine for a hold that nobody saw arrive, alarming for one that was
  // approved.
  EXPECT_TRUE(is<Done>(judge_abandon(invalid("MISSING_AUTH"), kAbandon)));
  EXPECT_TRUE(is<Refused>(judge_release(invalid("MISSING_AUTH"), kRelease)));
  EXPECT_TRUE(is<Refused>(judge_release(invalid("TRANSACTION_ALREADY_SETTLED"), kRelease)));
  EXPECT_TRUE(is<Refused>(judge_abandon(invalid("INVALID_DATA"), kAbandon)));
  EXPECT_TRUE(
      is<Unknown>(judge_release(http(201, {{"id", "7004"}, {"status", "PENDING"}}), kRelease)));
}

// ---- the search for a lost order

json summaries(std::initializer_list<const char*> ids) {
  json list = json::array();
  for (const char* id : ids) {
    list.push_back({{"id", id}, {"clientReferenceInformation", {{"code", kKey}}}});
  }
  return {{"totalCount", list.size()}, {"_embedded", {{"transactionSummaries", list}}}};
}

TEST(Search, FindsTheTransactionsOfTheKey) {
  EXPECT_EQ(
      std::get<TransactionIds>(read_search(http(201, summaries({"7001", "7002", "7001"})), kKey)),
      (TransactionIds{"7001", "7002"}));
  EXPECT_TRUE(is<NotFound>(read_search(http(201, {{"totalCount", 0}}), kKey)));
}

TEST(Search, ProvesNothingWhenItIsNotUnderstood) {
  json other = summaries({"7001"});
  other["_embedded"]["transactionSummaries"][0]["clientReferenceInformation"]["code"] = "other";
  const std::vector<Exchange> useless = {
      NotSent{"no route"},
      Lost{"cut"},
      text(201, "<html>"),
      http(401, {{"totalCount", 0}}),
      http(502, {{"totalCount", 0}}),
      http(201, json::object()),
      http(201, {{"totalCount", "0"}}),
      http(201, {{"totalCount", 1}}),
      http(201, {{"totalCount", 1}, {"_embedded", {{"transactionSummaries", json::array()}}}}),
      http(201, other),
      http(201, summaries({"../x"})),
      http(201, summaries({"1", "2", "3", "4", "5"})),
  };
  for (std::size_t i = 0; i < useless.size(); ++i) {
    EXPECT_TRUE(is<Unknown>(read_search(useless[i], kKey))) << i;
  }
}

json detail(const json& result, const char* status = nullptr) {
  json body = authorised();
  body.erase("status");
  body["id"] = "7001";
  body["applicationInformation"] = {{"rCode", result}};
  if (status != nullptr) body["applicationInformation"]["status"] = status;
  body["orderInformation"]["amountDetails"]["totalAmount"] = "50.00";
  return body;
}

Question question(Question::About about) {
  return {about, kKey, {}, Currency{}, PaidBy::bank_card, "7000"};
}

AskAnswer about(Question::About what, const json& body) {
  return judge_detail(http(200, body), question(what), "7001", kExpires);
}

TEST(Detail, TellsAboutAHold) {
  using About = Question::About;
  for (const char* status : {"AUTHORIZED", "PENDING", "TRANSMITTED"}) {
    EXPECT_TRUE(is<Approved>(about(About::hold, detail("1", status)))) << status;
  }
  const AskAnswer answer = about(About::hold, detail(1));
  ASSERT_TRUE(is<Approved>(answer));
  EXPECT_EQ(std::get<Approved>(answer).hold.reference, "7001");
  EXPECT_EQ(std::get<Approved>(answer).hold.amount, euros(5000));
  json refused = detail("0");
  refused["processorInformation"]["responseCode"] = "65";
  EXPECT_EQ(std::get<Declined>(about(About::hold, refused)).reason, DeclineReason::needs_owner);
  for (const json& code : {json("-1"), json("2"), json(nullptr), json("100")}) {
    EXPECT_TRUE(is<Unknown>(about(About::hold, detail(code)))) << code;
  }
  for (const char* status :
       {"AUTHORIZED_RISK_DECLINED", "PENDING_REVIEW", "DECLINED", "REVERSED", "VOIDED"}) {
    EXPECT_TRUE(is<Unknown>(about(About::hold, detail("1", status)))) << status;
  }
}

TEST(Detail, TellsAboutRaiseCaptureAndRelease) {
  using About = Question::About;
  json raised = detail("1", "AUTHORIZED");
  raised["orderInformation"]["amountDetails"]["totalAmount"] = "70.00";
  const AskAnswer raise = about(About::raise, raised);
  EXPECT_EQ(std::get<Approved>(raise).hold.reference, "7000");
  EXPECT_EQ(std::get<Approved>(raise).hold.amount, euros(7000));
  Question without_hold = question(About::raise);
  without_hold.hold_reference.clear();
  EXPECT_TRUE(is<Unknown>(judge_detail(http(200, raised), without_hold, "7001", kExpires)));
  EXPECT_EQ(std::get<Done>(about(About::capture, detail("1", "PENDING"))).reference, "7001");
  EXPECT_TRUE(is<Unknown>(about(About::capture, detail("1", "REVERSED"))));
  EXPECT_TRUE(is<Done>(about(About::release, detail("1", "REVERSED"))));
  EXPECT_TRUE(is<Declined>(about(About::capture, detail("0"))));
}

TEST(Detail, IsUnknownForAnotherTransactionOrAnAmountThatIsNone) {
  using About = Question::About;
  json body = detail("1");
  body["id"] = "7002";
  EXPECT_TRUE(is<Unknown>(about(About::hold, body)));
  body = detail("1");
  body["clientReferenceInformation"]["code"] = "other";
  EXPECT_TRUE(is<Unknown>(about(About::hold, body)));
  body.erase("clientReferenceInformation");
  EXPECT_TRUE(is<Unknown>(about(About::hold, body)));
  body = detail("1");
  body["orderInformation"]["amountDetails"]["currency"] = "USD";
  EXPECT_TRUE(is<Unknown>(about(About::hold, body)));
  body.erase("orderInformation");
  EXPECT_TRUE(is<Unknown>(about(About::hold, body)));
  EXPECT_TRUE(
      is<Unknown>(judge_detail(http(404, detail("1")), question(About::hold), "7001", kExpires)));
  EXPECT_TRUE(is<Unknown>(judge_detail(Lost{""}, question(About::hold), "7001", kExpires)));
}

TEST(Combine, LetsTheOneThatTookEffectDecide) {
  const AskAnswer yes = Approved{};
  const AskAnswer no = Declined{};
  EXPECT_TRUE(is<Approved>(combine({no, yes})));
  EXPECT_TRUE(is<Approved>(combine({yes, no})));
  EXPECT_TRUE(is<Declined>(combine({no, no})));
  EXPECT_TRUE(is<Unknown>(combine({yes, yes})));
  EXPECT_TRUE(is<Unknown>(combine({no, Unknown{}})));
  EXPECT_TRUE(is<NotFound>(combine({})));
}

}  // namespace
}  // namespace kerb::payment::gateway
