// A panel without a GPU: frames go into two buffers of the display card, turn about, so that nobody
// ever sees half of one. Fingers and keys come from another display, which shows nothing.
#pragma once

#include <array>
#include <memory>

#include "hal/display.hpp"
#include "kiosk/presenters/drm_card.hpp"

namespace kerb::kiosk {

// UI thread, except wake().
class DumbDisplay final : public hal::Display {
 public:
  // Errors: those of DrmCard::make_buffer().
  static hal::Result<std::unique_ptr<DumbDisplay>> create(std::unique_ptr<DrmCard> card,
                                                          std::unique_ptr<hal::Display> input);

  int width() const override { return card_->width(); }
  int height() const override { return card_->height(); }
  void present(const hal::FrameView& frame, hal::PixelRect damage) override;
  std::optional<hal::DisplayEvent> wait(hal::Millis timeout) override;
  void wake() override { input_->wake(); }

 private:
  DumbDisplay(std::unique_ptr<DrmCard> card, std::unique_ptr<hal::Display> input,
              std::array<DrmCard::Buffer, 2> buffers);

  std::unique_ptr<DrmCard> card_;
  std::unique_ptr<hal::Display> input_;
  std::array<DrmCard::Buffer, 2> buffers_;
  std::size_t next_ = 0;
  hal::PixelRect missed_;     // what the next buffer does not have yet
  bool other_is_old_ = true;  // the other buffer lacks more than the last frame
};

}  // namespace kerb::kiosk
