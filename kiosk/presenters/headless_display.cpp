#include "kiosk/presenters/headless_display.hpp"

namespace kerb::kiosk {

void HeadlessDisplay::present(const hal::FrameView& frame, hal::PixelRect damage) {
  const bool other_size = frame.width != shown_width_ || frame.height != shown_height_;
  if (!other_size && damage.empty()) return;
  ++presented_;
  if (other_size) {
    shown_width_ = frame.width;
    shown_height_ = frame.height;
    pixels_.assign(frame.pixels.begin(), frame.pixels.end());
    return;
  }
  // Only what is said to differ is copied, as a panel would: a wrong damage shows.
  for (int y = damage.top; y < damage.bottom; ++y) {
    const auto row = static_cast<std::ptrdiff_t>(y) * frame.width;
    std::copy(frame.pixels.begin() + row + damage.left, frame.pixels.begin() + row + damage.right,
              pixels_.begin() + row + damage.left);
  }
}

std::optional<hal::DisplayEvent> HeadlessDisplay::wait(hal::Millis timeout) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, timeout, [&] { return woken_ || !events_.empty(); });
  woken_ = false;
  if (events_.empty()) return std::nullopt;
  const hal::DisplayEvent event = events_.front();
  events_.pop_front();
  if (const auto* resized = std::get_if<hal::Resized>(&event)) {
    width_ = resized->width;
    height_ = resized->height;
  }
  return event;
}

void HeadlessDisplay::wake() {
  {
    const std::scoped_lock lock(mutex_);
    woken_ = true;
  }
  arrived_.notify_all();
}

void HeadlessDisplay::push(hal::DisplayEvent event) {
  {
    const std::scoped_lock lock(mutex_);
    events_.push_back(event);
  }
  arrived_.notify_all();
}

hal::FrameView HeadlessDisplay::shown() const {
  return {shown_width_, shown_height_, pixels_};
}

}  // namespace kerb::kiosk
