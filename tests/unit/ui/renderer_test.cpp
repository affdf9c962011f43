#include <random>

#include "kiosk/presenters/png.hpp"
#include "tests/unit/ui/stage.hpp"

namespace kerb::kiosk::ui {
namespace {

constexpr int kWidth = 1280;
constexpr int kHeight = 1100;

TEST(Renderer, TheSameCommandsGiveTheSamePixels) {
  UiStage one(kWidth, kHeight);
  UiStage two(kWidth, kHeight);
  two.draw(draw_sample_sheet, hal::Millis{777});  // other glyphs first: another atlas
  two.renderer().invalidate();
  one.draw(draw_sample_sheet, hal::Millis{1234});
  two.draw(draw_sample_sheet, hal::Millis{1234});
  EXPECT_EQ(copy_of(one.renderer().view()), copy_of(two.renderer().view()));
}

TEST(Renderer, DrawingWhatChangedEqualsDrawingEverything) {
  UiStage damaged(kWidth, kHeight);
  UiStage whole(kWidth, kHeight);
  std::mt19937 random(7);
  const std::vector<std::string> names{"", "stop", "back", "header.help", "connector.1"};
  for (int i = 0; i < 25; ++i) {
    const hal::Millis at{random() % 5000};
    damaged.pressed = whole.pressed = names[random() % names.size()];
    const Frame part = damaged.draw(draw_sample_sheet, at);
    whole.renderer().invalidate();
    const Frame all = whole.draw(draw_sample_sheet, at);
    EXPECT_EQ(all.tiles_drawn, all.tiles);
    if (i > 0) {
      EXPECT_LT(part.tiles_drawn, part.tiles);
    }
    ASSERT_EQ(copy_of(part.view), copy_of(all.view)) << "frame " << i;
  }
}

TEST(Renderer, DamageCoversEveryChangedPixel) {
  UiStage stage(kWidth, kHeight);
  stage.draw(draw_sample_sheet, hal::Millis{0});
  const auto before = copy_of(stage.renderer().view());
  stage.pressed = "back";
  const Frame frame = stage.draw(draw_sample_sheet, hal::Millis{0});
  ASSERT_FALSE(frame.damage.empty());
  int changed = 0;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const auto i = static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x);
      if (before[i] == frame.view.pixels[i]) continue;
      ++changed;
      EXPECT_TRUE(x >= frame.damage.left && x < frame.damage.right && y >= frame.damage.top &&
                  y < frame.damage.bottom);
    }
  }
  EXPECT_GT(changed, 1000);
}

TEST(Renderer, NothingChangedDrawsNothing) {
  UiStage stage(kWidth, kHeight);
  stage.draw(draw_sample_sheet);
  const Frame frame = stage.draw(draw_sample_sheet);
  EXPECT_EQ(frame.tiles_drawn, 0);
  EXPECT_TRUE(frame.damage.empty());
}

TEST(Renderer, OtherTexelsUnderTheSameCommandsAreDrawn) {
  UiStage stage(64, 64);
  Image picture;
  picture.width = picture.height = 8;
  picture.rgba.assign(64, rgb(0xFF0000));
  picture.serial = next_texture_serial();
  const Draw draw = [&](ScreenContext& ctx) { ctx.canvas.image(picture, {8, 8, 8, 8}); };
  stage.draw(draw);
  EXPECT_EQ(stage.renderer().view().pixels[10 * 64 + 10], rgb(0xFF0000));
  picture.rgba.assign(64, rgb(0x00FF00));
  picture.serial = next_texture_serial();
  EXPECT_GT(stage.draw(draw).tiles_drawn, 0);
  EXPECT_EQ(stage.renderer().view().pixels[10 * 64 + 10], rgb(0x00FF00));
}

TEST(Renderer, AnotherSizeIsDrawnWhole) {
  auto renderer = Renderer::create().value();
  renderer->begin(100, 50, kWhite);
  renderer->end();
  renderer->begin(50, 100, kBlack).fill({10, 10, 5, 5}, kWhite);
  const Frame frame = renderer->end();
  EXPECT_EQ(frame.view.width, 50);
  EXPECT_EQ(frame.tiles_drawn, frame.tiles);
  EXPECT_EQ(frame.view.pixels[0], kBlack);
  EXPECT_EQ(frame.view.pixels[12 * 50 + 12], kWhite);
  EXPECT_EQ(frame.view.pixels[15 * 50 + 15], kBlack);
}

// For people: KERB_PICTURES=folder writes the sheets there.
TEST(Renderer, SampleSheetFillsThePage) {
  const char* folder = std::getenv("KERB_PICTURES");
  for (const ThemeChoice theme : {ThemeChoice::light, ThemeChoice::dark}) {
    UiStage stage(kWidth, kHeight, theme);
    const Frame frame = stage.draw(draw_sample_sheet, hal::Millis{900});
    std::size_t other = 0;
    for (const std::uint32_t pixel : frame.view.pixels)
      other += pixel != frame.view.pixels[0] ? 1 : 0;
    EXPECT_GT(other, frame.view.pixels.size() / 2);
    if (folder == nullptr) continue;
    const char* name = theme == ThemeChoice::light ? "sheet-light.png" : "sheet-dark.png";
    EXPECT_TRUE(write_png(std::filesystem::path(folder) / name, frame.view));
  }
}

}  // namespace
}  // namespace kerb::kiosk::ui
