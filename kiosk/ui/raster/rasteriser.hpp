// Draws Dear ImGui's draw data into a frame of pixels, on the CPU.
#pragma once

#include <imgui.h>

#include "kiosk/ui/raster/pixels.hpp"

namespace kerb::kiosk::ui::raster {

// Clears `clip` and draws everything inside it. Texture ids are `const Texture*` or nullptr.
void draw(const Target& target, const Clip& clip, const ImDrawData& data, std::uint32_t clear);

}  // namespace kerb::kiosk::ui::raster
