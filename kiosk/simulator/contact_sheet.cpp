#include "kiosk/simulator/contact_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "kiosk/presenters/png.hpp"
#include "kiosk/simulator/control_panel_view.hpp"
#include "kiosk/ui/widgets.hpp"

namespace kerb::kiosk {
namespace {

constexpr int kThumbWidth = 384;
constexpr int kThumbHeight = 400;
constexpr int kGap = 24;
constexpr int kLabel = 26;
constexpr int kTitle = 56;
constexpr std::size_t kMostPictures = 120;  // the sheet stays within what a renderer draws
constexpr std::size_t kMostAcross = 8;

// Where an output pixel begins and ends in the input, counted in parts: as many to an input pixel
// as the output has pixels, so that every share is a whole number.
struct Cover {
  std::int64_t from;
  std::int64_t to;
};
Cover cover(int i, int in) {
  return {static_cast<std::int64_t>(i) * in, (static_cast<std::int64_t>(i) + 1) * in};
}

struct Sum {
  std::uint64_t channel[4] = {};
  std::uint64_t weight = 0;
  void add(std::uint32_t pixel, std::uint64_t share) {
    for (unsigned c = 0; c < 4; ++c) channel[c] += (pixel >> (8 * c) & 0xFFU) * share;
    weight += share;
  }
  std::uint32_t mean() const {
    std::uint32_t pixel = 0;
    for (unsigned c = 0; c < 4; ++c) {
      const auto value = static_cast<std::uint32_t>((channel[c] + weight / 2) / weight);
      pixel |= value << (8 * c);
    }
    return pixel;
  }
};

std::uint32_t mean_of(const ui::Image& picture, Cover across, Cover down, int width, int height) {
  Sum sum;
  for (std::int64_t y = down.from / height; y * height < down.to; ++y) {
    const auto rows = std::min(down.to, (y + 1) * height) - std::max(down.from, y * height);
    for (std::int64_t x = across.from / width; x * width < across.to; ++x) {
      const auto cols = std::min(across.to, (x + 1) * width) - std::max(across.from, x * width);
      sum.add(picture.rgba[static_cast<std::size_t>(y * picture.width + x)],
              static_cast<std::uint64_t>(rows * cols));
    }
  }
  return sum.mean();
}

// As square as it goes, with the pictures' own shape in mind.
std::size_t across_of(std::size_t count) {
  std::size_t across = 1;
  while (across * across < count && across < kMostAcross) ++across;
  return across;
}

struct Grid {
  int across = 1;
  int width = 1;  // of a cell, without its label
  int height = 1;
  ui::Rect cell(int i) const {
    const int left = kGap + i % across * (width + kGap);
    const int top = kTitle + kGap + i / across * (height + kLabel + kGap);
    return {static_cast<float>(left), static_cast<float>(top), static_cast<float>(width),
            static_cast<float>(height)};
  }
};

void draw_cell(ui::ScreenContext& ctx, const ui::Rect& cell, const ui::Image& thumb,
               const std::string& name) {
  const ui::Size size{static_cast<float>(thumb.width), static_cast<float>(thumb.height)};
  const ui::Rect at = ui::centred(cell, size);
  ctx.canvas.shadow(at, {ctx.palette.shadow, 12, 4});
  ctx.canvas.image(thumb, at);
  ctx.canvas.outline(at, 0, ctx.palette.line, 1);
  ui::label(ctx, {cell.x, cell.bottom() + 6, cell.w, static_cast<float>(kLabel - 6)},
            {.name = "sheet." + name,
             .text = name,
             .style = ctx.metrics.strong,
             .colour = ctx.palette.ink,
             .align = ui::Align::center,
             .max_lines = 1,
             .shrink_to = 0.7F});
}

}  // namespace

ui::Image smaller(const ui::Image& picture, int most_width, int most_height) {
  ui::Image result;
  result.serial = ui::next_texture_serial();
  if (picture.width <= 0 || picture.height <= 0 || most_width <= 0 || most_height <= 0) {
    return result;
  }
  const auto scaled = [](std::int64_t side, std::int64_t most, std::int64_t of) {
    return static_cast<int>(std::max<std::int64_t>(1, side * most / of));
  };
  int width = picture.width;
  int height = picture.height;
  if (width > most_width) {
    height = scaled(height, most_width, width);
    width = most_width;
  }
  if (height > most_height) {
    width = scaled(width, most_height, height);
    height = most_height;
  }
  result.width = width;
  result.height = height;
  result.rgba.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    const Cover down = cover(y, picture.height);
    for (int x = 0; x < width; ++x) {
      result.rgba.push_back(mean_of(picture, cover(x, picture.width), down, width, height));
    }
  }
  return result;
}

ui::Frame draw_contact_sheet(ui::Renderer& renderer, const std::string& title,
                             std::span<const SheetPicture> pictures) {
  const bool all = pictures.size() <= kMostPictures;
  const std::string heading =
      all ? title : fmt::format("{} (the first {} of {})", title, kMostPictures, pictures.size());
  if (!all) pictures = pictures.first(kMostPictures);
  std::vector<ui::Image> thumbs;
  Grid grid{.across = static_cast<int>(across_of(pictures.size()))};
  for (const SheetPicture& picture : pictures) {
    thumbs.push_back(smaller(picture.picture, kThumbWidth, kThumbHeight));
    grid.width = std::max(grid.width, thumbs.back().width);
    grid.height = std::max(grid.height, thumbs.back().height);
  }
  const int lines = (static_cast<int>(pictures.size()) + grid.across - 1) / grid.across;
  const int width = std::max(kThumbWidth, kGap + grid.across * (grid.width + kGap));
  const int height = kTitle + kGap + lines * (grid.height + kLabel + kGap);
  const ui::Palette& palette = ui::palette(ThemeChoice::light);
  const ui::Metrics metrics = panel_metrics(width, height);
  ui::Canvas& canvas = renderer.begin(width, height, palette.page.bottom);
  ui::SemanticTree tree;
  ui::ScreenContext ctx{.canvas = canvas,
                        .tree = tree,
                        .palette = palette,
                        .metrics = metrics,
                        .area = canvas.area(),
                        .now = {},
                        .pressed = {},
                        .focused = {},
                        .rtl = false,
                        .still = true};
  ui::label(ctx, canvas.area().inset(static_cast<float>(kGap)),
            {.name = "sheet.title",
             .text = heading,
             .style = metrics.title,
             .colour = palette.ink,
             .max_lines = 1,
             .shrink_to = 0.5F});
  for (std::size_t i = 0; i < thumbs.size(); ++i) {
    draw_cell(ctx, grid.cell(static_cast<int>(i)), thumbs[i], pictures[i].label);
  }
  return renderer.end();
}

hal::Result<void> write_contact_sheet(const std::filesystem::path& sheet, const std::string& title,
                                      std::span<const std::filesystem::path> pictures) {
  if (pictures.empty()) {
    return hal::failure("sheet.empty", "making the contact sheet " + sheet.string(),
                        "a journey keeps a picture with: picture NAME");
  }
  std::vector<SheetPicture> read;
  for (const auto& file : pictures) {
    auto picture = read_png(file);
    if (!picture) return tl::make_unexpected(picture.error());
    // Made small at once, so that a long story does not fill the memory.
    read.push_back({file.stem().string(), smaller(*picture, kThumbWidth, kThumbHeight)});
  }
  auto renderer = ui::Renderer::create();
  if (!renderer) return tl::make_unexpected(renderer.error());
  return write_png(sheet, draw_contact_sheet(**renderer, title, read).view);
}

}  // namespace kerb::kiosk
