// The approved terminal, well; then one thing wrong at a time.
#include "kiosk/doctor/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kerb::kiosk::doctor {
namespace {

using ::testing::HasSubstr;

class TerminalDoctor : public ::testing::Test {
 protected:
  TerminalDoctor() {
    config_.terminal.used = true;
    config_.terminal.settings.host = "192.168.1.60";
    config_.terminal.settings.terminal_id = "52523535";
    CardTerminalSeen seen;
    seen.portrait = {.terminal_id = "52523535",
                     .serial = "17FD1E3C",
                     .device = "cVEND box+",
                     .software = "GER-APP-v2.0.5",
                     .registered = 0,
                     .status = 0};
    seen.tells_cards = true;
    seen.open_reservations = 2;
    seen_ = seen;
  }
  std::vector<Finding> findings() {
    Probes probes;
    probes.terminal = [this](const Config&) { return seen_; };
    return examine_terminal(config_, probes);
  }
  Finding named(const std::string& check) {
    for (const Finding& finding : findings()) {
      if (finding.check == check) return finding;
    }
    return {};
  }

  Config config_;
  hal::Result<CardTerminalSeen> seen_;
};

TEST_F(TerminalDoctor, SaysWhatIsThere) {
  const Finding found = named("terminal");
  EXPECT_EQ(found.verdict, Verdict::pass);
  EXPECT_EQ(found.seen, "cVEND box+ 17FD1E3C, id 52523535, software GER-APP-v2.0.5, 2 open");
  EXPECT_EQ(named("terminal link").verdict, Verdict::pass);
  EXPECT_EQ(findings().size(), 2U);
}

TEST_F(TerminalDoctor, IsSilentWhereThereIsNone) {
  config_.terminal.used = false;
  EXPECT_TRUE(findings().empty());
}

TEST_F(TerminalDoctor, SaysWhyItDoesNotAnswer) {
  seen_ = hal::failure("zvt.unreachable", "connecting to it", "is it on?");
  EXPECT_EQ(named("terminal").verdict, Verdict::fail);
  EXPECT_EQ(named("terminal").remedy, "is it on?");
}

TEST_F(TerminalDoctor, WarnsOfALinkThatOthersReach) {
  for (const char* host : {"203.0.113.9", "terminal.example.com", "2001:db8::1"}) {
    config_.terminal.settings.host = host;
    EXPECT_EQ(named("terminal link").verdict, Verdict::warn) << host;
    EXPECT_THAT(named("terminal link").seen, HasSubstr("no protection")) << host;
  }
}

TEST_F(TerminalDoctor, NeedsNoNetworkForASerialLine) {
  config_.terminal.settings.host.clear();
  config_.terminal.settings.device = "/dev/ttyS1";
  EXPECT_EQ(named("terminal link").verdict, Verdict::pass);
  EXPECT_EQ(named("terminal link").seen, "a cable at /dev/ttyS1, 9600 bit/s");
}

TEST_F(TerminalDoctor, WantsATerminalThatCannotBeExchanged) {
  config_.terminal.settings.terminal_id.clear();
  EXPECT_EQ(named("terminal").verdict, Verdict::warn);
  EXPECT_THAT(named("terminal").remedy, HasSubstr("terminal_id = \"52523535\""));
}

TEST_F(TerminalDoctor, TellsOfAnEndOfDayThatIsDue) {
  seen_->portrait.status = 0xF0;
  EXPECT_EQ(named("terminal").verdict, Verdict::warn);
  EXPECT_THAT(named("terminal").seen, HasSubstr("end of day"));
}

TEST_F(TerminalDoctor, TellsOfATerminalThatSeesNoCards) {
  seen_->tells_cards = false;
  EXPECT_EQ(named("terminal").verdict, Verdict::warn);
  EXPECT_THAT(named("terminal").seen, HasSubstr("whether a card is there"));
}

TEST_F(TerminalDoctor, ShowsEachThingThatTheBooksDoNotAgreeOn) {
  seen_->concerns = {"reservation 0231 is open at the terminal, and Kerb knows nothing of it"};
  EXPECT_EQ(named("terminal books").verdict, Verdict::warn);
  EXPECT_THAT(named("terminal books").seen, HasSubstr("0231"));
}

}  // namespace
}  // namespace kerb::kiosk::doctor
