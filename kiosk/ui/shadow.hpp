// The blur of a soft shadow: one small picture of a corner, from which nine patches make any size.
#pragma once

#include "kiosk/ui/image.hpp"

namespace kerb::kiosk::ui {

inline constexpr int kShadowCorner = 48;  // texels, from nothing to full
// (2 × kShadowCorner + 1) square: four corners and a full middle.
Texture make_shadow_texture();

}  // namespace kerb::kiosk::ui
