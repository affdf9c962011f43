// A phone's camera sees the panel from aside, through a scratched pane and a lens. zbar is no
// camera, but another reader than ours: it must find in the kiosk's own picture exactly what the
// payment service gave, in every theme and size, however the panel hangs, after JPEG at quality 50
// and at half the size.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/presenters/png.hpp"
#include "tests/golden/opened_studio.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk::gallery {
namespace {

struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> rgba;  // the first octet is red
};

std::uint32_t at(const Pixels& picture, int x, int y) {
  return picture.rgba[static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
                      static_cast<std::size_t>(x)];
}

// A panel that hangs on its side: a quarter of a turn.
Pixels turned(const Pixels& upright) {
  Pixels out{upright.height, upright.width, {}};
  out.rgba.reserve(upright.rgba.size());
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      out.rgba.push_back(at(upright, y, upright.height - 1 - x));
    }
  }
  return out;
}

Pixels halved(const Pixels& whole) {
  Pixels out{whole.width / 2, whole.height / 2, {}};
  constexpr std::array<std::pair<int, int>, 4> kCorners{{{0, 0}, {1, 0}, {0, 1}, {1, 1}}};
  for (int y = 0; y < out.height; ++y) {
    for (int x = 0; x < out.width; ++x) {
      std::uint32_t pixel = 0xFF000000U;
      for (const unsigned shift : {0U, 8U, 16U}) {
        std::uint32_t sum = 2;
        for (const auto& [right, down] : kCorners) {
          sum += at(whole, 2 * x + right, 2 * y + down) >> shift & 0xFFU;
        }
        pixel |= sum / 4 << shift;
      }
      out.rgba.push_back(pixel);
    }
  }
  return out;
}

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string out;
  std::array<char, 4096> piece{};
  while (pipe) {
    const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe.get());
    if (got == 0) break;
    out.append(piece.data(), got);
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

class Scan : public ::testing::Test {
 protected:
  std::string read(const std::filesystem::path& file) {
    return output_of("zbarimg -q --raw -Sdisable -Sqrcode.enable '" + file.string() +
                     "' 2>/dev/null");
  }
  std::string scanned(const Pixels& picture) {
    const auto file = folder_.path() / "qr.png";
    EXPECT_TRUE(write_png(file, {picture.width, picture.height, picture.rgba}));
    return read(file);
  }
  std::string scanned_as_jpeg(const Pixels& picture) {
    const auto plain = folder_.path() / "qr.ppm";
    const auto squeezed = folder_.path() / "qr.jpg";
    {
      std::ofstream out(plain, std::ios::binary);
      out << fmt::format("P6\n{} {}\n255\n", picture.width, picture.height);
      for (const std::uint32_t pixel : picture.rgba) {
        for (const unsigned shift : {0U, 8U, 16U}) out.put(static_cast<char>(pixel >> shift));
      }
    }
    output_of("cjpeg -quality 50 -outfile '" + squeezed.string() + "' '" + plain.string() + "'");
    return read(squeezed);
  }

  TemporaryFolder folder_;
};

// With large letters the code may be further down.
Picture with_code_in_sight(const Snapshot& snapshot, Look look) {
  constexpr float kStep = 80;
  constexpr int kMostSteps = 40;
  for (int step = 0; step < kMostSteps; ++step) {
    const Picture laid = studio().layout(snapshot, look);
    const ui::Element* code = laid.tree.find("scan.qr");
    const ui::Rect panel{0, 0, static_cast<float>(laid.width), static_cast<float>(laid.height)};
    const bool whole =
        code != nullptr && panel.contains(code->bounds) && code->visible().h >= code->bounds.h;
    if (whole) break;
    look.scrolled += kStep;
  }
  return studio().take(snapshot, look);
}

TEST_F(Scan, ZbarReadsTheCodeFromEveryPicture) {
  const Snapshot snapshot = fixture("scan.qr");
  const std::string meant = std::get<ScanModel>(snapshot.screen).address;
  for (const Panel& panel :
       {landscape(), portrait(), small_portrait(), small_landscape(), full_hd()}) {
    for (const ThemeChoice theme : {ThemeChoice::light, ThemeChoice::dark, ThemeChoice::contrast}) {
      for (const bool large : {false, true}) {
        const Look look{.panel = panel,
                        .locale = theme == ThemeChoice::dark ? "ar" : "en",
                        .theme = theme,
                        .large_text = large};
        SCOPED_TRACE(look.name());
        const Picture taken = with_code_in_sight(snapshot, look);
        Pixels picture{taken.width, taken.height, taken.pixels};
        EXPECT_EQ(scanned_as_jpeg(picture), meant) << "as JPEG of quality 50";
        EXPECT_EQ(scanned(halved(picture)), meant) << "at half the size";
        for (int quarter = 0; quarter < 4; ++quarter) {
          EXPECT_EQ(scanned(picture), meant) << quarter << " quarters turned";
          picture = turned(picture);
        }
      }
    }
  }
}

TEST_F(Scan, ZbarReadsTheAddressOfAReceiptsOwnPage) {
  const Snapshot snapshot = fixture("receipt.qr_page");
  const std::string meant = std::get<ReceiptModel>(snapshot.screen).address;
  for (const ThemeChoice theme : {ThemeChoice::light, ThemeChoice::dark, ThemeChoice::contrast}) {
    const Picture taken = studio().take(snapshot, {.theme = theme});
    const Pixels picture{taken.width, taken.height, taken.pixels};
    EXPECT_EQ(scanned_as_jpeg(picture), meant) << "as JPEG of quality 50";
    EXPECT_EQ(scanned(halved(picture)), meant) << "at half the size";
  }
}

// Where nobody could read it, there is none.
TEST_F(Scan, ACodeThatIsTooLongIsNotShown) {
  const Picture taken = studio().take(fixture("scan.too_long"), {});
  EXPECT_EQ(taken.tree.find("scan.qr"), nullptr);
  EXPECT_NE(taken.tree.find("scan.too_long"), nullptr);
  EXPECT_EQ(scanned({taken.width, taken.height, taken.pixels}), "");
}

TEST_F(Scan, NoCodeIsShownBeforeAndAfterItsTime) {
  for (const char* name : {"scan.preparing", "scan.withdrawing", "scan.card_next"}) {
    const Picture taken = studio().take(fixture(name), {});
    EXPECT_EQ(scanned({taken.width, taken.height, taken.pixels}), "") << name;
  }
}

}  // namespace
}  // namespace kerb::kiosk::gallery
