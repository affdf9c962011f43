// Reading textures with 16.16 fixed-point texel positions; the edge texel repeats outside.
#pragma once

#include <algorithm>

#include "kiosk/ui/image.hpp"
#include "kiosk/ui/raster/pixels.hpp"

namespace kerb::kiosk::ui::raster {

using Fixed = std::int64_t;  // 16.16
constexpr Fixed kOne = 65536;

inline std::size_t texel_index(const Texture& texture, int x, int y) {
  x = std::clamp(x, 0, texture.width - 1);
  y = std::clamp(y, 0, texture.height - 1);
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(texture.width) +
         static_cast<std::size_t>(x);
}

inline std::uint32_t texel(const Texture& texture, int x, int y) {
  const std::size_t at = texel_index(texture, x, y);
  if (texture.format == Texture::Format::rgba) return texture.rgba[at];
  return static_cast<std::uint32_t>(texture.alpha[at]) << 24U | 0x00FFFFFFU;
}

// Bilinear. (u, v) in texels: the middle of the first texel is at (½, ½).
inline std::uint32_t sampled(const Texture& texture, Fixed u, Fixed v) {
  const auto iu = static_cast<int>((u - kOne / 2) >> 8U);
  const auto iv = static_cast<int>((v - kOne / 2) >> 8U);
  const int x = iu >> 8;
  const int y = iv >> 8;
  const auto fx = static_cast<std::uint32_t>(iu & 255);
  const auto fy = static_cast<std::uint32_t>(iv & 255);
  if (fx == 0 && fy == 0) return texel(texture, x, y);
  return between(between(texel(texture, x, y), texel(texture, x + 1, y), fx),
                 between(texel(texture, x, y + 1), texel(texture, x + 1, y + 1), fx), fy);
}

}  // namespace kerb::kiosk::ui::raster
