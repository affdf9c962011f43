// From fingers to meaning. One finger at a time counts: a second one, a palm that rests, rain that
// drums with many contacts at once are no wish of the driver's. Pure: time and the tree come in,
// gestures go out.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/clock.hpp"
#include "hal/display.hpp"
#include "kiosk/ui/semantic_tree.hpp"

namespace kerb::kiosk::ui {

struct Touching {};        // any finger came down: somebody is there
struct PressedChanged {};  // draw a frame now: pressed() is another
struct Activated {         // a tap on an enabled element
  std::string name;
  std::optional<Intent> action;
};
struct LongPressed {
  std::string name;  // empty: on no element
  Point at;
};
struct Dragged {  // in pixels since the last one; also while it glides on
  float dx = 0;
  float dy = 0;
};
using Gesture = std::variant<Touching, PressedChanged, Activated, LongPressed, Dragged>;

class TouchRecogniser {
 public:
  explicit TouchRecogniser(float px_per_mm);

  // Events in the order of time. The tree is that of the frame the driver sees.
  std::vector<Gesture> on_touch(const hal::Touch& touch, hal::Monotonic now,
                                const SemanticTree& tree);
  // Time went by: long presses, gliding, palms. Call it when wake_at() says.
  std::vector<Gesture> on_time(hal::Monotonic now, const SemanticTree& tree);
  std::optional<hal::Monotonic> wake_at() const;
  // The element under the finger, for ScreenContext::pressed; empty when none.
  const std::string& pressed() const { return pressed_; }
  // The screen changed under the finger: what it touches now is not what the driver meant.
  void forget();

 private:
  struct Finger {
    std::int64_t id = 0;
    Point start;
    Point last;
    hal::Monotonic down{};
    hal::Monotonic moved{};
    bool dragging = false;
    bool long_reported = false;
    bool spent = false;  // no tap any more: dragged away, rain, screen changed
    float vx = 0;        // pixels per second
    float vy = 0;
  };
  std::vector<Gesture> down(const hal::Touch& touch, hal::Monotonic now, const SemanticTree& tree);
  std::vector<Gesture> move(const hal::Touch& touch, hal::Monotonic now, const SemanticTree& tree);
  std::vector<Gesture> up(const hal::Touch& touch, hal::Monotonic now, const SemanticTree& tree);
  void set_pressed(std::string name, std::vector<Gesture>& out);
  void ignore(std::int64_t finger);
  bool is_rain(hal::Monotonic now);

  float slop_;
  float hit_slop_;
  std::string pressed_;
  std::optional<Finger> finger_;
  std::vector<std::int64_t> ignored_;  // contacts that do not count until they leave
  std::vector<hal::Monotonic> recent_downs_;
  Point glide_velocity_{};
  std::optional<hal::Monotonic> glide_last_;
};

}  // namespace kerb::kiosk::ui
