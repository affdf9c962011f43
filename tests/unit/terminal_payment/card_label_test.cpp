// What a receipt says of a card that a terminal read. What it told is hostile.
#include "payment/terminal/card_label.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::terminal {
namespace {

TEST(CardLabel, TakesTheTerminalsWordForTheBrand) {
  hal::zvt::Status status;
  status.card_type = 6;
  status.card_name = "Debit Mastercard";
  status.last_four = "8074";
  const CardIdentity card = card_told(status);
  EXPECT_EQ(card.scheme, Scheme::mastercard);
  EXPECT_EQ(card.label, "Debit Mastercard");
  EXPECT_EQ(card.last_four, "8074");
  EXPECT_EQ(card.fingerprint, "");
}

TEST(CardLabel, KnowsTheKindsOfPA00P015) {
  EXPECT_EQ(card_of_kind(5).label, "girocard");
  EXPECT_EQ(card_of_kind(10).scheme, Scheme::visa);
  EXPECT_EQ(card_of_kind(46).label, "Maestro");
  EXPECT_EQ(card_of_kind(0).label, "");
  EXPECT_EQ(card_of_kind(255).label, "");
}

TEST(CardLabel, LetsNoNumberThrough) {
  hal::zvt::Status status;
  status.card_name = "Visa 4761739001010119";
  status.last_four = "47617390";
  const CardIdentity card = card_told(status);
  EXPECT_EQ(card.label, "Visa");
  EXPECT_EQ(card.last_four, "");
}

TEST(CardLabel, KeepsPrintableCharactersUpToSixteen) {
  hal::zvt::Status status;
  status.card_name = "Sparkassen\x1b[31m-Card mit langem Namen";
  EXPECT_EQ(card_told(status).label, "Sparkassen[m-Car");
  status.last_four = "12a4";
  EXPECT_EQ(card_told(status).last_four, "");
}

}  // namespace
}  // namespace kerb::payment::terminal
