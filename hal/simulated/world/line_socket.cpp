#include "hal/simulated/world/line_socket.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <utility>

namespace kerb::hal::simulated {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr int kBacklog = 16;

std::optional<sockaddr_un> address_of(const std::filesystem::path& path) {
  const std::string text = path.string();
  sockaddr_un address{};
  if (text.empty() || text.size() > kLongestSocketPath) return std::nullopt;
  address.sun_family = AF_UNIX;
  std::copy(text.begin(), text.end(), std::begin(address.sun_path));
  return address;
}

// C's sockets know only this name for every kind of address.
const sockaddr* general(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

bool ready(int descriptor, short events, Deadline until) {
  for (;;) {
    const auto left = std::chrono::ceil<Millis>(until - std::chrono::steady_clock::now());
    pollfd entry{descriptor, events, 0};
    const int count = ::poll(&entry, 1, static_cast<int>(std::max(Millis{0}, left).count()));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

int connected(const sockaddr_un& address) {
  const int opened = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (opened < 0) return -1;
  if (::connect(opened, general(address), sizeof address) == 0) return opened;
  const int why = errno;
  ::close(opened);
  errno = why;
  return -1;
}

tl::unexpected<Error> no_socket(const std::filesystem::path& path, const std::string& why) {
  return failure("world.socket", fmt::format("listening at {}: {}", path.string(), why),
                 fmt::format("give a path of at most {} octets in a folder that can be written, "
                             "and start one world a path",
                             kLongestSocketPath));
}

}  // namespace

Result<LineSocket> LineSocket::connect(const std::filesystem::path& path) {
  const auto address = address_of(path);
  const int connection = address ? connected(*address) : -1;
  if (connection >= 0) return LineSocket(connection);
  const std::string why = address ? std::strerror(errno) : "not a path for a socket";
  return failure("world.unreachable", fmt::format("connecting to {}: {}", path.string(), why),
                 "start the simulated world, and see that both name the same path");
}

LineSocket::LineSocket(LineSocket&& other) noexcept
    : connection_(std::exchange(other.connection_, -1)), received_(std::move(other.received_)) {}

LineSocket& LineSocket::operator=(LineSocket&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(received_, other.received_);
  return *this;
}

LineSocket::~LineSocket() {
  if (connection_ >= 0) ::close(connection_);
}

void LineSocket::hang_up() const {
  ::shutdown(connection_, SHUT_RDWR);
}

bool LineSocket::send(std::string_view line, Millis within) {
  const Deadline until = std::chrono::steady_clock::now() + within;
  std::string left(line);
  left += '\n';
  while (!left.empty()) {
    const ssize_t sent = ::send(connection_, left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      left.erase(0, static_cast<std::size_t>(sent));
    } else if (sent < 0 && errno == EINTR) {
      continue;
    } else if (errno != EAGAIN || !ready(connection_, POLLOUT, until)) {
      return false;
    }
  }
  return true;
}

bool LineSocket::take_line(std::string& line) {
  const std::size_t end = received_.find('\n');
  if (end == std::string::npos) return false;
  line.assign(received_, 0, end);
  received_.erase(0, end + 1);
  return true;
}

LineSocket::Heard LineSocket::receive(std::string& line, Millis within) {
  const Deadline until = std::chrono::steady_clock::now() + within;
  std::array<char, 4096> octets{};
  for (;;) {
    if (take_line(line)) return line.size() > kLongestLine ? Heard::gone : Heard::line;
    if (received_.size() > kLongestLine) return Heard::gone;
    if (!ready(connection_, POLLIN, until)) return Heard::nothing;
    const ssize_t count = ::recv(connection_, octets.data(), octets.size(), MSG_DONTWAIT);
    if (count > 0) {
      received_.append(octets.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
      return Heard::gone;
    }
  }
}

Result<LineListener> LineListener::open(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return no_socket(path, "not a path for a socket");
  if (const int used = connected(*address); used >= 0) {
    ::close(used);
    return no_socket(path, "somebody listens there already");
  }
  std::error_code ignored;
  if (std::filesystem::is_socket(path, ignored)) std::filesystem::remove(path, ignored);
  LineListener listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), path);
  const bool listens = listener.listening_ >= 0 &&
                       ::bind(listener.listening_, general(*address), sizeof *address) == 0 &&
                       ::chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 &&
                       ::listen(listener.listening_, kBacklog) == 0;
  if (listens) return listener;
  const std::string why = std::strerror(errno);
  listener.path_.clear();  // whatever is there is not ours
  return no_socket(path, why);
}

LineListener::LineListener(LineListener&& other) noexcept
    : listening_(std::exchange(other.listening_, -1)), path_(std::exchange(other.path_, {})) {}

LineListener::~LineListener() {
  if (listening_ >= 0) ::close(listening_);
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

int LineListener::accept(Millis within) const {
  if (!ready(listening_, POLLIN, std::chrono::steady_clock::now() + within)) return -1;
  return ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

}  // namespace kerb::hal::simulated
