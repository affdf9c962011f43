// Frames and pictures as PNG files.
#pragma once

#include <filesystem>
#include <span>

#include "hal/display.hpp"
#include "hal/error.hpp"
#include "kiosk/ui/image.hpp"

namespace kerb::kiosk {

// Written beside and renamed, so a reader never sees half a file. Opaque. Errors: png.unwritable.
hal::Result<void> write_png(const std::filesystem::path& file, const hal::FrameView& frame);

// At most 4096 × 4096 pixels; any colour type becomes RGBA. Errors: png.unreadable, png.too_large.
hal::Result<ui::Image> read_png(const std::filesystem::path& file);

}  // namespace kerb::kiosk
