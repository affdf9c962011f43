#include "kiosk/runtime/driver_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/simulator/ear.hpp"

namespace kerb::kiosk {
namespace {

class ADriverScreen : public testing::Test {
 protected:
  void open(DriverScreenOptions options) {
    options.act = [this](const Intent& intent) { wishes_.push_back(intent); };
    options.voice = &ear_;
    auto made = DriverScreen::create(display_, languages_, std::move(options));
    ASSERT_TRUE(made) << made.error().sentence();
    screen_ = std::move(*made);
  }
  void show(const char* name, bool less_motion = false) {
    Snapshot snapshot = gallery::fixture(name);
    snapshot.preferences.less_motion = less_motion;
    shown_ = std::make_shared<const Snapshot>(std::move(snapshot));
    draw();
  }
  void draw() { screen_->draw(shown_, now_); }
  bool panel_shows_the_frame() const {
    const auto shown = display_.shown().pixels;
    const auto frame = screen_->frame().pixels;
    return std::equal(shown.begin(), shown.end(), frame.begin(), frame.end());
  }

  HeadlessDisplay display_{512, 300};
  Languages languages_ = *Languages::load(locales_folder(), {"en", "de"}, "Europe/Berlin");
  Ear ear_;
  std::vector<Intent> wishes_;
  std::unique_ptr<DriverScreen> screen_;
  std::shared_ptr<const Snapshot> shown_;
  hal::Monotonic now_{hal::Minutes{10}};
};

TEST_F(ADriverScreen, ANewPageComesWithinAMoment) {
  open({});
  show("idle");
  EXPECT_TRUE(panel_shows_the_frame());
  show("connector");
  EXPECT_FALSE(panel_shows_the_frame());
  EXPECT_NE(screen_->tree().find("pay.start"), nullptr) << "what is touched is the new page";
  EXPECT_LE(screen_->idle_for(now_), ui::Transition::kStep);
  for (int frame = 0; frame < 8; ++frame) {
    now_ += ui::Transition::kStep;
    draw();
  }
  EXPECT_TRUE(panel_shows_the_frame());
}

TEST_F(ADriverScreen, NothingMovesForWhoeverWantsLessMotion) {
  open({});
  show("idle", true);
  show("connector", true);
  EXPECT_TRUE(panel_shows_the_frame());
}

TEST_F(ADriverScreen, AStillPictureIsTheSameAtOnce) {
  DriverScreenOptions still;
  still.still = true;
  open(std::move(still));
  show("idle");
  show("connector");
  EXPECT_TRUE(panel_shows_the_frame());
}

TEST_F(ADriverScreen, APlugOfAHeadsetStartsTheVoice) {
  open({});
  show("idle");
  screen_->handle(hal::Headset{true}, now_);
  ASSERT_FALSE(ear_.heard().empty());
  EXPECT_NE(ear_.heard().front().find("Ready to charge"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<Touched>(wishes_.back())) << "somebody is there";
}

TEST_F(ADriverScreen, NoEdgeStaysOnThePanelForEver) {
  DriverScreenOptions wandering;
  wandering.still = wandering.wander = true;
  open(std::move(wandering));
  show("idle");
  const auto place = [&] {
    draw();
    return screen_->tree().find("help.open")->bounds;
  };
  const ui::Rect first = place();
  bool moved = false;
  for (int minute = 0; minute < 16; ++minute) {
    now_ += hal::Minutes{1};
    show("idle");
    const ui::Rect at = place();
    moved = moved || at.x != first.x || at.y != first.y;
    EXPECT_NE(screen_->tree().find("frame.operator"), nullptr) << "minute " << minute;
    EXPECT_LE(std::abs(at.x - first.x), 4);
    EXPECT_LE(std::abs(at.y - first.y), 4);
  }
  EXPECT_TRUE(moved);
}

}  // namespace
}  // namespace kerb::kiosk
