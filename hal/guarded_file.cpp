#include "hal/guarded_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "hal/wiped.hpp"

namespace kerb::hal {

namespace {

constexpr std::size_t kLongestGuardedFile = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

Result<Bytes> read_guarded_file(const std::filesystem::path& file, const std::string& code) {
  const std::string tried = "reading " + file.string();
  // Checks are made on the open file, so it cannot be exchanged between the check and the reading;
  // without O_NONBLOCK a named pipe in its place would hang the start.
  const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (opened.number() < 0) {
    return failure(code, tried + ": " + std::strerror(errno),
                   "check the path in the configuration and that the service's user may read it");
  }
  struct stat facts {};
  if (::fstat(opened.number(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return failure(code, tried + ": it is not a regular file", "name the key file itself");
  }
  if (facts.st_uid != ::geteuid() && facts.st_uid != 0) {
    return failure(code, tried + ": it belongs to another user",
                   "run: chown <the service's user> " + file.string());
  }
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(code, tried + ": others than its owner have rights on it",
                   "run: chmod 600 " + file.string() +
                       ", and have the key replaced if somebody may have read it");
  }
  if (facts.st_size < 0 || static_cast<std::size_t>(facts.st_size) > kLongestGuardedFile) {
    return failure(code, tried + ": it is longer than 64 KiB", "name the key file itself");
  }
  // One allocation of the final size: growing would leave copies behind that nobody wipes.
  Bytes octets(static_cast<std::size_t>(facts.st_size));
  std::size_t have = 0;
  while (have < octets.size()) {
    const ssize_t got = ::read(opened.number(), octets.data() + have, octets.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  if (have != octets.size()) {
    wipe(octets);
    return failure(code, tried + ": it changed while being read", "start again");
  }
  return octets;
}

}  // namespace kerb::hal
