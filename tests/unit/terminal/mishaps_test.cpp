// What goes wrong between a terminal and its till, and who has the money then.
#include <tuple>

#include "tests/unit/terminal/desk.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::string_view kQuietTill = "06 00 06 00 00 00 16 09 78";
constexpr std::string_view kHold = "06 22 09 19 40 04 00 00 00 00 25 00";
constexpr zvt::Command kStatus = zvt::kStatusInformation;

Desk quiet_desk(std::string_view profile = "generic") {
  Desk desk(profile);
  desk.terminal.host().set_pace(Millis{0});
  desk.order(kQuietTill);
  desk.tap("visa");
  return desk;
}

std::size_t open_at(const Desk& desk) {
  return desk.terminal.turnover().open().size();
}

TEST(ZvtMishaps, AnswersThatDoNotComeWithinT3) {
  Desk desk = quiet_desk();
  ASSERT_TRUE(desk.say(kHold).back().starts_with("040F"));
  EXPECT_EQ(desk.pass(Millis{4'999}), Heard{});
  EXPECT_EQ(desk.pass(Millis{1}), Heard{"cut"});
  EXPECT_EQ(open_at(desk), 0U) << "PA00P015, 2.2.8: no notice, so it is taken back";
  EXPECT_EQ(desk.terminal.taken_back(), 1);
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtMishaps, OnceTheStatusIsAcknowledgedThePaymentStands) {
  Desk desk = quiet_desk();
  desk.say(kHold);
  EXPECT_EQ(desk.ack(), Heard{"060F00"});
  EXPECT_EQ(desk.pass(Seconds{6}), Heard{"cut"});
  EXPECT_EQ(open_at(desk), 1U) << "even if 06 0F is lost";
}

TEST(ZvtMishaps, ReceiptsAreHungOnTheMoneyToo) {
  for (const std::string_view profile : {"feig", "ccv", "generic"}) {
    Desk desk(profile);
    desk.terminal.host().set_pace(Millis{0});
    desk.order("06 00 06 00 00 00 96 09 78");
    desk.tap("visa");
    Heard heard = desk.say(kHold);
    while (!heard.back().starts_with("060F")) {
      EXPECT_EQ(open_at(desk), 0U) << profile << " before " << heard.back();
      heard = desk.ack();
      ASSERT_FALSE(heard.empty()) << profile;
    }
    EXPECT_EQ(open_at(desk), 1U) << profile;
  }
}

TEST(ZvtMishaps, APrinterThatFailsUndoesThePayment) {
  Desk desk("feig");
  desk.terminal.host().set_pace(Millis{0});
  desk.order("06 00 06 00 00 00 96 09 78");
  desk.tap("visa");
  ASSERT_TRUE(desk.say(kHold).back().starts_with("06D3"));
  EXPECT_EQ(desk.say("84 CC 00"), Heard{"061E01CC"});
  EXPECT_EQ(open_at(desk), 0U);
}

struct Answer {
  std::string_view answer;
  bool stands;
  Cents amount;
};

TEST(ZvtMishaps, WhatTheTillMayAnswerToAPayment) {
  constexpr Answer kAnswers[] = {
      {"80 00 00", true, 2'500},
      {"84 00 00", true, 2'500},  // also positive: PA00P016, 5.2.3
      {"84 9D 07 04 00 00 00 00 07 00", true, 700},
      {"84 9D 07 04 00 00 00 00 25 01", false, 0},  // more than was paid
      {"84 9D 00", false, 0},
      {"84 66 00", false, 0},
  };
  for (const Answer& answer : kAnswers) {
    Desk desk = quiet_desk();
    desk.say(kHold);
    const Heard heard = desk.say(answer.answer);
    EXPECT_EQ(heard.back(), answer.stands ? "060F00" : "061E016C") << answer.answer;
    EXPECT_EQ(open_at(desk), answer.stands ? 1U : 0U) << answer.answer;
    if (answer.stands) {
      EXPECT_EQ(desk.terminal.turnover().at(0).held, answer.amount) << answer.answer;
    }
  }
}

TEST(ZvtMishaps, NotYetIsAskedAgainEveryTwoSecondsAndNotForEver) {
  Desk desk = quiet_desk();
  // BMP 02: at most two more status informations
  desk.say("06 22 0B 19 40 04 00 00 00 00 25 00 02 02");
  for (int again = 0; again < 2; ++again) {
    EXPECT_EQ(desk.say("84 9C 00"), Heard{});
    EXPECT_EQ(desk.pass(Millis{1'999}), Heard{});
    const Heard asked = desk.pass(Millis{1});
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_TRUE(asked[0].starts_with("040F") && asked[0].substr(6, 4) == "2700") << asked[0];
  }
  const Heard heard = desk.say("84 9C 00");
  EXPECT_EQ(heard.back(), "040F02276C");
  EXPECT_EQ(desk.ack(), Heard{"061E016C"});
  EXPECT_EQ(open_at(desk), 0U);
}

TEST(ZvtMishaps, CutsAroundTheStatus) {
  using Kind = Mishap::Kind;
  for (const auto& [kind, count] :
       {std::pair{Kind::cut_before, 1U}, std::pair{Kind::cut_within, 2U},
        std::pair{Kind::cut_after, 2U}}) {
    Desk desk = quiet_desk();
    desk.terminal.mishaps().add({.kind = kind, .about = kStatus});
    const Heard heard = desk.say(kHold);
    EXPECT_EQ(heard.back(), "cut");
    EXPECT_EQ(heard.size(), count + 1);
    EXPECT_EQ(open_at(desk), 0U);
    EXPECT_EQ(desk.terminal.taken_back(), 1);
    desk.tap("visa");
    desk.order(kHold);
    EXPECT_EQ(open_at(desk), 1U) << "once only";
  }
}

TEST(ZvtMishaps, ALostAcknowledgementIsReversed) {
  Desk desk = quiet_desk();
  desk.terminal.mishaps().add({.kind = Mishap::Kind::deaf, .about = kStatus});
  desk.say(kHold);
  EXPECT_EQ(desk.ack(), Heard{});
  EXPECT_EQ(desk.pass(Seconds{5}), Heard{"cut"});
  EXPECT_EQ(open_at(desk), 0U);
  EXPECT_EQ(desk.order("06 23 03 87 FF FF").back(), "061E04B887FFFF");
}

TEST(ZvtMishaps, AMessageTwiceIsOnePayment) {
  Desk desk = quiet_desk();
  desk.terminal.mishaps().add({.kind = Mishap::Kind::doubled, .about = kStatus});
  const Heard heard = desk.say(kHold);
  const std::string& both = heard.back();
  EXPECT_EQ(both.substr(0, both.size() / 2), both.substr(both.size() / 2));
  EXPECT_EQ(desk.ack(), Heard{});
  EXPECT_EQ(desk.ack(), Heard{"060F00"});
  desk.ack();
  EXPECT_EQ(open_at(desk), 1U);
  desk.terminal.mishaps().add({.kind = Mishap::Kind::doubled, .about = zvt::kCompletion});
  desk.say("06 25 03 87 00 01");
  desk.ack();
  desk.ack();
  EXPECT_EQ(desk.pass(Seconds{1}), Heard{}) << "the second answer need not come";
  EXPECT_FALSE(desk.terminal.running());
}

TEST(ZvtMishaps, LateMessagesHoldUpWhatComesBehind) {
  Desk desk = quiet_desk();
  desk.terminal.mishaps().add(
      {.kind = Mishap::Kind::late, .about = zvt::kPositive, .by = Millis{6'000}});
  EXPECT_EQ(desk.say(kHold), Heard{});
  EXPECT_EQ(desk.ack(), Heard{}) << "to nothing";
  EXPECT_EQ(desk.pass(Millis{5'999}), Heard{});
  const Heard heard = desk.pass(Millis{1});
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0], "800000");
  EXPECT_TRUE(heard[1].starts_with("040F"));
  EXPECT_EQ(desk.ack(), Heard{"060F00"});
}

TEST(ZvtMishaps, LostMessagesAndWrongLengths) {
  Desk desk = quiet_desk();
  desk.terminal.mishaps().add({.kind = Mishap::Kind::lost, .about = zvt::kPositive});
  EXPECT_TRUE(desk.say(kHold).at(0).starts_with("040F"));
  desk.ack();
  desk.ack();
  desk.terminal.mishaps().add({.kind = Mishap::Kind::longer, .about = kStatus});
  desk.terminal.mishaps().add({.kind = Mishap::Kind::shorter, .about = zvt::kCompletion});
  Heard heard = desk.say("06 24 0A 87 00 01 04 00 00 00 00 03 00");
  EXPECT_EQ(std::stoul(heard.back().substr(4, 2), nullptr, 16) + 3, heard.back().size() / 2 + 1);
  desk.terminal.settings().long_lengths = true;
  heard = desk.ack();
  EXPECT_EQ(heard.back(), "060FFFFF00") << "long form, and one less than none";
}

TEST(ZvtMishaps, LongLengthsForShortMessages) {
  Desk desk;
  desk.terminal.settings().long_lengths = true;
  EXPECT_EQ(desk.say("06 02 00"), Heard{"8000FF0000"});
}

TEST(ZvtMishaps, APowerCutLeavesTheTurnoverAndNothingElse) {
  Desk desk = quiet_desk();
  desk.order(kHold);
  desk.tap("visa");
  desk.say(kHold);
  EXPECT_EQ(desk.heard(desk.terminal.restart(Seconds{2}, desk.now)), Heard{"cut"});
  EXPECT_FALSE(desk.terminal.on(desk.now));
  EXPECT_EQ(desk.say("05 01 00"), Heard{}) << "it is off";
  desk.pass(Seconds{2});
  EXPECT_TRUE(desk.terminal.on(desk.now));
  EXPECT_FALSE(desk.terminal.till().registered);
  desk.order(kQuietTill);
  EXPECT_EQ(desk.order("06 23 03 87 FF FF").back(), "061E04B8870001")
      << "the first was acknowledged, the second was not";
}

TEST(ZvtMishaps, ARestartByTheTill) {
  Desk desk = quiet_desk();
  Heard heard = desk.say("06 18 03 00 00 00");
  EXPECT_EQ(heard.back(), "060F00");
  EXPECT_EQ(desk.ack(), Heard{"cut"});
  EXPECT_FALSE(desk.terminal.on(desk.now));
}

// PA00P015, ch. 4: the terminal leaves it to the receipt number that the till mirrors.
TEST(ZvtMishaps, ByReceiptNumber) {
  constexpr std::string_view kSame = "06 22 10 19 40 04 00 00 00 00 25 00 06 05 1F 1F 02 00 01";
  constexpr std::string_view kOther = "06 22 10 19 40 04 00 00 00 00 25 00 06 05 1F 1F 02 00 09";
  constexpr std::string_view kNone = "06 22 0E 19 40 04 00 00 00 00 25 00 06 03 1F 1F 00";
  for (const auto& [next, open] :
       {std::pair{kSame, 2U}, std::pair{kOther, 1U}, std::pair{kNone, 1U}}) {
    Desk desk = quiet_desk();
    desk.terminal.settings().by_receipt = true;
    const Heard first = desk.say(kHold);
    EXPECT_NE(first.back().find("1F1F020001"), std::string::npos);
    EXPECT_EQ(desk.pass(Seconds{5}), Heard{"cut"});
    EXPECT_EQ(open_at(desk), 1U) << "it stands, whatever the line did";
    desk.tap("visa");
    desk.order(next);
    EXPECT_EQ(open_at(desk), open) << next;
  }
}

TEST(ZvtMishaps, ASlowHostIsReportedAgainAndAgain) {
  Desk desk;
  desk.order("06 00 06 00 00 00 1E 09 78");
  desk.terminal.host().set_pace(Seconds{25});
  desk.tap("visa");
  const Heard heard = desk.order(kHold);
  EXPECT_EQ(std::count(heard.begin(), heard.end(), "04FF0104"), 2);
  EXPECT_EQ(heard.back(), "060F00");
}

TEST(ZvtMishaps, OnlySoManyFaultsAreKept) {
  Mishaps mishaps;
  for (std::size_t at = 0; at < Mishaps::kMost; ++at) EXPECT_TRUE(mishaps.add({}));
  EXPECT_FALSE(mishaps.add({}));
  mishaps.clear();
  EXPECT_FALSE(mishaps.add({.count = 0}));
  EXPECT_TRUE(mishaps.add({.kind = Mishap::Kind::late, .about = kStatus, .count = 2}));
  EXPECT_FALSE(mishaps.befalls(zvt::kCompletion));
  EXPECT_TRUE(mishaps.befalls(kStatus));
  EXPECT_TRUE(mishaps.befalls(kStatus));
  EXPECT_FALSE(mishaps.befalls(kStatus));
}

// Whatever a till says octet by octet is what it says at once.
TEST(ZvtMishaps, SplitAndMergedReads) {
  Desk whole;
  const Heard expected = whole.say("06 00 06 00 00 00 16 09 78 80 00 00 05 01 00");
  Desk split;
  Heard heard;
  const Bytes octets = from_hex("060006000000160978800000050100").value();
  for (const std::uint8_t octet : octets) {
    Desk::append(heard, split.heard(split.terminal.hear(Bytes{octet}, split.now)));
  }
  EXPECT_EQ(heard, expected);
  EXPECT_EQ(heard.size(), 4U);
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
