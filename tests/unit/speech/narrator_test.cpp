#include "kiosk/speech/narrator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiosk/runtime/installation.hpp"

namespace kerb::kiosk {
namespace {

using Meaning = hal::Key::Meaning;
using testing::HasSubstr;
using testing::IsEmpty;

struct Listener final : hal::Voice {
  void say(const hal::Utterance& utterance) override { last = utterance, ++said; }
  void hush() override { ++hushed; }
  void pause(bool on) override { paused = on; }
  void set_volume(int percent) override { volume = percent; }
  hal::Utterance last;
  int said = 0;
  int hushed = 0;
  int volume = 0;
  bool paused = false;
};

ui::Element element(const char* name, const char* label, ui::Role role) {
  ui::Element made;
  made.name = name;
  made.label = label;
  made.role = role;
  made.touchable = role == ui::Role::button;
  made.bounds = made.touchable ? ui::Rect{0, 50, 100, 10} : ui::Rect{0, 0, 100, 10};
  return made;
}

class ANarrator : public testing::Test {
 protected:
  ANarrator() {
    snapshot.preferences.locale = "en";
    show("Ready", ui::Role::heading);
  }
  void show(const char* label, ui::Role role) {
    tree.clear();
    tree.add(element("title", label, role));
    tree.add(element("go", "Go", ui::Role::button));
  }
  bool press(Meaning key) { return narrator.heed(key, snapshot, tree, now); }
  void look(std::string_view focused = {}) { narrator.look(snapshot, tree, focused, now); }

  Languages languages = *Languages::load(locales_folder(), {"en", "de"}, "Europe/Berlin");
  Listener ear;
  Narrator narrator{ear, languages, 70};
  Snapshot snapshot;
  ui::SemanticTree tree;
  hal::Monotonic now{};
};

TEST_F(ANarrator, SaysNothingToWhomHasNotAsked) {
  look();
  show("Another", ui::Role::alert);
  look("go");
  EXPECT_EQ(ear.said, 0);
}

TEST_F(ANarrator, BeginsWithAnyKeyWhichDoesNothingElse) {
  for (const Meaning key : {Meaning::activate, Meaning::back, Meaning::speech}) {
    Narrator fresh(ear, languages, 70);
    EXPECT_TRUE(fresh.heed(key, snapshot, tree, now));
    EXPECT_THAT(ear.last.text, HasSubstr("Speech is on."));
    EXPECT_THAT(ear.last.text, HasSubstr("Ready"));
    EXPECT_EQ(ear.volume, 70);
  }
}

TEST_F(ANarrator, LeavesTheOtherKeysToTheScreen) {
  press(Meaning::next);
  for (const Meaning key :
       {Meaning::next, Meaning::previous, Meaning::activate, Meaning::back, Meaning::help}) {
    EXPECT_FALSE(press(key));
  }
}

TEST_F(ANarrator, SaysWhereTheKeypadStands) {
  press(Meaning::next);
  look("go");
  EXPECT_EQ(ear.last.text, "Go, button");
  const int said = ear.said;
  look("go");
  EXPECT_EQ(ear.said, said);
}

TEST_F(ANarrator, ReadsAnotherScreenAndTheSameOneInAnotherLanguage) {
  press(Meaning::next);
  snapshot.screen = TapModel{};
  show("Hold your card here", ui::Role::text);
  look("go");
  EXPECT_EQ(ear.last.text, "Hold your card here");
  snapshot.preferences.locale = "de";
  show("Karte hierhin halten", ui::Role::text);
  look("go");
  EXPECT_EQ(ear.last.text, "Karte hierhin halten");
  EXPECT_EQ(ear.last.locale, "de");
}

TEST_F(ANarrator, SaysAWarningOnceAndNotEverySecondOfItsCountdown) {
  press(Meaning::next);
  show("Idle fee in 9:59", ui::Role::alert);
  look();
  EXPECT_EQ(ear.last.text, "Idle fee in 9:59");
  const int said = ear.said;
  show("Idle fee in 9:58", ui::Role::alert);
  look();
  EXPECT_EQ(ear.said, said);
  show("You pay for staying", ui::Role::alert);
  look();
  EXPECT_EQ(ear.last.text, "You pay for staying");
}

TEST_F(ANarrator, RepeatsPausesAndGetsLouder) {
  press(Meaning::next);
  look("go");
  ear.last = {};
  press(Meaning::repeat);
  EXPECT_EQ(ear.last.text, "Go, button");
  press(Meaning::pause);
  EXPECT_TRUE(ear.paused);
  press(Meaning::pause);
  EXPECT_FALSE(ear.paused);
  for (const int percent : {90, 100, 20, 40}) {
    press(Meaning::volume);
    EXPECT_EQ(ear.volume, percent);
    EXPECT_THAT(ear.last.text, HasSubstr(std::to_string(percent)));
  }
}

TEST_F(ANarrator, EndsWithItsKeyAndBeginsAnewAtTheUsualVolume) {
  press(Meaning::next);
  press(Meaning::volume);
  press(Meaning::speech);
  EXPECT_EQ(ear.last.text, "Speech is off.");
  EXPECT_FALSE(narrator.on());
  press(Meaning::speech);
  EXPECT_EQ(ear.volume, 70);
}

TEST_F(ANarrator, EndsOnTheFirstScreenWhenNobodyPressesAKeyAndNeverDuringACharge) {
  press(Meaning::next);
  snapshot.screen = ChargingModel{};
  look();
  now += hal::Minutes{90};
  look();
  EXPECT_TRUE(narrator.on());
  snapshot.screen = IdleModel{};
  look();
  EXPECT_FALSE(narrator.on());
  EXPECT_EQ(ear.hushed, 1);
  ear.last = {};
  press(Meaning::activate);
  EXPECT_THAT(ear.last.text, HasSubstr("Speech is on."));
}

TEST_F(ANarrator, AsksToChooseFirst) {
  narrator.ask_to_choose(snapshot);
  EXPECT_EQ(ear.said, 0);
  press(Meaning::next);
  narrator.ask_to_choose(snapshot);
  EXPECT_EQ(ear.last.text, "Choose with the arrow keys first.");
}

TEST_F(ANarrator, SpeaksWhileAHeadsetIsPluggedIn) {
  narrator.headset(true, snapshot, tree, now);
  EXPECT_THAT(ear.last.text, HasSubstr("Ready"));
  now += hal::Minutes{10};
  look();
  EXPECT_TRUE(narrator.on()) << "whoever listens needs no key";
  narrator.headset(false, snapshot, tree, now);
  EXPECT_FALSE(narrator.on());
  EXPECT_EQ(ear.hushed, 1) << "nobody else shall hear the rest";
}

TEST_F(ANarrator, AHeadsetJoinsAVoiceThatSpeaksAlready) {
  press(Meaning::next);
  const int said = ear.said;
  narrator.headset(true, snapshot, tree, now);
  EXPECT_EQ(ear.said, said);
  EXPECT_TRUE(narrator.on());
}

}  // namespace
}  // namespace kerb::kiosk
