#include "kiosk/ui/transition.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "kiosk/ui/colour.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr int kWidth = 4;
constexpr int kHeight = 40;

struct Frame {
  explicit Frame(Colour colour) : pixels(kWidth * kHeight, colour) {}
  hal::FrameView view() const { return {kWidth, kHeight, pixels}; }
  std::vector<std::uint32_t> pixels;
};

hal::Monotonic at(int millis) {
  return hal::Monotonic(hal::Millis(millis));
}

TEST(Transition, BeginsWithTheOldPageAndEndsWithTheNew) {
  const Frame black(kBlack);
  const Frame white(kWhite);
  Transition transition;
  transition.begin(black.view(), at(1000));
  EXPECT_TRUE(transition.active(at(1000)));
  EXPECT_EQ(transition.mixed(white.view(), at(1000)).pixels[0], kBlack);
  EXPECT_EQ(transition.mixed(white.view(), at(1180)).pixels[0], kWhite);
  EXPECT_FALSE(transition.active(at(1180)));
  EXPECT_TRUE(transition.just_over(at(1180)));
  EXPECT_FALSE(transition.just_over(at(1181))) << "once";
}

TEST(Transition, NothingFlashesOnTheWay) {
  const Frame dark(rgb(0x102030));
  const Frame light(rgb(0xE0D0C0));
  Transition transition;
  transition.begin(dark.view(), at(0));
  std::uint32_t before = 0;
  for (int now = 0; now <= 180; now += 5) {
    const std::uint32_t red = transition.mixed(light.view(), at(now)).pixels[0] & 0xFFU;
    EXPECT_GE(red, before);
    EXPECT_LE(red, 0xE0U);
    before = red;
  }
}

TEST(Transition, TheNewPageRisesIntoPlace) {
  const Frame black(kBlack);
  Frame next(kBlack);
  for (int x = 0; x < kWidth; ++x) {
    next.pixels[static_cast<std::size_t>(20 * kWidth + x)] = kWhite;
  }
  Transition transition;
  transition.begin(black.view(), at(0));
  const auto row_of_light = [&](int now) {
    const auto pixels = transition.mixed(next.view(), at(now)).pixels;
    const auto found = std::max_element(pixels.begin(), pixels.end());
    return (found - pixels.begin()) / kWidth;
  };
  EXPECT_GT(row_of_light(30), 20);
  EXPECT_EQ(row_of_light(180), 20);
}

TEST(Transition, AnotherSizeEndsIt) {
  const Frame black(kBlack);
  Transition transition;
  transition.begin(black.view(), at(0));
  const std::vector<std::uint32_t> one{kWhite};
  EXPECT_EQ(transition.mixed({1, 1, one}, at(10)).pixels[0], kWhite);
  EXPECT_FALSE(transition.active(at(10)));
}

}  // namespace
}  // namespace kerb::kiosk::ui
