#include <gtest/gtest.h>

#include "kiosk/ui/touch.hpp"

namespace kerb::kiosk::ui {
namespace {

using hal::Millis;
using Phase = hal::Touch::Phase;

class Fingers : public testing::Test {
 protected:
  void SetUp() override {
    Element button;
    button.name = "pay.start";
    button.bounds = {100, 100, 200, 80};
    button.touchable = true;
    button.action = Pay{};
    tree.add(button);
    button.name = "off";
    button.bounds = {100, 300, 200, 80};
    button.enabled = false;
    tree.add(button);
    Element words;
    words.name = "words";
    words.bounds = {400, 100, 200, 80};
    tree.add(words);
  }
  std::vector<Gesture> touch(Phase phase, float x, float y, int at, std::int64_t finger = 1) {
    return recogniser.on_touch({phase, finger, x, y}, hal::Monotonic{Millis{at}}, tree);
  }
  std::vector<Gesture> time(int at) { return recogniser.on_time(hal::Monotonic{Millis{at}}, tree); }

  template <typename T>
  static const T* in(const std::vector<Gesture>& gestures) {
    for (const Gesture& gesture : gestures) {
      if (const T* found = std::get_if<T>(&gesture)) return found;
    }
    return nullptr;
  }
  SemanticTree tree;
  TouchRecogniser recogniser{4.6F};
};

// The button moves with the page: the finger never leaves it, and yet means the page.
TEST_F(Fingers, MovingThePageIsNoTapOnWhatIsOnIt) {
  tree.scroll_behind(Rect{0, 400, 1024, 200});
  Element row;
  row.name = "report.cable";
  row.bounds = {100, 420, 400, 160};
  row.touchable = true;
  row.action = OpenReport{};
  tree.add(row);
  touch(Phase::down, 200, 560, 0);
  const auto moved = touch(Phase::move, 200, 470, 40);
  EXPECT_NE(in<Dragged>(moved), nullptr);
  EXPECT_TRUE(recogniser.pressed().empty());
  EXPECT_EQ(in<Activated>(touch(Phase::up, 200, 470, 60)), nullptr);
}

TEST_F(Fingers, TapActivatesAndPressesAtOnce) {
  const auto down = touch(Phase::down, 150, 140, 0);
  EXPECT_NE(in<Touching>(down), nullptr);
  EXPECT_NE(in<PressedChanged>(down), nullptr);
  EXPECT_EQ(recogniser.pressed(), "pay.start");
  const auto up = touch(Phase::up, 153, 141, 90);
  const Activated* activated = in<Activated>(up);
  ASSERT_NE(activated, nullptr);
  EXPECT_EQ(activated->name, "pay.start");
  ASSERT_TRUE(activated->action);
  EXPECT_TRUE(std::holds_alternative<Pay>(*activated->action));
  EXPECT_EQ(recogniser.pressed(), "");
}

TEST_F(Fingers, TextAndDisabledButtonsDoNotAnswer) {
  for (const Point p : {Point{450, 120}, Point{150, 340}, Point{900, 500}}) {
    touch(Phase::down, p.x, p.y, 0);
    EXPECT_EQ(recogniser.pressed(), "");
    EXPECT_EQ(in<Activated>(touch(Phase::up, p.x, p.y, 50)), nullptr);
  }
}

TEST_F(Fingers, LeavingTheButtonTakesThePressBack) {
  touch(Phase::down, 150, 140, 0);
  touch(Phase::move, 150, 250, 40);
  EXPECT_EQ(recogniser.pressed(), "");
  touch(Phase::move, 150, 140, 80);
  EXPECT_EQ(in<Activated>(touch(Phase::up, 150, 140, 120)), nullptr);
}

TEST_F(Fingers, AShakyFingerStillTaps) {
  touch(Phase::down, 150, 140, 0);
  touch(Phase::move, 190, 150, 40);  // far, but within the button
  EXPECT_NE(in<Activated>(touch(Phase::up, 190, 150, 120)), nullptr);
}

TEST_F(Fingers, LongPressIsReportedOnceAndStillActivatesOnLifting) {
  touch(Phase::down, 150, 140, 0);
  ASSERT_TRUE(recogniser.wake_at());
  EXPECT_EQ(recogniser.wake_at()->time_since_epoch(), Millis{600});
  EXPECT_EQ(in<LongPressed>(time(599)), nullptr);
  const auto held = time(600);
  ASSERT_NE(in<LongPressed>(held), nullptr);
  EXPECT_EQ(in<LongPressed>(held)->name, "pay.start");
  EXPECT_EQ(in<LongPressed>(time(700)), nullptr);
  EXPECT_NE(in<Activated>(touch(Phase::up, 150, 140, 900)), nullptr);
}

TEST_F(Fingers, DragReportsStepsAndGlidesOutAfterwards) {
  touch(Phase::down, 800, 500, 0);
  for (int i = 1; i <= 10; ++i)
    touch(Phase::move, 800, 500.0F - 12.0F * static_cast<float>(i), i * 16);
  EXPECT_EQ(in<Activated>(touch(Phase::up, 800, 380, 170)), nullptr);
  float glided = 0;
  int at = 170;
  int steps = 0;
  while (recogniser.wake_at() && steps < 1000) {
    at = static_cast<int>(recogniser.wake_at()->time_since_epoch().count());
    if (const auto gestures = time(at); in<Dragged>(gestures) != nullptr)
      glided += in<Dragged>(gestures)->dy;
    ++steps;
  }
  EXPECT_LT(glided, -50);
  EXPECT_LT(steps, 200);
  EXPECT_LT(at, 4000);
}

TEST_F(Fingers, AFingerThatRestsBeforeLiftingDoesNotThrow) {
  touch(Phase::down, 800, 500, 0);
  for (int i = 1; i <= 10; ++i)
    touch(Phase::move, 800, 500.0F - 12.0F * static_cast<float>(i), i * 16);
  touch(Phase::up, 800, 380, 400);
  EXPECT_FALSE(recogniser.wake_at());
}

TEST_F(Fingers, ASecondFingerIsIgnored) {
  touch(Phase::down, 150, 140, 0, 1);
  EXPECT_TRUE(touch(Phase::down, 160, 150, 60, 2).empty());
  EXPECT_TRUE(touch(Phase::up, 160, 150, 90, 2).empty());
  EXPECT_EQ(recogniser.pressed(), "pay.start");
  EXPECT_NE(in<Activated>(touch(Phase::up, 150, 140, 120, 1)), nullptr);
}

TEST_F(Fingers, RainIsNoWish) {
  touch(Phase::down, 150, 140, 0, 1);
  touch(Phase::down, 500, 20, 10, 2);
  touch(Phase::down, 20, 500, 20, 3);
  EXPECT_EQ(recogniser.pressed(), "");
  EXPECT_EQ(in<Activated>(touch(Phase::up, 150, 140, 80, 1)), nullptr);
  touch(Phase::up, 500, 20, 90, 2);
  touch(Phase::up, 20, 500, 95, 3);
  touch(Phase::down, 150, 140, 500, 4);
  EXPECT_NE(in<Activated>(touch(Phase::up, 150, 140, 560, 4)), nullptr);
}

TEST_F(Fingers, APalmThatRestsFreesTheScreenForAFinger) {
  touch(Phase::down, 150, 140, 0, 1);
  time(600);
  time(10'000);
  EXPECT_EQ(recogniser.pressed(), "");
  touch(Phase::down, 150, 140, 10'500, 2);
  EXPECT_NE(in<Activated>(touch(Phase::up, 150, 140, 10'600, 2)), nullptr);
  EXPECT_EQ(in<Activated>(touch(Phase::up, 150, 140, 12'000, 1)), nullptr);
}

TEST_F(Fingers, ALostLiftDoesNotBlockTheScreen) {
  touch(Phase::down, 150, 140, 0, 1);
  touch(Phase::down, 150, 140, 3000, 1);  // the panel never told that it left
  EXPECT_NE(in<Activated>(touch(Phase::up, 150, 140, 3100, 1)), nullptr);
}

TEST_F(Fingers, AnotherScreenUnderTheFingerIsNotTapped) {
  touch(Phase::down, 150, 140, 0);
  recogniser.forget();
  EXPECT_EQ(in<Activated>(touch(Phase::up, 150, 140, 80)), nullptr);
}

TEST_F(Fingers, NonsenseIsIgnored) {
  EXPECT_TRUE(touch(Phase::down, std::nanf(""), 10, 0).empty());
  EXPECT_TRUE(touch(Phase::up, 10, 10, 0, 77).empty());
  EXPECT_TRUE(touch(Phase::move, 10, 10, 0, 77).empty());
}

TEST_F(Fingers, ANearMissHitsTheButton) {
  touch(Phase::down, 98, 140, 0);
  EXPECT_EQ(recogniser.pressed(), "pay.start");
  touch(Phase::cancel, 98, 140, 10);
  EXPECT_EQ(recogniser.pressed(), "");
}

}  // namespace
}  // namespace kerb::kiosk::ui
