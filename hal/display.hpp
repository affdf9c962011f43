// Where a finished frame goes: a window, a file, a panel. A presenter copies what it needs before
// it returns.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "hal/clock.hpp"

namespace kerb::hal {

// 0xAABBGGRR in memory order R, G, B, A; rows top to bottom without padding.
struct FrameView {
  int width = 0;
  int height = 0;
  std::span<const std::uint32_t> pixels;
};

// Half-open, in pixels.
struct PixelRect {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;
  bool empty() const { return left >= right || top >= bottom; }
};

// Fingers only: a mouse is one finger. Positions in frame pixels.
struct Touch {
  enum class Phase { down, move, up, cancel };
  Phase phase = Phase::down;
  std::int64_t finger = 0;
  float x = 0;
  float y = 0;
};
struct Resized {
  int width = 0;
  int height = 0;
};
struct CloseRequested {};
// A key on a keyboard or a tactile pad. The first five walk and use what is on the screen, the
// others are for the voice that reads it.
struct Key {
  enum class Meaning { next, previous, activate, back, help, speech, repeat, pause, volume };
  Meaning meaning = Meaning::next;
};
// The plug of a headset went in or out beside the screen.
struct Headset {
  bool plugged = false;
};
using DisplayEvent = std::variant<Touch, Resized, CloseRequested, Key, Headset>;

// All calls from the UI thread. Only wake() may come from another thread.
class Display {
 public:
  virtual ~Display() = default;
  virtual int width() const = 0;
  virtual int height() const = 0;
  // Shows the frame; only `damage` differs from the last one.
  virtual void present(const FrameView& frame, PixelRect damage) = 0;
  // The next thing that the driver did, or nothing after `timeout` or after wake().
  virtual std::optional<DisplayEvent> wait(Millis timeout) = 0;
  // Ends a running wait(). Any thread.
  virtual void wake() = 0;
};

}  // namespace kerb::hal
