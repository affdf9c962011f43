// The shapes of the canvas. Rounded boxes are three rectangles and four corners: straight edges lie
// on whole pixels and need no smoothing, a gradient is the same along a row, and few triangles
// cross many tiles.
#include <array>
#include <cmath>

#include <imgui.h>

#include "kiosk/ui/canvas.hpp"
#include "kiosk/ui/smooth_path.hpp"

namespace kerb::kiosk::ui {
namespace {

struct Edges {
  float left, top, right, bottom;
};

Edges snapped(const Rect& box) {
  return {std::round(box.x), std::round(box.y), std::round(box.right()), std::round(box.bottom())};
}

// The colour of a gradient over a box at a point.
struct Shade {
  Edges edges;
  Gradient gradient;
  Colour at(float x, float y) const {
    if (gradient.from == gradient.to) return gradient.from;
    const bool down = gradient.axis == Axis::vertical;
    const float from = down ? edges.top : edges.left;
    const float length = down ? edges.bottom - edges.top : edges.right - edges.left;
    return mixed(gradient.from, gradient.to, ((down ? y : x) - from) / std::max(1.0F, length));
  }
};

void shaded_rectangle(ImDrawList& list, const Edges& e, const Shade& shade) {
  if (e.left >= e.right || e.top >= e.bottom) return;
  list.PrimReserve(6, 4);
  const auto first = static_cast<ImDrawIdx>(list._VtxCurrentIdx);
  for (const unsigned offset : {0U, 1U, 2U, 0U, 2U, 3U})
    list.PrimWriteIdx(static_cast<ImDrawIdx>(first + offset));
  list.PrimWriteVtx({e.left, e.top}, {0, 0}, shade.at(e.left, e.top));
  list.PrimWriteVtx({e.right, e.top}, {0, 0}, shade.at(e.right, e.top));
  list.PrimWriteVtx({e.right, e.bottom}, {0, 0}, shade.at(e.right, e.bottom));
  list.PrimWriteVtx({e.left, e.bottom}, {0, 0}, shade.at(e.left, e.bottom));
}

constexpr int kLeastSteps = 4;
constexpr int kMostSteps = 24;

// The directions of a quarter circle's points. Every rounded box of every frame asks for four of
// these, and there are only a few of them: they are worked out once.
using Quarter = std::array<Point, kMostSteps + 1>;
const Quarter& directions(int quarter, int steps) {
  static const auto all = [] {
    std::array<std::array<Quarter, kMostSteps + 1>, 4> made{};
    for (int q = 0; q < 4; ++q) {
      for (int n = kLeastSteps; n <= kMostSteps; ++n) {
        for (int i = 0; i <= n; ++i) {
          const float share = static_cast<float>(i) / static_cast<float>(n);
          made.at(static_cast<std::size_t>(q))
              .at(static_cast<std::size_t>(n))
              .at(static_cast<std::size_t>(i)) =
              unit_circle(0.25F * (static_cast<float>(q) + share));
        }
      }
    }
    return made;
  }();
  return all.at(static_cast<std::size_t>(quarter)).at(static_cast<std::size_t>(steps));
}

// A quarter disc with a smooth rim; quarter 0 is between the right and the foot, and so on in the
// direction of the clock's hand.
void shaded_corner(ImDrawList& list, Point centre, float radius, int quarter, const Shade& shade) {
  const int steps = std::clamp(static_cast<int>(std::ceil(radius * 0.6F)), kLeastSteps, kMostSteps);
  const Quarter& direction = directions(quarter, steps);
  const int points = steps + 1;
  list.PrimReserve(steps * 9, 1 + points * 2);
  const auto first = static_cast<unsigned>(list._VtxCurrentIdx);
  list.PrimWriteVtx({centre.x, centre.y}, {0, 0}, shade.at(centre.x, centre.y));
  for (int i = 0; i < points; ++i) {
    const auto [c, s] = direction.at(static_cast<std::size_t>(i));
    const ImVec2 inner{centre.x + c * (radius - 0.5F), centre.y + s * (radius - 0.5F)};
    const ImVec2 outer{centre.x + c * (radius + 0.5F), centre.y + s * (radius + 0.5F)};
    const Colour colour = shade.at(inner.x, inner.y);
    list.PrimWriteVtx(inner, {0, 0}, colour);
    list.PrimWriteVtx(outer, {0, 0}, colour & 0x00FFFFFFU);
  }
  for (unsigned i = 0; i < static_cast<unsigned>(steps); ++i) {
    const unsigned inner = first + 1 + 2 * i;
    for (const unsigned index :
         {first, inner, inner + 2, inner, inner + 1, inner + 3, inner, inner + 3, inner + 2}) {
      list.PrimWriteIdx(static_cast<ImDrawIdx>(index));
    }
  }
}

void shaded_rounded(ImDrawList& list, const Rect& box, float radius, Gradient gradient) {
  const Edges e = snapped(box);
  if (e.left >= e.right || e.top >= e.bottom) return;
  const Shade shade{e, gradient};
  const float r = std::floor(std::min({radius, (e.right - e.left) / 2, (e.bottom - e.top) / 2}));
  if (r < 1) {
    shaded_rectangle(list, e, shade);
    return;
  }
  shaded_rectangle(list, {e.left + r, e.top, e.right - r, e.top + r}, shade);
  shaded_rectangle(list, {e.left, e.top + r, e.right, e.bottom - r}, shade);
  shaded_rectangle(list, {e.left + r, e.bottom - r, e.right - r, e.bottom}, shade);
  shaded_corner(list, {e.left + r, e.top + r}, r, 2, shade);
  shaded_corner(list, {e.right - r, e.top + r}, r, 3, shade);
  shaded_corner(list, {e.right - r, e.bottom - r}, r, 0, shade);
  shaded_corner(list, {e.left + r, e.bottom - r}, r, 1, shade);
}

int segments_for(float radius, float turns) {
  const float full = std::clamp(radius * 1.2F, 16.0F, 160.0F);
  return std::max(2, static_cast<int>(std::ceil(full * std::abs(turns))));
}

Point on_circle(Point centre, float radius, float turn) {
  const Point way = unit_circle(turn);
  return {centre.x + radius * way.x, centre.y + radius * way.y};
}

std::vector<Point> circle_path(Point centre, float radius) {
  const int segments = segments_for(radius, 1);
  std::vector<Point> points;
  points.reserve(static_cast<std::size_t>(segments));
  for (int i = 0; i < segments; ++i) {
    points.push_back(
        on_circle(centre, radius, static_cast<float>(i) / static_cast<float>(segments)));
  }
  return points;
}

// In the direction of the clock's hand, from the corner at the upper left.
std::vector<Point> rounded_path(const Edges& e, float radius) {
  if (radius < 0.5F) {
    return {{e.left, e.top}, {e.right, e.top}, {e.right, e.bottom}, {e.left, e.bottom}};
  }
  const std::array<std::pair<Point, int>, 4> corners{{{{e.left + radius, e.top + radius}, 2},
                                                      {{e.right - radius, e.top + radius}, 3},
                                                      {{e.right - radius, e.bottom - radius}, 0},
                                                      {{e.left + radius, e.bottom - radius}, 1}}};
  const int steps = std::clamp(static_cast<int>(std::ceil(radius * 0.6F)), kLeastSteps, kMostSteps);
  std::vector<Point> points;
  for (const auto& [centre, quarter] : corners) {
    const Quarter& way = directions(quarter, steps);
    for (std::size_t i = 0; i <= static_cast<std::size_t>(steps); ++i) {
      points.push_back({centre.x + way.at(i).x * radius, centre.y + way.at(i).y * radius});
    }
  }
  // Where two corners meet in one point, a normal would have no direction.
  const auto same = [](const Point& a, const Point& b) { return a.x == b.x && a.y == b.y; };
  points.erase(std::unique(points.begin(), points.end(), same), points.end());
  if (same(points.front(), points.back())) points.pop_back();
  return points;
}

}  // namespace

void Canvas::fill(Rect box, Colour colour) {
  fill(box, Gradient{colour, colour});
}

void Canvas::fill(Rect box, Gradient gradient) {
  const Edges e = snapped(box);
  shaded_rectangle(*list_, e, {e, gradient});
}

void Canvas::rounded(Rect box, float radius, Colour colour) {
  shaded_rounded(*list_, box, radius, Gradient{colour, colour});
}

void Canvas::rounded(Rect box, float radius, Gradient gradient) {
  shaded_rounded(*list_, box, radius, gradient);
}

void Canvas::outline(Rect box, float radius, Colour colour, float width) {
  const Edges e = snapped(box);
  const float half = width / 2;
  const float r = std::min({radius, (e.right - e.left) / 2, (e.bottom - e.top) / 2});
  if (r < 0) return;
  const Edges middle{e.left + half, e.top + half, e.right - half, e.bottom - half};
  stroke_path(*list_, rounded_path(middle, std::max(0.0F, r - half)), true, colour, width);
}

void Canvas::circle(Point centre, float radius, Colour colour) {
  if (radius > 0) fill_path(*list_, circle_path(centre, radius), colour);
}

void Canvas::circle_outline(Point centre, float radius, Colour colour, float width) {
  if (radius > 0) stroke_path(*list_, circle_path(centre, radius), true, colour, width);
}

void Canvas::arc(Point centre, float radius, float from_turn, float to_turn, float width,
                 Colour colour, bool round_caps) {
  const float turns = to_turn - from_turn;
  if (radius <= 0 || turns == 0) return;
  const int steps = segments_for(radius, turns);
  if (std::abs(turns) >= 0.9999F) {
    circle_outline(centre, radius, colour, width);
    return;
  }
  const auto at = [&](float turn) { return on_circle(centre, radius, turn); };
  std::vector<Point> points;
  for (int i = 0; i <= steps; ++i)
    points.push_back(at(from_turn + turns * static_cast<float>(i) / static_cast<float>(steps)));
  if (round_caps) {
    circle(points.front(), width / 2, colour);
    circle(points.back(), width / 2, colour);
  }
  polyline(points, colour, width);
}

void Canvas::line(Point from, Point to, Colour colour, float width) {
  const std::array<Point, 2> points{from, to};
  polyline(points, colour, width);
}

void Canvas::polyline(std::span<const Point> points, Colour colour, float width, bool closed) {
  stroke_path(*list_, points, closed, colour, width);
}

void Canvas::polygon(std::span<const Point> points, Colour colour) {
  fill_path(*list_, points, colour);
}

void Canvas::area_chart(std::span<const Point> curve, float full_y, float base_y, Colour top,
                        Colour bottom) {
  if (curve.size() < 2 || base_y <= full_y) return;
  constexpr std::size_t kMostPoints = 8000;  // 16-bit indices
  const std::size_t n = std::min(curve.size(), kMostPoints);
  list_->PrimReserve(static_cast<int>(n - 1) * 6, static_cast<int>(n) * 2);
  const auto first = static_cast<unsigned>(list_->_VtxCurrentIdx);
  for (std::size_t i = 0; i < n; ++i) {
    const float share = (base_y - curve[i].y) / (base_y - full_y);
    list_->PrimWriteVtx({curve[i].x, curve[i].y}, {0, 0}, mixed(bottom, top, share));
    list_->PrimWriteVtx({curve[i].x, base_y}, {0, 0}, bottom);
  }
  for (unsigned i = 0; i + 1 < n; ++i) {
    const unsigned at = first + 2 * i;
    for (const unsigned index : {at, at + 1, at + 3, at, at + 3, at + 2}) {
      list_->PrimWriteIdx(static_cast<ImDrawIdx>(index));
    }
  }
}

}  // namespace kerb::kiosk::ui
