// The provider over a transport that only remembers, the charging card list, and the router before
// both.
#include <gtest/gtest.h>

#include <deque>

#include "payment/charging_card_list.hpp"
#include "payment/gateway/visa_acceptance.hpp"
#include "payment/provider_router.hpp"
#include "tests/gateway/sample_card.hpp"

namespace kerb::payment {
namespace {

using testing::euros;
using testing::kVisaNumber;
using testing::sample_card;

struct Wire {
  std::deque<gateway::Exchange> answers;
  std::vector<std::string> sent;  // "POST /pts/v2/payments"
};

class RememberingTransport final : public gateway::Transport {
 public:
  explicit RememberingTransport(Wire& wire) : wire_(wire) {}
  gateway::Exchange send(const gateway::OutgoingRequest& request,
                         const std::vector<std::string>& /*headers*/) override {
    wire_.sent.push_back(request.method + " " + request.resource);
    if (wire_.answers.empty()) return gateway::Lost{"no more answers"};
    gateway::Exchange answer = wire_.answers.front();
    wire_.answers.pop_front();
    return answer;
  }

 private:
  Wire& wire_;
};

class NoAuthentication final : public gateway::Authentication {
 public:
  hal::Result<std::vector<std::string>> prepare(gateway::OutgoingRequest& /*request*/) override {
    return std::vector<std::string>{};
  }
};

class Provider : public ::testing::Test {
 protected:
  HoldOrder hold_order(const CardPresentation& card) { return {"K-A1", euros(5000), {}, card}; }

  Wire wire_;
  hal::SystemClock clock_;
  gateway::VisaAcceptance provider_{gateway::Account{}, clock_,
                                    std::make_unique<NoAuthentication>(),
                                    std::make_unique<RememberingTransport>(wire_)};
};

TEST_F(Provider, SendsNothingForACardThatIsNotTaken) {
  CardPresentation card = sample_card(kVisaNumber, euros(5000));
  card.identity.scheme = Scheme::other;
  EXPECT_EQ(std::get<Declined>(provider_.hold(hold_order(card))).reason,
            DeclineReason::not_accepted);
  const HoldOrder charging{"K-A1", euros(5000), {}, ChargingCard{"04A1"}};
  EXPECT_TRUE(std::holds_alternative<Declined>(provider_.hold(charging)));
  EXPECT_TRUE(wire_.sent.empty());
}

TEST_F(Provider, SendsNothingForAnOrderThatCannotBeRight) {
  CardPresentation card = sample_card(kVisaNumber, euros(4000));  // the card signed another amount
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(provider_.hold(hold_order(card))));
  for (const char* reference : {"", "card-K-A1", "7001/../x", "7001?x=1"}) {
    EXPECT_TRUE(std::holds_alternative<NotProcessed>(
        provider_.capture({"K-C1", reference, euros(100), euros(5000)})));
    EXPECT_TRUE(
        std::holds_alternative<NotProcessed>(provider_.release({"K-V1", reference, euros(5000)})));
    EXPECT_TRUE(
        std::holds_alternative<NotProcessed>(provider_.raise({"K-R1", reference, euros(1), {}})));
  }
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(
      provider_.capture({"K-C1", "7001", euros(5001), euros(5000)})));
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(
      provider_.capture({"K-C1", "7001", euros(0), euros(5000)})));
  EXPECT_TRUE(
      std::holds_alternative<Unknown>(provider_.ask({Question::About::hold, "a b", {}, {}})));
  EXPECT_TRUE(wire_.sent.empty());
}

TEST_F(Provider, SendsEachOrderOnceAndToItsResource) {
  provider_.hold(hold_order(sample_card(kVisaNumber, euros(5000))));
  provider_.raise({"K-R1", "7001", euros(2000), {}});
  provider_.capture({"K-C1", "7001", euros(100), euros(5000)});
  provider_.release({"K-V1", "7001", euros(5000)});
  provider_.abandon({"K-A1", euros(5000)});
  provider_.ask({Question::About::hold, "K-A1", {}, {}});
  EXPECT_EQ(wire_.sent,
            (std::vector<std::string>{"POST /pts/v2/payments", "PATCH /pts/v2/payments/7001",
                                      "POST /pts/v2/payments/7001/captures",
                                      "POST /pts/v2/payments/7001/reversals",
                                      "POST /pts/v2/reversals", "POST /tss/v2/searches"}));
}

TEST(VisaAcceptance, SaysWhatIsWrongWithTheAccount) {
  const hal::SystemClock clock;
  gateway::Account good;
  good.host = "api.example.com";
  good.merchant_id = "m";
  good.key_file = "/nonexistent/key";
  EXPECT_EQ(gateway::VisaAcceptance::create(good, clock).error().code, "gateway.key_file");
  const auto refused = [&](auto change) {
    gateway::Account account = good;
    change(account);
    return gateway::VisaAcceptance::create(account, clock).error().code == "gateway.account";
  };
  EXPECT_TRUE(refused([](auto& account) { account.host = ""; }));
  EXPECT_TRUE(refused([](auto& account) { account.host = "https://api.example.com"; }));
  EXPECT_TRUE(refused([](auto& account) { account.host = "host/path"; }));
  EXPECT_TRUE(refused([](auto& account) { account.port = 0; }));
  EXPECT_TRUE(refused([](auto& account) { account.merchant_id = ""; }));
  EXPECT_TRUE(refused([](auto& account) { account.terminal_id = "123456789"; }));
  EXPECT_TRUE(refused([](auto& account) { account.mle_answer_key = "key.pem"; }));
}

HoldOrder tap(const char* uid) {
  return {"K-A1", euros(5000), hal::Utc{}, ChargingCard{uid}};
}

TEST(ChargingCardList, AcceptsItsCardsAndHoldsNothing) {
  ChargingCardList list({"04A1B2C3", "04FFFFFF"});
  const HoldAnswer answer = list.hold(tap("04A1B2C3"));
  ASSERT_TRUE(std::holds_alternative<Approved>(answer));
  EXPECT_EQ(std::get<Approved>(answer).hold.amount, euros(0));
  EXPECT_EQ(std::get<Approved>(answer).hold.reference, "card-K-A1");
  for (const char* uid : {"04A1B2C4", "04a1b2c3", "", "04A1B2C3 "}) {
    EXPECT_EQ(std::get<Declined>(list.hold(tap(uid))).reason, DeclineReason::not_accepted) << uid;
  }
  const HoldOrder bank_card{"K-A1", euros(5000), {}, sample_card(kVisaNumber, euros(5000))};
  EXPECT_TRUE(std::holds_alternative<Declined>(list.hold(bank_card)));
  EXPECT_TRUE(
      std::holds_alternative<Done>(list.capture({"K-C1", "card-K-A1", euros(0), euros(0)})));
  EXPECT_TRUE(std::holds_alternative<Done>(list.release({"K-V1", "card-K-A1", euros(0)})));
  EXPECT_TRUE(std::holds_alternative<Done>(list.ask({Question::About::capture, "K-C1", {}, {}})));
  EXPECT_TRUE(std::holds_alternative<NotFound>(list.ask({Question::About::hold, "K-A1", {}, {}})));
}

// A page on a phone, of a provider that counts what it is asked for.
class CountingCheckout final : public PaymentProvider {
 public:
  HoldAnswer hold(const HoldOrder&) override {
    return ++orders, Pending{"https://pay.example/1", {}, "cs_1"};
  }
  HoldAnswer raise(const RaiseOrder&) override { return ++orders, Declined{}; }
  SettleAnswer capture(const CaptureOrder&) override { return ++orders, Done{}; }
  SettleAnswer release(const ReleaseOrder&) override { return ++orders, Done{}; }
  SettleAnswer abandon(const AbandonOrder&) override { return ++orders, Done{}; }
  AskAnswer ask(const Question&) override { return ++orders, NotFound{}; }
  int orders = 0;
};

TEST(ProviderRouter, SendsEveryOrderToTheOneThatMadeTheHold) {
  Wire wire;
  const hal::SystemClock clock;
  gateway::VisaAcceptance bank(gateway::Account{}, clock, std::make_unique<NoAuthentication>(),
                               std::make_unique<RememberingTransport>(wire));
  ChargingCardList list({"04A1"});
  CountingCheckout checkout;
  ProviderRouter router(bank, list, &checkout);

  EXPECT_TRUE(std::holds_alternative<Approved>(router.hold(tap("04A1"))));
  EXPECT_TRUE(std::holds_alternative<Approved>(
      router.raise({"K-R1", "card-K-A1", euros(1), {}, PaidBy::charging_card})));
  EXPECT_TRUE(std::holds_alternative<Done>(
      router.capture({"K-C1", "card-K-A1", euros(0), euros(0), PaidBy::charging_card})));
  EXPECT_TRUE(std::holds_alternative<Done>(
      router.release({"K-V1", "card-K-A1", euros(0), 1, {}, PaidBy::charging_card})));
  EXPECT_TRUE(
      std::holds_alternative<Done>(router.abandon({"K-A1", euros(0), PaidBy::charging_card})));
  EXPECT_TRUE(std::holds_alternative<NotFound>(
      router.ask({Question::About::hold, "K-A1", {}, {}, PaidBy::nobody})));
  EXPECT_TRUE(wire.sent.empty());

  router.hold({"K-A2", euros(5000), {}, sample_card(kVisaNumber, euros(5000))});
  router.raise({"K-R2", "7001", euros(1), {}});
  router.capture({"K-C2", "7001", euros(1), euros(5000)});
  router.release({"K-V2", "7001", euros(5000)});
  router.abandon({"K-A2", euros(5000)});
  router.ask({Question::About::hold, "K-A2", {}, {}});
  EXPECT_EQ(wire.sent.size(), 6U);

  const PaidBy phone = PaidBy::checkout;
  router.hold({"K-A3", euros(5000), {}, CheckoutPage{"Charging", "en"}});
  router.raise({"K-R3", "7001", euros(1), {}, phone});
  router.capture({"K-C3", "7001", euros(1), euros(5000), phone});
  router.release({"K-V3", "7001", euros(5000), 1, {}, phone});
  router.abandon({"K-A3", euros(5000), phone});
  router.ask({Question::About::hold, "K-A3", {}, {}, phone});
  EXPECT_EQ(checkout.orders, 6);
  EXPECT_EQ(wire.sent.size(), 6U);
}

// A station that was set up anew keeps what its journal says is open.
TEST(ProviderRouter, WhereNoPhoneCanPayAnyMoreNothingIsGuessed) {
  ChargingCardList cards({});
  ProviderRouter router(cards, cards);
  const PaidBy phone = PaidBy::checkout;
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(
      router.hold({"K-A3", euros(5000), {}, CheckoutPage{"Charging", "en"}})));
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(router.raise({"K", "1", euros(1), {}, phone})));
  EXPECT_TRUE(
      std::holds_alternative<NotProcessed>(router.capture({"K", "1", euros(1), euros(1), phone})));
  EXPECT_TRUE(
      std::holds_alternative<NotProcessed>(router.release({"K", "1", euros(1), 1, {}, phone})));
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(router.abandon({"K", euros(1), phone})));
  EXPECT_TRUE(
      std::holds_alternative<Unknown>(router.ask({Question::About::hold, "K", {}, {}, phone})));
}

}  // namespace
}  // namespace kerb::payment
