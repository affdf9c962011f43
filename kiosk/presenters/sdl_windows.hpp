// Windows on a desk, and the whole screen of a board. All windows of the process share one event
// queue, so one SdlWindows owns SDL and hands each event to the window that it belongs to. SDL's
// own mouse becomes one finger. UI thread, except wake().
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "hal/display.hpp"
#include "hal/error.hpp"

namespace kerb::kiosk {

class SdlWindows {
 public:
  // `driver` is one of SDL's video drivers; empty: the first that works. "evdev" shows nothing and
  // brings the fingers and keys of a board. Errors: display.unavailable (no X, Wayland or KMS
  // device).
  static hal::Result<std::unique_ptr<SdlWindows>> create(const std::string& driver = {});
  virtual ~SdlWindows() = default;

  struct Wish {
    std::string title;
    int width = 1024;
    int height = 600;
    bool resizable = true;
    bool whole_screen = false;
    std::optional<int> x = std::nullopt;  // where on the desk; nothing: the desk decides
    std::optional<int> y = std::nullopt;
  };
  // The part of the desk that windows may cover, without bars and docks. Empty: unknown.
  virtual hal::PixelRect room() const = 0;

  // A window that lives at most as long as this object. Its wait() serves all windows: events of
  // the others are kept for them. Errors: display.no_window.
  virtual hal::Result<std::unique_ptr<hal::Display>> open(const Wish& wish) = 0;

  // Waits until an event for any window has come, wake() was called, or the time is over.
  virtual void wait_any(hal::Millis timeout) = 0;
  // Ends a running wait of any window. Any thread.
  virtual void wake() = 0;
};

}  // namespace kerb::kiosk
