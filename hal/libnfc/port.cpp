#include "hal/libnfc/port.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace kerb::hal::libnfc {
namespace {

constexpr const char* kPlugIn =
    "Plug the reader in; ls -l /dev/serial/by-id shows what is there. A port of the board itself "
    "may "
    "have to be switched on in its device tree.";

}  // namespace

Result<Port> Port::claim(const Connection& connection) {
  const std::string& path = connection.device;
  // Not waiting: the lines of a modem do not matter here.
  const int descriptor = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0 && (errno == EACCES || errno == EPERM)) {
    return failure("reader.not_allowed", "this user may not read and write " + path,
                   "Put the service's user into the group of that device: usermod --append "
                   "--groups dialout USER");
  }
  if (descriptor < 0) {
    return failure("reader.no_device", "opening " + path + ": " + std::strerror(errno), kPlugIn);
  }
  Port port(descriptor);
  if (::isatty(descriptor) == 0) {
    return failure("reader.no_device", path + " is no serial port", kPlugIn);
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return failure("reader.in_use", "another Kerb is using " + path,
                   "Stop it, to have the reader for this one.");
  }
  return port;
}

Port::Port(Port&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Port::~Port() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace kerb::hal::libnfc
