// What the station says of a card that was held to the reader, and when.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

TEST(Taps, OnlyACardThatWasNotReadCountsAsMisread) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  for (const TapHint hint :
       {TapHint::one_card_only, TapHint::see_phone, TapHint::device_only, TapHint::insert,
        TapHint::card_refused, TapHint::changing_number, TapHint::other_card}) {
    const StationStep& tapped = kiosk.feed(Tapped{TapFailed{hint}, ""});
    EXPECT_TRUE(tapped.commits.empty());
    ASSERT_EQ(tapped.effects.size(), 1U);
    EXPECT_EQ(std::get<Sound>(tapped.effects.front()).beep, hal::Beep::alert);
    ASSERT_EQ(kiosk.screen(), "tap");
    EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).hint, hint);
    EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).lights, hal::Lights::ready_to_read);
  }
}

TEST(Taps, ThatTheCardWasReadIsSeenForAMomentHoweverFastTheBankIs) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  const StationStep& tapped = kiosk.tap("card-one");
  EXPECT_EQ(std::get<Sound>(tapped.effects.front()).beep, hal::Beep::card_read);
  EXPECT_TRUE(std::get<AuthorisingModel>(kiosk.snapshot().screen).just_read);
  kiosk.answer('a', payment::HoldAnswered{payment::Approved{
                        payment::Hold{"ref", payment::Money(5000, kEuro), {}, ""}}});
  kiosk.pass(hal::Millis{1'499});
  EXPECT_TRUE(std::get<AuthorisingModel>(kiosk.snapshot().screen).just_read);
  EXPECT_EQ(next_tick(kiosk.station(), kiosk.now()) - kiosk.now().monotonic, hal::Millis{1});
  kiosk.pass(hal::Millis{1});
  EXPECT_EQ(kiosk.screen(), "plug_in");
}

TEST(Taps, TheBankIsNamedOnceTheCardIsAway) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.tap("card-one");
  kiosk.pass(hal::Millis{1'500});
  EXPECT_FALSE(std::get<AuthorisingModel>(kiosk.snapshot().screen).just_read);
}

// An approved terminal reads the card: it says so itself, and who it was comes with the hold.
TEST(Taps, ACardAtTheTerminalIsNotYetRead) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  const StationStep& tapped =
      kiosk.feed(Tapped{CardAtTerminalSeen{payment::Money(5000, kEuro)}, std::string(32, 'a')});
  for (const StationEffect& effect : tapped.effects) {
    EXPECT_FALSE(std::holds_alternative<Sound>(effect));
  }
  const auto& hold = std::get<PlaceHold>(tapped.effects.back());
  EXPECT_TRUE(std::holds_alternative<payment::CardAtTerminal>(hold.order.presentation));
  EXPECT_FALSE(std::get<AuthorisingModel>(kiosk.snapshot().screen).just_read);
  payment::Hold held{"zvt", payment::Money(5000, kEuro), {}, ""};
  held.card = payment::CardIdentity{payment::Scheme::visa, "Visa", "0119", ""};
  kiosk.answer('a', payment::HoldAnswered{payment::Approved{held}});
  EXPECT_EQ(kiosk.screen(), "plug_in");
  const payment::SessionTerms& terms = kiosk.station().sessions.at(std::string(32, 'a')).saga.terms;
  EXPECT_EQ(terms.card.last_four, "0119");
}

TEST(Taps, ACardWithoutAFingerprintStopsNobodysCharge) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.feed(Tapped{CardAtTerminalSeen{}, std::string(32, 'a')});
  kiosk.answer('a', payment::HoldAnswered{payment::Approved{
                        payment::Hold{"zvt", payment::Money(5000, kEuro), {}, ""}}});
  kiosk.answer('a', payment::ChargeBegan{{0}});
  ASSERT_EQ(kiosk.screen(), "charging");
  kiosk.feed(Tapped{CardAtTerminalSeen{}, std::string(32, 'b')});
  EXPECT_EQ(kiosk.screen(), "charging") << "not a question whether to stop";
}

// "Above": a hold of just the limit is for every card (packaging/kerb.toml, device_only_above).
TEST(Taps, ADriverHearsOfTheLimitForPlasticBeforeTheTap) {
  for (const auto& [limit, above] : {std::pair{4999, true}, {5000, false}, {5001, false}}) {
    StationSettings dear = settings();
    dear.payment.device_only_above = payment::Money(limit, kEuro);
    Kiosk kiosk(dear);
    kiosk.act(ChooseConnector{1});
    const auto told = std::get<ConnectorModel>(kiosk.snapshot().screen).device_only_above;
    ASSERT_EQ(told.has_value(), above) << limit;
    if (told) {
      EXPECT_EQ(*told, payment::Money(limit, kEuro));
    }
    kiosk.act(Pay{});
    EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).device_only_above, told);
    kiosk.feed(Tapped{TapFailed{TapHint::device_only}, ""});
    EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).device_only_above,
              payment::Money(limit, kEuro))
        << "the words name it";
  }
}

TEST(Taps, ACardNobodyAskedForIsAnsweredForTenSecondsWhereTheDriverIs) {
  Kiosk kiosk;
  const auto said = [&] { return std::get<IdleModel>(kiosk.snapshot().screen).stray_tap; };
  EXPECT_FALSE(said());
  kiosk.feed(Tapped{TapFailed{TapHint::other_card, "JCB"}, ""});
  ASSERT_EQ(kiosk.screen(), "idle");
  ASSERT_TRUE(said());
  EXPECT_EQ(said()->hint, TapHint::other_card);
  EXPECT_EQ(said()->scheme, "JCB");
  EXPECT_FALSE(said()->device_only_above);
  kiosk.pass(hal::Millis{9'999});
  EXPECT_TRUE(said());
  EXPECT_EQ(next_tick(kiosk.station(), kiosk.now()) - kiosk.now().monotonic, hal::Millis{1});
  kiosk.pass(hal::Millis{1});
  EXPECT_FALSE(said());
}

TEST(Taps, TheLimitIsNamedWhereverPlasticIsRefused) {
  Kiosk kiosk;
  kiosk.feed(Tapped{TapFailed{TapHint::device_only}, ""});
  const auto said = std::get<IdleModel>(kiosk.snapshot().screen).stray_tap;
  ASSERT_TRUE(said);
  EXPECT_EQ(said->device_only_above, settings().payment.device_only_above);
}

TEST(Taps, AnotherCardAtARunningChargeIsToldSoAndStopsNothing) {
  Kiosk kiosk;
  kiosk.charge();
  const StationStep& tapped = kiosk.tap("card-two");
  EXPECT_TRUE(tapped.commits.empty());
  const auto said = std::get<ChargingModel>(kiosk.snapshot().screen).stray_tap;
  ASSERT_TRUE(said);
  EXPECT_EQ(said->hint, TapHint::not_this_charge);
  kiosk.tap("card-one");
  EXPECT_EQ(kiosk.screen(), "stop_confirm");
}

TEST(Taps, TheSchemeThatIsNotTakenIsNamedOnThePageThatAsksForACard) {
  Kiosk kiosk;
  kiosk.act(ChooseConnector{1});
  kiosk.feed(Tapped{TapFailed{TapHint::other_card, "JCB"}, ""});
  EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).scheme, "JCB");
  kiosk.feed(Tapped{TapFailed{TapHint::again}, ""});
  EXPECT_EQ(std::get<TapModel>(kiosk.snapshot().screen).scheme, "");
}

}  // namespace
}  // namespace kerb::kiosk
