// A bay that is kept for somebody, being paid on a phone, or switched off is not sold, and whoever
// stands before its price hears why.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;

Availability of_first(const Kiosk& kiosk) {
  return kiosk.snapshot().connectors.front().availability;
}

TEST(WithdrawnOffer, WhatIsNotFreeIsNotSoldAndATapExplains) {
  const std::vector<std::pair<hal::EvseState, Availability>> kept{
      {hal::EvseState::reserved, Availability::reserved},
      {hal::EvseState::disabled, Availability::disabled},
      {hal::EvseState::out_of_service, Availability::out_of_service}};
  for (const auto& [state, availability] : kept) {
    Kiosk kiosk;
    kiosk.becomes(1, state, hal::ChargerFault::none);
    EXPECT_EQ(of_first(kiosk), availability);
    kiosk.act(ChooseConnector{1});
    EXPECT_EQ(kiosk.screen(), "connector");
    kiosk.act(Pay{});
    EXPECT_EQ(kiosk.screen(), "connector") << "nobody may pay for it";
    EXPECT_NE(reader_wish(kiosk.station()).mode, ReaderWish::Mode::purchase);
    EXPECT_TRUE(kiosk.tap("card-one").commits.empty());
  }
}

TEST(WithdrawnOffer, WhoeverIsAboutToPayIsToldWithASound) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.act(Pay{});
  ASSERT_EQ(kiosk.screen(), "tap");
  const StationStep& step = kiosk.becomes(1, hal::EvseState::reserved);
  ASSERT_EQ(step.effects.size(), 1U);
  EXPECT_EQ(std::get<Sound>(step.effects.front()).beep, hal::Beep::alert);
  ASSERT_EQ(kiosk.screen(), "connector");
  EXPECT_EQ(std::get<ConnectorModel>(kiosk.snapshot().screen).connector.availability,
            Availability::reserved);
  kiosk.pass(Seconds{600});
  EXPECT_EQ(kiosk.screen(), "idle");
}

// Kerb was started after the charger was, and nothing has happened there since.
TEST(WithdrawnOffer, WhatTheChargerHasNotToldMayBeTried) {
  Kiosk kiosk;
  kiosk.becomes(1, hal::EvseState::unknown);
  EXPECT_EQ(of_first(kiosk), Availability::unknown);
  kiosk.becomes(1, hal::EvseState::quiet);
  EXPECT_EQ(of_first(kiosk), Availability::untold);
  kiosk.pay();
  kiosk.pass(Seconds{2});
  EXPECT_EQ(kiosk.screen(), "plug_in");
}

TEST(WithdrawnOffer, WhoPlugsInWhereNothingWasToldSeesThePrice) {
  Kiosk kiosk;
  kiosk.becomes(1, hal::EvseState::quiet);
  kiosk.becomes(1, hal::EvseState::plugged);
  EXPECT_EQ(kiosk.screen(), "connector");
}

TEST(WithdrawnOffer, OfOneBayLeavesTheOthersAlone) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{2});
  EXPECT_TRUE(kiosk.becomes(1, hal::EvseState::reserved).effects.empty());
  kiosk.act(Pay{});
  EXPECT_EQ(kiosk.screen(), "tap");
}

TEST(WithdrawnOffer, APaymentOnAPhoneEndsByItselfOrByWord) {
  Kiosk kiosk;
  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{120}}});
  EXPECT_EQ(of_first(kiosk), Availability::paying_elsewhere);
  kiosk.pass(Seconds{119});
  EXPECT_EQ(of_first(kiosk), Availability::paying_elsewhere);
  kiosk.pass(Seconds{2});
  EXPECT_EQ(of_first(kiosk), Availability::free);

  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{120}}});
  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{0}}});
  EXPECT_EQ(of_first(kiosk), Availability::free);
}

TEST(WithdrawnOffer, APaymentOnAPhoneLastsAnHourAtMostWhateverIsSaid) {
  Kiosk kiosk;
  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{1'000'000'000}}});
  kiosk.pass(Seconds{3'601});
  EXPECT_EQ(of_first(kiosk), Availability::free);
}

TEST(WithdrawnOffer, APaymentOnAPhoneDoesNotTouchADriverWhoHasPaid) {
  Kiosk kiosk;
  kiosk.pay();
  kiosk.feed(hal::BackEndReport{hal::PaymentElsewhere{1, Seconds{120}}});
  kiosk.pass(Seconds{2});
  EXPECT_EQ(kiosk.screen(), "plug_in");
}

}  // namespace
}  // namespace kerb::kiosk
