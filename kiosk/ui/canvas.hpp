// What a frame is drawn with. A Canvas only notes draw commands (in Dear ImGui's draw list); the
// Renderer turns them into pixels, and only where something changed. Shapes are anti-aliased;
// rectangles snap to whole pixels so that edges stay crisp.
//
// Text: screens do not call draw_text(); they use label() and the other widgets, which also enter
// the text into the semantic tree. The canvas keeps a mark of every drawn text, so that a test can
// prove it. UI thread only, between Renderer::begin() and Renderer::end().
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kiosk/ui/colour.hpp"
#include "kiosk/ui/geometry.hpp"
#include "kiosk/ui/icons.hpp"
#include "kiosk/ui/image.hpp"
#include "kiosk/ui/qr.hpp"
#include "kiosk/ui/text.hpp"

struct ImDrawList;

namespace kerb::kiosk::ui {

enum class Axis : std::uint8_t { vertical, horizontal };
struct Gradient {
  Colour from = 0;  // top, or left
  Colour to = 0;
  Axis axis = Axis::vertical;
};

struct Shadow {
  Colour colour = 0;
  float blur = 26;  // how far it reaches beyond the shape
  float drop = 8;   // how far it is moved down
};

// One text that was drawn: for tests of overlap, truncation, missing glyphs and contrast.
struct TextMark {
  Rect ink;
  Colour colour = 0;
  float size = 0;
  int missing = 0;
  bool truncated = false;
  bool icon = false;
  bool clipped = false;  // only a part of it is seen, and `ink` is that part
};

class Canvas {
 public:
  Canvas(ImDrawList& list, TextEngine& text, const Texture& shadow, Size size);

  Size size() const { return size_; }
  Rect area() const { return {0, 0, size_.w, size_.h}; }
  TextEngine& text_engine() { return *text_; }

  void fill(Rect box, Colour colour);
  void fill(Rect box, Gradient gradient);
  void rounded(Rect box, float radius, Colour colour);
  void rounded(Rect box, float radius, Gradient gradient);
  // The line lies inside the box.
  void outline(Rect box, float radius, Colour colour, float width = 1);
  // Drawn before the shape that casts it.
  void shadow(Rect box, Shadow shadow);

  void circle(Point centre, float radius, Colour colour);
  void circle_outline(Point centre, float radius, Colour colour, float width);
  // Angles in turns, 0 at three o'clock, clockwise; round ends. A full turn closes.
  void arc(Point centre, float radius, float from_turn, float to_turn, float width, Colour colour,
           bool round_caps = true);
  void line(Point from, Point to, Colour colour, float width = 1);
  void polyline(std::span<const Point> points, Colour colour, float width, bool closed = false);
  // A convex polygon.
  void polygon(std::span<const Point> points, Colour colour);
  // The area between a curve (x grows) and the horizontal at base_y. `top` is the colour at the
  // height `full_y`, fading down to `bottom` at base_y.
  void area_chart(std::span<const Point> curve, float full_y, float base_y, Colour top,
                  Colour bottom);

  void image(const Image& image, Rect box, Colour tint = kWhite);
  // Modules are whole pixels; the code is centred in what is left. Four modules of quiet zone are
  // the caller's (the box's ground must be light).
  void qr(const QrCode& code, Rect box, Colour dark);
  void icon(Icon icon, Point centre, float size, Colour colour);
  // Top left of the layout's box at `at`.
  void draw_text(const TextLayout& layout, Point at, Colour colour);

  void push_clip(Rect box);  // intersected with the clip in force
  void pop_clip();

  const std::vector<TextMark>& text_marks() const { return marks_; }
  // A further white alpha texture draws with this list; used by tests.
  ImDrawList& list() { return *list_; }

 private:
  friend class Rehearsal;
  void draw_glyphs(const TextLayout& layout, Point at, Colour colour);
  void mark(const TextLayout& layout, Point at, Colour colour, bool icon);

  ImDrawList* list_;
  TextEngine* text_;
  const Texture* shadow_;
  Size size_;
  std::vector<TextMark> marks_;
};

// Clips for as long as it lives.
class ClipScope {
 public:
  ClipScope(Canvas& canvas, Rect box) : canvas_(canvas) { canvas_.push_clip(box); }
  ~ClipScope() { canvas_.pop_clip(); }
  ClipScope(const ClipScope&) = delete;
  ClipScope& operator=(const ClipScope&) = delete;

 private:
  Canvas& canvas_;
};

// A canvas like another one, from which nothing is ever drawn: for finding out how much room
// something takes.
class Rehearsal {
 public:
  explicit Rehearsal(const Canvas& like);
  ~Rehearsal();
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  Canvas& canvas() { return canvas_; }

 private:
  std::unique_ptr<ImDrawList> list_;
  Canvas canvas_;
};

}  // namespace kerb::kiosk::ui
