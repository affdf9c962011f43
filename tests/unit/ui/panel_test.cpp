// What stands between Kerb's frames and a panel on a board: turning, two buffers, and the light.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <fstream>
#include <set>

#include "kiosk/presenters/backlight.hpp"
#include "kiosk/presenters/dumb_display.hpp"
#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/presenters/headset_jack.hpp"
#include "kiosk/presenters/rotated_display.hpp"
#include "kiosk/runtime/brightness.hpp"
#include "tests/torture/random.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

constexpr int kWidth = 7;
constexpr int kHeight = 5;

std::vector<std::uint32_t> numbered() {
  std::vector<std::uint32_t> pixels(kWidth * kHeight);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint32_t>(i + 1);
  return pixels;
}

hal::PixelRect random_box(torture::Random& dice) {
  const auto x = static_cast<int>(dice.below(kWidth));
  const auto y = static_cast<int>(dice.below(kHeight));
  return {x, y, x + 1 + static_cast<int>(dice.below(kWidth - x)),
          y + 1 + static_cast<int>(dice.below(kHeight - y))};
}

void repaint(std::vector<std::uint32_t>& pixels, const hal::PixelRect& box, torture::Random& dice) {
  for (int y = box.top; y < box.bottom; ++y) {
    for (int x = box.left; x < box.right; ++x) {
      pixels[static_cast<std::size_t>(y * kWidth + x)] =
          static_cast<std::uint32_t>(dice.next()) | 0xFF000000U;
    }
  }
}

class Rotations : public testing::TestWithParam<Rotation> {
 protected:
  Rotations() {
    const bool sideways = GetParam() == Rotation::quarter || GetParam() == Rotation::three_quarters;
    auto made =
        std::make_unique<HeadlessDisplay>(sideways ? kHeight : kWidth, sideways ? kWidth : kHeight);
    panel_ = made.get();
    display_ = std::make_unique<RotatedDisplay>(std::move(made), GetParam());
  }
  HeadlessDisplay* panel_;
  std::unique_ptr<RotatedDisplay> display_;
};

TEST_P(Rotations, AFingerHitsThePixelThatItTouches) {
  ASSERT_EQ(display_->width(), kWidth);
  ASSERT_EQ(display_->height(), kHeight);
  const auto pixels = numbered();
  display_->present({kWidth, kHeight, pixels}, {0, 0, kWidth, kHeight});
  const hal::FrameView shown = panel_->shown();
  for (int y = 0; y < shown.height; ++y) {
    for (int x = 0; x < shown.width; ++x) {
      hal::Touch finger;
      finger.x = static_cast<float>(x) + 0.5F;
      finger.y = static_cast<float>(y) + 0.5F;
      panel_->push(finger);
      const auto event = display_->wait(hal::Millis{0});
      ASSERT_TRUE(event);
      const auto& felt = std::get<hal::Touch>(*event);
      const auto at =
          static_cast<std::size_t>(static_cast<int>(felt.y) * kWidth + static_cast<int>(felt.x));
      EXPECT_EQ(shown.pixels[static_cast<std::size_t>(y * shown.width + x)], pixels[at])
          << x << ", " << y;
    }
  }
}

TEST_P(Rotations, DamageTurnsWithThePicture) {
  torture::Random dice(7);
  auto pixels = numbered();
  display_->present({kWidth, kHeight, pixels}, {0, 0, kWidth, kHeight});
  for (int frame = 0; frame < 200; ++frame) {
    const hal::PixelRect box = random_box(dice);
    repaint(pixels, box, dice);
    display_->present({kWidth, kHeight, pixels}, box);
  }
  const std::vector<std::uint32_t> by_damage(panel_->shown().pixels.begin(),
                                             panel_->shown().pixels.end());
  display_->present({kWidth, kHeight, pixels}, {0, 0, kWidth, kHeight});
  EXPECT_TRUE(std::equal(by_damage.begin(), by_damage.end(), panel_->shown().pixels.begin()));
}

INSTANTIATE_TEST_SUITE_P(EveryWay, Rotations,
                         testing::Values(Rotation::none, Rotation::quarter, Rotation::half,
                                         Rotation::three_quarters));

TEST(RotatedDisplay, AQuarterTurnsClockwise) {
  auto made = std::make_unique<HeadlessDisplay>(kHeight, kWidth);
  const HeadlessDisplay& panel = *made;
  RotatedDisplay display(std::move(made), Rotation::quarter);
  const auto pixels = numbered();
  display.present({kWidth, kHeight, pixels}, {0, 0, kWidth, kHeight});
  // What is at the top left stands at the top right.
  EXPECT_EQ(panel.shown().pixels[kHeight - 1], 1U);
}

// A card in memory, with rows that are longer than the picture.
class TestCard final : public DrmCard {
 public:
  static constexpr std::size_t kPitch = kWidth * 4 + 12;
  int width() const override { return kWidth; }
  int height() const override { return kHeight; }
  hal::Result<Buffer> make_buffer() override {
    memory_.emplace_back(kPitch * kHeight);
    return Buffer{static_cast<std::uint32_t>(memory_.size()), kPitch, memory_.back()};
  }
  hal::Result<void> show(const Buffer& buffer) override {
    if (broken) return hal::failure("display.refused", "showing", "");
    shown = buffer.id;
    return {};
  }
  std::vector<std::uint32_t> seen() const {
    std::vector<std::uint32_t> pixels(kWidth * kHeight);
    const auto& octets = memory_[shown - 1];
    for (std::size_t y = 0; y < kHeight; ++y) {
      std::memcpy(&pixels[y * kWidth], &octets[y * kPitch], kWidth * 4);
    }
    return pixels;
  }
  bool broken = false;
  std::uint32_t shown = 0;

 private:
  std::deque<std::vector<std::uint8_t>> memory_;
};

std::vector<std::uint32_t> as_the_card_has_it(std::vector<std::uint32_t> pixels) {
  for (std::uint32_t& pixel : pixels) {
    pixel = (pixel & 0xFF00U) | (pixel & 0xFFU) << 16U | (pixel >> 16U & 0xFFU);
  }
  return pixels;
}

TEST(DumbDisplay, EveryFrameIsWholeAlthoughOnlyDamageIsCopied) {
  auto made = std::make_unique<TestCard>();
  TestCard& card = *made;
  auto display = DumbDisplay::create(std::move(made), std::make_unique<HeadlessDisplay>(70, 50));
  ASSERT_TRUE(display);
  torture::Random dice(3);
  auto pixels = numbered();
  std::set<std::uint32_t> used;
  for (int frame = 0; frame < 300; ++frame) {
    const hal::PixelRect box = random_box(dice);
    repaint(pixels, box, dice);
    card.broken = dice.one_in(7);
    (*display)->present({kWidth, kHeight, pixels}, box);
    if (card.broken) continue;
    used.insert(card.shown);
    ASSERT_EQ(card.seen(), as_the_card_has_it(pixels)) << "frame " << frame;
  }
  EXPECT_EQ(used.size(), 2U) << "two buffers, turn about";
}

TEST(DumbDisplay, FingersComeInThePanelsOwnPixels) {
  auto input = std::make_unique<HeadlessDisplay>(kWidth * 10, kHeight * 10);
  HeadlessDisplay& felt = *input;
  auto display = DumbDisplay::create(std::make_unique<TestCard>(), std::move(input));
  ASSERT_TRUE(display);
  hal::Touch finger;
  finger.x = 35;
  finger.y = 25;
  felt.push(finger);
  const auto event = (*display)->wait(hal::Millis{0});
  ASSERT_TRUE(event);
  EXPECT_FLOAT_EQ(std::get<hal::Touch>(*event).x, 3.5F);
  EXPECT_FLOAT_EQ(std::get<hal::Touch>(*event).y, 2.5F);
}

TEST(DrmCard, SaysWhyThereIsNone) {
  const auto none = DrmCard::open("/dev/null");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "display.no_card");
  EXPECT_NE(none.error().tried.find("/dev/null"), std::string::npos);
}

TEST(HeadsetJack, TellsOfItsPlugAsOfAFinger) {
  const TemporaryFolder folder;
  const auto device = folder / "jack";
  ASSERT_EQ(::mkfifo(device.c_str(), 0600), 0);
  auto made = DisplayWithHeadset::create(std::make_unique<HeadlessDisplay>(10, 10), device);
  ASSERT_TRUE(made) << made.error().sentence();
  hal::Display& display = **made;
  EXPECT_FALSE(display.wait(hal::Millis{0}));
  const int kernel = ::open(device.c_str(), O_WRONLY);
  ASSERT_GE(kernel, 0);
  const auto tell = [&](std::uint16_t type, std::uint16_t code, int value) {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    EXPECT_EQ(::write(kernel, &event, sizeof event), static_cast<ssize_t>(sizeof event));
  };
  tell(EV_KEY, KEY_A, 1);
  tell(EV_SW, SW_LID, 1);
  tell(EV_SW, SW_HEADPHONE_INSERT, 1);
  auto event = display.wait(hal::Seconds{5});
  if (!event) event = display.wait(hal::Seconds{5});  // woken just before the plug was known
  ASSERT_TRUE(event);
  EXPECT_TRUE(std::get<hal::Headset>(*event).plugged);
  EXPECT_FALSE(display.wait(hal::Millis{0})) << "once";
  tell(EV_SW, SW_HEADPHONE_INSERT, 0);
  event = display.wait(hal::Seconds{5});
  if (!event) event = display.wait(hal::Seconds{5});
  ASSERT_TRUE(event);
  EXPECT_FALSE(std::get<hal::Headset>(*event).plugged);
  ::close(kernel);  // the device is gone; the display lives on
  EXPECT_FALSE(display.wait(hal::Millis{1}));
}

TEST(HeadsetJack, SaysWhatItCannotOpen) {
  const auto none =
      DisplayWithHeadset::create(std::make_unique<HeadlessDisplay>(10, 10), "/nowhere/event9");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "headset.unreadable");
  EXPECT_NE(none.error().tried.find("/nowhere/event9"), std::string::npos);
}

TEST(Backlight, HalfAsBrightNeedsAFifth) {
  EXPECT_EQ(backlight_level(100, 1000), 1000);
  EXPECT_EQ(backlight_level(50, 1000), 184);  // CIE 1931: L 50 is Y 18.4 %
  EXPECT_EQ(backlight_level(5, 1000), 5);
  EXPECT_EQ(backlight_level(1, 10), 1) << "never dark";
}

TEST(Backlight, WritesOnlyWhatChanges) {
  const TemporaryFolder folder;
  std::ofstream(folder / "max_brightness") << "255\n";
  std::ofstream(folder / "brightness") << "7\n";
  auto lamp = Backlight::open(folder.path());
  ASSERT_TRUE(lamp);
  ASSERT_TRUE(lamp->set(100));
  int level = 0;
  std::ifstream(folder / "brightness") >> level;
  EXPECT_EQ(level, 255);
  std::ofstream(folder / "brightness") << "9";  // somebody else
  ASSERT_TRUE(lamp->set(100));
  std::ifstream(folder / "brightness") >> level;
  EXPECT_EQ(level, 9);
  EXPECT_EQ(Backlight::open("/nowhere").error().code, "backlight.unusable");
}

TEST(Brightness, DayAndNightGoOverIntoEachOther) {
  const BacklightConfig light;  // 07:00 and 20:00, 100 and 40 percent
  const hal::Millis there{0};
  EXPECT_EQ(brightness(light, 12 * 60, there), 100);
  EXPECT_EQ(brightness(light, 0, there), 40);
  EXPECT_EQ(brightness(light, 7 * 60, there), 40);
  EXPECT_EQ(brightness(light, 7 * 60 + 15, there), 70);
  EXPECT_EQ(brightness(light, 7 * 60 + 30, there), 100);
  EXPECT_EQ(brightness(light, 20 * 60 + 10, there), 80);
}

TEST(Brightness, DimsWhileNobodyIsThere) {
  const BacklightConfig light;
  EXPECT_EQ(brightness(light, 12 * 60, hal::Seconds{300}), 100);
  EXPECT_EQ(brightness(light, 12 * 60, hal::Seconds{305}), 65);
  EXPECT_EQ(brightness(light, 12 * 60, hal::Seconds{310}), 30);
  EXPECT_EQ(brightness(light, 0, hal::Minutes{60}), 12);
}

}  // namespace
}  // namespace kerb::kiosk
