#include "hal/zvt/tcp_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kOneRead = 16'384;

int millis_for_poll(Millis span) {
  constexpr Millis::rep kLongest = 3'600'000;
  return static_cast<int>(std::clamp<Millis::rep>(span.count(), 0, kLongest));
}

// Until the socket is ready, or `within` is over. Interrupted calls begin anew: the times here are
// limits, not measures.
bool wait_until_ready(int socket, short what, Millis within) {
  pollfd entry{socket, what, 0};
  int ready = 0;
  do {
    ready = ::poll(&entry, 1, millis_for_poll(within));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

// A dead terminal is noticed within half a minute, and small answers leave at once.
void tune(int socket) {
  const std::pair<int, int> options[] = {
      {TCP_NODELAY, 1}, {TCP_KEEPIDLE, 10}, {TCP_KEEPINTVL, 5}, {TCP_KEEPCNT, 4}};
  constexpr int kOn = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &kOn, sizeof kOn);
  for (const auto& [name, value] : options) {
    ::setsockopt(socket, IPPROTO_TCP, name, &value, sizeof value);
  }
}

}  // namespace

TcpLine::TcpLine(std::string host, int port)
    : host_(std::move(host)), port_(port), waker_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (waker_ < 0) throw std::runtime_error("no descriptor is left to wake a thread with");
}

TcpLine::~TcpLine() {
  close();
  ::close(waker_);
}

void TcpLine::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  reader_.clear();
}

Result<void> TcpLine::connect_to(const void* found) {
  const auto& address = *static_cast<const addrinfo*>(found);
  socket_ = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket_ < 0) return lost(std::strerror(errno));
  if (::connect(socket_, address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS) return lost(std::strerror(errno));
    if (!wait_until_ready(socket_, POLLOUT, kConnectWithin)) return lost("no answer");
    int problem = 0;
    socklen_t size = sizeof problem;
    ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &problem, &size);
    if (problem != 0) return lost(std::strerror(problem));
  }
  tune(socket_);
  return {};
}

Result<void> TcpLine::open() {
  close();
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int problem = ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &wanted, &found);
  Result<void> opened = tl::make_unexpected(
      Error{"zvt.unreachable",
            fmt::format("connecting to the terminal at {} port {}: {}", host_, port_,
                        problem == 0 ? "no address" : ::gai_strerror(problem)),
            "is the address in [terminal] right?"});
  for (const addrinfo* one = found; problem == 0 && one && !is_open(); one = one->ai_next) {
    opened = connect_to(one);
  }
  if (problem == 0) ::freeaddrinfo(found);
  if (!opened) {
    opened.error().code = "zvt.unreachable";
    opened.error().remedy = "is the terminal on, is its cable in, and does it listen on that port?";
  }
  return opened;
}

Result<void> TcpLine::send(const Frame& frame) {
  if (!is_open()) return lost("it is closed");
  const Bytes octets = octets_of(frame);
  std::size_t sent = 0;
  while (sent < octets.size()) {
    const ssize_t went = ::send(socket_, octets.data() + sent, octets.size() - sent, MSG_NOSIGNAL);
    if (went >= 0) {
      sent += static_cast<std::size_t>(went);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_until_ready(socket_, POLLOUT, kSendWithin)) return lost("it takes nothing more");
    } else if (errno != EINTR) {
      return lost(std::strerror(errno));
    }
  }
  return {};
}

Result<std::optional<Frame>> TcpLine::receive(Millis within) {
  if (auto frame = reader_.next()) return frame;
  if (!is_open()) return lost("it is closed");
  const SystemClock clock;
  const Monotonic until = clock.monotonic() + within;
  for (;;) {
    std::array<pollfd, 2> entries{pollfd{socket_, POLLIN, 0}, pollfd{waker_, POLLIN, 0}};
    const int ready =
        ::poll(entries.data(), entries.size(), millis_for_poll(until - clock.monotonic()));
    if (ready < 0 && errno != EINTR) return lost(std::strerror(errno));
    eventfd_t calls = 0;
    if (ready > 0 && entries[1].revents != 0 && ::eventfd_read(waker_, &calls) == 0) {
      return std::optional<Frame>{};
    }
    if (ready > 0 && entries[0].revents != 0) {
      std::array<std::uint8_t, kOneRead> octets{};
      const ssize_t got = ::recv(socket_, octets.data(), octets.size(), 0);
      if (got == 0) return lost(reader_.torn() ? "closed within a message" : "closed by it");
      if (got < 0 && errno != EINTR && errno != EAGAIN) return lost(std::strerror(errno));
      if (got > 0 && !reader_.feed(ByteView(octets).first(static_cast<std::size_t>(got)))) {
        return lost("it sends without end");
      }
      if (auto frame = reader_.next()) return frame;
    }
    if (clock.monotonic() >= until) return std::optional<Frame>{};
  }
}

void TcpLine::wake() {
  ::eventfd_write(waker_, 1);
}

tl::unexpected<Error> TcpLine::lost(const std::string& why) {
  close();
  return failure("zvt.lost",
                 fmt::format("talking to the terminal at {} port {}: {}", host_, port_, why),
                 "the connection is made anew by itself");
}

}  // namespace kerb::hal::zvt
