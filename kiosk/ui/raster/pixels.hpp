// Arithmetic on pixels, whole numbers only: the same picture on every machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kiosk/ui/colour.hpp"

namespace kerb::kiosk::ui::raster {

// Where drawing may happen: half-open, in pixels.
struct Clip {
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;
  bool empty() const { return x0 >= x1 || y0 >= y1; }
};

// The frame being drawn.
struct Target {
  std::uint32_t* pixels = nullptr;
  int width = 0;
  std::uint32_t* row(int y) const {
    return pixels + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

constexpr std::uint32_t kRedBlue = 0x00FF00FFU;
constexpr std::uint32_t kGreen = 0x0000FF00U;
constexpr std::uint32_t kOpaque = 0xFF000000U;

// a × b / 255, rounded, for 0 to 255.
inline std::uint32_t scaled(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t t = a * b + 128;
  return (t + (t >> 8U)) >> 8U;
}

// `source` (its own alpha ignored) over an opaque pixel with `alpha` 0 to 255.
inline std::uint32_t blended(std::uint32_t under, std::uint32_t source, std::uint32_t alpha) {
  const std::uint32_t k = alpha + (alpha >> 7U);  // 0 to 256
  const std::uint32_t rb =
      ((under & kRedBlue) * (256 - k) + (source & kRedBlue) * k) >> 8U & kRedBlue;
  const std::uint32_t g = ((under & kGreen) * (256 - k) + (source & kGreen) * k) >> 8U & kGreen;
  return kOpaque | rb | g;
}

// Texel times tint, channel by channel.
inline std::uint32_t tinted(std::uint32_t texel, std::uint32_t tint) {
  if (tint == kWhite) return texel;
  return scaled(texel & 255U, tint & 255U) | scaled(texel >> 8U & 255U, tint >> 8U & 255U) << 8U |
         scaled(texel >> 16U & 255U, tint >> 16U & 255U) << 16U |
         scaled(texel >> 24U, tint >> 24U) << 24U;
}

// A mix of two pixels, all four channels; `at` 0 to 256.
inline std::uint32_t between(std::uint32_t a, std::uint32_t b, std::uint32_t at) {
  const std::uint32_t rb = ((a & kRedBlue) * (256 - at) + (b & kRedBlue) * at) >> 8U & kRedBlue;
  const std::uint32_t ga =
      ((a >> 8U & kRedBlue) * (256 - at) + (b >> 8U & kRedBlue) * at) & ~kRedBlue;
  return rb | ga;
}

// One colour over `count` pixels.
void fill_span(std::uint32_t* pixels, int count, std::uint32_t colour);

}  // namespace kerb::kiosk::ui::raster
