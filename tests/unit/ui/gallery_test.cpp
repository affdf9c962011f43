#include "kiosk/gallery/gallery.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/presenters/png.hpp"
#include "kiosk/runtime/installation.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk::gallery {
namespace {

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(Gallery, HangsEveryScreenWithItsWords) {
  const TemporaryFolder folder;
  GalleryWish wish;
  wish.folder = folder / "all";
  wish.locales = locales_folder();
  wish.panel.display.width = 320;
  wish.panel.display.height = 188;
  wish.languages = {"de"};
  wish.themes = {ThemeChoice::dark};
  const auto page = write_gallery(wish);
  ASSERT_TRUE(page) << page.error().sentence();
  for (const Fixture& each : fixtures()) {
    const auto picture = read_png(wish.folder / "de/dark" / (each.name + ".png"));
    ASSERT_TRUE(picture) << each.name;
    EXPECT_EQ(picture->width, 320);
  }
  EXPECT_NE(contents(*page).find(R"("languages":["de"])"), std::string::npos);
  const std::string words = contents(wish.folder / "de/dark/connector.txt");
  EXPECT_NE(words.find("button   pay.start"), std::string::npos) << words;
  EXPECT_NE(words.find("Mit Karte oder Handy zahlen"), std::string::npos) << words;
}

TEST(Gallery, SaysWhatItCannotWrite) {
  GalleryWish wish;
  wish.folder = "/proc/nowhere";
  wish.locales = locales_folder();
  wish.languages = {"en"};
  wish.themes = {ThemeChoice::light};
  const auto page = write_gallery(wish);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, "gallery.folder");
}

}  // namespace
}  // namespace kerb::kiosk::gallery
