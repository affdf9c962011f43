// Lines and filled shapes with smooth rims. ImGui's own ones take their normals from the
// processor's approximate square root, which differs from maker to maker; pictures that are compared
// to the last bit need the exact one.
#pragma once

#include <span>

#include "kiosk/ui/colour.hpp"
#include "kiosk/ui/geometry.hpp"

struct ImDrawList;

namespace kerb::kiosk::ui {

// The point of the unit circle at `turn` (0 is right, 0.25 down), the same on every machine.
Point unit_circle(float turn);

// `width` in pixels. Corners are mitred, and cut where they would be longer than the line is wide
// many times over. Draws nothing of fewer than two points.
void stroke_path(ImDrawList& list, std::span<const Point> points, bool closed, Colour colour,
                 float width);

// Convex, in the direction of the clock's hand. Draws nothing of fewer than three points.
void fill_path(ImDrawList& list, std::span<const Point> points, Colour colour);

}  // namespace kerb::kiosk::ui
