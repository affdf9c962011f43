// A simulated payment terminal behind a TCP port of this machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "hal/simulated/terminal/terminal.hpp"

namespace kerb::hal::simulated::terminal {

// Listens on 127.0.0.1 only: what it speaks has no protection of its own. One till at a time; who
// comes second is turned away. It has a thread of its own.
class Server {
 public:
  // `port`: 0 takes a free one. The clock outlives it. Errors: terminal.port.
  static Result<std::unique_ptr<Server>> open(std::uint16_t port, Settings settings,
                                              const hal::Clock& clock);
  ~Server();

  std::uint16_t port() const;
  // One of kOrders; the answer is a line of JSON. Any thread.
  std::string obey(const std::string& line);

 private:
  struct Serving;
  explicit Server(std::unique_ptr<Serving> serving);
  std::unique_ptr<Serving> serving_;
};

}  // namespace kerb::hal::simulated::terminal
