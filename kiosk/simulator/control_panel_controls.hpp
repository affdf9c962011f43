// The controls of the panel, one function a look: what draws also measures.
#pragma once

#include "kiosk/simulator/control_panel_model.hpp"
#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk {

float row_height(const PanelRow& row, const ui::Metrics& metrics, float width);
void draw_row(ui::ScreenContext& ctx, ui::Rect box, const PanelRow& row);
// Choices in a sunken track; what holds is raised, in the colour `holds`.
void draw_choices(ui::ScreenContext& ctx, ui::Rect box, const std::vector<PanelControl>& choices,
                  ui::Colour holds);

}  // namespace kerb::kiosk
