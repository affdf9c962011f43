// Charging cards that the charger's own validators know.
#include "payment/charger_cards.hpp"

#include <gtest/gtest.h>

namespace kerb::payment {
namespace {

const Currency kEuro{};
const std::string kCharge = "0123456789abcdef0123456789abcdef";

// Answers what it is told to, and remembers what it was asked.
class Charger final : public hal::ChargeController {
 public:
  std::optional<hal::CardVerdict> verdict = hal::CardVerdict::accepted;  // nothing: unreachable
  bool stops = true;
  std::vector<std::string> asked;

  std::vector<hal::Evse> evses() const override { return {}; }
  void listen(Listener) override {}
  hal::Result<void> start(hal::EvseId, const hal::ChargeKey&) override { return {}; }
  hal::Result<hal::ChargeRecord> stop(hal::EvseId evse, const hal::ChargeKey& charge) override {
    asked.push_back("stop " + std::to_string(evse) + " " + charge);
    if (!stops) return hal::failure("controller.unreachable", "stopping", "wait");
    return hal::ChargeRecord{};
  }
  hal::Result<hal::ChargeRecord> query(hal::EvseId, const hal::ChargeKey&) override {
    return hal::ChargeRecord{};
  }
  hal::Result<hal::CardVerdict> present_card(hal::EvseId evse, const hal::ChargeKey& charge,
                                             const std::string& uid) override {
    asked.push_back("card " + std::to_string(evse) + " " + charge + " " + uid);
    if (!verdict) return hal::failure("controller.unreachable", "asking", "wait");
    return *verdict;
  }
};

HoldOrder tapped(Presentation presentation) {
  return {"K-H1", Money(0, kEuro), {}, std::move(presentation), 2, kCharge};
}

TEST(ChargerCards, AskTheChargerWhereAndForWhichCharge) {
  Charger charger;
  ChargerCards cards(charger);
  const HoldAnswer answer = cards.hold(tapped(ChargingCard{"04A1B2C3"}));
  ASSERT_TRUE(std::holds_alternative<Approved>(answer));
  EXPECT_TRUE(std::get<Approved>(answer).hold.amount.is_zero());
  EXPECT_TRUE(
      std::get<Approved>(answer).hold.reference.starts_with(ChargingCardList::kReferencePrefix))
      << "later orders find their way back by it";
  EXPECT_EQ(charger.asked, std::vector<std::string>{"card 2 " + kCharge + " 04A1B2C3"});
}

TEST(ChargerCards, ARefusedCardIsNotAccepted) {
  Charger charger;
  charger.verdict = hal::CardVerdict::refused;
  const HoldAnswer answer = ChargerCards(charger).hold(tapped(ChargingCard{"04A1B2C3"}));
  ASSERT_TRUE(std::holds_alternative<Declined>(answer));
  EXPECT_EQ(std::get<Declined>(answer).reason, DeclineReason::not_accepted);
  EXPECT_EQ(charger.asked.size(), 1U);
}

TEST(ChargerCards, AnAnswerThatNeverCameLeavesNothingBehind) {
  Charger charger;
  charger.verdict.reset();
  const HoldAnswer answer = ChargerCards(charger).hold(tapped(ChargingCard{"04A1B2C3"}));
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(answer));
  ASSERT_EQ(charger.asked.size(), 2U);
  EXPECT_EQ(charger.asked.back(), "stop 2 " + kCharge);
}

TEST(ChargerCards, ABankCardIsNotTheirsAndFreeChargingAsksNobody) {
  Charger charger;
  ChargerCards cards(charger);
  EXPECT_TRUE(std::holds_alternative<Declined>(cards.hold(tapped(CardPresentation{}))));
  EXPECT_TRUE(std::holds_alternative<Approved>(cards.hold(tapped(NothingToPay{}))));
  EXPECT_TRUE(charger.asked.empty());
}

// A driver who left while the card was being validated: no charge will fence it.
TEST(ChargerCards, WhatWasAcceptedAndNeverStartedIsWithdrawn) {
  Charger charger;
  ChargerCards cards(charger);
  const Money nothing(0, kEuro);
  const ReleaseOrder release{"K-R1", "card-K-H1", nothing, 2, kCharge};
  const AbandonOrder abandon{"K-H1", nothing, PaidBy::charging_card, 2, kCharge};
  EXPECT_TRUE(std::holds_alternative<Done>(cards.release(release)));
  EXPECT_TRUE(std::holds_alternative<Done>(cards.abandon(abandon)));
  EXPECT_EQ(charger.asked, std::vector<std::string>(2, "stop 2 " + kCharge));
  charger.stops = false;
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(cards.release(release))) << "tried again later";
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(cards.abandon(abandon)));
}

TEST(ChargerCards, SettlingAsksNobody) {
  Charger charger;
  ChargerCards cards(charger);
  const Money nothing(0, kEuro);
  EXPECT_TRUE(std::holds_alternative<Done>(cards.capture({"K-C1", "card-K-H1", nothing, nothing})));
  EXPECT_TRUE(std::holds_alternative<Done>(cards.ask({Question::About::capture, "K-C1", {}, {}})));
  EXPECT_TRUE(std::holds_alternative<NotFound>(cards.ask({Question::About::hold, "K-H1", {}, {}})));
  EXPECT_TRUE(std::holds_alternative<Approved>(cards.raise({"K-I1", "card-K-H1", nothing, {}})));
  EXPECT_TRUE(charger.asked.empty());
}

}  // namespace
}  // namespace kerb::payment
