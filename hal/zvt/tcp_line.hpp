// ZVT over TCP: the terminal listens, Kerb connects and closes. There is no encryption in it, so the
// terminal has to be on a link that nobody else reaches.
#pragma once

#include <string>

#include "hal/zvt/line.hpp"

namespace kerb::hal::zvt {

class TcpLine final : public Line {
 public:
  static constexpr Millis kConnectWithin{3'000};
  static constexpr Millis kSendWithin{5'000};

  // A name or an IP address, looked up at each connecting.
  TcpLine(std::string host, int port);
  ~TcpLine() override;
  TcpLine(const TcpLine&) = delete;
  TcpLine& operator=(const TcpLine&) = delete;

  Result<void> open() override;
  bool is_open() const override { return socket_ >= 0; }
  void close() override;
  Result<void> send(const Frame& frame) override;
  Result<std::optional<Frame>> receive(Millis within) override;
  void wake() override;

 private:
  Result<void> connect_to(const void* address);
  tl::unexpected<Error> lost(const std::string& why);

  const std::string host_;
  const int port_;
  int socket_ = -1;
  int waker_ = -1;
  FrameReader reader_;
};

}  // namespace kerb::hal::zvt
