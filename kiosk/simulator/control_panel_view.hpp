// Draws the station's control panel with the kiosk's own toolkit, in sizes for a desk: it is seen
// on a monitor and touched with a mouse.
#pragma once

#include "kiosk/simulator/control_panel_model.hpp"
#include "kiosk/ui/screen_context.hpp"

namespace kerb::kiosk {

// The sizes that the panel is drawn in; put them into the context.
ui::Metrics panel_metrics(int width, int height);

// Draws the whole panel with its top at -`scroll` and returns its height, which may exceed the
// area's. Groups stand beside each other as far as the width allows.
float draw_panel(const PanelModel& model, ui::ScreenContext& ctx, float scroll);

}  // namespace kerb::kiosk
