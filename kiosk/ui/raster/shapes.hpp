// The two things that a draw list is made of: triangles, and the axis-parallel rectangles that most
// pairs of triangles turn out to be (glyphs, fills, pictures). Positions become 24.8 fixed point; a
// pixel belongs to a shape when its middle does, so neighbours neither overlap nor leave gaps, and
// a clip changes nothing inside it. Drawing through tiles therefore equals drawing at once.
#pragma once

#include <imgui.h>

#include "kiosk/ui/image.hpp"
#include "kiosk/ui/raster/pixels.hpp"

namespace kerb::kiosk::ui::raster {

// `texture` may be nullptr: plain colour, uv unused.
void draw_triangle(const Target& target, const Clip& clip, const ImDrawVert& a, const ImDrawVert& b,
                   const ImDrawVert& c, const Texture* texture);

// `first` and `opposite` are two opposite corners; colour and uv run with the axes; one colour.
void draw_rectangle(const Target& target, const Clip& clip, const ImDrawVert& first,
                    const ImDrawVert& opposite, const Texture* texture);

// Do these six indices make such a rectangle (0 1 2, 0 2 3)?
bool is_rectangle(const ImDrawIdx* indices, const ImDrawVert* vertices);

}  // namespace kerb::kiosk::ui::raster
