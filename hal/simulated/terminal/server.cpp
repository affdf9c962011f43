#include "hal/simulated/terminal/server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>

#include "hal/replaced_file.hpp"
#include "hal/simulated/terminal/orders.hpp"
#include "hal/simulated/terminal/turnover_file.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr Millis kLongestNap{1'000};
constexpr int kWaiting = 4;        // connections that may wait for their turn
constexpr int kMostReads = 64;     // of one till before anybody else is looked at
constexpr int kAskIfThere = 10;    // seconds of silence, as the tills of the field do
constexpr int kAskAgainAfter = 5;  // seconds

void set(int socket, int level, int name, int value) {
  ::setsockopt(socket, level, name, &value, sizeof value);
}

// A till whose machine lost its power is noticed.
void keep_asking(int socket) {
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, kAskIfThere);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, kAskAgainAfter);
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
}

// C's sockets know only this name for every kind of address.
sockaddr* any_kind(sockaddr_in& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

int listening_on(std::uint16_t port) {
  const int opened = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) return -1;
  set(opened, SOL_SOCKET, SO_REUSEADDR, 1);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(opened, any_kind(address), sizeof address) == 0 && ::listen(opened, kWaiting) == 0) {
    return opened;
  }
  const int why = errno;
  ::close(opened);
  errno = why;
  return -1;
}

std::uint16_t port_of(int listening) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listening, any_kind(address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

struct Server::Serving {
  Serving(int opened, Settings settings, const hal::Clock& source)
      : listening(opened),
        woken(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        clock(source),
        terminal(std::move(settings)) {}
  ~Serving() {
    if (till >= 0) ::close(till);
    ::close(listening);
    ::close(woken);
  }

  Moment now() const { return {clock.monotonic(), clock.utc()}; }
  void wake_up() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(woken, &one, sizeof one);
  }
  struct Nap {
    Millis longest;
    int till;
  };
  Nap nap();
  void serve();
  void greet();
  bool hear();
  void keep_turnover();
  void make(const Moves& moves);
  void hang_up();

  const int listening;
  const int woken;
  const hal::Clock& clock;
  std::atomic<bool> ends{false};
  std::mutex one_at_a_time;  // guards the next three
  Terminal terminal;
  std::string kept;  // the turnover store, as it is in its file
  int till = -1;
  std::thread thread;
};

void Server::Serving::hang_up() {
  if (till < 0) return;
  ::close(till);
  till = -1;
  terminal.gone(now());
}

// Before the till hears of it. A disk that is full costs what a real terminal's defect would: it
// says nothing any more.
void Server::Serving::keep_turnover() {
  const std::string& file = terminal.settings().turnover_file;
  if (file.empty()) return;
  std::string text = text_of_turnover(terminal.turnover());
  if (text == kept) return;
  if (replace_file(file, text)) return hang_up();
  kept = std::move(text);
}

// A till that does not take what it is told is cut off; the longest message is far below what a
// socket holds.
void Server::Serving::make(const Moves& moves) {
  keep_turnover();
  for (const Move& move : moves) {
    if (till < 0) return;
    if (const auto* sent = std::get_if<Send>(&move)) {
      const ssize_t count =
          ::send(till, sent->octets.data(), sent->octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count == static_cast<ssize_t>(sent->octets.size())) continue;
    }
    hang_up();
  }
}

Server::Serving::Nap Server::Serving::nap() {
  const std::scoped_lock lock(one_at_a_time);
  const auto at = terminal.wake_at();
  if (!at) return {kLongestNap, till};
  const Millis span = clock.machine_time(*at - clock.monotonic());
  return {std::clamp(span, Millis{0}, kLongestNap), till};
}

void Server::Serving::greet() {
  const int came = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (came < 0) return;
  if (till >= 0 || !terminal.on(now())) {
    ::close(came);
    return;
  }
  keep_asking(came);
  till = came;
  terminal.connected();
}

// False: there is nothing more to be heard now.
bool Server::Serving::hear() {
  if (till < 0) return false;
  std::array<std::uint8_t, 4096> octets{};
  const ssize_t count = ::recv(till, octets.data(), octets.size(), MSG_DONTWAIT);
  if (count > 0) {
    make(terminal.hear(ByteView(octets).first(static_cast<std::size_t>(count)), now()));
    return true;
  }
  if (count == 0 || (errno != EINTR && errno != EAGAIN)) hang_up();
  return false;
}

void Server::Serving::serve() {
  while (!ends) {
    const Nap before = nap();
    std::array<pollfd, 3> watched{
        {{woken, POLLIN, 0}, {listening, POLLIN, 0}, {before.till, POLLIN, 0}}};
    ::poll(watched.data(), watched.size(), static_cast<int>(before.longest.count()));
    const std::scoped_lock lock(one_at_a_time);
    std::uint64_t wakes = 0;
    [[maybe_unused]] const ssize_t read = ::read(woken, &wakes, sizeof wakes);
    // An order may have hung up meanwhile. The end of one till is heard before the next is greeted.
    for (int reads = 0; reads < kMostReads && hear();) ++reads;
    make(terminal.wake(now()));
    if (watched[1].revents != 0) greet();
  }
}

Result<std::unique_ptr<Server>> Server::open(std::uint16_t port, Settings settings,
                                             const hal::Clock& clock) {
  const int opened = listening_on(port);
  if (opened < 0) {
    return failure("terminal.port",
                   fmt::format("listening on 127.0.0.1, port {}: {}", port, std::strerror(errno)),
                   "choose another port with --port, or stop the program that has it");
  }
  return std::unique_ptr<Server>(
      new Server(std::make_unique<Serving>(opened, std::move(settings), clock)));
}

Server::Server(std::unique_ptr<Serving> serving) : serving_(std::move(serving)) {
  serving_->thread = std::thread([it = serving_.get()] { it->serve(); });
}

Server::~Server() {
  serving_->ends = true;
  serving_->wake_up();
  serving_->thread.join();
}

std::uint16_t Server::port() const {
  return port_of(serving_->listening);
}

std::string Server::obey(const std::string& line) {
  std::string answer;
  {
    const std::scoped_lock lock(serving_->one_at_a_time);
    Moves moves;
    answer = terminal::obey(serving_->terminal, line, serving_->now(), moves);
    serving_->make(moves);
  }
  serving_->wake_up();
  return answer;
}

}  // namespace kerb::hal::simulated::terminal
