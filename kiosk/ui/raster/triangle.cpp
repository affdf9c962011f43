#include <array>
#include <cmath>

#include "kiosk/ui/raster/sampler.hpp"
#include "kiosk/ui/raster/shapes.hpp"

namespace kerb::kiosk::ui::raster {
namespace {

constexpr std::int64_t kSub = 256;  // steps of a pixel

std::int64_t ceil_div(std::int64_t n, std::int64_t d) {
  return n >= 0 ? (n + d - 1) / d : -((-n) / d);
}

struct Corner {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

Corner corner(const ImDrawVert& v) {
  return {std::lround(v.pos.x * static_cast<float>(kSub)),
          std::lround(v.pos.y * static_cast<float>(kSub))};
}

// The first pixel of row `middle` (24.8) right of the edge from p down to q.
int edge_pixel(const Corner& p, const Corner& q, std::int64_t middle) {
  const std::int64_t dy = q.y - p.y;
  const std::int64_t n = (p.x - kSub / 2) * dy + (middle - p.y) * (q.x - p.x);
  return static_cast<int>(ceil_div(n, dy * kSub));
}

// A value that changes linearly over the triangle, 16.16.
struct Plane {
  Fixed at_corner = 0;
  Fixed dx = 0;  // a pixel
  Fixed dy = 0;
  Fixed at(std::int64_t from_x, std::int64_t from_y) const {
    return at_corner + ((dx * from_x) >> 8) + ((dy * from_y) >> 8);
  }
};

struct Shape {
  std::array<Corner, 3> corners;  // as given
  std::int64_t det = 0;

  Plane plane(std::array<Fixed, 3> value) const {
    const std::int64_t bx = corners[1].x - corners[0].x;
    const std::int64_t by = corners[1].y - corners[0].y;
    const std::int64_t cx = corners[2].x - corners[0].x;
    const std::int64_t cy = corners[2].y - corners[0].y;
    const Fixed p = value[1] - value[0];
    const Fixed q = value[2] - value[0];
    // A sliver has no honest slope; the bound keeps later products inside 64 bits.
    constexpr Fixed kBound = Fixed{1} << 36;
    const Fixed dx = std::clamp((p * cy - q * by) * kSub / det, -kBound, kBound);
    const Fixed dy = std::clamp((q * bx - p * cx) * kSub / det, -kBound, kBound);
    return {value[0], dx, dy};
  }
};

std::uint32_t channel(Fixed value) {
  return static_cast<std::uint32_t>(std::clamp<Fixed>((value + kOne / 2) >> 16, 0, 255));
}

// What fills the triangle.
struct Fill {
  bool flat = true;
  bool rows_flat = false;   // the colour changes only from row to row
  bool only_alpha = false;  // red, green and blue are the same at all corners
  std::uint32_t colour = 0;
  std::array<Plane, 4> channels;
  const Texture* texture = nullptr;
  Plane u;
  Plane v;

  std::uint32_t colour_at(std::int64_t from_x, std::int64_t from_y) const {
    if (flat) return colour;
    std::uint32_t out = 0;
    for (unsigned k = 0; k < 4; ++k) out |= channel(channels[k].at(from_x, from_y)) << (8 * k);
    return out;
  }
};

Fill fill_of(const Shape& shape, const ImDrawVert& a, const ImDrawVert& b, const ImDrawVert& c,
             const Texture* texture) {
  Fill fill;
  fill.colour = a.col;
  fill.flat = a.col == b.col && a.col == c.col;
  if (!fill.flat) {
    fill.rows_flat = true;
    for (unsigned k = 0; k < 4; ++k) {
      const auto of = [&](const ImDrawVert& v) {
        return static_cast<Fixed>(v.col >> (8 * k) & 255U) << 16;
      };
      fill.channels[k] = shape.plane({of(a), of(b), of(c)});
      // Less than a hundredth of a step over a thousand pixels is rounding, not a slope.
      if (std::llabs(fill.channels[k].dx) < 8) fill.channels[k].dx = 0;
      fill.rows_flat = fill.rows_flat && fill.channels[k].dx == 0;
    }
    fill.only_alpha = (((a.col ^ b.col) | (a.col ^ c.col)) & ~kOpaque) == 0;
  }
  fill.texture = texture;
  if (texture != nullptr) {
    const auto texels = [](float uv, int size) {
      return static_cast<Fixed>(std::llround(static_cast<double>(uv) * size * 65536.0));
    };
    fill.u = shape.plane({texels(a.uv.x, texture->width), texels(b.uv.x, texture->width),
                          texels(c.uv.x, texture->width)});
    fill.v = shape.plane({texels(a.uv.y, texture->height), texels(b.uv.y, texture->height),
                          texels(c.uv.y, texture->height)});
  }
  return fill;
}

void alpha_span(std::uint32_t* pixels, int count, std::uint32_t colour, Fixed alpha, Fixed step) {
  for (int i = 0; i < count; ++i, alpha += step)
    pixels[i] = blended(pixels[i], colour, channel(alpha));
}

void colour_span(std::uint32_t* row, int x0, int x1, const Fill& fill, std::int64_t from_x,
                 std::int64_t from_y) {
  for (int x = x0; x < x1; ++x, from_x += kSub) {
    std::uint32_t source = fill.colour_at(from_x, from_y);
    if (fill.texture != nullptr) {
      source = tinted(sampled(*fill.texture, fill.u.at(from_x, from_y), fill.v.at(from_x, from_y)),
                      source);
    }
    if (source >> 24U != 0) row[x] = blended(row[x], source, source >> 24U);
  }
}

void draw_row(const Target& target, int y, int x0, int x1, const Fill& fill, const Corner& origin) {
  std::uint32_t* row = target.row(y);
  const std::int64_t from_x = x0 * kSub + kSub / 2 - origin.x;
  const std::int64_t from_y = y * kSub + kSub / 2 - origin.y;
  if (fill.texture == nullptr && (fill.flat || fill.rows_flat)) {
    fill_span(row + x0, x1 - x0, fill.colour_at(from_x, from_y));
  } else if (fill.texture == nullptr && fill.only_alpha) {
    const Plane& alpha = fill.channels[3];
    alpha_span(row + x0, x1 - x0, fill.colour, alpha.at(from_x, from_y), alpha.dx);
  } else {
    colour_span(row, x0, x1, fill, from_x, from_y);
  }
}

}  // namespace

void draw_triangle(const Target& target, const Clip& clip, const ImDrawVert& a, const ImDrawVert& b,
                   const ImDrawVert& c, const Texture* texture) {
  Shape shape{{corner(a), corner(b), corner(c)}};
  const auto& p = shape.corners;
  shape.det = (p[1].x - p[0].x) * (p[2].y - p[0].y) - (p[2].x - p[0].x) * (p[1].y - p[0].y);
  if (shape.det == 0) return;
  std::array<Corner, 3> down = p;  // by y
  if (down[1].y < down[0].y) std::swap(down[0], down[1]);
  if (down[2].y < down[1].y) std::swap(down[1], down[2]);
  if (down[1].y < down[0].y) std::swap(down[0], down[1]);
  const auto top = static_cast<int>(ceil_div(down[0].y - kSub / 2, kSub));
  const auto bottom = static_cast<int>(ceil_div(down[2].y - kSub / 2, kSub));
  const int y0 = std::max(clip.y0, top);
  const int y1 = std::min(clip.y1, bottom);
  if (y0 >= y1) return;
  const Fill fill = fill_of(shape, a, b, c, texture);
  for (int y = y0; y < y1; ++y) {
    const std::int64_t middle = y * kSub + kSub / 2;
    const bool upper = middle < down[1].y;
    const Corner& from = upper ? down[0] : down[1];
    const Corner& to = upper ? down[1] : down[2];
    if (from.y == to.y) continue;
    int x0 = edge_pixel(down[0], down[2], middle);
    int x1 = edge_pixel(from, to, middle);
    if (x0 > x1) std::swap(x0, x1);
    x0 = std::max(x0, clip.x0);
    x1 = std::min(x1, clip.x1);
    if (x0 < x1) draw_row(target, y, x0, x1, fill, p[0]);
  }
}

}  // namespace kerb::kiosk::ui::raster
