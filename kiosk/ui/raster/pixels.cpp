#include "kiosk/ui/raster/pixels.hpp"

#include <algorithm>

namespace kerb::kiosk::ui::raster {

void fill_span(std::uint32_t* pixels, int count, std::uint32_t colour) {
  const std::uint32_t alpha = colour >> 24U;
  if (alpha == 0) return;
  if (alpha == 255) {
    std::fill_n(pixels, count, colour);
    return;
  }
  const std::uint32_t k = alpha + (alpha >> 7U);
  const std::uint32_t rest = 256 - k;
  const std::uint32_t rb = (colour & kRedBlue) * k;
  const std::uint32_t g = (colour & kGreen) * k;
  for (int i = 0; i < count; ++i) {
    const std::uint32_t under = pixels[i];
    pixels[i] = kOpaque | (((under & kRedBlue) * rest + rb) >> 8U & kRedBlue) |
                (((under & kGreen) * rest + g) >> 8U & kGreen);
  }
}

}  // namespace kerb::kiosk::ui::raster
