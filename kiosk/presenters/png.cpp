#include "kiosk/presenters/png.hpp"

#include <fmt/format.h>
#include <cstdio>
#include <cstring>

#include <png.h>

namespace kerb::kiosk {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::vector<std::uint8_t> without_alpha(const hal::FrameView& frame) {
  std::vector<std::uint8_t> out;
  out.reserve(frame.pixels.size() * 3);
  for (const std::uint32_t pixel : frame.pixels) {
    for (const unsigned shift : {0U, 8U, 16U})
      out.push_back(static_cast<std::uint8_t>(pixel >> shift));
  }
  return out;
}

hal::Result<void> unwritable(const std::filesystem::path& file, const std::string& why) {
  return tl::make_unexpected(hal::Error{"png.unwritable",
                                        fmt::format("writing {}: {}", file.string(), why),
                                        "check that the folder exists, is writable and has room"});
}

}  // namespace

hal::Result<void> write_png(const std::filesystem::path& file, const hal::FrameView& frame) {
  if (frame.width <= 0 || frame.height <= 0) return unwritable(file, "the frame is empty");
  std::filesystem::path beside = file;
  beside += ".part";
  const std::vector<std::uint8_t> octets = without_alpha(frame);
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(frame.width);
  image.height = static_cast<png_uint_32>(frame.height);
  image.format = PNG_FORMAT_RGB;
  {
    const File out(std::fopen(beside.c_str(), "wb"));
    if (!out) return unwritable(file, std::strerror(errno));
    const int done = png_image_write_to_stdio(&image, out.get(), 0, octets.data(), 0, nullptr);
    if (done == 0 || std::fflush(out.get()) != 0) {
      return unwritable(file, done == 0 ? image.message : std::strerror(errno));
    }
  }
  std::error_code failed;
  std::filesystem::rename(beside, file, failed);
  if (failed) return unwritable(file, failed.message());
  return {};
}

hal::Result<ui::Image> read_png(const std::filesystem::path& file) {
  constexpr png_uint_32 kMost = 4096;
  png_image image;
  std::memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  const auto unreadable = [&] {
    const std::string why = image.message;
    png_image_free(&image);
    return hal::failure("png.unreadable", fmt::format("reading {}: {}", file.string(), why),
                        "give a PNG picture that this process may read");
  };
  if (png_image_begin_read_from_file(&image, file.c_str()) == 0) return unreadable();
  if (image.width > kMost || image.height > kMost) {
    const std::string tried =
        fmt::format("reading {}: {} × {} pixels", file.string(), image.width, image.height);
    png_image_free(&image);
    return hal::failure("png.too_large", tried, "scale it down to 4096 × 4096 pixels or less");
  }
  image.format = PNG_FORMAT_RGBA;
  ui::Image out;
  out.width = static_cast<int>(image.width);
  out.height = static_cast<int>(image.height);
  out.rgba.resize(static_cast<std::size_t>(image.width) * image.height);
  out.serial = ui::next_texture_serial();
  if (png_image_finish_read(&image, nullptr, out.rgba.data(), 0, nullptr) == 0) return unreadable();
  return out;
}

}  // namespace kerb::kiosk
