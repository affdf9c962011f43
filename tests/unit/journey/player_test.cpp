#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "kiosk/simulator/journey_player.hpp"
#include "tests/unit/journey/fake_stage.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Playing : public ::testing::Test {
 protected:
  Playing()
      : folder(std::filesystem::temp_directory_path() /
               fmt::format("kerb-journey-{}-{}", ::getpid(),
                           ::testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~Playing() override { std::filesystem::remove_all(folder); }

  PlayedJourney play(const std::string& text) {
    const auto story = parse_journey(text, "story.journey");
    if (!story) {
      ADD_FAILURE() << story.error()[0].sentence();
      return {};
    }
    return JourneyPlayer(stage, {.folder = folder, .say = {}}).play(*story);
  }
  std::string failure_of(const std::string& text) {
    const PlayedJourney played = play(text);
    return played.failure ? played.failure->sentence() : "it passed";
  }
  void at(hal::Millis time, std::function<void()> change) { stage.later.emplace(time, change); }

  FakeStage stage;
  std::filesystem::path folder;
};

TEST_F(Playing, DoesWhatTheStorySaysInItsOrder) {
  stage.on_elements = {{"pay.start", "Pay", "", true}};
  const auto played = play(
      "touch pay.start\nwait 10 s\ntap torn\nplug 2\nunplug\ncar takes 50 kW\ncar is at 80 % at 2\n"
      "site gives 1 kW\nreader off\ncharger unreachable\nstart fails\nconnector 2 broken\n"
      "emergency stop\nbank slow\n");
  EXPECT_TRUE(played.passed());
  EXPECT_THAT(
      stage.told,
      ElementsAre("0 s: touch pay.start", "10 s: tap torn", "10 s: plug 2", "10 s: unplug 1",
                  "10 s: car 1 takes 50000 W", "10 s: car 2 at 80", "10 s: site 1000 W",
                  "10 s: reader false", "10 s: charger false", "10 s: start fails 1",
                  "10 s: connector 2 fault 17", "10 s: emergency true", "10 s: bank 1"));
  EXPECT_EQ(played.took, hal::Seconds{10});
}

TEST_F(Playing, LetsTheBackEndSpeak) {
  const auto played = play(
      "back end says cost 2.01\nback end says cost 12.64 final\nback end shows \"Hello\"\n"
      "back end shows \"Hello\" with code \"https://cpo.example\"\nback end clears\n"
      "back end away\nback end there\nclock wrong\nclock right\n");
  EXPECT_TRUE(played.passed());
  EXPECT_THAT(stage.told,
              ElementsAre("0 s: cost 2.01 false", "0 s: cost 12.64 true", "0 s: shows Hello ",
                          "0 s: shows Hello https://cpo.example", "0 s: clears",
                          "0 s: back end there false", "0 s: back end there true",
                          "0 s: clock right false", "0 s: clock right true"));
}

TEST_F(Playing, GivesAnExpectationFiveSeconds) {
  at(hal::Millis{4'900}, [&] { stage.on_screen = "tap"; });
  const auto played = play("expect screen tap");
  EXPECT_TRUE(played.passed());
  EXPECT_EQ(played.took, hal::Millis{4'900});
}

TEST_F(Playing, AndNotMore) {
  at(hal::Millis{5'100}, [&] { stage.on_screen = "tap"; });
  EXPECT_THAT(failure_of("wait 10 ms\nexpect screen tap"),
              HasSubstr("story.journey:2: expect screen tap\n  expected:  the screen \"tap\"\n"
                        "  there was: the screen \"idle\""));
}

TEST_F(Playing, WaitsUntilAScreenOrATextIsThere) {
  at(hal::Seconds{70}, [&] { stage.on_screen = "charging"; });
  at(hal::Seconds{100}, [&] { stage.on_elements = {{"soc", "80 %", "", true}}; });
  const auto played = play("wait until screen charging\nwait until text \"80 %\"");
  EXPECT_TRUE(played.passed());
  EXPECT_EQ(played.took, hal::Seconds{100});
  EXPECT_THAT(failure_of("wait until screen receipt within 30 s"), HasSubstr("within 30 s"));
}

TEST_F(Playing, StayingAnswersTheScreen) {
  at(hal::Seconds{61}, [&] { stage.on_elements = {{"still.here", "I am", "", true}}; });
  at(hal::Seconds{66}, [&] { stage.on_elements.clear(); });
  const auto played = play("stay 2 min");
  EXPECT_TRUE(played.passed());
  EXPECT_EQ(played.took, hal::Minutes{2});
  EXPECT_THAT(stage.told, ElementsAre("65 s: touch still.here"));
}

TEST_F(Playing, AFingerWaitsForItsButton) {
  stage.on_elements = {{"pay.start", "Pay", "", false}};
  at(hal::Seconds{2}, [&] { stage.on_elements[0].enabled = true; });
  EXPECT_TRUE(play("touch pay.start").passed());
  EXPECT_THAT(stage.told, ElementsAre("2 s: touch pay.start"));
}

TEST_F(Playing, NamesTheElementsThatAreThereAndTheLikeliest) {
  stage.on_elements = {{"pay.start", "Pay", "", true}, {"nav.back", "Back", "", true}};
  const std::string failure = failure_of("touch pay.strat");
  EXPECT_THAT(failure, HasSubstr("\"pay.start\", \"nav.back\""));
  EXPECT_THAT(failure, HasSubstr("closest:   pay.start"));
  EXPECT_TRUE(stage.told.empty());
}

TEST_F(Playing, FindsTextWithEveryKindOfBlank) {
  stage.on_elements = {{"soc", "64\u00A0%", "", true},
                       {"cost", "Cost so far", "\u2068\u20AC12.64\u2069", true},
                       {"stay", "I\u2019m still here", "", true}};
  EXPECT_TRUE(play("expect text \"64 %\"\nexpect text \"far \u20AC12.64\"\n"
                   "expect text \"I'm still\"\nexpect no text \"65 %\"")
                  .passed());
}

TEST_F(Playing, SaysWhatTextThereWasAndTheLikeliest) {
  stage.on_elements = {{"a", "Ready to charge", "", true}, {"b", "Hold your card", "", true}};
  const std::string failure = failure_of("expect text \"ready to charge\"");
  EXPECT_THAT(failure, HasSubstr("expected:  \"ready to charge\" on the screen \"idle\""));
  EXPECT_THAT(failure, HasSubstr("there was: \"Ready to charge\", \"Hold your card\""));
  EXPECT_THAT(failure, HasSubstr("closest:   Ready to charge"));
}

TEST_F(Playing, WhatMustNotBeThereIsLookedAtOnce) {
  stage.on_elements = {{"a", "Declined", "", true}};
  at(hal::Millis{50}, [&] { stage.on_elements.clear(); });
  EXPECT_THAT(failure_of("expect no text \"Decl\""), HasSubstr("there was: \"Declined\""));
  EXPECT_EQ(stage.time, hal::Millis{0});
  EXPECT_THAT(failure_of("expect no element a"), HasSubstr("no element named a"));
}

TEST_F(Playing, LooksAtValueAndWhetherItAnswers) {
  stage.on_elements = {{"pay.start", "Pay", "\u20AC0.59", false}};
  EXPECT_TRUE(play("expect element pay.start value \"0.59\" disabled").passed());
  EXPECT_THAT(failure_of("expect element pay.start value \"0.60\""), HasSubstr("\u20AC0.59"));
  stage.on_elements[0].enabled = true;
  EXPECT_THAT(failure_of("expect element pay.start disabled"), HasSubstr("can be touched"));
}

TEST_F(Playing, ComparesTheBanksBookExactly) {
  stage.book = {{"50.00"}, {"12.64", "3.10"}, {}};
  EXPECT_TRUE(play("expect bank holds 50.00\nexpect bank captured 3.10 and 12.64\n"
                   "expect bank released nothing\nexpect bank captured something")
                  .passed());
  EXPECT_THAT(failure_of("expect bank captured 12.64"),
              HasSubstr("holds \"50.00\"; captured \"12.64\", \"3.10\"; released nothing"));
  EXPECT_FALSE(play("expect bank holds nothing").passed());
  EXPECT_FALSE(play("expect bank released something").passed());
}

TEST_F(Playing, AsksTheBankTwiceASecondAtMost) {
  EXPECT_FALSE(play("expect bank captured 12.64").passed());
  EXPECT_EQ(stage.bank_questions, 11);
}

TEST_F(Playing, HoldsReceiptAndBankAgainstEachOther) {
  stage.book.captured = {"12.64"};
  stage.paper = "Voltaro\nYou paid 12,64\u00A0\u20AC\n";
  EXPECT_TRUE(play("expect receipt matches bank\nexpect receipt \"12,64 \u20AC\"").passed());
  stage.paper = "You paid 112.64";
  EXPECT_FALSE(play("expect receipt matches bank").passed());
  stage.paper.reset();
  EXPECT_THAT(failure_of("expect receipt \"x\""), HasSubstr("stage.no_receipt"));
  EXPECT_TRUE(play("expect no receipt \"x\"").passed());
}

TEST_F(Playing, ReadsTheJournal) {
  stage.lines = {"1 saga.hold_intended", "2 saga.held"};
  EXPECT_TRUE(play("expect journal \"hold_intended\"\nexpect no journal \"captured\"").passed());
  EXPECT_FALSE(play("expect journal \"captured\"").passed());
}

TEST_F(Playing, KeepsPicturesALogAndThePictureOfTheFailure) {
  const auto played = play("picture idle\nwait 90 s\npicture late\nexpect screen help\nplug");
  ASSERT_TRUE(played.failure);
  ASSERT_EQ(played.pictures.size(), 3U);
  EXPECT_EQ(played.pictures[0].filename(), "01-idle.png");
  EXPECT_EQ(played.pictures[1].filename(), "02-late.png");
  EXPECT_EQ(played.pictures[2].filename(), "03-failed-line-4.png");
  EXPECT_EQ(played.failure->picture, played.pictures[2]);
  EXPECT_TRUE(std::filesystem::exists(played.pictures[2]));
  EXPECT_TRUE(stage.told.empty());  // the story ended
  std::ifstream stream(folder / "steps.log");
  const std::string log(std::istreambuf_iterator<char>(stream), {});
  EXPECT_THAT(log, HasSubstr("90.0 s  line   3         picture late"));
  EXPECT_THAT(log, HasSubstr("95.0 s  line   4  FAILED "));
}

TEST_F(Playing, FailsWhenTheStageCannot) {
  EXPECT_THAT(failure_of("power cut"), HasSubstr("there is no fuse box"));
  EXPECT_THAT(failure_of("plug 3"), HasSubstr("there was: the connectors 1, 2"));
  stage.there.clear();
  EXPECT_TRUE(play("plug 3").passed());
  folder = "/proc/none";
  EXPECT_THAT(failure_of("plug"), HasSubstr("a folder /proc/none"));
}

}  // namespace
}  // namespace kerb::kiosk
