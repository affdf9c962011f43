#include "kiosk/presenters/backlight.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace kerb::kiosk {
namespace {

tl::unexpected<hal::Error> unusable(const std::filesystem::path& file, const char* what) {
  return hal::failure("backlight.unusable", what + file.string(),
                      "check [backlight] device, and let the service's user write it (a udev rule "
                      "that gives it to the group video)");
}

}  // namespace

// Lightness L gives luminance ((L + 16) / 116)^3, and L / 903.3 up to L = 8 (CIE 1931).
int backlight_level(int percent, int most) {
  const std::int64_t lightness = std::clamp(percent, 0, 100);
  std::int64_t millionths = lightness * 10'000'000 / 9033;
  if (lightness > 8) {
    const std::int64_t root = lightness + 16;
    millionths = root * root * root * 1'000'000 / (116 * 116 * 116);
  }
  return static_cast<int>(std::clamp<std::int64_t>(millionths * most / 1'000'000, 1, most));
}

hal::Result<Backlight> Backlight::open(const std::filesystem::path& folder) {
  int most = 0;
  std::ifstream(folder / "max_brightness") >> most;
  if (most < 1) return unusable(folder / "max_brightness", "reading ");
  const auto file = folder / "brightness";
  if (!std::ofstream(file, std::ios::app)) return unusable(file, "opening ");
  return Backlight(file, most);
}

hal::Result<void> Backlight::set(int percent) {
  const int level = backlight_level(percent, most_);
  if (level == written_) return {};
  std::ofstream out(file_);
  out << level;
  if (!out.flush()) return unusable(file_, "writing ");
  written_ = level;
  return {};
}

}  // namespace kerb::kiosk
