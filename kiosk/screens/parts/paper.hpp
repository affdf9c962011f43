// A slip of paper with a torn edge, for receipts: on the screen and as a picture.
#pragma once

#include "kiosk/ui/canvas.hpp"
#include "kiosk/ui/theme.hpp"

namespace kerb::kiosk {

// Draws the slip and returns the box that may be written on.
ui::Rect paper(ui::Canvas& canvas, ui::Rect box, const ui::Palette& palette, float tooth,
               float padding);

// A row of dashes across the paper.
void dashes(ui::Canvas& canvas, ui::Rect box, ui::Colour colour, float dash);

}  // namespace kerb::kiosk
