// All that a widget or a screen needs while one frame is drawn.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/clock.hpp"
#include "kiosk/ui/canvas.hpp"
#include "kiosk/ui/semantic_tree.hpp"
#include "kiosk/ui/theme.hpp"

namespace kerb::kiosk::ui {

// How far a page that is longer than the panel has moved up, in pixels.
struct Scroll {
  float at = 0;                     // 0 to most; what lies beyond is corrected when it is drawn
  float most = 0;                   // 0: the page is not longer
  float step = 0;                   // what one touch moves: a little less than what is seen
  std::vector<float> heights = {};  // of its parts; empty: not measured yet
};

struct ScreenContext {
  Canvas& canvas;
  SemanticTree& tree;
  const Palette& palette;
  const Metrics& metrics;
  Rect area;                      // where the screen may draw
  hal::Monotonic now{};           // drives animations
  hal::Monotonic shown_since{};   // when this page came, by the same clock
  std::string_view pressed = {};  // the element under the finger, or empty
  std::string_view focused = {};  // the element that the tactile keys stand on, or empty
  bool rtl = false;               // reading goes right to left: cut_start(), mirrored()
  bool turned = false;            // the same for the page as a whole: it follows the hand, too
  bool still = false;             // no animation (golden pictures, reduced motion)
  Scroll* scroll = nullptr;       // of a page that is longer than the panel; absent: from its top

  // The frame should be drawn again after this long; the shortest wish counts. Widgets that move
  // call it.
  void animate(hal::Millis again_in) {
    if (!still && (!again_in_ || again_in < *again_in_)) again_in_ = again_in;
  }
  std::optional<hal::Millis> again_in() const { return again_in_; }
  // Where a cycle of `period` stands, 0 to 1; 0 when `still`.
  float phase(hal::Millis period) const;

  // Something needs so many pixels of height more than it was given.
  void lack(float height) { lacking_ = std::max(lacking_, height); }
  float lacking() const { return lacking_; }

  std::optional<hal::Millis> again_in_{};
  float lacking_ = 0;
};

// The pace of moving decoration: 20 frames a second.
inline constexpr hal::Millis kAnimationStep{50};

}  // namespace kerb::kiosk::ui
