// How ZVT cuts its messages: class, instruction, length, data (PA00P016, 2.1). A length below 255 is
// one octet; FF says that the next two hold it, low octet first. Over TCP nothing else separates
// them, and one read may bring half a message or three.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/bytes.hpp"

namespace kerb::hal::zvt {

// Class and instruction as one number: 0x0622. In a negative answer the low octet is the reason.
using Command = std::uint16_t;

struct Frame {
  Command command = 0;
  Bytes data;              // at most 65535 octets
  bool long_form = false;  // the length came, or shall go, in three octets though one would do

  bool operator==(const Frame&) const = default;
};

constexpr std::size_t kLongestData = 0xFFFF;

// The octets on a TCP connection. Data beyond kLongestData is a bug of the caller.
Bytes octets_of(const Frame& frame);

// Puts frames together from what the network brings. It holds one unfinished frame and what came
// with it, and no more: a peer cannot make it grow.
class FrameReader {
 public:
  static constexpr std::size_t kMost = 4 * (kLongestData + 5);

  // False when more came than is ever waited for; the connection has to be closed then.
  [[nodiscard]] bool feed(ByteView octets);
  // The next whole frame. Call until it is empty.
  std::optional<Frame> next();
  // In the middle of a frame: a connection that ends here tore a message.
  bool torn() const { return start_ != held_.size(); }
  void clear();

 private:
  Bytes held_;
  std::size_t start_ = 0;  // of what was not given out yet
};

}  // namespace kerb::hal::zvt
