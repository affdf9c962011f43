// Colours in the order of a frame's memory (R, G, B, A), straight alpha, sRGB.
#pragma once

#include <cstdint>

namespace kerb::kiosk::ui {

using Colour = std::uint32_t;  // 0xAABBGGRR

// From the usual web notation: rgb(0x00764E).
constexpr Colour rgb(std::uint32_t web, std::uint32_t alpha = 255) {
  return alpha << 24U | (web & 0xFFU) << 16U | (web & 0xFF00U) | (web >> 16U & 0xFFU);
}
constexpr Colour kWhite = rgb(0xFFFFFF);
constexpr Colour kBlack = rgb(0x000000);

// The same colour with its alpha scaled by `by` (0 to 1).
Colour faded(Colour colour, float by);
// A mix of two colours; at 0 the first, at 1 the second.
Colour mixed(Colour from, Colour to, float at);
// What the eye sees when `over`, which may be translucent, lies on an opaque ground.
Colour composed(Colour over, Colour ground);
// Contrast of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio").
double contrast(Colour a, Colour b);

}  // namespace kerb::kiosk::ui
