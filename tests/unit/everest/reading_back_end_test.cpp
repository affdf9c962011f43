// What the back end says and asks through EVerest: prices, costs, messages for the screen.
#include <gmock/gmock.h>

#include <string>

#include "tests/unit/everest/read_as.hpp"

namespace kerb::hal::everest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

SessionCost session_cost(const std::string& payload) {
  const auto cost = read_as<SessionCost>(Api::session_cost_consumer, "session_cost", payload);
  EXPECT_TRUE(cost) << payload;
  return cost.value_or(SessionCost{});
}

TEST(EverestCost, OfAFinishedTransaction) {
  const auto cost = session_cost(R"({"cost_chunks":[{"cost":{"value":2009},"metervalue_to":49,
      "timestamp_to":"2026-11-22T04:36:26.591Z"}],"currency":{"code":"EUR","decimals":3},
      "message":[{"content":"Final cost 2.01 EUR","format":"UTF8","language":"en"}],
      "qr_code":"https://cpo.example/invoices/1","session_id":"5d1e5cac","status":"Finished"})");
  EXPECT_EQ(cost.transaction, "5d1e5cac");
  EXPECT_EQ(cost.state, CostState::finished);
  ASSERT_TRUE(cost.total);
  EXPECT_EQ(cost.total->value, 2009);
  EXPECT_EQ(cost.total->decimals, 3);
  EXPECT_EQ(cost.total->currency, "EUR");
  EXPECT_EQ(cost.meter_to, WattHours{49});
  EXPECT_EQ(cost.texts.at(0).language, "en");
  EXPECT_EQ(cost.qr_code, "https://cpo.example/invoices/1");
}

TEST(EverestCost, IsTheSumOfItsChunksOrNothing) {
  const auto total = [](const std::string& chunks,
                        const std::string& currency = R"({"code":"EUR","decimals":2})") {
    return session_cost(R"({"session_id":"t","status":"Running","currency":)" + currency +
                        R"(,"cost_chunks":)" + chunks + "}")
        .total;
  };
  const auto value = [&](const std::string& chunks) {
    const auto sum = total(chunks);
    return sum ? std::optional(sum->value) : std::nullopt;
  };
  EXPECT_EQ(value(R"([{"cost":{"value":100}},{"cost":{"value":-25}}])"), 75);
  EXPECT_EQ(value(R"([{"cost":{"value":100}},{"metervalue_to":7}])"), 100);
  EXPECT_EQ(value("[]"), std::nullopt);
  EXPECT_EQ(value(R"([{"metervalue_to":7}])"), std::nullopt);
  EXPECT_EQ(value(R"([{"cost":{"value":1.5}}])"), std::nullopt);
  EXPECT_EQ(value(R"([{"cost":{"value":100}},{"cost":{}}])"), std::nullopt);
  EXPECT_EQ(value(R"([{"cost":{"value":9223372036854775807}}])"), std::nullopt);
  const std::string one = R"([{"cost":{"value":100}}])";
  std::string many = "[";
  for (int i = 0; i < 70; ++i) many += one.substr(1, one.size() - 2) + ",";
  EXPECT_EQ(value(many + one.substr(1)), std::nullopt);  // a part of a sum is no sum
  EXPECT_FALSE(total(one, R"({"code":"EUR"})"));
  EXPECT_FALSE(total(one, R"({"code":"EUR","decimals":10})"));
  EXPECT_FALSE(total(one, "null"));
  // OCPP 1.6 says no currency.
  EXPECT_EQ(total(one, R"({"decimals":0})")->currency, "");
  EXPECT_EQ(total(one, R"({"code":"euro","decimals":0})")->currency, "");
}

TEST(EverestBackEnd, SpeaksInWords) {
  const auto price = read_as<StationPrice>(Api::session_cost_consumer, "default_price",
                                           R"({"messages":[{"content":"Offline 0.65 EUR/kWh"},
          {"content":"<b>","format":"HTML","language":"much too long"},
          {"content":"?","format":"MORSE"}]})");
  ASSERT_TRUE(price);
  ASSERT_EQ(price->texts.size(), 2U);
  EXPECT_EQ(price->texts[0].format, BackEndText::Format::utf8);
  EXPECT_EQ(price->texts[1].format, BackEndText::Format::html);
  EXPECT_EQ(price->texts[1].language, "");

  const auto tariff =
      read_as<TariffText>(Api::session_cost_consumer, "tariff_message",
                          R"({"identifier_id":"BANKREF000004","identifier_type":"IdToken",
          "messages":[{"content":"0.45 EUR/kWh"}],"ocpp_transaction_id":"tx"})");
  ASSERT_TRUE(tariff);
  EXPECT_EQ(tariff->id, "BANKREF000004");
  EXPECT_EQ(tariff->id_kind, IdKind::id_token);
  EXPECT_EQ(tariff->transaction, "tx");

  EXPECT_TRUE(read_as<BackEndConnected>(Api::ocpp_consumer, "is_connected", "true")->up);
  EXPECT_FALSE(read_as<BackEndConnected>(Api::ocpp_consumer, "is_connected", "1"));
  // Nobody has told EVerest yet, when it is asked.
  EXPECT_FALSE(read_as<BackEndConnected>(Api::ocpp_consumer, "is_connected", "null"));

  const auto offline = [](const char* answer) {
    return read_as<TransferOutcome>(Api::ocpp_consumer, "data_transfer_outgoing", answer);
  };
  EXPECT_TRUE(offline(R"({"status":"Offline"})")->offline);
  EXPECT_FALSE(offline(R"({"status":"UnknownVendorId","data":""})")->offline);
  EXPECT_FALSE(offline("{}"));

  const auto event = read_as<TransactionEvent>(
      Api::ocpp_consumer, "ocpp_transaction_event",
      R"({"transaction_event":"Started","session_id":"s","transaction_id":"7","evse":{"id":2}})");
  ASSERT_TRUE(event);
  EXPECT_EQ(event->step, TransactionStep::started);
  EXPECT_EQ(event->session, "s");
  EXPECT_EQ(event->transaction, "7");
  EXPECT_EQ(event->evse, 2);
}

// A text that is too long for a screen is cut between characters.
TEST(EverestBackEnd, CutsItsTextsBetweenCharacters) {
  const std::string long_text(1023, 'x');
  const auto price =
      read_as<StationPrice>(Api::session_cost_consumer, "default_price",
                            R"({"messages":[{"content":")" + long_text + "\u00e9\u00e9\"}]}");
  ASSERT_TRUE(price);
  EXPECT_EQ(price->texts.at(0).content, long_text);
}

// ---- requests

constexpr const char* kReplyTo = "everest_api/1/display_message/kiosk_display/m2e/reply/7f0f";

std::string request(const std::string& payload) {
  return R"({"headers":{"replyTo":")" + std::string(kReplyTo) + "\"}" +
         (payload.empty() ? "" : ",\"payload\":" + payload) + "}";
}

TEST(EverestScreenMessages, AreSet) {
  const auto set = read_as<SetScreenMessages>(
      Api::display_message, "set_display_message",
      request(R"([{"id":7,"message":{"content":"Closed at noon","format":"UTF8","language":"en"},
          "priority":"AlwaysFront","state":"Idle","timestamp_from":"2026-11-22T10:00:00.000Z",
          "timestamp_to":"2026-11-22T12:00:00.000Z","identifier_id":"tx",
          "identifier_type":"TransactionId","qr_code":"https://x"}])"));
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->readable);
  EXPECT_EQ(set->reply_to, kReplyTo);
  ASSERT_EQ(set->messages.size(), 1U);
  const ScreenMessage& message = set->messages[0];
  EXPECT_EQ(message.id, 7);
  EXPECT_EQ(message.text.content, "Closed at noon");
  EXPECT_EQ(message.priority, DisplayMessage::Priority::always_front);
  EXPECT_EQ(message.during, DisplayMessage::During::idle);
  EXPECT_EQ(*message.until - *message.from, Millis(Seconds(7200)));
  EXPECT_EQ(message.bound_id, "tx");
  EXPECT_EQ(message.bound_kind, IdKind::transaction);
  EXPECT_FALSE(message.strange_format || message.strange_priority || message.strange_state);
}

TEST(EverestScreenMessages, AreTakenAsMeantOrNotAtAll) {
  const auto set = [](const std::string& payload) {
    return read_as<SetScreenMessages>(Api::display_message, "set_display_message", request(payload))
        .value_or(SetScreenMessages{});
  };
  const auto one = set(R"([{"message":{"content":"x","format":"MORSE"},"priority":"Behind",
      "state":"Sleeping","identifier_type":"TransactionId"}])");
  ASSERT_EQ(one.messages.size(), 1U);
  EXPECT_TRUE(one.messages[0].strange_format);
  EXPECT_TRUE(one.messages[0].strange_priority);
  EXPECT_TRUE(one.messages[0].strange_state);
  EXPECT_EQ(one.messages[0].bound_kind, IdKind::unknown);  // a kind without an id binds nothing
  EXPECT_EQ(set(R"([{"message":{"content":"x"},"state":"Suspended"}])").messages[0].during,
            DisplayMessage::During::suspending);
  const std::string whole = R"({"message":{"content":"x"}})";
  for (const std::string& wrong :
       {std::string(), std::string("[]"), std::string("{}"), "[" + whole + ",{}]",
        R"([{"message":{"content":")" + std::string(1025, 'x') + "\"}}]",
        std::string(R"([{"message":{"content":""}}])")}) {
    EXPECT_FALSE(set(wrong).readable) << wrong.substr(0, 40);
    EXPECT_THAT(set(wrong).messages, IsEmpty());
    EXPECT_EQ(set(wrong).reply_to, kReplyTo);  // it is answered all the same
  }
}

TEST(EverestScreenMessages, AreAskedForByFilter) {
  const auto get = [](const std::string& payload) {
    return read_as<GetScreenMessages>(Api::display_message, "get_display_message", request(payload))
        .value_or(GetScreenMessages{});
  };
  // EVerest sends no payload at all, or an empty list, for "all of them".
  for (const char* all : {"", "{}", R"({"id":[]})"}) {
    EXPECT_THAT(get(all).filter.ids, IsEmpty());
    EXPECT_FALSE(get(all).filter.priority);
    EXPECT_FALSE(get(all).nothing_fits);
  }
  EXPECT_THAT(get(R"({"id":[3,"x",5]})").filter.ids, ElementsAre(3, 5));
  EXPECT_EQ(get(R"({"priority":"InFront"})").filter.priority, DisplayMessage::Priority::in_front);
  EXPECT_EQ(get(R"({"state":"Charging"})").filter.during, DisplayMessage::During::charging);
  EXPECT_TRUE(get(R"({"state":"Dreaming"})").nothing_fits);
  EXPECT_TRUE(get(R"({"priority":"Behind"})").nothing_fits);
}

TEST(EverestScreenMessages, AreCleared) {
  EXPECT_EQ(read_as<ClearScreenMessage>(Api::display_message, "clear_display_message",
                                        request(R"({"id":7})"))
                ->id,
            7);
  EXPECT_FALSE(
      read_as<ClearScreenMessage>(Api::display_message, "clear_display_message", request(""))->id);
}

TEST(EverestDataTransfer, HasItsDataAsText) {
  const auto transfer = read_as<DataTransfer>(
      Api::ocpp_consumer, "data_transfer_incoming",
      request(R"({"data":"{\"evseId\":1,\"timeout\":60}","message_id":"NotifyWebPaymentStarted",
          "vendor_id":"cloud.charging.open"})"));
  ASSERT_TRUE(transfer);
  EXPECT_EQ(transfer->vendor, "cloud.charging.open");
  EXPECT_EQ(transfer->message, "NotifyWebPaymentStarted");
  EXPECT_EQ(transfer->data, R"({"evseId":1,"timeout":60})");
  EXPECT_EQ(
      read_as<DataTransfer>(Api::ocpp_consumer, "data_transfer_incoming", request(""))->vendor, "");
}

// An answer goes to EVerest's topics only, and never to a wildcard.
TEST(EverestRequest, SaysWhereItsAnswerGoesButNotAnywhere) {
  const auto reply_to = [](const std::string& topic) {
    return read_as<ClearScreenMessage>(Api::display_message, "clear_display_message",
                                       R"({"headers":{"replyTo":")" + topic + "\"}}")
        ->reply_to;
  };
  EXPECT_EQ(reply_to("everest_api/1/x/y/m2e/reply/1"), "everest_api/1/x/y/m2e/reply/1");
  for (const char* wrong :
       {"", "home/door/open", "s7/everest_api/1/x/y/m2e/reply/1", "everest_api/1/#",
        "everest_api/1/+/x", "everest_api/1/a b", "everest_api/1/\\u0000"}) {
    EXPECT_EQ(reply_to(wrong), "") << wrong;
  }
}

}  // namespace
}  // namespace kerb::hal::everest
