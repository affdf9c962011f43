// A frame as the smallest PNG that libpng can make: goldens live in the repository for ever.
#pragma once

#include <filesystem>

#include "hal/display.hpp"

namespace kerb::kiosk::gallery {

// False when the file cannot be written. Opaque RGB; alpha is dropped.
bool write_small_png(const std::filesystem::path& file, const hal::FrameView& frame);

}  // namespace kerb::kiosk::gallery
