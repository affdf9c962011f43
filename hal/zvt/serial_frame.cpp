#include "hal/zvt/serial_frame.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::uint8_t kDle = 0x10;
constexpr std::uint8_t kStx = 0x02;
constexpr std::uint8_t kEtx = 0x03;
constexpr std::uint16_t kKermit = 0x8408;  // x^16 + x^12 + x^5 + 1, reflected
constexpr std::size_t kLongestBlock = kLongestData + 5;

}  // namespace

std::uint16_t crc_kermit(ByteView octets) {
  std::uint16_t sum = 0;
  for (const std::uint8_t octet : octets) {
    sum = static_cast<std::uint16_t>(sum ^ octet);
    for (int bit = 0; bit < 8; ++bit) {
      const bool low = (sum & 1U) != 0;
      sum = static_cast<std::uint16_t>(sum >> 1U);
      if (low) sum = static_cast<std::uint16_t>(sum ^ kKermit);
    }
  }
  return sum;
}

Bytes serial_octets_of(const Frame& frame) {
  Bytes message = octets_of(frame);
  Bytes octets{kDle, kStx};
  octets.reserve(message.size() + 8);
  for (const std::uint8_t octet : message) {
    octets.push_back(octet);
    if (octet == kDle) octets.push_back(kDle);
  }
  message.push_back(kEtx);
  const std::uint16_t sum = crc_kermit(message);
  octets.insert(octets.end(), {kDle, kEtx, static_cast<std::uint8_t>(sum & 0xFFU),
                               static_cast<std::uint8_t>(sum >> 8U)});
  return octets;
}

std::optional<SerialReader::Event> SerialReader::between(std::uint8_t octet) {
  if (octet == kDle) state_ = State::begun;
  if (octet == kAck) return Acknowledged{};
  if (octet == kNak) return NotAcknowledged{};
  return std::nullopt;
}

std::optional<SerialReader::Event> SerialReader::take(std::uint8_t octet) {
  switch (state_) {
    case State::idle:
      return between(octet);
    case State::begun:
      state_ = octet == kStx ? State::block : octet == kDle ? State::begun : State::idle;
      return std::nullopt;
    case State::block:
      if (octet == kDle) {
        state_ = State::escaped;
        return std::nullopt;
      }
      break;
    case State::escaped:
      if (octet == kEtx) {
        state_ = State::sum_low;
        return std::nullopt;
      }
      if (octet == kStx) {  // the block before was never finished
        block_.clear();
        state_ = State::block;
        return std::nullopt;
      }
      if (octet != kDle) {
        clear();
        return Spoiled{};
      }
      state_ = State::block;
      break;
    case State::sum_low:
      sum_low_ = octet;
      state_ = State::sum_high;
      return std::nullopt;
    case State::sum_high:
      return whole(static_cast<std::uint16_t>(sum_low_ | octet << 8U));
  }
  if (block_.size() == kLongestBlock) {
    clear();
    return Spoiled{};
  }
  block_.push_back(octet);
  return std::nullopt;
}

SerialReader::Event SerialReader::whole(std::uint16_t sum) {
  Bytes checked = block_;
  checked.push_back(kEtx);
  FrameReader reader;
  const bool right = crc_kermit(checked) == sum && reader.feed(block_);
  clear();
  auto frame = right ? reader.next() : std::nullopt;
  if (!frame || reader.torn()) return Spoiled{};
  return std::move(*frame);
}

void SerialReader::clear() {
  state_ = State::idle;
  block_.clear();
}

}  // namespace kerb::hal::zvt
