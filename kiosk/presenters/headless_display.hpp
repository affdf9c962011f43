// A display in memory, for journeys and tests. Events are put in by whoever plays the driver.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "hal/display.hpp"

namespace kerb::kiosk {

class HeadlessDisplay final : public hal::Display {
 public:
  HeadlessDisplay(int width, int height) : width_(width), height_(height) {}

  int width() const override { return width_; }
  int height() const override { return height_; }
  void present(const hal::FrameView& frame, hal::PixelRect damage) override;
  std::optional<hal::DisplayEvent> wait(hal::Millis timeout) override;
  void wake() override;

  // Any thread. A Resized also changes width() and height() when wait() returns it.
  void push(hal::DisplayEvent event);
  // The last frame; empty before the first. UI thread.
  hal::FrameView shown() const;
  int presented() const { return presented_; }

 private:
  int width_;
  int height_;
  std::vector<std::uint32_t> pixels_;
  int shown_width_ = 0;
  int shown_height_ = 0;
  int presented_ = 0;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<hal::DisplayEvent> events_;
  bool woken_ = false;
};

}  // namespace kerb::kiosk
