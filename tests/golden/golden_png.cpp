#include "tests/golden/golden_png.hpp"

#include <png.h>

#include <cstdio>
#include <memory>
#include <vector>

namespace kerb::kiosk::gallery {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }  // NOLINT(cert-err33-c)
};

// libpng leaves by longjmp: nothing here has a destructor.
bool encode(std::FILE* file, png_uint_32 width, png_uint_32 height, png_bytepp rows) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr || setjmp(png_jmpbuf(png)) != 0) {  // NOLINT(cert-err52-cpp) libpng's way
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_init_io(png, file);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 9);
  png_set_compression_mem_level(png, 9);
  png_set_filter(png, 0, PNG_ALL_FILTERS);
  png_write_info(png, info);
  png_write_image(png, rows);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

bool write_small_png(const std::filesystem::path& path, const hal::FrameView& frame) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "wb"));
  if (!file) return false;
  const auto width = static_cast<std::size_t>(frame.width);
  const auto height = static_cast<std::size_t>(frame.height);
  std::vector<png_byte> rgb(width * height * 3);
  for (std::size_t i = 0; i < width * height; ++i) {
    rgb[i * 3] = static_cast<png_byte>(frame.pixels[i] & 0xFFU);
    rgb[i * 3 + 1] = static_cast<png_byte>(frame.pixels[i] >> 8U & 0xFFU);
    rgb[i * 3 + 2] = static_cast<png_byte>(frame.pixels[i] >> 16U & 0xFFU);
  }
  std::vector<png_bytep> rows(height);
  for (std::size_t y = 0; y < height; ++y) rows[y] = rgb.data() + y * width * 3;
  return encode(file.get(), static_cast<png_uint_32>(width), static_cast<png_uint_32>(height),
                rows.data());
}

}  // namespace kerb::kiosk::gallery
