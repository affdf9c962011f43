#include "kiosk/simulator/contact_sheet.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "kiosk/presenters/png.hpp"

namespace kerb::kiosk {
namespace {

ui::Image picture(int width, int height, const std::vector<std::uint32_t>& pixels) {
  ui::Image image;
  image.width = width;
  image.height = height;
  image.rgba = pixels;
  image.rgba.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                    pixels.back());
  return image;
}

TEST(ContactSheet, AShrunkPixelIsTheMeanOfWhatItCovers) {
  const ui::Image half =
      smaller(picture(2, 2, {0xFF000000, 0xFF0000FF, 0xFF00FF00, 0xFF0000FF}), 1, 1);
  ASSERT_EQ(half.rgba.size(), 1U);
  EXPECT_EQ(half.rgba[0], 0xFF004080U);  // red 510/4 = 127.5, green 255/4 = 63.75
}

TEST(ContactSheet, PixelsThatLieOnAnEdgeCountInShares) {
  // Three to two: the middle one counts half on either side.
  const ui::Image two = smaller(picture(3, 2, {0xFF000000, 0xFF0000F0, 0xFF000000}), 2, 2);
  ASSERT_EQ(two.width, 2);
  ASSERT_EQ(two.height, 1);
  EXPECT_EQ(two.rgba[0] & 0xFFU, 0x28U);  // (0·2 + 240·1 + 0 + 0) / 6
}

TEST(ContactSheet, KeepsTheShapeAndNeverEnlarges) {
  const ui::Image small = smaller(picture(1024, 600, {0xFF112233}), 384, 400);
  EXPECT_EQ(small.width, 384);
  EXPECT_EQ(small.height, 225);
  EXPECT_EQ(small.rgba[1000], 0xFF112233U);
  EXPECT_EQ(smaller(picture(800, 1280, {1}), 384, 400).width, 250);
  EXPECT_EQ(smaller(picture(10, 5, {1}), 384, 400).width, 10);
  EXPECT_TRUE(smaller(ui::Image{}, 384, 400).rgba.empty());
}

TEST(ContactSheet, ShowsEveryPictureAndStaysWithinTheRenderer) {
  const auto renderer = ui::Renderer::create();
  ASSERT_TRUE(renderer);
  std::vector<SheetPicture> pictures(150, {"portrait", picture(80, 128, {0xFF0000FF})});
  const ui::Frame frame = draw_contact_sheet(**renderer, "All", pictures);
  EXPECT_LE(frame.view.height, 8192);
  pictures.assign(5, {"landscape", picture(1024, 600, {0xFF0000FF})});
  const ui::Frame five = draw_contact_sheet(**renderer, "Five", pictures);
  std::size_t red = 0;
  for (const std::uint32_t pixel : five.view.pixels) red += pixel == 0xFF0000FFU ? 1U : 0U;
  EXPECT_NEAR(static_cast<double>(red), 5.0 * 384 * 225,
              5.0 * 2 * (384 + 225));  // less the outlines
}

TEST(ContactSheet, GoesThroughFiles) {
  const auto folder =
      std::filesystem::temp_directory_path() / fmt::format("kerb-sheet-{}", ::getpid());
  std::filesystem::create_directories(folder);
  const ui::Image image = picture(64, 32, {0xFF00FF00});
  ASSERT_TRUE(write_png(folder / "01-idle.png", {64, 32, image.rgba}));
  const std::vector<std::filesystem::path> files{folder / "01-idle.png"};
  EXPECT_TRUE(write_contact_sheet(folder / "sheet.png", "Story", files));
  EXPECT_TRUE(read_png(folder / "sheet.png"));
  EXPECT_EQ(write_contact_sheet(folder / "sheet.png", "Story", {}).error().code, "sheet.empty");
  const std::vector<std::filesystem::path> lost{folder / "02-lost.png"};
  EXPECT_EQ(write_contact_sheet(folder / "sheet.png", "Story", lost).error().code,
            "png.unreadable");
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace kerb::kiosk
