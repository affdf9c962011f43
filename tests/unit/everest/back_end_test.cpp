#include "hal/everest/back_end.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fake_everest.hpp"
#include "hal/everest/ledger.hpp"
#include "hal/everest/line.hpp"

namespace kerb::hal::everest {
namespace {

using Answered = nlohmann::json;

const ChargeKey kCharge = "0123456789abcdef0123456789abcdef";

// A board that keeps what it is given, and knows no HTML.
class Board : public MessageBoard {
 public:
  Answer set(const DisplayMessage& message) override {
    if (message.text.format == BackEndText::Format::html) return Answer::unsupported_format;
    kept.push_back(message);
    return Answer::accepted;
  }
  std::vector<DisplayMessage> get(const Filter& filter) override {
    asked = filter;
    return kept;
  }
  bool clear(std::int64_t id) override {
    for (auto it = kept.begin(); it != kept.end(); ++it) {
      if (it->id == id) return kept.erase(it), true;
    }
    return false;
  }

  std::vector<DisplayMessage> kept;
  std::optional<Filter> asked;
};

class EverestBackEndTest : public testing::Test {
 protected:
  EverestBackEndTest()
      : ledger(Ledger::unwritten()),
        line(everest.broker(), FakeEverest::settings()),
        back_end(line, *ledger) {
    back_end.listen([this](const BackEndReport& report) { said.push_back(report); }, &board);
    line.begin();
  }

  void keep(LedgerCharge::Phase phase, const std::string& transaction = {}) {
    LedgerCharge charge;
    charge.charge = charge.token = kCharge;
    charge.evse = 1;
    charge.phase = phase;
    charge.session = "session-1";
    charge.transaction = transaction;
    ASSERT_TRUE(ledger->put(charge, Utc{}));
  }
  void cost(const std::string& text) {
    everest.broker().say("session_cost_consumer/kiosk_cost/e2m/session_cost", text);
  }
  // What Kerb answers to a request of EVerest's, or nothing.
  Answered ask(const std::string& api_and_module, const std::string& name,
               const std::string& payload) {
    const std::string reply = api_and_module + "/m2e/reply/r-" + std::to_string(++asked);
    std::string text = fmt::format(R"({{"headers":{{"replyTo":"everest_api/1/{}"}}{}}})", reply,
                                   payload.empty() ? "" : ",\"payload\":" + payload);
    everest.broker().say(api_and_module + "/e2m/" + name, text);
    const auto answers = everest.broker().heard("r-" + std::to_string(asked));
    EXPECT_EQ(answers.size(), 1U) << text;
    return answers.empty() ? Answered() : Answered::parse(answers.front());
  }
  Answered show(const std::string& messages) {
    return ask("display_message/kiosk_display", "set_display_message", messages);
  }
  template <typename Report>
  const Report& last() {
    EXPECT_FALSE(said.empty());
    return std::get<Report>(said.back());
  }

  FakeEverest everest;
  Board board;
  std::vector<BackEndReport> said;
  std::unique_ptr<Ledger> ledger;
  Line line;
  EverestBackEnd back_end;
  int asked = 0;
};

TEST_F(EverestBackEndTest, SaysWhenTheBackEndComesAndGoes) {
  const std::string topic = "ocpp_consumer/kiosk_ocpp/e2m/is_connected";
  everest.broker().say(topic, "true");
  everest.broker().say(topic, "true");
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(last<BackEndLink>().up);
  everest.broker().say(topic, "false");
  EXPECT_FALSE(last<BackEndLink>().up);
  EXPECT_EQ(said.size(), 2U);
}

// EVerest keeps for nobody what it said before Kerb was started: it is asked.
TEST_F(EverestBackEndTest, AsksWhetherTheBackEndIsThere) {
  const auto beat = [&](const char* count) {
    everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/heartbeat", count);
  };
  const auto questions = [&] { return everest.broker().heard("get").size(); };
  const auto transfers = [&] { return everest.broker().heard("data_transfer_outgoing").size(); };
  beat("40");
  ASSERT_EQ(questions(), 1U);
  const auto question = Answered::parse(everest.broker().heard("get")[0]);
  const std::string reply_to = question["headers"]["replyTo"];
  EXPECT_EQ(reply_to, "everest_api/1/ocpp_consumer/kiosk_ocpp/e2m/is_connected");
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/is_connected", "true");
  EXPECT_TRUE(last<BackEndLink>().up);
  for (const char* count : {"41", "42", "43", "44"}) beat(count);
  EXPECT_EQ(transfers(), 0U);
  // Another EVerest, an older one: the question is answered by nobody, or with nothing.
  beat("0");
  EXPECT_EQ(questions(), 2U);
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/is_connected", "null");
  for (const char* count : {"1", "2", "3", "4"}) beat(count);
  ASSERT_EQ(transfers(), 1U);
  EXPECT_TRUE(last<BackEndLink>().up);
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/data_transfer_outgoing",
                       R"({"status":"Offline"})");
  EXPECT_FALSE(last<BackEndLink>().up);
  // After an outage of the broker nobody knows what was missed.
  everest.broker().set_link(false);
  everest.broker().set_link(true);
  beat("5");
  EXPECT_EQ(questions(), 3U);
  for (const char* count : {"6", "7", "8"}) beat(count);
  ASSERT_EQ(transfers(), 2U);
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/data_transfer_outgoing",
                       R"({"status":"UnknownVendorId"})");
  EXPECT_TRUE(last<BackEndLink>().up);
}

TEST_F(EverestBackEndTest, PassesOnThePriceForEveryone) {
  everest.broker().say("session_cost_consumer/kiosk_cost/e2m/default_price",
                       R"({"messages":[{"content":"Offline 0.65 EUR/kWh"}]})");
  ASSERT_EQ(last<DefaultPrice>().texts.size(), 1U);
  EXPECT_EQ(last<DefaultPrice>().texts[0].content, "Offline 0.65 EUR/kWh");
}

TEST_F(EverestBackEndTest, PassesOnThePriceOfAChargeOnce) {
  const std::string topic = "session_cost_consumer/kiosk_cost/e2m/tariff_message";
  const auto tariff = [&](const std::string& id, const char* kind) {
    return fmt::format(
        R"({{"identifier_id":"{}","identifier_type":"{}","messages":[{{"content":"0.45"}}]}})", id,
        kind);
  };
  everest.broker().say(topic, tariff("somebody", "IdToken"));
  EXPECT_TRUE(said.empty());
  keep(LedgerCharge::Phase::given);
  everest.broker().say(topic, tariff(kCharge, "IdToken"));
  EXPECT_EQ(last<ChargePrice>().charge, kCharge);
  // The answer to the authorisation has the same text, and the second answer none.
  everest.broker().say(
      "auth_consumer/kiosk_auth/e2m/token_validation_status",
      fmt::format(R"({{"messages":[{{"content":"0.45"}}],"status":"Accepted","token":{}}})",
                  id_tag(kCharge, 1)));
  everest.token(kCharge, "Accepted", 1);
  EXPECT_EQ(said.size(), 1U);
  keep(LedgerCharge::Phase::active, "tx-9");
  everest.broker().say(
      topic,
      R"({"identifier_id":"tx-9","identifier_type":"TransactionId","messages":[{"content":"0.50"}]})");
  EXPECT_EQ(last<ChargePrice>().texts[0].content, "0.50");
  everest.broker().say(topic,
                       R"({"ocpp_transaction_id":"session-1","messages":[{"content":"0.55"}]})");
  EXPECT_EQ(last<ChargePrice>().texts[0].content, "0.55");
}

TEST_F(EverestBackEndTest, PassesOnCostsAsTheyAre) {
  keep(LedgerCharge::Phase::active);
  cost(
      R"({"session_id":"session-1","status":"Running","currency":{"code":"EUR","decimals":3},"cost_chunks":[{"cost":{"value":1000}},{"cost":{"value":9}}]})");
  EXPECT_EQ(last<CostReported>().charge, kCharge);
  EXPECT_EQ(last<CostReported>().stage, CostReported::Stage::running);
  EXPECT_EQ(last<CostReported>().total.value, 1009);
  EXPECT_EQ(last<CostReported>().total.decimals, 3);
  EXPECT_EQ(last<CostReported>().total.currency, "EUR");
  const std::string dropped[] = {
      R"({"session_id":"nobody's","status":"Running","currency":{"code":"EUR","decimals":3},"cost_chunks":[{"cost":{"value":1}}]})",
      R"({"session_id":"session-1","status":"Perhaps","currency":{"code":"EUR","decimals":3},"cost_chunks":[{"cost":{"value":1}}]})",
      R"({"session_id":"session-1","status":"Running","currency":{"code":"EUR","decimals":3}})",
  };
  for (const std::string& text : dropped) cost(text);
  EXPECT_EQ(said.size(), 1U);
}

// Recorded: the final cost comes after the charge, also hours later, under OCPP's own name of it.
TEST_F(EverestBackEndTest, AFinalCostFindsAChargeThatIsOver) {
  keep(LedgerCharge::Phase::finished, "tx-1");
  cost(
      R"({"cost_chunks":[{"cost":{"value":2009},"metervalue_to":49,"timestamp_to":"2026-11-22T04:36:26.591Z"}],"currency":{"code":"EUR","decimals":3},"message":[{"content":"Final cost 2.01 EUR","format":"UTF8","language":"en"}],"qr_code":"https://cpo.example/invoices/1","session_id":"tx-1","status":"Finished"})");
  EXPECT_EQ(last<CostReported>().stage, CostReported::Stage::finished);
  EXPECT_EQ(last<CostReported>().total.value, 2009);
  EXPECT_EQ(last<CostReported>().qr_code, "https://cpo.example/invoices/1");
  EXPECT_EQ(last<CostReported>().texts[0].content, "Final cost 2.01 EUR");
}

// ---- messages for the screen

TEST_F(EverestBackEndTest, AnswersAtOnceWhatBecomesOfAMessage) {
  keep(LedgerCharge::Phase::active, "tx-1");
  struct {
    const char* rule;
    const char* message;
    const char* status;
    std::size_t kept;
  } const rows[] = {
      {"a text", R"({"id":1,"message":{"content":"Hello","format":"UTF8"}})", "Accepted", 1},
      {"a code", R"({"id":2,"message":{"content":"x","format":"QRCODE"}})", "Accepted", 2},
      {"HTML", R"({"id":3,"message":{"content":"<b>","format":"HTML"}})",
       "NotSupportedMessageFormat", 2},
      {"a format of the future", R"({"id":3,"message":{"content":"x","format":"VIDEO"}})",
       "NotSupportedMessageFormat", 2},
      {"a state of the future", R"({"id":3,"state":"Dancing","message":{"content":"x"}})",
       "NotSupportedState", 2},
      {"a priority of the future", R"({"id":3,"priority":"Shout","message":{"content":"x"}})",
       "NotSupportedPriority", 2},
      {"without a number", R"({"message":{"content":"x"}})", "Rejected", 2},
      {"bound to a charge",
       R"({"id":4,"identifier_id":"tx-1","identifier_type":"TransactionId","message":{"content":"x"}})",
       "Accepted", 3},
      {"bound to nobody's charge",
       R"({"id":5,"identifier_id":"tx-7","identifier_type":"TransactionId","message":{"content":"x"}})",
       "UnknownTransaction", 3},
      {"a kind of id without an id binds nothing",
       R"({"id":6,"identifier_type":"TransactionId","message":{"content":"x"}})", "Accepted", 4},
  };
  for (const auto& row : rows) {
    const Answered answer = show(fmt::format("[{}]", row.message));
    EXPECT_EQ(answer.value("status", ""), row.status) << row.rule;
    EXPECT_EQ(board.kept.size(), row.kept) << row.rule;
  }
  EXPECT_EQ(board.kept[2].charge, kCharge);
  EXPECT_FALSE(board.kept[3].charge);
  // Of several, the worst is the answer.
  EXPECT_EQ(show(R"([{"id":7,"message":{"content":"x"}},{"message":{"content":"y"}}])")
                .value("status", ""),
            "Rejected");
  EXPECT_EQ(show(R"("nonsense")").value("status", ""), "Rejected");
}

TEST_F(EverestBackEndTest, GivesItsMessagesBack) {
  keep(LedgerCharge::Phase::active, "tx-1");
  show(
      R"([{"id":4,"identifier_id":"tx-1","identifier_type":"TransactionId","message":{"content":"x"}}])");
  const char* filters[] = {"", R"({"id":[]})"};  // both mean all of them
  for (const char* filter : filters) {
    const Answered answer = ask("display_message/kiosk_display", "get_display_message", filter);
    EXPECT_TRUE(board.asked->ids.empty());
    EXPECT_NE(answer.value("status_info", ""), "");
    ASSERT_EQ(answer.at("messages").size(), 1U);
    EXPECT_EQ(answer.at("messages")[0].at("id"), 4);
    EXPECT_EQ(answer.at("messages")[0].at("identifier_id"), "tx-1");
    EXPECT_TRUE(answer.at("messages")[0].contains("priority"));
  }
  ask("display_message/kiosk_display", "get_display_message", R"({"id":[4,5]})");
  EXPECT_EQ(board.asked->ids, (std::vector<std::int64_t>{4, 5}));
  const Answered none =
      ask("display_message/kiosk_display", "get_display_message", R"({"priority":"Shout"})");
  EXPECT_TRUE(none.at("messages").empty());
}

TEST_F(EverestBackEndTest, TakesMessagesAway) {
  show(R"([{"id":4,"message":{"content":"x"}}])");
  const auto clear = [&](const char* payload) {
    return ask("display_message/kiosk_display", "clear_display_message", payload)
        .value("status", "");
  };
  EXPECT_EQ(clear(R"({"id":9})"), "Unknown");
  EXPECT_EQ(clear(R"({"id":4})"), "Accepted");
  EXPECT_EQ(clear(R"({"id":4})"), "Unknown");
}

TEST_F(EverestBackEndTest, AnswersWithoutABoardToo) {
  back_end.listen({}, nullptr);
  EXPECT_EQ(show(R"([{"id":4,"message":{"content":"x"}}])").value("status", ""), "Rejected");
  EXPECT_NE(
      ask("display_message/kiosk_display", "get_display_message", "").value("status_info", ""), "");
}

// ---- a payment on a phone

TEST_F(EverestBackEndTest, HearsOfAPaymentElsewhere) {
  struct {
    const char* rule;
    const char* payload;
    const char* status;
    int lasting;  // -1: nothing is reported
  } const rows[] = {
      {"as recorded",
       R"({"data":"{\"evseId\":1,\"timeout\":60}","message_id":"NotifyWebPaymentStarted","vendor_id":"cloud.charging.open"})",
       "Accepted", 60},
      {"cancelled",
       R"({"data":"{\"evseId\":1,\"timeout\":0}","message_id":"NotifyWebPaymentStarted","vendor_id":"cloud.charging.open"})",
       "Accepted", 0},
      {"failed",
       R"({"data":"{\"evseId\":2}","message_id":"NotifyWebPaymentFailed","vendor_id":"cloud.charging.open"})",
       "Accepted", 0},
      {"too long",
       R"({"data":"{\"evseId\":1,\"timeout\":301}","message_id":"NotifyWebPaymentStarted","vendor_id":"cloud.charging.open"})",
       "Rejected", -1},
      {"an EVSE that is not there",
       R"({"data":"{\"evseId\":7,\"timeout\":60}","message_id":"NotifyWebPaymentStarted","vendor_id":"cloud.charging.open"})",
       "Rejected", -1},
      {"no JSON",
       R"({"data":"evse 1","message_id":"NotifyWebPaymentStarted","vendor_id":"cloud.charging.open"})",
       "Rejected", -1},
      {"another message", R"({"message_id":"Dance","vendor_id":"cloud.charging.open"})",
       "UnknownMessageId", -1},
      {"another vendor", R"({"message_id":"NotifyWebPaymentStarted","vendor_id":"acme"})",
       "UnknownVendorId", -1},
  };
  for (const auto& row : rows) {
    said.clear();
    const Answered answer = ask("ocpp_consumer/kiosk_ocpp", "data_transfer_incoming", row.payload);
    EXPECT_EQ(answer.value("status", ""), row.status) << row.rule;
    std::vector<PaymentElsewhere> told;
    for (const BackEndReport& it : said) {
      if (const auto* one = std::get_if<PaymentElsewhere>(&it)) told.push_back(*one);
    }
    ASSERT_EQ(told.size(), row.lasting < 0 ? 0U : 1U) << row.rule;
    if (row.lasting < 0) continue;
    EXPECT_EQ(told[0].lasting, Seconds{row.lasting}) << row.rule;
  }
}

// OCPP 2.1, WebPaymentsCtrlr.
TEST_F(EverestBackEndTest, AsksTheDeviceModelWhatTheCodeLooksLike) {
  const auto answered = [&](const std::string& items) {
    everest.broker().on_order([&, items](const std::string& name, const std::string& reply_to,
                                         const std::string& payload) {
      if (name != "get_variables") return;
      EXPECT_NE(payload.find("WebPaymentsCtrlr"), std::string::npos);
      EXPECT_EQ(payload.find("SharedSecret"), std::string::npos) << "it is nobody's to read";
      everest.broker().say(reply_to, R"({"items":[)" + items + "]}");
    });
    return back_end.web_payments().value();
  };
  const auto item = [](const char* name, const char* value) {
    return fmt::format(
        R"({{"component_variable":{{"component":{{"name":"WebPaymentsCtrlr"}},)"
        R"("variable":{{"name":"{}"}}}},"attribute_type":"Actual","status":"{}","value":"{}"}})",
        name, *value == '\0' ? "UnknownVariable" : "Accepted", value);
  };
  const WebPaymentTerms whole =
      answered(item("Enabled", "true") + "," + item("URLTemplate", "https://p.example/{totp}") +
               "," + item("TOTPVersion", "v1") + "," + item("ValidityTime", "60") + "," +
               item("Length", "12") + "," + item("ChargingStationId", "CS1"));
  EXPECT_EQ(whole, (WebPaymentTerms{.enabled = true,
                                    .url_template = "https://p.example/{totp}",
                                    .totp_version = "v1",
                                    .station_id = "CS1",
                                    .validity = Seconds{60},
                                    .length = 12}));
  const WebPaymentTerms least = answered(item("URLTemplate", "https://p.example/{totp}") + "," +
                                         item("ValidityTime", "1e9") + "," + item("Length", ""));
  EXPECT_TRUE(least.enabled);
  EXPECT_FALSE(least.validity);
  EXPECT_FALSE(least.length);
  EXPECT_FALSE(
      answered(item("URLTemplate", "https://p.example/{totp}") + "," + item("Enabled", "false"))
          .enabled);
  // What an EVerest without the component says.
  EXPECT_FALSE(answered(R"({"status":"UnknownComponent"})").enabled);
}

TEST_F(EverestBackEndTest, ABackEndThatAsksIsThere) {
  ask("ocpp_consumer/kiosk_ocpp", "data_transfer_incoming",
      R"({"message_id":"Dance","vendor_id":"acme"})");
  EXPECT_TRUE(last<BackEndLink>().up);
  std::vector<BackEndReport> later;
  back_end.listen([&](const BackEndReport& report) { later.push_back(report); }, &board);
  ASSERT_EQ(later.size(), 1U);
  EXPECT_TRUE(std::get<BackEndLink>(later[0]).up);
}

TEST_F(EverestBackEndTest, AnswersNobodyWhoNamedNoTopicOfEverests) {
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/data_transfer_incoming",
                       R"({"payload":{"vendor_id":"acme"}})");
  everest.broker().say("ocpp_consumer/kiosk_ocpp/e2m/data_transfer_incoming",
                       R"({"headers":{"replyTo":"somebody/else"},"payload":{"vendor_id":"acme"}})");
  EXPECT_TRUE(everest.broker().heard("else").empty());
}

// ---- Kerb's own troubles

TEST_F(EverestBackEndTest, TellsItsTroublesAndTellsThemAgain) {
  const auto raised = [&] { return everest.broker().heard("raise_error"); };
  const auto cleared = [&] { return everest.broker().heard("clear_error"); };
  back_end.tell(OwnTrouble::reader, "the reader does not answer");
  ASSERT_EQ(raised().size(), 1U);
  EXPECT_NE(raised()[0].find("kerb.reader"), std::string::npos);
  EXPECT_NE(raised()[0].find("the reader does not answer"), std::string::npos);
  // Told before EVerest was there, and again when it is.
  const std::string topic = "generic_error_raiser/kiosk_trouble/e2m/heartbeat";
  everest.broker().say(topic, "7");
  EXPECT_EQ(raised().size(), 2U);
  everest.broker().say(topic, "8");
  EXPECT_EQ(raised().size(), 2U);
  // Told while the link is down: said when the module is heard again.
  everest.broker().set_link(false);
  back_end.tell(OwnTrouble::journal, "the disk is full");
  everest.broker().set_link(true);
  EXPECT_EQ(raised().size(), 2U);
  everest.broker().say(topic, "9");
  EXPECT_EQ(raised().size(), 4U);
  back_end.tell(OwnTrouble::journal, std::nullopt);
  ASSERT_EQ(cleared().size(), 1U);
  EXPECT_NE(cleared()[0].find("kerb.journal"), std::string::npos);
  // Another EVerest: its count begins anew.
  everest.broker().say(topic, "0");
  EXPECT_EQ(raised().size(), 5U);
}

}  // namespace
}  // namespace kerb::hal::everest
