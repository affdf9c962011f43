#include "kiosk/ui/shadow.hpp"

#include <algorithm>

namespace kerb::kiosk::ui {

Texture make_shadow_texture() {
  constexpr int kSide = 2 * kShadowCorner + 1;
  // Smoothstep 3t² − 2t³ across the blur, like a box blurred a few times; in whole numbers (0 to
  // 65536).
  constexpr std::uint64_t kThree = 196608;  // 3, in the same steps
  std::vector<std::uint64_t> ramp;
  for (int i = 0; i < kSide; ++i) {
    const auto from_edge = static_cast<std::uint64_t>(std::min(i, kSide - 1 - i));
    const std::uint64_t t = std::min<std::uint64_t>(65536, from_edge * 65536 / kShadowCorner);
    ramp.push_back((t * t >> 16U) * (kThree - 2 * t) >> 16U);
  }
  Texture out;
  out.format = Texture::Format::alpha;
  out.width = kSide;
  out.height = kSide;
  out.serial = next_texture_serial();
  for (const std::uint64_t down : ramp) {
    for (const std::uint64_t across : ramp) {
      out.alpha.push_back(static_cast<std::uint8_t>((down * across >> 16U) * 255 / 65536));
    }
  }
  return out;
}

}  // namespace kerb::kiosk::ui
