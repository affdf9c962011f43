// What Kerb says, compared with EVerest's schemas and what its codecs take; and who is alive.
#include "hal/everest/orders.hpp"

#include <gmock/gmock.h>

#include "hal/everest/json.hpp"
#include "hal/everest/pulse.hpp"
#include "hal/everest/requests.hpp"

namespace kerb::hal::everest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json json(const std::string& text) {
  return Json::parse(text);
}

TEST(EverestOrders, SayExactlyWhatTheApiHas) {
  Token bank;
  bank.value = "0123456789abcdef0123456789abcdef";
  bank.kind = TokenKind::local;
  bank.authorization = AuthorizationKind::bank_card;
  bank.prevalidated = true;
  bank.evses = {1};
  Token card;
  card.value = "04A224B1C85680";
  card.kind = TokenKind::iso14443;
  card.authorization = AuthorizationKind::rfid;
  card.evses = {2};
  ScreenMessage message;
  message.id = 7;
  message.text.content = "Closed";
  ScreenMessage nameless;
  const struct {
    std::string said;
    const char* meant;
  } cases[] = {
      {communication_check(), "true"},
      {provided_token(bank),
       R"({"id_token":{"value":"0123456789abcdef0123456789abcdef","type":"Local"},
           "authorization_type":"BankCard","prevalidated":true,"connectors":[1]})"},
      {provided_token(card), R"({"id_token":{"value":"04A224B1C85680","type":"ISO14443"},
           "authorization_type":"RFID","connectors":[2]})"},
      {stop_transaction(), R"({"reason":"Local"})"},
      {force_unlock(1), "1"},
      {enable_disable(0, false, 5000), R"({"connector_id":0,"source":{"enable_source":"LocalAPI",
           "enable_state":"Disable","enable_priority":5000}})"},
      {withdraw_authorization(2, card),
       R"({"evse_id":2,"id_token":{"value":"04A224B1C85680","type":"ISO14443"}})"},
      {get_variables({{"WebPaymentsCtrlr", "URLTemplate", 1}, {"TariffCostCtrlr", "Currency", {}}}),
       R"({"items":[{"component_variable":{"component":{"name":"WebPaymentsCtrlr","evse":{"id":1}},
           "variable":{"name":"URLTemplate"}},"attribute_type":"Actual"},
           {"component_variable":{"component":{"name":"TariffCostCtrlr"},
           "variable":{"name":"Currency"}},"attribute_type":"Actual"}]})"},
      {data_transfer("kerb", "Hello"), R"({"vendor_id":"kerb","message_id":"Hello"})"},
      {set_screen_messages_answer(ScreenAnswer::accepted),
       R"({"status":"Accepted","status_info":"Accepted"})"},
      {set_screen_messages_answer(ScreenAnswer::unsupported_format),
       R"({"status":"NotSupportedMessageFormat","status_info":"NotSupportedMessageFormat"})"},
      {get_screen_messages_answer({message, nameless}),
       R"({"status_info":"Accepted","messages":[{"id":7,"priority":"NormalCycle",
           "message":{"content":"Closed","format":"UTF8"}}]})"},
      {get_screen_messages_answer({}), R"({"status_info":"Unknown","messages":[]})"},
      {clear_screen_message_answer(true), R"({"status":"Accepted","status_info":"Accepted"})"},
      {clear_screen_message_answer(false), R"({"status":"Unknown","status_info":"Unknown"})"},
      {data_transfer_answer(TransferAnswer::accepted, R"({"ok":true})"),
       R"({"status":"Accepted","data":"{\"ok\":true}"})"},
      {data_transfer_answer(TransferAnswer::unknown_vendor), R"({"status":"UnknownVendorId"})"},
      {raise_error("CardReader", "no\nanswer"),
       R"({"type":"VendorWarning","sub_type":"CardReader","message":"no answer"})"},
      {clear_error("CardReader"), R"({"type":"VendorWarning","sub_type":"CardReader"})"},
      {enveloped("a/b", ""), R"({"headers":{"replyTo":"a/b"}})"},
      {enveloped("a/b", "1"), R"({"headers":{"replyTo":"a/b"},"payload":1})"},
  };
  for (const auto& [said, meant] : cases) EXPECT_EQ(json(said), json(meant)) << said;
}

TEST(EverestOrders, ListAScreenMessageAsItWasSet) {
  ScreenMessage message;
  message.id = -1;
  message.text = {"https://x", BackEndText::Format::qr_code, "en"};
  message.priority = DisplayMessage::Priority::always_front;
  message.during = DisplayMessage::During::suspending;
  message.from = Utc(Millis(1'795'321'018'610));
  message.until = Utc(Millis(1'795'321'019'610));
  message.bound_id = "tx";
  message.bound_kind = IdKind::transaction;
  message.qr_code = "q";
  EXPECT_EQ(json(get_screen_messages_answer({message}))["messages"][0],
            json(R"({"id":-1,"message":{"content":"https://x","format":"QRCODE","language":"en"},
                "priority":"AlwaysFront","state":"Suspending","qr_code":"q",
                "timestamp_from":"2026-11-22T04:16:58.610Z",
                "timestamp_to":"2026-11-22T04:16:59.610Z",
                "identifier_id":"tx","identifier_type":"TransactionId"})"));
}

// Whatever a technician's detail holds, what is sent is JSON, and not too long.
TEST(EverestOrders, AreJsonWhateverWentIn) {
  const std::string said = raise_error("CardReader", "\xff\"\\" + std::string(1000, '\x01'));
  ASSERT_TRUE(json_in(said));
  EXPECT_LE(json(said)["message"].get<std::string>().size(), 210U);
}

// ---- who is alive

const Module kBay{Api::evse_manager_consumer, "kiosk_evse_1"};
const Module kAuth{Api::auth_consumer, "kiosk_auth"};

Monotonic at(int millis) {
  return Monotonic(Millis(1'000'000 + millis));
}

TEST(EverestPulse, IsLostAfterThreeMissedBeats) {
  Pulse pulse({kBay, kAuth});
  EXPECT_FALSE(pulse.alive(kBay, at(0)));
  EXPECT_EQ(pulse.heard(kBay, 1, at(0)), Pulse::Beat::first);
  EXPECT_EQ(pulse.heard(kBay, 2, at(1000)), Pulse::Beat::usual);
  EXPECT_TRUE(pulse.alive(kBay, at(4500)));
  EXPECT_FALSE(pulse.alive(kBay, at(4501)));
  EXPECT_EQ(pulse.heard(kBay, 9, at(9000)), Pulse::Beat::first);
  EXPECT_FALSE(pulse.all_alive(at(9000)));
  EXPECT_EQ(pulse.heard(kAuth, 1, at(9000)), Pulse::Beat::first);
  EXPECT_TRUE(pulse.all_alive(at(9000)));
}

// EVerest was seen to come back within 2.3 s: no beat is missed for long enough.
TEST(EverestPulse, ACountThatFallsIsAnotherEverest) {
  Pulse pulse({kBay});
  pulse.heard(kBay, 70, at(0));
  EXPECT_EQ(pulse.heard(kBay, 70, at(500)), Pulse::Beat::usual);  // came twice
  EXPECT_EQ(pulse.heard(kBay, 0, at(2300)), Pulse::Beat::restarted);
  EXPECT_EQ(pulse.heard(kBay, 1, at(3300)), Pulse::Beat::usual);
  EXPECT_EQ(pulse.heard(kBay, std::nullopt, at(4300)), Pulse::Beat::usual);
}

TEST(EverestPulse, StrangersDoNotCount) {
  Pulse pulse({kBay});
  EXPECT_EQ(pulse.heard(kAuth, 1, at(0)), Pulse::Beat::stranger);
  EXPECT_FALSE(pulse.alive(kAuth, at(0)));
}

TEST(EverestPulse, EveryModuleIsToldEveryTwoSecondsThatKerbLives) {
  Pulse pulse({kBay, kAuth});
  EXPECT_THAT(pulse.checks_due(at(0)), ElementsAre(kBay, kAuth));
  EXPECT_THAT(pulse.checks_due(at(1999)), IsEmpty());
  EXPECT_THAT(pulse.checks_due(at(2000)), ElementsAre(kBay, kAuth));
  pulse.heard(kBay, 1, at(2100));
  pulse.forget();
  EXPECT_THAT(pulse.checks_due(at(2200)), ElementsAre(kBay, kAuth));
  EXPECT_FALSE(pulse.alive(kBay, at(2200)));
}

// ---- questions

// A broker in memory: keeps what was published.
class Notebook final : public Broker {
 public:
  void listen(OnMessage, OnLink) override {}
  void subscribe(const std::string& filter) override { filters.push_back(filter); }
  void begin() override {}
  void end() override {}
  Result<void> publish(const std::string& topic, const std::string& payload) override {
    if (!up) return failure("controller.unreachable", "publishing", "look at the broker");
    if (on_publish) on_publish(topic, payload);
    return {};
  }
  std::vector<std::string> filters;
  std::function<void(const std::string&, const std::string&)> on_publish;
  bool up = true;
};

TEST(EverestRequests, FindTheirAnswerAmongOthers) {
  Notebook broker;
  Requests requests(broker, "s7/");
  requests.expect(kBay, "pause_charging");
  EXPECT_THAT(broker.filters, ElementsAre("s7/everest_api/1/evse_manager_consumer/kiosk_evse_1/e2m/"
                                          "pause_charging/+"));
  broker.on_publish = [&](const std::string& topic, const std::string& payload) {
    EXPECT_EQ(topic, "s7/everest_api/1/evse_manager_consumer/kiosk_evse_1/m2e/pause_charging");
    // EVerest's framework puts the prefix in front of what its modules answer to.
    const std::string reply_to = json(payload)["headers"]["replyTo"];
    const std::string on_the_wire = "s7/" + reply_to;
    const auto right = read_topic("s7/", on_the_wire);
    ASSERT_TRUE(right);
    Incoming other = *right;
    other.reply_id = "somebody-else";
    EXPECT_FALSE(requests.take(other, "false"));
    EXPECT_TRUE(requests.take(*right, "true"));
    EXPECT_FALSE(requests.take(*right, "false"));  // a second answer is nobody's
  };
  const auto answer = requests.ask(kBay, "pause_charging", "");
  ASSERT_TRUE(answer);
  EXPECT_EQ(*answer, "true");
}

TEST(EverestRequests, EndWithTheirTimeTheLinkOrTheSending) {
  Notebook broker;
  Requests requests(broker, "");
  const auto late = requests.ask(kBay, "get_evse", "", Millis(5));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "controller.unreachable");
  broker.on_publish = [&](const std::string&, const std::string&) { requests.give_up(); };
  EXPECT_FALSE(requests.ask(kBay, "get_evse", "", Millis(60'000)));
  broker.up = false;
  EXPECT_FALSE(requests.ask(kBay, "get_evse", "", Millis(60'000)));
}

}  // namespace
}  // namespace kerb::hal::everest
