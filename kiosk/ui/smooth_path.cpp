#include "kiosk/ui/smooth_path.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace kerb::kiosk::ui {
namespace {

constexpr float kWholeTurn = 6.2831853F;
constexpr std::size_t kMostPathPoints = 8000;  // 16-bit indices, four vertices a point
constexpr float kRim = 1;                      // pixels over which a rim fades
constexpr float kLongestMitre2 = 100;          // squared, in widths

Point scaled(const Point& p, float by) {
  return {p.x * by, p.y * by};
}

// At right angles to the edge, one pixel long; outwards where the path turns with the clock.
Point normal(const Point& from, const Point& to) {
  const float dx = to.x - from.x;
  const float dy = to.y - from.y;
  const float length = std::sqrt(dx * dx + dy * dy);
  return length > 0 ? Point{dy / length, -dx / length} : Point{};
}

// Where two edges meet, the way to the point that is one pixel from both.
Point mitre(const Point& before, const Point& after) {
  const Point middle{(before.x + after.x) / 2, (before.y + after.y) / 2};
  const float length2 = middle.x * middle.x + middle.y * middle.y;
  return length2 > 0.000001F ? scaled(middle, std::min(1 / length2, kLongestMitre2)) : middle;
}

std::vector<Point> mitres(std::span<const Point> points, bool closed) {
  const std::size_t n = points.size();
  std::vector<Point> normals(n);
  for (std::size_t i = 0; i < n; ++i) normals[i] = normal(points[i], points[(i + 1) % n]);
  if (!closed) normals[n - 1] = normals[n - 2];
  std::vector<Point> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    const bool first = i == 0 && !closed;
    out[i] = mitre(first ? normals[i] : normals[(i + n - 1) % n], normals[i]);
  }
  if (!closed) out[n - 1] = normals[n - 1];
  return out;
}

void vertex(ImDrawList& list, const Point& p, const Point& way, float by, Colour colour) {
  list.PrimWriteVtx({p.x + way.x * by, p.y + way.y * by}, {0, 0}, colour);
}

void quad(ImDrawList& list, unsigned a, unsigned b, unsigned c, unsigned d) {
  for (const unsigned index : {a, b, c, a, c, d}) list.PrimWriteIdx(static_cast<ImDrawIdx>(index));
}

constexpr Colour transparent(Colour colour) {
  return colour & 0x00FFFFFFU;
}

}  // namespace

Point unit_circle(float turn) {
  // The last bits of a sine depend on the processor, too; a millionth is finer than any pixel.
  constexpr float kSteps = 1 << 20;
  const auto rounded = [](float value) { return std::round(value * kSteps) / kSteps; };
  return {rounded(std::cos(turn * kWholeTurn)), rounded(std::sin(turn * kWholeTurn))};
}

void stroke_path(ImDrawList& list, std::span<const Point> points, bool closed, Colour colour,
                 float width) {
  points = points.first(std::min(points.size(), kMostPathPoints));
  if (points.size() < 2) return;
  const std::vector<Point> ways = mitres(points, closed);
  const auto count = static_cast<unsigned>(points.size());
  const unsigned edges = closed ? count : count - 1;
  const float core = std::max(0.0F, (width - kRim) / 2);
  list.PrimReserve(static_cast<int>(edges) * 18, static_cast<int>(count) * 4);
  const auto first = static_cast<unsigned>(list._VtxCurrentIdx);
  for (std::size_t i = 0; i < points.size(); ++i) {
    vertex(list, points[i], ways[i], core + kRim, transparent(colour));
    vertex(list, points[i], ways[i], core, colour);
    vertex(list, points[i], ways[i], -core, colour);
    vertex(list, points[i], ways[i], -core - kRim, transparent(colour));
  }
  for (unsigned i = 0; i < edges; ++i) {
    const unsigned here = first + 4 * i;
    const unsigned next = first + 4 * ((i + 1) % count);
    for (const unsigned lane : {0U, 1U, 2U}) {
      quad(list, here + lane, next + lane, next + lane + 1, here + lane + 1);
    }
  }
}

void fill_path(ImDrawList& list, std::span<const Point> points, Colour colour) {
  points = points.first(std::min(points.size(), kMostPathPoints));
  if (points.size() < 3) return;
  const std::vector<Point> ways = mitres(points, true);
  const auto count = static_cast<unsigned>(points.size());
  list.PrimReserve(static_cast<int>((count - 2) * 3 + count * 6), static_cast<int>(count) * 2);
  const auto first = static_cast<unsigned>(list._VtxCurrentIdx);
  for (std::size_t i = 0; i < points.size(); ++i) {
    vertex(list, points[i], ways[i], -kRim / 2, colour);
    vertex(list, points[i], ways[i], kRim / 2, transparent(colour));
  }
  for (unsigned i = 2; i < count; ++i) {
    for (const unsigned corner : {0U, i - 1, i}) {
      list.PrimWriteIdx(static_cast<ImDrawIdx>(first + 2 * corner));
    }
  }
  for (unsigned i = 0; i < count; ++i) {
    const unsigned here = first + 2 * i;
    const unsigned next = first + 2 * ((i + 1) % count);
    quad(list, here, next, next + 1, here + 1);
  }
}

}  // namespace kerb::kiosk::ui
