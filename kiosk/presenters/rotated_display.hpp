// A panel that is mounted on its side or upside down. Kerb draws upright; the picture is turned on
// its way out and the fingers on their way in.
#pragma once

#include <memory>
#include <vector>

#include "hal/display.hpp"

namespace kerb::kiosk {

// Degrees by which the picture is turned clockwise on the panel.
enum class Rotation { none = 0, quarter = 90, half = 180, three_quarters = 270 };

// UI thread, except wake().
class RotatedDisplay final : public hal::Display {
 public:
  RotatedDisplay(std::unique_ptr<hal::Display> panel, Rotation rotation);

  int width() const override;
  int height() const override;
  void present(const hal::FrameView& frame, hal::PixelRect damage) override;
  std::optional<hal::DisplayEvent> wait(hal::Millis timeout) override;
  void wake() override { panel_->wake(); }

 private:
  bool sideways() const;
  hal::PixelRect turned(const hal::PixelRect& upright, int width, int height) const;
  hal::Touch upright(hal::Touch touch) const;

  std::unique_ptr<hal::Display> panel_;
  Rotation rotation_;
  std::vector<std::uint32_t> pixels_;  // as the panel shows them
};

}  // namespace kerb::kiosk
