#include "kiosk/runtime/driver_screen.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

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

// EMV Contactless Book A, 9: three more lights, 125 ms apart, from when the page came.
TEST_F(ADriverScreen, TheFourLightsRunFromWhenThePageCame) {
  open({});
  show("tap");
  now_ += hal::Seconds{5};
  const auto lit = [&] {
    const auto pixels = screen_->frame().pixels;
    return std::count(pixels.begin(), pixels.end(), ui::rgb(0x2BE58F));
  };
  const auto one = lit();
  ASSERT_GT(one, 0);
  show("authorising.card_read");
  EXPECT_NEAR(static_cast<double>(lit()), static_cast<double>(one), 6);
  now_ += hal::Millis{400};
  draw();
  EXPECT_NEAR(static_cast<double>(lit()), 4.0 * static_cast<double>(one), 24);
}

TEST_F(ADriverScreen, TheFourLightsComeAtOnceForWhoeverWantsLessMotion) {
  open({});
  show("tap", true);
  const auto pixels = [&] { return screen_->frame().pixels; };
  const auto one = std::count(pixels().begin(), pixels().end(), ui::rgb(0x2BE58F));
  show("authorising.card_read", true);
  EXPECT_NEAR(static_cast<double>(std::count(pixels().begin(), pixels().end(), ui::rgb(0x2BE58F))),
              4.0 * static_cast<double>(one), 24);
  EXPECT_GE(screen_->idle_for(now_), hal::Seconds{10}) << "and nothing moves";
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

// Large letters on a low panel: the page is longer than what is seen of it.
class ALongPage : public ADriverScreen {
 protected:
  void SetUp() override {
    DriverScreenOptions options;
    options.still = true;
    options.panel.width = 800;
    options.panel.height = 480;
    options.panel.width_mm = 154;
    options.panel.height_mm = 93;
    open(std::move(options));
    show_large("report");
  }
  void show_large(const char* name) {
    Snapshot snapshot = gallery::fixture(name);
    snapshot.preferences.large_text = true;
    shown_ = std::make_shared<const Snapshot>(std::move(snapshot));
    draw();
  }
  const ui::Element& element(const char* name) {
    const ui::Element* found = screen_->tree().find(name);
    if (found == nullptr) throw std::runtime_error(std::string("there is no ") + name);
    return *found;
  }
  bool seen(const char* name) { return !element(name).visible().empty(); }
  void finger(hal::Touch::Phase phase, ui::Point at) {
    now_ += hal::Millis{20};
    screen_->handle(hal::Touch{phase, 1, at.x, at.y}, now_);
    draw();
  }
  void touch(const char* name) {
    const ui::Point at = element(name).visible().centre();
    finger(hal::Touch::Phase::down, at);
    finger(hal::Touch::Phase::up, at);
  }
  bool asked_for_anything() const {
    return std::any_of(wishes_.begin(), wishes_.end(), [](const Intent& intent) {
      return !std::holds_alternative<Touched>(intent);
    });
  }
};

TEST_F(ALongPage, BeginsAtItsTopAndHidesItsEnd) {
  EXPECT_TRUE(seen("report.connector"));
  EXPECT_FALSE(seen("report.other"));
  EXPECT_FALSE(element("page.up").enabled);
  EXPECT_TRUE(element("page.down").enabled);
  EXPECT_TRUE(seen("nav.back")) << "the way back does not move away";
}

TEST_F(ALongPage, GoesDownAndUpByTouch) {
  for (int times = 0; times < 9 && !seen("report.other"); ++times) touch("page.down");
  EXPECT_TRUE(seen("report.other"));
  for (int times = 0; times < 9 && element("page.down").enabled; ++times) touch("page.down");
  EXPECT_FALSE(element("page.down").enabled);
  EXPECT_TRUE(element("page.up").enabled);
  EXPECT_FALSE(seen("report.connector"));
  for (int times = 0; times < 9 && element("page.up").enabled; ++times) touch("page.up");
  EXPECT_TRUE(seen("report.connector"));
  EXPECT_FALSE(asked_for_anything()) << "the station need not know";
}

TEST_F(ALongPage, FollowsTheFingerAndNoButtonIsPressed) {
  const ui::Point from = element("report.connector").visible().centre();
  const float before = element("report.connector").bounds.y;
  finger(hal::Touch::Phase::down, from);
  for (int step = 1; step <= 10; ++step) {
    finger(hal::Touch::Phase::move, {from.x, from.y - 5.0F * static_cast<float>(step)});
  }
  EXPECT_LT(element("report.connector").bounds.y, before - 20);
  finger(hal::Touch::Phase::up, {from.x, from.y - 50});
  EXPECT_FALSE(asked_for_anything());
}

TEST_F(ALongPage, WhatHasScrolledAwayCannotBeTouched) {
  const ui::Rect header = element("help.open").bounds;
  for (int times = 0; times < 9 && element("page.down").enabled; ++times) touch("page.down");
  EXPECT_EQ(element("help.open").bounds.y, header.y);
  touch("help.open");
  EXPECT_TRUE(std::holds_alternative<OpenHelp>(wishes_.back()));
}

TEST_F(ALongPage, FollowsTheTactileKeys) {
  const auto press = [&](hal::Key::Meaning meaning) {
    screen_->handle(hal::Key{meaning}, now_);
    draw();
  };
  press(hal::Key::Meaning::speech);
  for (int times = 0; times < 20 && screen_->focused() != "report.other"; ++times) {
    press(hal::Key::Meaning::next);
    ASSERT_TRUE(seen(screen_->focused().c_str())) << screen_->focused();
    EXPECT_FALSE(screen_->focused().starts_with("page.")) << "the keys need no such button";
  }
  EXPECT_EQ(screen_->focused(), "report.other");
}

TEST_F(ALongPage, AnotherPageBeginsAtItsTop) {
  touch("page.down");
  EXPECT_TRUE(element("page.up").enabled);
  show_large("help");
  show_large("report");
  EXPECT_FALSE(element("page.up").enabled);
}

TEST_F(ALongPage, EveryWordIsHeardWhereverThePageStands) {
  ear_.forget();
  screen_->handle(hal::Key{hal::Key::Meaning::speech}, now_);
  draw();
  const std::string before = ear_.heard().empty() ? std::string() : ear_.heard().front();
  EXPECT_NE(before.find("What is wrong?"), std::string::npos) << before;
}

}  // namespace
}  // namespace kerb::kiosk
