// ZVT over a serial line (PA00P016, ch. 3): DLE STX, the message with every DLE doubled, DLE ETX,
// and a check sum over the message (DLE counted once) and ETX, low octet first. The paper calls the
// sum XModem; terminals send CRC-16/KERMIT.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "hal/zvt/frame.hpp"

namespace kerb::hal::zvt {

constexpr std::uint8_t kAck = 0x06;
constexpr std::uint8_t kNak = 0x15;

std::uint16_t crc_kermit(ByteView octets);

Bytes serial_octets_of(const Frame& frame);

// Finds blocks in what a line brings, and skips noise between them.
class SerialReader {
 public:
  struct Acknowledged {};     // 06
  struct NotAcknowledged {};  // 15: the last block has to be sent again
  struct Spoiled {};          // a block with a wrong sum, or that is no message: answer 15
  using Event = std::variant<Frame, Acknowledged, NotAcknowledged, Spoiled>;

  std::optional<Event> take(std::uint8_t octet);
  // Inside a block: 200 ms without an octet end it (T1).
  bool in_block() const { return state_ != State::idle; }
  // More than a single DLE of it came.
  bool has_begun() const { return in_block() && state_ != State::begun; }
  void clear();

 private:
  enum class State { idle, begun, block, escaped, sum_low, sum_high };
  std::optional<Event> between(std::uint8_t octet);
  Event whole(std::uint16_t sum);

  State state_ = State::idle;
  Bytes block_;
  std::uint8_t sum_low_ = 0;
};

}  // namespace kerb::hal::zvt
