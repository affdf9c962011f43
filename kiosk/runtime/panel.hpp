// The driver's panel, as the config describes it: what frames go to, and the light behind it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "hal/clock.hpp"
#include "hal/display.hpp"
#include "kiosk/config.hpp"
#include "kiosk/presenters/backlight.hpp"
#include "kiosk/presenters/sdl_windows.hpp"
#include "kiosk/station/snapshot.hpp"

namespace kerb::kiosk {

// UI thread, except what hal::Display says.
class Panel {
 public:
  // Errors: those of SdlWindows, DrmCard and Backlight. `log` gets a line when the light fails
  // later.
  static hal::Result<std::unique_ptr<Panel>> open(const Config& config,
                                                  std::function<void(const std::string&)> log);

  hal::Display& display() { return *display_; }
  // Somebody is there: a finger or a key.
  void touched(hal::Monotonic now) { touched_ = now; }
  // Follows the clock and whoever stands before the panel; a new screen counts as somebody. Call it
  // with every frame.
  void light(const Snapshot& shown);

 private:
  Panel(const Config& config, std::function<void(const std::string&)> log);
  hal::Result<void> open_display(const DisplayConfig& wish);

  BacklightConfig backlight_;
  payment::tariff::Zone zone_;
  std::function<void(const std::string&)> log_;
  std::unique_ptr<SdlWindows> windows_;
  std::unique_ptr<hal::Display> display_;
  std::optional<Backlight> lamp_;
  hal::Monotonic touched_{};
  std::size_t screen_ = 0;
};

}  // namespace kerb::kiosk
