#include "hal/libnfc/frame.hpp"

#include <algorithm>
#include <array>

#include "hal/apdu.hpp"

namespace kerb::hal::libnfc {
namespace {

constexpr std::size_t kMostWords = 120;
constexpr std::size_t kSpan = 4;

struct Shape {
  FrameKind kind;
  std::size_t least;
  std::size_t most;
};

constexpr std::array kShapes = {
    Shape{FrameKind::ask, 0, 0},
    Shape{FrameKind::wait, kSpan, kSpan},
    Shape{FrameKind::cancel, 0, 0},
    Shape{FrameKind::exchange, kShortestCommand, kLongestCommand},
    Shape{FrameKind::field_off, kSpan, kSpan},
    Shape{FrameKind::removal, kSpan, kSpan},
    Shape{FrameKind::ready, 0, 0},
    Shape{FrameKind::done, 0, 0},
    Shape{FrameKind::card, 1, kMostPayload},
    Shape{FrameKind::response, 0, kMostPayload},
    Shape{FrameKind::left, 0, 0},
    Shape{FrameKind::stayed, 0, 0},
    Shape{FrameKind::fault, 1, 1 + kMostWords},
};

std::string words_in(ByteView octets) {
  std::string words;
  for (const std::uint8_t octet : octets.first(std::min(octets.size(), kMostWords))) {
    words += octet >= 0x20 && octet < 0x7F ? static_cast<char>(octet) : '?';
  }
  return words;
}

}  // namespace

Bytes octets_of(const Frame& frame) {
  Bytes octets;
  octets.reserve(kFrameHeader + frame.payload.size());
  octets.push_back(static_cast<std::uint8_t>(frame.kind));
  octets.push_back(static_cast<std::uint8_t>(frame.payload.size() >> 8U));
  octets.push_back(static_cast<std::uint8_t>(frame.payload.size() & 0xFFU));
  octets.insert(octets.end(), frame.payload.begin(), frame.payload.end());
  return octets;
}

std::optional<Frame> frame_in(ByteView octets) {
  if (octets.size() < kFrameHeader || octets.size() > kLongestFrame) return std::nullopt;
  const std::size_t told = std::size_t{octets[1]} << 8U | octets[2];
  const ByteView payload = octets.subspan(kFrameHeader);
  const auto shape = std::find_if(kShapes.begin(), kShapes.end(), [&](const Shape& one) {
    return static_cast<std::uint8_t>(one.kind) == octets[0];
  });
  if (shape == kShapes.end() || told != payload.size()) return std::nullopt;
  if (payload.size() < shape->least || payload.size() > shape->most) return std::nullopt;
  return Frame{shape->kind, Bytes(payload.begin(), payload.end())};
}

Frame with_millis(FrameKind kind, Millis span) {
  const auto count = static_cast<std::uint32_t>(std::clamp(span, Millis{0}, kLongestWait).count());
  Frame frame{kind, Bytes(kSpan)};
  for (std::size_t i = 0; i < kSpan; ++i) {
    frame.payload[i] = static_cast<std::uint8_t>(count >> 8U * (kSpan - 1 - i));
  }
  return frame;
}

Millis millis_in(const Frame& frame) {
  std::uint32_t count = 0;
  for (const std::uint8_t octet : frame.payload) count = count << 8U | octet;
  return std::min(Millis{count}, kLongestWait);
}

Frame fault_frame(ReaderFault fault, const std::string& detail) {
  const std::string_view words = std::string_view(detail).substr(0, kMostWords);
  Frame frame{FrameKind::fault, {}};
  frame.payload.reserve(1 + words.size());
  frame.payload.push_back(static_cast<std::uint8_t>(fault));
  frame.payload.insert(frame.payload.end(), words.begin(), words.end());
  return frame;
}

ReaderFailure failure_in(const Frame& frame) {
  constexpr auto kLast = static_cast<std::uint8_t>(ReaderFault::cancelled);
  const ByteView payload(frame.payload);
  if (payload.empty() || payload[0] > kLast) {
    return {ReaderFault::reader_gone, "a fault that nobody knows"};
  }
  return {static_cast<ReaderFault>(payload[0]), words_in(payload.subspan(1))};
}

}  // namespace kerb::hal::libnfc
