// Positions in frame pixels, y down. Layout here is cutting: a screen starts with its whole area
// and cuts strips off it until nothing is left, so two parts can never overlap by accident.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kerb::kiosk::ui {

struct Point {
  float x = 0;
  float y = 0;
};

struct Size {
  float w = 0;
  float h = 0;
};

struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  Point centre() const { return {x + w / 2, y + h / 2}; }
  bool empty() const { return w <= 0 || h <= 0; }
  bool contains(Point p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  bool contains(const Rect& r) const {
    return r.x >= x && r.y >= y && r.right() <= right() && r.bottom() <= bottom();
  }
  bool overlaps(const Rect& r) const {
    return x < r.right() && r.x < right() && y < r.bottom() && r.y < bottom();
  }
  // What both have in common; empty where they do not meet.
  Rect common(const Rect& r) const {
    const float left = std::max(x, r.x);
    const float top = std::max(y, r.y);
    return {left, top, std::max(0.0F, std::min(right(), r.right()) - left),
            std::max(0.0F, std::min(bottom(), r.bottom()) - top)};
  }
  // Smaller by `by` on every side; never negative.
  Rect inset(float by) const { return inset(by, by); }
  Rect inset(float dx, float dy) const {
    return {x + dx, y + dy, std::max(0.0F, w - 2 * dx), std::max(0.0F, h - 2 * dy)};
  }
  Rect moved(float dx, float dy) const { return {x + dx, y + dy, w, h}; }

  // Cuts a strip off this rectangle and leaves the rest, less `gap`. A strip is at most what is
  // there.
  Rect cut_top(float height, float gap = 0);
  Rect cut_bottom(float height, float gap = 0);
  Rect cut_left(float width, float gap = 0);
  Rect cut_right(float width, float gap = 0);
  // Left when reading goes left to right, else right; and the other end.
  Rect cut_start(float width, float gap, bool rtl) {
    return rtl ? cut_right(width, gap) : cut_left(width, gap);
  }
  Rect cut_end(float width, float gap, bool rtl) {
    return rtl ? cut_left(width, gap) : cut_right(width, gap);
  }
};

// `count` equal columns in reading order, or rows from the top.
std::vector<Rect> columns(const Rect& area, std::size_t count, float gap, bool rtl = false);
std::vector<Rect> rows(const Rect& area, std::size_t count, float gap);

// A box of the given size in the middle of the area.
Rect centred(const Rect& area, Size size);

// Where `r` lies when the area is seen in a mirror: right-to-left screens are mirrored, not
// re-invented.
inline Rect mirrored(const Rect& r, const Rect& area) {
  return {area.x + area.right() - r.right(), r.y, r.w, r.h};
}

}  // namespace kerb::kiosk::ui
