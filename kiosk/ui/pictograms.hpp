// Marks that no font has, drawn by strokes: the inlets of the connectors, and waves for contactless
// cards (own arcs; the EMVCo symbol is a trademark).
#pragma once

#include "hal/charge_controller.hpp"
#include "kiosk/ui/canvas.hpp"

namespace kerb::kiosk::ui {

// The face of the plug, as it looks at the driver, inside a square box.
void connector_pictogram(Canvas& canvas, hal::ConnectorKind kind, Rect box, Colour colour);
// Four waves to the right of the box's left edge.
void contactless_pictogram(Canvas& canvas, Rect box, Colour colour);
// A card held over a reader, for the tap prompt and the steps.
void tap_card_pictogram(Canvas& canvas, Rect box, Colour colour);
// A cable that goes into a car.
void plug_in_pictogram(Canvas& canvas, Rect box, Colour colour);

}  // namespace kerb::kiosk::ui
