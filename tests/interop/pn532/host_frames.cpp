#include "tests/interop/pn532/host_frames.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;

constexpr std::uint8_t kFromHost = 0xD4;
constexpr std::uint8_t kFromChip = 0xD5;
constexpr std::array<std::uint8_t, 2> kStart = {0x00, 0xFF};
constexpr std::size_t kLongestNormal = 255;

std::uint8_t sum(ByteView octets) {
  return static_cast<std::uint8_t>(std::accumulate(octets.begin(), octets.end(), 0U));
}

std::uint8_t up_to_zero(std::uint8_t octet) {
  return static_cast<std::uint8_t>(0x100U - octet);
}

}  // namespace

void HostFrames::add(ByteView octets) {
  octets_.insert(octets_.end(), octets.begin(), octets.end());
}

std::optional<HostSaid> HostFrames::next() {
  const auto start = std::search(octets_.begin(), octets_.end(), kStart.begin(), kStart.end());
  if (start == octets_.end()) {
    // The first half of a start may be the last octet.
    if (octets_.size() > 1) octets_.erase(octets_.begin(), octets_.end() - 1);
    return std::nullopt;
  }
  octets_.erase(octets_.begin(), start);
  if (octets_.size() < 4) return std::nullopt;
  if (octets_[2] == 0x00 && octets_[3] == 0xFF) {
    octets_.erase(octets_.begin(), octets_.begin() + 4);
    return HostSaid{HostSaid::What::ack, {}};
  }
  if (octets_[2] != 0xFF || octets_[3] != 0xFF) return take(octets_[2], 4);
  if (octets_.size() < 7) return std::nullopt;
  return take(std::size_t{octets_[4]} << 8U | octets_[5], 7);
}

// `length` octets from the direction on, a checksum and 00 follow the header.
std::optional<HostSaid> HostFrames::take(std::size_t length, std::size_t header) {
  if (octets_.size() < header + length + 2) return std::nullopt;
  const Bytes frame(octets_.begin(),
                    octets_.begin() + static_cast<std::ptrdiff_t>(header + length + 2));
  octets_.erase(octets_.begin(), octets_.begin() + static_cast<std::ptrdiff_t>(frame.size()));
  const ByteView body = ByteView(frame).subspan(header, length);
  const bool right = sum(ByteView(frame).subspan(header, length + 1)) == 0 && frame.back() == 0 &&
                     length >= 2 && body[0] == kFromHost;
  if (!right) return HostSaid{};
  return HostSaid{HostSaid::What::command, Bytes(body.begin() + 1, body.end())};
}

Bytes chip_frame(ByteView answer) {
  Bytes body = {kFromChip};
  body.insert(body.end(), answer.begin(), answer.end());
  Bytes frame = {0x00, 0x00, 0xFF};
  if (body.size() > kLongestNormal) {
    const std::array<std::uint8_t, 2> length = {static_cast<std::uint8_t>(body.size() >> 8U),
                                                static_cast<std::uint8_t>(body.size() & 0xFFU)};
    frame.insert(frame.end(), {0xFF, 0xFF, length[0], length[1], up_to_zero(sum(length))});
  } else {
    const auto length = static_cast<std::uint8_t>(body.size());
    frame.insert(frame.end(), {length, up_to_zero(length)});
  }
  frame.insert(frame.end(), body.begin(), body.end());
  frame.insert(frame.end(), {up_to_zero(sum(body)), 0x00});
  return frame;
}

Bytes chip_ack() {
  return {0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00};
}

Bytes chip_error() {
  return {0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00};
}

}  // namespace kerb::interop
