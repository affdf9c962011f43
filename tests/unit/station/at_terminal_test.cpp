// An approved terminal beside the screen, as the station sees it.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

StationSettings beside_a_terminal() {
  StationSettings out = settings();
  out.cards_at_terminal = true;
  return out;
}

class AtTerminal : public ::testing::Test {
 protected:
  void choose_to_pay() {
    kiosk.act(ChooseConnector{1});
    kiosk.act(Pay{});
    kiosk.feed(Tapped{CardAtTerminalSeen{payment::Money(5000, kEuro)}, std::string(32, 'a')});
    ASSERT_EQ(kiosk.screen(), "authorising");
  }
  bool may_cancel() const { return std::get<AuthorisingModel>(kiosk.snapshot().screen).may_cancel; }
  FailureKind failure() const { return std::get<FailureModel>(kiosk.snapshot().screen).kind; }
  Kiosk kiosk{beside_a_terminal()};
};

TEST_F(AtTerminal, WhoLeavesStopsTheTerminalOnceAndIsToldSo) {
  choose_to_pay();
  kiosk.feed(TerminalSays{TerminalStep::present});
  EXPECT_TRUE(may_cancel());
  const StationStep& left = kiosk.act(Cancel{});
  ASSERT_EQ(left.effects.size(), 1U);
  const auto* stop = std::get_if<StopAtTerminal>(&left.effects.front());
  ASSERT_NE(stop, nullptr);
  EXPECT_EQ(stop->hold, payment::hold_key(kiosk.station().sessions.begin()->second.saga.terms));
  EXPECT_FALSE(may_cancel());
  EXPECT_TRUE(kiosk.act(Cancel{}).effects.empty());
  kiosk.answer('a', payment::HoldAnswered{payment::Declined{payment::DeclineReason::generic}});
  EXPECT_EQ(failure(), FailureKind::cancelled) << "no card was refused";
}

TEST_F(AtTerminal, ACardThatWasFasterIsGivenBackItsMoney) {
  choose_to_pay();
  kiosk.act(Cancel{});
  const StationStep& answered =
      kiosk.answer('a', payment::HoldAnswered{payment::Approved{payment::Hold{
                            "zvt-t1-r1-n1-d1", payment::Money(5000, kEuro), {}, "831000"}}});
  bool released = false;
  for (const StationEffect& effect : answered.effects) {
    const auto* session = std::get_if<SessionEffect>(&effect);
    released |= session != nullptr && std::holds_alternative<payment::SendRelease>(session->effect);
  }
  EXPECT_TRUE(released);
}

// 06 B0 is refused while the host is asked (PA00P015, 2.21).
TEST_F(AtTerminal, NobodyLeavesWhileTheBankIsAsked) {
  choose_to_pay();
  kiosk.feed(TerminalSays{TerminalStep::bank});
  EXPECT_FALSE(may_cancel());
  for (const StationEffect& effect : kiosk.act(Cancel{}).effects) {
    EXPECT_FALSE(std::holds_alternative<StopAtTerminal>(effect));
  }
}

TEST_F(AtTerminal, ACardThatIsRefusedIsNoDriverWhoLeft) {
  choose_to_pay();
  kiosk.answer('a', payment::HoldAnswered{payment::Declined{payment::DeclineReason::expired}});
  EXPECT_EQ(failure(), FailureKind::declined);
}

TEST_F(AtTerminal, ADayThatDiffersIsInTheJournalWithBothLists) {
  const StationStep& told = kiosk.feed(TerminalDayDiffers{R"({"booked":1205,"counted":0})"});
  ASSERT_EQ(told.commits.size(), 1U);
  EXPECT_EQ(told.commits.front().kind, "alarm.terminal_day");
  EXPECT_FALSE(told.commits.front().open);
  EXPECT_EQ(std::get<std::string>(told.commits.front().content), R"({"booked":1205,"counted":0})");
  EXPECT_EQ(told.alarms.size(), 1U);
}

}  // namespace
}  // namespace kerb::kiosk
