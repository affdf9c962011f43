#include "kiosk/ui/transition.hpp"

#include <algorithm>

namespace kerb::kiosk::ui {
namespace {

constexpr std::uint32_t kWhole = 256;
constexpr int kRise = 14;  // pixels

// `weight` of 256 parts of `to`, all four octets at once, two by two.
std::uint32_t blend(std::uint32_t from, std::uint32_t to, std::uint32_t weight) {
  constexpr std::uint32_t kEven = 0x00FF00FFU;
  const std::uint32_t other = kWhole - weight;
  const std::uint32_t even = ((from & kEven) * other + (to & kEven) * weight) >> 8U & kEven;
  const std::uint32_t odd = ((from >> 8U & kEven) * other + (to >> 8U & kEven) * weight) & ~kEven;
  return even | odd;
}

// Quick at first, slow at the end: 1 - (1 - t)², in 256 parts.
std::uint32_t eased(hal::Millis passed) {
  const auto span = Transition::kSpan.count();
  const auto left = std::clamp<std::int64_t>(span - passed.count(), 0, span);
  return kWhole - static_cast<std::uint32_t>(kWhole * left * left / (span * span));
}

}  // namespace

void Transition::begin(const hal::FrameView& from, hal::Monotonic now) {
  width_ = from.width;
  height_ = from.height;
  from_.assign(from.pixels.begin(), from.pixels.end());
  began_ = now;
}

hal::FrameView Transition::mixed(const hal::FrameView& to, hal::Monotonic now) {
  if (!began_ || to.width != width_ || to.height != height_) {
    began_.reset();
    return to;
  }
  const std::uint32_t weight = eased(now - *began_);
  const int below = kRise - static_cast<int>(kRise * weight / kWhole);
  mixed_.resize(from_.size());
  for (int y = 0; y < height_; ++y) {
    const auto row = static_cast<std::ptrdiff_t>(y) * width_;
    const auto source = static_cast<std::ptrdiff_t>(std::max(0, y - below)) * width_;
    const std::uint32_t* a = from_.data() + row;
    const std::uint32_t* b = to.pixels.data() + source;
    std::uint32_t* out = mixed_.data() + row;
    for (int x = 0; x < width_; ++x) out[x] = blend(a[x], b[x], weight);
  }
  return {width_, height_, mixed_};
}

bool Transition::just_over(hal::Monotonic now) {
  if (!began_ || active(now)) return false;
  began_.reset();
  return true;
}

}  // namespace kerb::kiosk::ui
