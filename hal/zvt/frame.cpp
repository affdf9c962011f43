#include "hal/zvt/frame.hpp"

#include <cassert>

namespace kerb::hal::zvt {
namespace {

constexpr std::uint8_t kLengthFollows = 0xFF;
constexpr std::size_t kShortHead = 3;
constexpr std::size_t kLongHead = 5;

}  // namespace

Bytes octets_of(const Frame& frame) {
  assert(frame.data.size() <= kLongestData);
  Bytes octets;
  octets.reserve(frame.data.size() + kLongHead);
  octets.push_back(static_cast<std::uint8_t>(frame.command >> 8U));
  octets.push_back(static_cast<std::uint8_t>(frame.command & 0xFFU));
  if (frame.long_form || frame.data.size() >= kLengthFollows) {
    octets.push_back(kLengthFollows);
    octets.push_back(static_cast<std::uint8_t>(frame.data.size() & 0xFFU));
    octets.push_back(static_cast<std::uint8_t>(frame.data.size() >> 8U & 0xFFU));
  } else {
    octets.push_back(static_cast<std::uint8_t>(frame.data.size()));
  }
  octets.insert(octets.end(), frame.data.begin(), frame.data.end());
  return octets;
}

bool FrameReader::feed(ByteView octets) {
  if (start_ != 0) {
    held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(start_));
    start_ = 0;
  }
  if (octets.size() > kMost - held_.size()) return false;
  held_.insert(held_.end(), octets.begin(), octets.end());
  return true;
}

std::optional<Frame> FrameReader::next() {
  const ByteView rest = ByteView(held_).subspan(start_);
  if (rest.size() < kShortHead) return std::nullopt;
  Frame frame;
  frame.command = static_cast<Command>(rest[0] << 8U | rest[1]);
  std::size_t head = kShortHead;
  std::size_t length = rest[2];
  if (rest[2] == kLengthFollows) {
    if (rest.size() < kLongHead) return std::nullopt;
    head = kLongHead;
    length = std::size_t{rest[3]} | std::size_t{rest[4]} << 8U;
    frame.long_form = length < kLengthFollows;
  }
  if (rest.size() - head < length) return std::nullopt;
  const ByteView data = rest.subspan(head, length);
  frame.data.assign(data.begin(), data.end());
  start_ += head + length;
  if (start_ == held_.size()) clear();
  return frame;
}

void FrameReader::clear() {
  held_.clear();
  start_ = 0;
}

}  // namespace kerb::hal::zvt
