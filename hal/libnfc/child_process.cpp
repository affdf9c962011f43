#include "hal/libnfc/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <utility>

#include "hal/wiped.hpp"

namespace kerb::hal::libnfc {
namespace {

constexpr int kChildsSocket = 3;
constexpr Millis kGoodOrder{250};  // for putting the field out
constexpr Millis kDying{250};
constexpr Millis kLook{2};

// libnfc would look for other devices by itself, and write what it sends to its standard error.
constexpr std::array kEnvironment = {"LIBNFC_AUTO_SCAN=false", "LIBNFC_INTRUSIVE_SCAN=false",
                                     "LIBNFC_LOG_LEVEL=0"};

// What posix_spawn() is told: an empty terminal, the socket as descriptor 3 and none above it, and
// signals as they are by default.
class Recipe {
 public:
  explicit Recipe(int socket) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, socket, kChildsSocket);
    for (const int terminal : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
      ::posix_spawn_file_actions_addopen(&actions_, terminal, "/dev/null", O_RDWR, 0);
    }
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kChildsSocket + 1);
    sigset_t all;
    sigset_t none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  }
  ~Recipe() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  Recipe(const Recipe&) = delete;
  Recipe& operator=(const Recipe&) = delete;

  // The error number of the system, or 0.
  int spawn(pid_t& process, const std::filesystem::path& program, std::string connection) const {
    std::string path = program.string();
    std::array<char*, 3> words{path.data(), connection.data(), nullptr};
    std::array<std::string, kEnvironment.size()> settings;
    std::array<char*, kEnvironment.size() + 1> environment{};
    for (std::size_t i = 0; i < kEnvironment.size(); ++i) {
      settings[i] = kEnvironment[i];
      environment[i] = settings[i].data();
    }
    return ::posix_spawn(&process, path.c_str(), &actions_, &attributes_, words.data(),
                         environment.data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

int millis_until(ChildProcess::Deadline deadline) {
  const auto left = std::chrono::ceil<Millis>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, Millis{0}, kLongestWait).count());
}

}  // namespace

std::filesystem::path child_program() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "kerb-nfc";
}

Result<ChildProcess> ChildProcess::start(const std::filesystem::path& program,
                                         const std::string& connection) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return failure("reader.no_program",
                   std::string("making a socket pair: ") + std::strerror(errno),
                   "are too many files open?");
  }
  pid_t process = -1;
  const int problem = Recipe(ends[1]).spawn(process, program, connection);
  ::close(ends[1]);
  if (problem == 0) return ChildProcess(process, ends[0]);
  ::close(ends[0]);
  return failure("reader.no_program",
                 "starting " + program.string() + ": " + std::strerror(problem),
                 "install kerb-nfc beside kerb; it comes from the same build");
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : process_(std::exchange(other.process_, -1)), socket_(std::exchange(other.socket_, -1)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  end(Manner::killed);
  process_ = std::exchange(other.process_, -1);
  socket_ = std::exchange(other.socket_, -1);
  return *this;
}

ChildProcess::~ChildProcess() {
  end(Manner::asked);
}

bool ChildProcess::send(const Frame& frame) const {
  Bytes octets = octets_of(frame);
  const WipeAtEnd wiped(octets);
  // It has read everything before this, or it is not sent: see the order of frames.
  return ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT) ==
         static_cast<ssize_t>(octets.size());
}

ChildProcess::Heard ChildProcess::receive(Frame& frame, Deadline deadline,
                                          std::optional<int> wake) const {
  std::array<pollfd, 2> waiting{{{socket_, POLLIN, 0}, {wake.value_or(-1), POLLIN, 0}}};
  int ready = 0;
  do {
    ready = ::poll(waiting.data(), waiting.size(), millis_until(deadline));
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) return Heard::nothing;
  if (ready < 0) return Heard::gone;
  if (waiting[0].revents == 0) return Heard::wakened;
  Bytes octets(kLongestFrame + 1);  // one more: a longer packet shows
  const WipeAtEnd wiped(octets);
  const ssize_t size = ::recv(socket_, octets.data(), octets.size(), MSG_DONTWAIT);
  if (size <= 0) return Heard::gone;
  auto heard = frame_in(ByteView(octets).first(static_cast<std::size_t>(size)));
  if (!heard) return Heard::babble;
  frame = std::move(*heard);
  return Heard::frame;
}

std::optional<int> ChildProcess::reaped_within(Millis span) const {
  const Deadline deadline = std::chrono::steady_clock::now() + span;
  for (;;) {
    int status = 0;
    const pid_t reaped = ::waitpid(process_, &status, WNOHANG);
    if (reaped == process_ || (reaped < 0 && errno != EINTR)) return status;
    if (std::chrono::steady_clock::now() >= deadline) return std::nullopt;
    std::this_thread::sleep_for(kLook);
  }
}

std::string ChildProcess::end(Manner manner) {
  if (process_ <= 0) return {};
  ::close(std::exchange(socket_, -1));  // that asks it
  auto status = reaped_within(manner == Manner::asked ? kGoodOrder : Millis{0});
  const bool killed = !status;
  if (killed) {
    ::kill(process_, SIGKILL);
    status = reaped_within(kDying);
  }
  process_ = -1;
  // Only a process that the kernel holds in a driver: it stays behind, dead, until this one ends.
  if (!status) return "stuck in the kernel";
  if (killed && WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL) return {};
  if (WIFSIGNALED(*status)) return fmt::format("signal {}", WTERMSIG(*status));
  return WEXITSTATUS(*status) == 0 ? "" : fmt::format("exit code {}", WEXITSTATUS(*status));
}

}  // namespace kerb::hal::libnfc
