#include "kiosk/presenters/rotated_display.hpp"

#include <algorithm>
#include <utility>

namespace kerb::kiosk {
namespace {

// Where a pixel of an upright frame of width × height goes.
struct Place {
  int x;
  int y;
};
Place place_of(Rotation rotation, int x, int y, int width, int height) {
  switch (rotation) {
    case Rotation::quarter:
      return {height - 1 - y, x};
    case Rotation::half:
      return {width - 1 - x, height - 1 - y};
    case Rotation::three_quarters:
      return {y, width - 1 - x};
    case Rotation::none:
      break;
  }
  return {x, y};
}

}  // namespace

RotatedDisplay::RotatedDisplay(std::unique_ptr<hal::Display> panel, Rotation rotation)
    : panel_(std::move(panel)), rotation_(rotation) {}

bool RotatedDisplay::sideways() const {
  return rotation_ == Rotation::quarter || rotation_ == Rotation::three_quarters;
}

int RotatedDisplay::width() const {
  return sideways() ? panel_->height() : panel_->width();
}
int RotatedDisplay::height() const {
  return sideways() ? panel_->width() : panel_->height();
}

hal::PixelRect RotatedDisplay::turned(const hal::PixelRect& upright, int width, int height) const {
  if (upright.empty()) return {};
  const Place a = place_of(rotation_, upright.left, upright.top, width, height);
  const Place b = place_of(rotation_, upright.right - 1, upright.bottom - 1, width, height);
  return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x) + 1, std::max(a.y, b.y) + 1};
}

void RotatedDisplay::present(const hal::FrameView& frame, hal::PixelRect damage) {
  const int across = sideways() ? frame.height : frame.width;
  const int down = sideways() ? frame.width : frame.height;
  if (pixels_.size() != frame.pixels.size()) {
    pixels_.assign(frame.pixels.size(), 0);
    damage = {0, 0, frame.width, frame.height};
  }
  for (int y = damage.top; y < damage.bottom; ++y) {
    const std::uint32_t* from =
        frame.pixels.data() + static_cast<std::ptrdiff_t>(y) * frame.width + damage.left;
    // Along a row the target moves by the same distance with every pixel.
    const Place first = place_of(rotation_, damage.left, y, frame.width, frame.height);
    const Place second = place_of(rotation_, damage.left + 1, y, frame.width, frame.height);
    auto at = static_cast<std::ptrdiff_t>(first.y) * across + first.x;
    const auto step =
        static_cast<std::ptrdiff_t>(second.y - first.y) * across + (second.x - first.x);
    for (int x = damage.left; x < damage.right; ++x, at += step) {
      pixels_[static_cast<std::size_t>(at)] = *from++;
    }
  }
  panel_->present({across, down, pixels_}, turned(damage, frame.width, frame.height));
}

hal::Touch RotatedDisplay::upright(hal::Touch touch) const {
  const auto across = static_cast<float>(panel_->width());
  const auto down = static_cast<float>(panel_->height());
  switch (rotation_) {
    case Rotation::quarter:
      return {touch.phase, touch.finger, touch.y, across - touch.x};
    case Rotation::half:
      return {touch.phase, touch.finger, across - touch.x, down - touch.y};
    case Rotation::three_quarters:
      return {touch.phase, touch.finger, down - touch.y, touch.x};
    case Rotation::none:
      break;
  }
  return touch;
}

std::optional<hal::DisplayEvent> RotatedDisplay::wait(hal::Millis timeout) {
  auto event = panel_->wait(timeout);
  if (!event) return event;
  if (auto* touch = std::get_if<hal::Touch>(&*event)) *touch = upright(*touch);
  if (auto* resized = std::get_if<hal::Resized>(&*event); resized != nullptr && sideways()) {
    std::swap(resized->width, resized->height);
  }
  return event;
}

}  // namespace kerb::kiosk
