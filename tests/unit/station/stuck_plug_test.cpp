// "My plug is stuck": who may ask for which plug, and what is said then.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using Stage = UnlockModel::Stage;

bool asks_the_charger(const StationStep& step, hal::EvseId evse) {
  for (const StationEffect& effect : step.effects) {
    const auto* unlock = std::get_if<UnlockPlug>(&effect);
    if (unlock != nullptr && unlock->evse == evse) return true;
  }
  return false;
}

Stage stage_of(const Kiosk& kiosk) {
  return std::get<UnlockModel>(kiosk.snapshot().screen).stage;
}

// A charge that is over and paid, with the plug still in.
void end_charge(Kiosk& kiosk) {
  kiosk.charge();
  kiosk.meter(1, 2'000);
  kiosk.act(Stop{});
  kiosk.act(ConfirmStop{});
  kiosk.answer('a', payment::Fenced{
                        hal::ChargeRecord{hal::ChargeRecord::Phase::finished, {1'000}, {2'000}}});
  kiosk.becomes(1, hal::EvseState::finished);
}

TEST(StuckPlug, IsAskedForFromTheReceiptAndEveryAnswerHasItsWords) {
  for (const Stage stage : {Stage::unlocked, Stage::stuck, Stage::refused, Stage::by_itself}) {
    Kiosk kiosk;
    end_charge(kiosk);
    ASSERT_EQ(kiosk.screen(), "receipt");
    EXPECT_EQ(std::get<ReceiptModel>(kiosk.snapshot().screen).stuck, 1);
    EXPECT_TRUE(asks_the_charger(kiosk.act(Unlock{1}), 1));
    EXPECT_EQ(stage_of(kiosk), Stage::asking);
    EXPECT_FALSE(asks_the_charger(kiosk.act(Unlock{1}), 1)) << "it was asked already";
    kiosk.feed(UnlockAnswered{1, stage});
    EXPECT_EQ(stage_of(kiosk), stage);
    kiosk.act(Back{});
    EXPECT_EQ(kiosk.screen(), "receipt");
  }
}

TEST(StuckPlug, CanBeAskedForAgainAndTheWordsGoWithThePlug) {
  Kiosk kiosk;
  end_charge(kiosk);
  kiosk.act(Unlock{1});
  kiosk.feed(UnlockAnswered{1, Stage::stuck});
  EXPECT_TRUE(asks_the_charger(kiosk.act(Unlock{1}), 1));
  kiosk.becomes(1, hal::EvseState::available);
  EXPECT_EQ(kiosk.screen(), "receipt");
  EXPECT_EQ(std::get<ReceiptModel>(kiosk.snapshot().screen).stuck, std::nullopt);
  EXPECT_FALSE(kiosk.feed(UnlockAnswered{1, Stage::unlocked}).remarks.empty());
}

TEST(StuckPlug, OfACarThatChargesStaysWhereItIs) {
  Kiosk kiosk;
  kiosk.charge();
  EXPECT_FALSE(asks_the_charger(kiosk.act(Unlock{1}), 1));
  EXPECT_EQ(stage_of(kiosk), Stage::refused);
}

TEST(StuckPlug, FromTheHelpMenuIsTheStationsOwnCableOnly) {
  Kiosk kiosk;
  kiosk.act(OpenHelp{});
  EXPECT_EQ(std::get<HelpModel>(kiosk.snapshot().screen).stuck, std::nullopt);
  kiosk.becomes(2, hal::EvseState::finished);
  EXPECT_EQ(std::get<HelpModel>(kiosk.snapshot().screen).stuck, 2);
  EXPECT_TRUE(asks_the_charger(kiosk.act(Unlock{2}), 2));

  StationSettings sockets = settings();
  for (hal::Evse& evse : sockets.evses) evse.tethered = false;
  Kiosk others(sockets);
  others.becomes(2, hal::EvseState::finished);
  others.act(OpenHelp{});
  EXPECT_EQ(std::get<HelpModel>(others.snapshot().screen).stuck, std::nullopt)
      << "a stranger would be gone with somebody's cable";
  EXPECT_FALSE(asks_the_charger(others.act(Unlock{2}), 2));
}

TEST(StuckPlug, IsNobodysGuessWhereThereAreSeveral) {
  Kiosk kiosk;
  kiosk.becomes(1, hal::EvseState::finished);
  kiosk.becomes(2, hal::EvseState::finished);
  kiosk.act(OpenHelp{});
  EXPECT_EQ(std::get<HelpModel>(kiosk.snapshot().screen).stuck, std::nullopt);
  kiosk.act(Back{});
  kiosk.act(ChooseConnector{2});
  kiosk.act(OpenHelp{});
  EXPECT_EQ(std::get<HelpModel>(kiosk.snapshot().screen).stuck, 2) << "the one that is on screen";
}

TEST(Notices, ArePagedThroughAndClosed) {
  Kiosk kiosk;
  kiosk.act(OpenNotices{});
  EXPECT_EQ(kiosk.screen(), "notices");
  kiosk.act(OpenNotices{});
  EXPECT_EQ(std::get<NoticesModel>(kiosk.snapshot().screen).turned, 1U);
  kiosk.act(Back{});
  EXPECT_EQ(kiosk.screen(), "idle");
}

}  // namespace
}  // namespace kerb::kiosk
