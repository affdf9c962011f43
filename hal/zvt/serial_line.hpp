// ZVT over a serial line (PA00P016, ch. 3): 8 bits, no parity, 2 stop bits. Each block is answered by
// ACK or NAK before anything else is said; a block without an ACK is sent twice more, and a block
// that comes again because its ACK was lost is acknowledged again and is no second message.
#pragma once

#include <deque>
#include <string>

#include "hal/zvt/line.hpp"
#include "hal/zvt/serial_frame.hpp"

namespace kerb::hal::zvt {

struct SerialTimes {
  Millis octet{200};     // T1: between two octets of a block
  Millis answer{5'000};  // T2: from a block to its ACK
};

class SerialLine final : public Line {
 public:
  static constexpr int kRepeats = 2;
  // Terminals know these two speeds.
  static constexpr int kSlow = 9'600;
  static constexpr int kFast = 115'200;

  // `device`: "/dev/ttyUSB0"; it is opened by open(). `speed`: kSlow or kFast, in bit/s.
  SerialLine(std::string device, int speed, SerialTimes times = {});
  ~SerialLine() override;
  SerialLine(const SerialLine&) = delete;
  SerialLine& operator=(const SerialLine&) = delete;

  Result<void> open() override;
  bool is_open() const override { return port_ >= 0; }
  void close() override;
  // Until the terminal has acknowledged it: at most three times T2.
  Result<void> send(const Frame& frame) override;
  Result<std::optional<Frame>> receive(Millis within) override;
  void wake() override;

 private:
  enum class Heard { nothing, acknowledged, not_acknowledged, frame, woken };
  Result<Heard> hear(Monotonic until, bool wakes);
  Result<std::optional<Heard>> take_one();
  Result<Heard> take(SerialReader::Event event);
  Result<void> fill();
  Result<void> put(ByteView octets);
  Result<void> set_up();
  tl::unexpected<Error> lost(const std::string& why);

  const std::string device_;
  const int speed_;
  const SerialTimes times_;
  int port_ = -1;
  int waker_ = -1;
  SerialReader reader_;
  std::deque<std::uint8_t> unread_;
  std::deque<Frame> frames_;  // that came instead of an ACK
  // The last block that came, until the other side acknowledged one of ours: only so long can it
  // come again for want of an ACK. Blocks of the same words are otherwise usual (06 D1, 04 FF).
  std::optional<Frame> last_;
};

}  // namespace kerb::hal::zvt
