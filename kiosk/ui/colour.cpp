#include "kiosk/ui/colour.hpp"

#include <algorithm>
#include <cmath>

namespace kerb::kiosk::ui {
namespace {

std::uint32_t channel(Colour colour, unsigned k) {
  return colour >> (8 * k) & 255U;
}

std::uint32_t rounded(float value) {
  return static_cast<std::uint32_t>(std::clamp(value + 0.5F, 0.0F, 255.0F));
}

// WCAG 2.2, "relative luminance".
double luminance(Colour colour) {
  const auto linear = [](std::uint32_t value) {
    const double s = value / 255.0;
    return s <= 0.04045 ? s / 12.92 : std::pow((s + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(channel(colour, 0)) + 0.7152 * linear(channel(colour, 1)) +
         0.0722 * linear(channel(colour, 2));
}

}  // namespace

Colour faded(Colour colour, float by) {
  return (colour & 0x00FFFFFFU) | rounded(static_cast<float>(channel(colour, 3)) * by) << 24U;
}

Colour mixed(Colour from, Colour to, float at) {
  at = std::clamp(at, 0.0F, 1.0F);
  Colour out = 0;
  for (unsigned k = 0; k < 4; ++k) {
    const auto a = static_cast<float>(channel(from, k));
    const auto b = static_cast<float>(channel(to, k));
    out |= rounded(a + (b - a) * at) << (8 * k);
  }
  return out;
}

Colour composed(Colour over, Colour ground) {
  const float alpha = static_cast<float>(channel(over, 3)) / 255.0F;
  return mixed(ground | 0xFF000000U, over | 0xFF000000U, alpha);
}

double contrast(Colour a, Colour b) {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace kerb::kiosk::ui
