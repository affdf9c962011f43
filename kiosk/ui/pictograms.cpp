#include "kiosk/ui/pictograms.hpp"

#include <algorithm>

#include "kiosk/ui/smooth_path.hpp"

namespace kerb::kiosk::ui {
namespace {

// A drawing on a 96 × 96 grid, scaled into a square in the middle of the box.
class Grid {
 public:
  Grid(Canvas& canvas, Rect box, Colour colour) : canvas_(canvas), colour_(colour) {
    const float side = std::min(box.w, box.h);
    scale_ = side / 96.0F;
    origin_ = {box.x + (box.w - side) / 2, box.y + (box.h - side) / 2};
  }
  Point at(float x, float y) const { return {origin_.x + x * scale_, origin_.y + y * scale_}; }
  void dot(float x, float y, float radius) { canvas_.circle(at(x, y), radius * scale_, colour_); }
  void ring(float x, float y, float radius, float width) {
    canvas_.circle_outline(at(x, y), radius * scale_, colour_, width * scale_);
  }
  void path(std::vector<Point> points, float width, bool closed) {
    for (Point& p : points) p = at(p.x, p.y);
    canvas_.polyline(points, colour_, width * scale_, closed);
    if (closed) return;
    canvas_.circle(points.front(), width * scale_ / 2, colour_);
    canvas_.circle(points.back(), width * scale_ / 2, colour_);
  }
  void shape(std::vector<Point> points) {
    for (Point& p : points) p = at(p.x, p.y);
    canvas_.polygon(points, colour_);
  }
  void arc(float x, float y, float radius, float from, float to, float width) {
    canvas_.arc(at(x, y), radius * scale_, from, to, width * scale_, colour_);
  }
  // A box with round corners, as a line.
  void box(float x, float y, float w, float h, float radius, float width) {
    path(rounded(x, y, w, h, radius), width, true);
  }
  void solid(float x, float y, float w, float h, float radius) {
    shape(rounded(x, y, w, h, radius));
  }

 private:
  static std::vector<Point> rounded(float x, float y, float w, float h, float r) {
    constexpr int kSteps = 6;
    std::vector<Point> out;
    const Point centres[4] = {
        {x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}, {x + w - r, y + r}};
    for (int corner = 0; corner < 4; ++corner) {
      for (int i = 0; i <= kSteps; ++i) {
        const Point way =
            unit_circle((static_cast<float>(corner) + static_cast<float>(i) / kSteps) / 4);
        out.push_back({centres[corner].x + r * way.x, centres[corner].y + r * way.y});
      }
    }
    return out;
  }

  Canvas& canvas_;
  Colour colour_;
  float scale_ = 1;
  Point origin_;
};

// The rim of a Type 2 inlet: flat on top, round below. `top` and `bottom` bound it, `half` is half
// its width.
std::vector<Point> type2_rim(float cx, float top, float half, float bottom) {
  std::vector<Point> out;
  const float flat = half * 0.62F;
  const float corner = half * 0.30F;
  constexpr int kSteps = 28;
  const float middle = top + (bottom - top) * 0.47F;
  out.push_back({cx - flat, top});
  out.push_back({cx + flat, top});
  out.push_back({cx + flat + corner * 0.55F, top + corner * 0.35F});
  for (int i = 0; i <= kSteps; ++i) {
    const Point way = unit_circle(static_cast<float>(i) / kSteps / 2);
    out.push_back({cx + half * way.x, middle + (bottom - middle) * way.y});
  }
  out.push_back({cx - flat - corner * 0.55F, top + corner * 0.35F});
  return out;
}

void draw_type2(Grid& grid) {
  grid.path(type2_rim(48, 14, 39, 86), 5, true);
  for (const float x : {36.0F, 60.0F}) grid.dot(x, 31, 4.8F);
  for (const float x : {25.0F, 48.0F, 71.0F}) grid.dot(x, 48, 7);
  for (const float x : {36.0F, 60.0F}) grid.dot(x, 66, 7);
}

void draw_ccs2(Grid& grid) {
  grid.path(type2_rim(48, 8, 26, 54), 4.2F, true);
  for (const float x : {40.0F, 56.0F}) grid.dot(x, 19, 3.2F);
  for (const float x : {33.0F, 48.0F, 63.0F}) grid.dot(x, 30, 4.6F);
  for (const float x : {40.5F, 55.5F}) grid.dot(x, 42, 4.6F);
  grid.box(19, 59, 58, 29, 14, 4.2F);
  for (const float x : {34.0F, 62.0F}) grid.dot(x, 73.5F, 7.6F);
}

void draw_chademo(Grid& grid) {
  grid.ring(48, 48, 39, 5);
  for (const float x : {29.0F, 67.0F}) {
    grid.ring(x, 48, 11, 4);
    grid.dot(x, 48, 5.2F);
  }
  for (const float y : {25.0F, 71.0F}) {
    for (const float x : {41.0F, 55.0F}) grid.dot(x, y, 4.2F);
    grid.dot(48, y + (y < 48 ? 9.5F : -9.5F), 4.2F);
  }
}

void draw_nacs(Grid& grid) {
  grid.path({{24, 14},
             {72, 14},
             {82, 26},
             {80, 50},
             {68, 76},
             {56, 86},
             {40, 86},
             {28, 76},
             {16, 50},
             {14, 26}},
            5, true);
  for (const float x : {34.0F, 62.0F}) grid.dot(x, 36, 9.5F);
  grid.dot(48, 57, 6);
  for (const float x : {37.0F, 59.0F}) grid.dot(x, 70, 3.8F);
}

}  // namespace

void connector_pictogram(Canvas& canvas, hal::ConnectorKind kind, Rect box, Colour colour) {
  Grid grid(canvas, box, colour);
  switch (kind) {
    case hal::ConnectorKind::ccs2:
      return draw_ccs2(grid);
    case hal::ConnectorKind::type2:
      return draw_type2(grid);
    case hal::ConnectorKind::chademo:
      return draw_chademo(grid);
    case hal::ConnectorKind::nacs:
      return draw_nacs(grid);
  }
}

void contactless_pictogram(Canvas& canvas, Rect box, Colour colour) {
  Grid grid(canvas, box, colour);
  constexpr float kOpening = 0.098F;  // of a turn, to either side
  for (int i = 0; i < 4; ++i) {
    const float radius = 14 + 16 * static_cast<float>(i);
    grid.arc(18, 48, radius, -kOpening, kOpening, 7);
  }
}

void tap_card_pictogram(Canvas& canvas, Rect box, Colour colour) {
  Grid grid(canvas, box, colour);
  grid.box(8, 42, 56, 38, 7, 5);
  grid.solid(10, 52, 52, 7, 0.5F);
  grid.solid(17, 66, 15, 5, 2);
  for (int i = 0; i < 3; ++i) {
    grid.arc(60, 36, 8 + 10 * static_cast<float>(i), -0.225F, -0.025F, 5);
  }
}

void plug_in_pictogram(Canvas& canvas, Rect box, Colour colour) {
  Grid grid(canvas, box, colour);
  // The plug: two pins, a body, and the cable that swings away from it.
  for (const float x : {33.0F, 53.0F}) grid.path({{x, 12}, {x, 26}}, 6, false);
  grid.solid(22, 26, 42, 12, 4);
  grid.path({{27, 38}, {27, 46}, {32, 55}, {43, 60}, {54, 55}, {59, 46}, {59, 38}}, 5, false);
  grid.path(
      {{43, 60}, {43, 72}, {47, 80}, {56, 83}, {66, 80}, {70, 72}, {70, 52}, {74, 44}, {82, 41}}, 5,
      false);
}

}  // namespace kerb::kiosk::ui
