// All that a widget or a screen needs while one frame is drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hal/clock.hpp"
#include "kiosk/ui/canvas.hpp"
#include "kiosk/ui/semantic_tree.hpp"
#include "kiosk/ui/theme.hpp"

namespace kerb::kiosk::ui {

struct ScreenContext {
  Canvas& canvas;
  SemanticTree& tree;
  const Palette& palette;
  const Metrics& metrics;
  Rect area;                      // where the screen may draw
  hal::Monotonic now{};           // drives animations
  std::string_view pressed = {};  // the element under the finger, or empty
  std::string_view focused = {};  // the element that the tactile keys stand on, or empty
  bool rtl = false;               // reading goes right to left: cut_start(), mirrored()
  bool turned = false;            // the same for the page as a whole: it follows the hand, too
  bool still = false;             // no animation (golden pictures, reduced motion)

  // The frame should be drawn again after this long; the shortest wish counts. Widgets that move
  // call it.
  void animate(hal::Millis again_in) {
    if (!still && (!again_in_ || again_in < *again_in_)) again_in_ = again_in;
  }
  std::optional<hal::Millis> again_in() const { return again_in_; }
  // Where a cycle of `period` stands, 0 to 1; 0 when `still`.
  float phase(hal::Millis period) const;

  std::optional<hal::Millis> again_in_{};
};

// The pace of moving decoration: 20 frames a second.
inline constexpr hal::Millis kAnimationStep{50};

}  // namespace kerb::kiosk::ui
