// Whether a headset is plugged in, as the kernel's input layer tells it (EV_SW,
// SW_HEADPHONE_INSERT; Documentation/input/event-codes.rst). A thread of its own waits for it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "hal/display.hpp"
#include "hal/error.hpp"

namespace kerb::kiosk {

class HeadsetJack {
 public:
  // `changed` is called from the jack's thread. Errors: headset.unreadable.
  static hal::Result<std::unique_ptr<HeadsetJack>> open(const std::filesystem::path& device,
                                                        std::function<void()> changed);
  ~HeadsetJack();
  HeadsetJack(const HeadsetJack&) = delete;
  HeadsetJack& operator=(const HeadsetJack&) = delete;

  bool plugged() const { return plugged_; }

 private:
  HeadsetJack(int device, int ending, std::function<void()> changed);
  void watch();
  // False when the device is gone.
  bool read_events();

  int device_;
  int ending_;  // an eventfd
  std::function<void()> changed_;
  std::atomic<bool> plugged_{false};
  std::thread watcher_;
};

// A display that tells of the jack as it tells of fingers. UI thread, except wake().
class DisplayWithHeadset final : public hal::Display {
 public:
  // Errors: those of HeadsetJack::open().
  static hal::Result<std::unique_ptr<hal::Display>> create(std::unique_ptr<hal::Display> display,
                                                           const std::filesystem::path& device);

  int width() const override { return display_->width(); }
  int height() const override { return display_->height(); }
  void present(const hal::FrameView& frame, hal::PixelRect damage) override {
    display_->present(frame, damage);
  }
  std::optional<hal::DisplayEvent> wait(hal::Millis timeout) override;
  void wake() override { display_->wake(); }

 private:
  explicit DisplayWithHeadset(std::unique_ptr<hal::Display> display)
      : display_(std::move(display)) {}
  std::optional<hal::DisplayEvent> news();

  std::unique_ptr<hal::Display> display_;
  std::unique_ptr<HeadsetJack> jack_;  // after the display, which it wakes
  bool told_ = false;
};

}  // namespace kerb::kiosk
