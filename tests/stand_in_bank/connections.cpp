#include "tests/stand_in_bank/connections.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace kerb::stand_in_bank {

namespace {

template <typename Matches>
void cut_where(Matches matches) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", ignored)) {
    const int number = std::atoi(entry.path().filename().c_str());
    sockaddr_in ours{};
    sockaddr_in theirs{};
    socklen_t our_size = sizeof ours;
    socklen_t their_size = sizeof theirs;
    if (::getsockname(number, reinterpret_cast<sockaddr*>(&ours), &our_size) != 0 ||
        ::getpeername(number, reinterpret_cast<sockaddr*>(&theirs), &their_size) != 0 ||
        ours.sin_family != AF_INET) {
      continue;
    }
    if (matches(ours, theirs)) ::shutdown(number, SHUT_RDWR);
  }
}

}  // namespace

void cut_connection(const std::string& peer_address, int peer_port) {
  in_addr address{};
  if (::inet_pton(AF_INET, peer_address.c_str(), &address) != 1) return;
  cut_where([&](const sockaddr_in& /*ours*/, const sockaddr_in& theirs) {
    return theirs.sin_addr.s_addr == address.s_addr && ntohs(theirs.sin_port) == peer_port;
  });
}

void cut_connections_of(int local_port) {
  cut_where([local_port](const sockaddr_in& ours, const sockaddr_in& /*theirs*/) {
    return ntohs(ours.sin_port) == local_port;
  });
}

ReservedPort::ReservedPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const int yes = 1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (socket_ < 0 || ::setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0 ||
      ::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    if (socket_ >= 0) ::close(socket_);
    throw std::runtime_error("no free port on 127.0.0.1");
  }
  number_ = ntohs(address.sin_port);
}

ReservedPort::~ReservedPort() {
  ::close(socket_);
}

}  // namespace kerb::stand_in_bank
