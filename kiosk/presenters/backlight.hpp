// The light behind the panel, through the kernel's backlight class
// (Documentation/ABI/stable/sysfs-class-backlight): a folder with `brightness` and `max_brightness`.
#pragma once

#include <filesystem>

#include "hal/error.hpp"

namespace kerb::kiosk {

// Any one thread.
class Backlight {
 public:
  // Errors: backlight.unusable (no such folder, or it may not be written).
  static hal::Result<Backlight> open(const std::filesystem::path& folder);

  // 1 to 100, as the eye sees it: half of it needs a fifth of the power (CIE 1931 lightness).
  // Written only when it changes. Errors: backlight.unusable.
  hal::Result<void> set(int percent);

 private:
  Backlight(std::filesystem::path file, int most) : file_(std::move(file)), most_(most) {}
  std::filesystem::path file_;
  int most_;
  int written_ = -1;
};

// The value of 0 to `most` that looks like so many percent, at least 1.
int backlight_level(int percent, int most);

}  // namespace kerb::kiosk
