#include "kiosk/ui/raster/rasteriser.hpp"

#include <algorithm>

#include "kiosk/ui/raster/shapes.hpp"

namespace kerb::kiosk::ui::raster {
namespace {

Clip clip_of(const ImDrawCmd& command, const Clip& within) {
  return {std::max(within.x0, static_cast<int>(command.ClipRect.x)),
          std::max(within.y0, static_cast<int>(command.ClipRect.y)),
          std::min(within.x1, static_cast<int>(command.ClipRect.z)),
          std::min(within.y1, static_cast<int>(command.ClipRect.w))};
}

// Cannot touch the clip: most triangles of a frame, when one tile is redrawn.
bool outside(const Clip& clip, const ImVec2& a, const ImVec2& b, const ImVec2& c) {
  const auto x0 = static_cast<float>(clip.x0);
  const auto x1 = static_cast<float>(clip.x1);
  const auto y0 = static_cast<float>(clip.y0);
  const auto y1 = static_cast<float>(clip.y1);
  return (a.x < x0 && b.x < x0 && c.x < x0) || (a.x > x1 && b.x > x1 && c.x > x1) ||
         (a.y < y0 && b.y < y0 && c.y < y0) || (a.y > y1 && b.y > y1 && c.y > y1);
}

void draw_command(const Target& target, const Clip& within, const ImDrawList& list,
                  const ImDrawCmd& command) {
  const Clip clip = clip_of(command, within);
  if (clip.empty()) return;
  const auto* texture = static_cast<const Texture*>(command.GetTexID());
  const ImDrawIdx* indices = list.IdxBuffer.Data + command.IdxOffset;
  const ImDrawVert* vertices = list.VtxBuffer.Data + command.VtxOffset;
  for (unsigned i = 0; i + 2 < command.ElemCount;) {
    const ImDrawVert& a = vertices[indices[i]];
    const ImDrawVert& b = vertices[indices[i + 1]];
    const ImDrawVert& c = vertices[indices[i + 2]];
    if (i + 5 < command.ElemCount && is_rectangle(indices + i, vertices)) {
      draw_rectangle(target, clip, a, c, texture);
      i += 6;
      continue;
    }
    if (!outside(clip, a.pos, b.pos, c.pos)) draw_triangle(target, clip, a, b, c, texture);
    i += 3;
  }
}

}  // namespace

void draw(const Target& target, const Clip& clip, const ImDrawData& data, std::uint32_t clear) {
  for (int y = clip.y0; y < clip.y1; ++y) {
    std::fill_n(target.row(y) + clip.x0, clip.x1 - clip.x0, clear | kOpaque);
  }
  for (int n = 0; n < data.CmdListsCount; ++n) {
    for (const ImDrawCmd& command : data.CmdLists[n]->CmdBuffer) {
      draw_command(target, clip, *data.CmdLists[n], command);
    }
  }
}

}  // namespace kerb::kiosk::ui::raster
