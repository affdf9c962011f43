// From one page to the next: the new one rises a little and takes the place of the old one while
// that fades, so that the eye sees that something followed. Short enough not to keep anybody
// waiting; what is touched meanwhile is already the new page.
#pragma once

#include <optional>
#include <vector>

#include "hal/clock.hpp"
#include "hal/display.hpp"

namespace kerb::kiosk::ui {

class Transition {
 public:
  static constexpr hal::Millis kSpan{180};
  static constexpr hal::Millis kStep{33};  // between its frames

  // Keeps a copy of what is shown now.
  void begin(const hal::FrameView& from, hal::Monotonic now);
  bool active(hal::Monotonic now) const { return began_ && now - *began_ < kSpan; }
  // What to show instead of `to`; good until the next call. Ends when `to` has another size.
  hal::FrameView mixed(const hal::FrameView& to, hal::Monotonic now);
  // True once, when it is over and the page itself has not been shown whole yet.
  bool just_over(hal::Monotonic now);

 private:
  std::optional<hal::Monotonic> began_;
  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint32_t> from_;
  std::vector<std::uint32_t> mixed_;
};

}  // namespace kerb::kiosk::ui
