// Cuts TCP connections of this process from the outside: the HTTP library offers no way to leave a
// request without an answer.
#pragma once

#include <string>

namespace kerb::stand_in_bank {

// The connection to this peer.
void cut_connection(const std::string& peer_address, int peer_port);
// Every accepted connection on this local port.
void cut_connections_of(int local_port);

// A port of 127.0.0.1 that stays ours while nobody listens on it: connecting is refused, and nobody
// else gets it.
class ReservedPort {
 public:
  ReservedPort();  // any free one; throws std::runtime_error
  ~ReservedPort();
  ReservedPort(const ReservedPort&) = delete;
  ReservedPort& operator=(const ReservedPort&) = delete;
  int number() const { return number_; }

 private:
  int socket_ = -1;
  int number_ = 0;
};

}  // namespace kerb::stand_in_bank
