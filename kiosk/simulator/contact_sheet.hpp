// All pictures of a run on one sheet, small and with their names, so that a person sees a whole
// story at a glance.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/ui/image.hpp"
#include "kiosk/ui/renderer.hpp"

namespace kerb::kiosk {

struct SheetPicture {
  std::string label;
  ui::Image picture;  // format rgba
};

// The picture at a smaller size that keeps its shape, within `most_width` × `most_height`: each
// pixel is the mean of what it covers, counted in whole parts, so that it is the same on every
// machine. Never larger than the original; an empty picture stays empty.
ui::Image smaller(const ui::Image& picture, int most_width, int most_height);

// Draws the sheet with this renderer and returns its frame, good until the renderer's next begin().
// At most 120 pictures: the title says how many were left out.
ui::Frame draw_contact_sheet(ui::Renderer& renderer, const std::string& title,
                             std::span<const SheetPicture> pictures);

// Reads the PNGs and writes the sheet; a picture's label is its file name without the end
// ("03-tap"). Errors: those of read_png(), write_png() and ui::Renderer::create(); sheet.empty.
hal::Result<void> write_contact_sheet(const std::filesystem::path& sheet, const std::string& title,
                                      std::span<const std::filesystem::path> pictures);

}  // namespace kerb::kiosk
