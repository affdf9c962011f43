#include "kiosk/presenters/dumb_display.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace kerb::kiosk {
namespace {

hal::PixelRect both(const hal::PixelRect& a, const hal::PixelRect& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.left, b.left), std::min(a.top, b.top), std::max(a.right, b.right),
          std::max(a.bottom, b.bottom)};
}

// R, G, B, A in memory becomes 0x00RRGGBB.
void copy(const hal::FrameView& frame, const hal::PixelRect& box, const DrmCard::Buffer& buffer) {
  std::vector<std::uint32_t> row(static_cast<std::size_t>(box.right - box.left));
  for (int y = box.top; y < box.bottom; ++y) {
    const std::uint32_t* from =
        frame.pixels.data() + static_cast<std::ptrdiff_t>(y) * frame.width + box.left;
    for (std::uint32_t& pixel : row) {
      pixel = (*from & 0x0000FF00U) | (*from & 0xFFU) << 16U | (*from >> 16U & 0xFFU);
      ++from;
    }
    // A whole row at once: this memory is slow to write in small pieces.
    std::memcpy(buffer.octets.data() + static_cast<std::size_t>(y) * buffer.pitch +
                    static_cast<std::size_t>(box.left) * sizeof(std::uint32_t),
                row.data(), row.size() * sizeof(std::uint32_t));
  }
}

}  // namespace

hal::Result<std::unique_ptr<DumbDisplay>> DumbDisplay::create(std::unique_ptr<DrmCard> card,
                                                              std::unique_ptr<hal::Display> input) {
  std::array<DrmCard::Buffer, 2> buffers;
  for (DrmCard::Buffer& buffer : buffers) {
    auto made = card->make_buffer();
    if (!made) return tl::make_unexpected(made.error());
    buffer = *made;
  }
  return std::unique_ptr<DumbDisplay>(new DumbDisplay(std::move(card), std::move(input), buffers));
}

DumbDisplay::DumbDisplay(std::unique_ptr<DrmCard> card, std::unique_ptr<hal::Display> input,
                         std::array<DrmCard::Buffer, 2> buffers)
    : card_(std::move(card)),
      input_(std::move(input)),
      buffers_(buffers),
      missed_{0, 0, card_->width(), card_->height()} {}

void DumbDisplay::present(const hal::FrameView& frame, hal::PixelRect damage) {
  const hal::PixelRect within{0, 0, std::min(frame.width, width()),
                              std::min(frame.height, height())};
  hal::PixelRect box = both(damage, missed_);
  box = {std::max(box.left, 0), std::max(box.top, 0), std::min(box.right, within.right),
         std::min(box.bottom, within.bottom)};
  if (box.empty()) return;
  const DrmCard::Buffer& buffer = buffers_[next_];
  copy(frame, box, buffer);
  // Not shown: the next frame brings all of this again.
  if (!card_->show(buffer)) {
    missed_ = within;
    other_is_old_ = true;
    return;
  }
  next_ = 1 - next_;
  missed_ = other_is_old_ ? within : damage;
  other_is_old_ = false;
}

// Fingers are told in the pixels of whoever feels them.
std::optional<hal::DisplayEvent> DumbDisplay::wait(hal::Millis timeout) {
  auto event = input_->wait(timeout);
  if (!event || std::holds_alternative<hal::Resized>(*event)) return std::nullopt;
  if (auto* touch = std::get_if<hal::Touch>(&*event)) {
    touch->x *= static_cast<float>(width()) / static_cast<float>(std::max(1, input_->width()));
    touch->y *= static_cast<float>(height()) / static_cast<float>(std::max(1, input_->height()));
  }
  return event;
}

}  // namespace kerb::kiosk
