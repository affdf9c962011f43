#include <SDL.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "kiosk/presenters/headless_display.hpp"
#include "kiosk/presenters/png.hpp"
#include "kiosk/presenters/sdl_events.hpp"
#include "kiosk/presenters/sdl_windows.hpp"
#include "kiosk/presenters/tones.hpp"
#include "kiosk/ui/colour.hpp"

namespace kerb::kiosk {
namespace {

using hal::Millis;

std::filesystem::path scratch(const std::string& name) {
  return std::filesystem::path(testing::TempDir()) / (std::to_string(::getpid()) + "-" + name);
}

TEST(Png, WhatIsWrittenIsRead) {
  std::vector<std::uint32_t> pixels;
  for (std::uint32_t i = 0; i < 12; ++i) pixels.push_back(ui::rgb(i * 0x102030U & 0xFFFFFFU));
  const auto file = scratch("picture.png");
  ASSERT_TRUE(write_png(file, {4, 3, pixels}));
  const auto image = read_png(file);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 4);
  EXPECT_EQ(image->height, 3);
  EXPECT_EQ(image->rgba, pixels);
  EXPECT_NE(image->serial, 0U);
  std::filesystem::remove(file);
}

TEST(Png, FailuresSayWhy) {
  const std::vector<std::uint32_t> pixel{ui::kWhite};
  const auto nowhere = write_png("/nowhere/at/all.png", {1, 1, pixel});
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, "png.unwritable");
  const auto file = scratch("no.png");
  std::ofstream(file) << "<html>502</html>";
  const auto html = read_png(file);
  ASSERT_FALSE(html);
  EXPECT_EQ(html.error().code, "png.unreadable");
  std::filesystem::remove(file);
  EXPECT_EQ(read_png("/nowhere.png").error().code, "png.unreadable");
}

TEST(HeadlessDisplay, ShowsOnlyTheDamage) {
  HeadlessDisplay display(2, 1);
  std::vector<std::uint32_t> pixels{1, 2};
  display.present({2, 1, pixels}, {0, 0, 2, 1});
  pixels = {7, 8};
  display.present({2, 1, pixels}, {1, 0, 2, 1});
  EXPECT_EQ(display.shown().pixels[0], 1U);
  EXPECT_EQ(display.shown().pixels[1], 8U);
  display.present({2, 1, pixels}, {});
  EXPECT_EQ(display.presented(), 2);
}

TEST(HeadlessDisplay, WaitsForEventsAndWakes) {
  HeadlessDisplay display(10, 10);
  EXPECT_FALSE(display.wait(Millis{1}));
  display.push(hal::Resized{20, 30});
  ASSERT_TRUE(display.wait(Millis{0}));
  EXPECT_EQ(display.width(), 20);
  EXPECT_EQ(display.height(), 30);
  std::thread other([&] { display.wake(); });
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(display.wait(Millis{5000}));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(4));
  other.join();
}

TEST(SdlEvents, FingersKeysAndWindows) {
  SDL_Event event{};
  event.type = SDL_FINGERDOWN;
  event.tfinger.x = 0.5F;
  event.tfinger.y = 0.25F;
  event.tfinger.windowID = 3;
  EXPECT_EQ(window_of(event), 3U);
  const auto touch = std::get<hal::Touch>(display_event(event, 1024, 600).value());
  EXPECT_EQ(touch.phase, hal::Touch::Phase::down);
  EXPECT_FLOAT_EQ(touch.x, 512);
  EXPECT_FLOAT_EQ(touch.y, 150);
  event = {};
  event.type = SDL_MOUSEBUTTONDOWN;  // comes a second time as a finger
  EXPECT_FALSE(display_event(event, 1024, 600));
  event = {};
  event.type = SDL_KEYDOWN;
  event.key.keysym.sym = SDLK_ESCAPE;
  EXPECT_EQ(std::get<hal::Key>(display_event(event, 1, 1).value()).meaning,
            hal::Key::Meaning::back);
  event.key.keysym.sym = SDLK_q;
  EXPECT_FALSE(display_event(event, 1, 1));
}

// SDL's dummy driver has windows and events without a screen.
class Desk : public testing::Test {
 protected:
  void SetUp() override {
    ::setenv("SDL_VIDEODRIVER", "dummy", 1);
    auto made = SdlWindows::create();
    ASSERT_TRUE(made) << made.error().sentence();
    desk = std::move(*made);
  }
  void TearDown() override { ::unsetenv("SDL_VIDEODRIVER"); }

  static void finger(std::uint32_t window, float x) {
    SDL_Event event{};
    event.type = SDL_FINGERDOWN;
    event.tfinger.windowID = window;
    event.tfinger.x = x;
    SDL_PushEvent(&event);
  }
  static std::optional<hal::DisplayEvent> next(hal::Display& display) {
    for (int i = 0; i < 20; ++i) {  // the dummy driver sends window events of its own first
      const auto event = display.wait(Millis{0});
      if (event && std::holds_alternative<hal::Touch>(*event)) return event;
    }
    return std::nullopt;
  }
  std::unique_ptr<SdlWindows> desk;
};

TEST_F(Desk, EventsReachTheirOwnWindow) {
  auto kiosk = desk->open({.title = "kiosk", .width = 200, .height = 100}).value();
  auto panel = desk->open({.title = "panel", .width = 400, .height = 100}).value();
  std::vector<std::uint32_t> ids;
  for (std::uint32_t id = 1; id < 100 && ids.size() < 2; ++id) {
    if (SDL_GetWindowFromID(id) != nullptr) ids.push_back(id);
  }
  ASSERT_EQ(ids.size(), 2U);
  finger(ids[1], 0.5F);
  finger(ids[0], 0.5F);
  const auto on_kiosk = next(*kiosk);
  const auto on_panel = next(*panel);
  ASSERT_TRUE(on_kiosk && on_panel);
  EXPECT_FLOAT_EQ(std::get<hal::Touch>(*on_kiosk).x, 100);
  EXPECT_FLOAT_EQ(std::get<hal::Touch>(*on_panel).x, 200);
  EXPECT_FALSE(next(*kiosk));
}

TEST_F(Desk, ShowsFramesAndOutlivesItsOwner) {
  auto window = desk->open({.title = "kiosk", .width = 64, .height = 48}).value();
  EXPECT_EQ(window->width(), 64);
  const std::vector<std::uint32_t> pixels(64 * 48, ui::rgb(0x112233));
  window->present({64, 48, pixels}, {0, 0, 64, 48});
  const SDL_Surface* surface = nullptr;
  for (std::uint32_t id = 1; id < 100 && surface == nullptr; ++id) {
    if (SDL_Window* found = SDL_GetWindowFromID(id)) surface = SDL_GetWindowSurface(found);
  }
  ASSERT_NE(surface, nullptr);
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  SDL_GetRGB(static_cast<const std::uint32_t*>(surface->pixels)[100], surface->format, &r, &g, &b);
  EXPECT_EQ((std::vector<int>{r, g, b}), (std::vector<int>{0x11, 0x22, 0x33}));
  // A frame that is larger than the window for a moment (it is being resized) is cut, not overrun.
  const std::vector<std::uint32_t> larger(100 * 100, ui::kWhite);
  window->present({100, 100, larger}, {0, 0, 100, 100});
  desk.reset();
  EXPECT_EQ(window->height(), 48);
}

TEST_F(Desk, WakeEndsAWait) {
  auto window = desk->open({.title = "kiosk", .width = 64, .height = 48}).value();
  while (window->wait(Millis{0})) {
  }
  std::thread other([&] {
    std::this_thread::sleep_for(Millis{30});
    window->wake();
  });
  const auto before = std::chrono::steady_clock::now();
  EXPECT_FALSE(window->wait(Millis{10'000}));
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(5));
  other.join();
}

TEST(Tones, AreAsLongAsTheBookSays) {
  const auto milliseconds = [](hal::Beep beep) {
    return static_cast<int>(tone_of(beep).size()) * 1000 / kSampleRate;
  };
  EXPECT_EQ(milliseconds(hal::Beep::card_read), 500);
  EXPECT_EQ(milliseconds(hal::Beep::alert), 600);
  EXPECT_NEAR(milliseconds(hal::Beep::touch), 12, 1);
  // Pitch: a sine of 1500 Hz crosses zero 3000 times a second.
  const auto tone = tone_of(hal::Beep::card_read);
  int crossings = 0;
  for (std::size_t i = 1; i < tone.size(); ++i)
    crossings += (tone[i] >= 0) != (tone[i - 1] >= 0) ? 1 : 0;
  EXPECT_NEAR(crossings, 1500, 4);
}

}  // namespace
}  // namespace kerb::kiosk
