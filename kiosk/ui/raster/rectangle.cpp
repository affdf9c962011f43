#include <cmath>

#include "kiosk/ui/raster/sampler.hpp"
#include "kiosk/ui/raster/shapes.hpp"

namespace kerb::kiosk::ui::raster {
namespace {

// The first pixel whose middle is at or after `edge`.
int first_pixel(float edge) {
  return static_cast<int>(std::ceil(edge - 0.5F));
}

Fixed to_fixed(double texels) {
  return std::llround(texels * static_cast<double>(kOne));
}

// How the texels lie under one axis of the rectangle.
struct Walk {
  Fixed start = 0;  // at the middle of the first pixel drawn
  Fixed step = 0;   // a pixel
};

Walk walk_along(float from, float to, float uv_from, float uv_to, int texels, int first) {
  const double length = static_cast<double>(to) - static_cast<double>(from);
  const double step = (static_cast<double>(uv_to) - static_cast<double>(uv_from)) * texels / length;
  const double start = static_cast<double>(uv_from) * texels +
                       (0.5 - static_cast<double>(from)) * step;  // at pixel 0, for any clip
  const Fixed step_fixed = to_fixed(step);
  return {to_fixed(start) + step_fixed * first, step_fixed};
}

// Texels lie exactly on pixels (glyphs, unscaled pictures), within 1/256 texel.
bool on_pixels(const Walk& walk) {
  constexpr Fixed kSlack = 256;
  const Fixed off = (walk.start - kOne / 2) & (kOne - 1);
  return walk.step >= kOne - 2 && walk.step <= kOne + 2 && (off < kSlack || off > kOne - kSlack);
}

int whole_texel(Fixed at) {
  return static_cast<int>((at - kOne / 2 + kOne / 2) >> 16U);
}

struct Covered {
  int x0, y0, x1, y1;
};

void put(std::uint32_t& pixel, std::uint32_t source) {
  const std::uint32_t alpha = source >> 24U;
  if (alpha == 255) {
    pixel = source;
  } else if (alpha != 0) {
    pixel = blended(pixel, source, alpha);
  }
}

// Glyphs: coverage times the tint's alpha.
void draw_coverage(const Target& target, const Covered& at, const Texture& texture, int tx, int ty,
                   std::uint32_t tint) {
  const std::uint32_t tint_alpha = tint >> 24U;
  for (int y = at.y0; y < at.y1; ++y) {
    std::uint32_t* row = target.row(y);
    for (int x = at.x0; x < at.x1; ++x) {
      const std::uint32_t coverage =
          texture.alpha[texel_index(texture, tx + x - at.x0, ty + y - at.y0)];
      if (coverage == 0) continue;
      put(row[x], (tint & ~kOpaque) | scaled(coverage, tint_alpha) << 24U);
    }
  }
}

void draw_unscaled(const Target& target, const Covered& at, const Texture& texture, int tx, int ty,
                   std::uint32_t tint) {
  for (int y = at.y0; y < at.y1; ++y) {
    std::uint32_t* row = target.row(y);
    for (int x = at.x0; x < at.x1; ++x) {
      put(row[x], tinted(texel(texture, tx + x - at.x0, ty + y - at.y0), tint));
    }
  }
}

void draw_scaled(const Target& target, const Covered& at, const Texture& texture,
                 const Walk& across, const Walk& down, std::uint32_t tint) {
  for (int y = at.y0; y < at.y1; ++y) {
    const Fixed v = down.start + down.step * (y - at.y0);
    if (across.step == 0) {  // one colour a row: the edge of a shadow
      fill_span(target.row(y) + at.x0, at.x1 - at.x0,
                tinted(sampled(texture, across.start, v), tint));
      continue;
    }
    std::uint32_t* row = target.row(y);
    Fixed u = across.start;
    for (int x = at.x0; x < at.x1; ++x, u += across.step)
      put(row[x], tinted(sampled(texture, u, v), tint));
  }
}

}  // namespace

bool is_rectangle(const ImDrawIdx* indices, const ImDrawVert* vertices) {
  if (indices[3] != indices[0] || indices[4] != indices[2]) return false;
  const ImDrawVert& a = vertices[indices[0]];
  const ImDrawVert& b = vertices[indices[1]];
  const ImDrawVert& c = vertices[indices[2]];
  const ImDrawVert& d = vertices[indices[5]];
  const bool one_colour = a.col == b.col && a.col == c.col && a.col == d.col;
  return one_colour && a.pos.x == d.pos.x && b.pos.x == c.pos.x && a.pos.y == b.pos.y &&
         c.pos.y == d.pos.y && a.uv.x == d.uv.x && b.uv.x == c.uv.x && a.uv.y == b.uv.y &&
         c.uv.y == d.uv.y;
}

void draw_rectangle(const Target& target, const Clip& clip, const ImDrawVert& first,
                    const ImDrawVert& opposite, const Texture* texture) {
  ImVec2 p = first.pos;
  ImVec2 q = opposite.pos;
  ImVec2 uv_p = first.uv;
  ImVec2 uv_q = opposite.uv;
  if (q.x < p.x) {
    std::swap(p.x, q.x);
    std::swap(uv_p.x, uv_q.x);
  }
  if (q.y < p.y) {
    std::swap(p.y, q.y);
    std::swap(uv_p.y, uv_q.y);
  }
  const Covered at{std::max(clip.x0, first_pixel(p.x)), std::max(clip.y0, first_pixel(p.y)),
                   std::min(clip.x1, first_pixel(q.x)), std::min(clip.y1, first_pixel(q.y))};
  if (at.x0 >= at.x1 || at.y0 >= at.y1) return;
  if (texture == nullptr) {
    for (int y = at.y0; y < at.y1; ++y) fill_span(target.row(y) + at.x0, at.x1 - at.x0, first.col);
    return;
  }
  const Walk across = walk_along(p.x, q.x, uv_p.x, uv_q.x, texture->width, at.x0);
  const Walk down = walk_along(p.y, q.y, uv_p.y, uv_q.y, texture->height, at.y0);
  if (!on_pixels(across) || !on_pixels(down)) {
    draw_scaled(target, at, *texture, across, down, first.col);
  } else if (texture->format == Texture::Format::alpha) {
    draw_coverage(target, at, *texture, whole_texel(across.start), whole_texel(down.start),
                  first.col);
  } else {
    draw_unscaled(target, at, *texture, whole_texel(across.start), whole_texel(down.start),
                  first.col);
  }
}

}  // namespace kerb::kiosk::ui::raster
