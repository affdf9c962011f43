// Can the gateway be reached? A name and a TCP connection, both within one deadline. TLS is the
// gateway's own affair; most of what goes wrong at a new station (no SIM, no DNS, a firewall) shows
// before it.
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>

#include "kiosk/doctor/machine.hpp"

namespace kerb::kiosk::doctor {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

hal::Millis left_until(Deadline deadline) {
  const auto left = std::chrono::ceil<hal::Millis>(deadline - std::chrono::steady_clock::now());
  return std::max(left, hal::Millis(0));
}

// One question to the resolver, with everything that it points at.
struct Lookup {
  std::string host;
  std::string service;
  addrinfo hints{};
  gaicb request{};

  Lookup(std::string host_name, int port)
      : host(std::move(host_name)), service(std::to_string(port)) {
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    request.ar_name = host.c_str();
    request.ar_service = service.c_str();
    request.ar_request = &hints;
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;
  ~Lookup() {
    if (request.ar_result != nullptr) ::freeaddrinfo(request.ar_result);
  }
};

// The resolver cannot always be called back; what it still writes to must then stay for good.
void keep_for_good(std::unique_ptr<Lookup> lookup) {
  static std::mutex guard;
  static auto* kept = new std::vector<std::unique_ptr<Lookup>>;
  const std::lock_guard lock(guard);
  kept->push_back(std::move(lookup));
}

// Null with `why` set when the name has no address in time.
std::unique_ptr<Lookup> resolved(const std::string& host, int port, Deadline deadline,
                                 std::string& why) {
  auto lookup = std::make_unique<Lookup>(host, port);
  gaicb* list[] = {&lookup->request};  // NOLINT(modernize-avoid-c-arrays) as getaddrinfo_a wants it
  if (const int code = ::getaddrinfo_a(GAI_NOWAIT, list, 1, nullptr); code != 0) {
    why = ::gai_strerror(code);
    return nullptr;
  }
  const auto left = left_until(deadline);
  const timespec wait{left.count() / 1000, (left.count() % 1000) * 1'000'000};
  ::gai_suspend(list, 1, &wait);
  const int outcome = ::gai_error(&lookup->request);
  if (outcome == 0) return lookup;
  why = outcome == EAI_INPROGRESS ? "the name server does not answer" : ::gai_strerror(outcome);
  if (outcome == EAI_INPROGRESS && ::gai_cancel(&lookup->request) == EAI_NOTCANCELED) {
    keep_for_good(std::move(lookup));
  }
  return nullptr;
}

// 0, or the errno of why this address was not reached.
int connect_within(const addrinfo& address, Deadline deadline) {
  const int handle =
      ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol);
  if (handle < 0) return errno;
  int outcome = ::connect(handle, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (outcome == EINPROGRESS) {
    pollfd ready{handle, POLLOUT, 0};
    int count = 0;
    do {
      count = ::poll(&ready, 1, static_cast<int>(left_until(deadline).count()));
    } while (count < 0 && errno == EINTR);
    socklen_t length = sizeof outcome;
    if (count <= 0) {
      outcome = ETIMEDOUT;
    } else if (::getsockopt(handle, SOL_SOCKET, SO_ERROR, &outcome, &length) != 0) {
      outcome = errno;
    }
  }
  ::close(handle);
  return outcome;
}

}  // namespace

hal::Result<void> connect_to(const std::string& host, int port, hal::Millis timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  std::string why;
  const auto lookup = resolved(host, port, deadline, why);
  if (lookup == nullptr) {
    return hal::failure(
        "doctor.unknown_host", fmt::format("{} has no address: {}", host, why),
        "Check [gateway] host, and that the station has a network and a name server.");
  }
  int problem = EHOSTUNREACH;
  for (const addrinfo* each = lookup->request.ar_result; each != nullptr; each = each->ai_next) {
    problem = connect_within(*each, deadline);
    if (problem == 0) return {};
  }
  return hal::failure("doctor.unreachable",
                      fmt::format("{}:{} does not answer: {}", host, port, ::strerror(problem)),
                      "Check the network and whether a firewall lets this port through.");
}

}  // namespace kerb::kiosk::doctor
