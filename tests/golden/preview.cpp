// Writes pictures to look at: every fixture whose name begins with one of the given words, in every
// look that is asked for. Not a test; `golden_preview --help` tells.
#include <fmt/format.h>

#include <filesystem>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/presenters/png.hpp"
#include "tests/golden/opened_studio.hpp"

using namespace kerb::kiosk;
using namespace kerb::kiosk::gallery;

namespace {

// Several pictures of one size on one sheet, to look at them together.
void write_sheet(const std::filesystem::path& file, const std::vector<Picture>& pictures,
                 int columns) {
  const int width = pictures.front().width;
  const int height = pictures.front().height;
  const int rows = (static_cast<int>(pictures.size()) + columns - 1) / columns;
  std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width * columns) *
                                    static_cast<std::size_t>(height * rows));
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto left = static_cast<std::size_t>(static_cast<int>(i) % columns * width);
    const auto top = static_cast<std::size_t>(static_cast<int>(i) / columns * height);
    for (std::size_t y = 0; y < static_cast<std::size_t>(height); ++y) {
      const auto from = pictures[i].pixels.begin() + static_cast<std::ptrdiff_t>(y) * width;
      std::copy(from, from + width,
                pixels.begin() + static_cast<std::ptrdiff_t>(
                                     (top + y) * static_cast<std::size_t>(width * columns) + left));
    }
  }
  if (!write_png(file, {width * columns, height * rows, pixels}))
    fmt::print(stderr, "cannot write\n");
}

}  // namespace

int main(int argc, char** argv) {
  Look look;
  std::filesystem::path folder = "golden-preview";
  std::vector<std::string> wanted;
  int columns = 0;
  std::vector<Picture> sheet;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--help") {
      fmt::print(
          "golden_preview [--out FOLDER] [--sheet COLUMNS] [--portrait|--small|--small-wide|--hd]\n"
          "               [--dark|--contrast] [--locale TAG] [--large] [--low] [--hand] [NAME]…\n");
      return 0;
    }
    if (word == "--out" && i + 1 < argc)
      folder = argv[++i];
    else if (word == "--sheet" && i + 1 < argc)
      columns = std::atoi(argv[++i]);
    else if (word == "--portrait")
      look.panel = portrait();
    else if (word == "--small")
      look.panel = small_portrait();
    else if (word == "--small-wide")
      look.panel = small_landscape();
    else if (word == "--hd")
      look.panel = full_hd();
    else if (word == "--dark")
      look.theme = ThemeChoice::dark;
    else if (word == "--contrast")
      look.theme = ThemeChoice::contrast;
    else if (word == "--locale" && i + 1 < argc)
      look.locale = argv[++i];
    else if (word == "--large")
      look.large_text = true;
    else if (word == "--low")
      look.low = true;
    else if (word == "--hand")
      look.other_hand = true;
    else
      wanted.push_back(word);
  }
  std::filesystem::create_directories(folder);
  for (const Fixture& each : fixtures()) {
    bool take = wanted.empty();
    for (const std::string& word : wanted)
      take = take || each.name == word || each.name.starts_with(word + ".");
    if (!take) continue;
    Picture picture = studio().take(each.snapshot, look);
    if (columns > 0) {
      sheet.push_back(picture);
      Look further = look;
      while (picture.scroll.at < picture.scroll.most) {
        further.scrolled = picture.scroll.at + picture.scroll.step;
        picture = studio().take(each.snapshot, further);
        sheet.push_back(picture);
      }
      continue;
    }
    const auto file = folder / fmt::format("{}-{}.png", each.name, look.name());
    if (auto written = kerb::kiosk::write_png(file, picture.view()); !written) {
      fmt::print(stderr, "{}\n", written.error().sentence());
      return 1;
    }
  }
  if (!sheet.empty()) write_sheet(folder / "sheet.png", sheet, columns);
  return 0;
}
