#include "hal/libnfc/wakener.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <stdexcept>

namespace kerb::hal::libnfc {

Wakener::Wakener() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) throw std::runtime_error("no descriptor is left to wake a thread with");
}

Wakener::~Wakener() {
  ::close(descriptor_);
}

// Fails only at 2^64 calls.
void Wakener::call() const {
  ::eventfd_write(descriptor_, 1);
}

bool Wakener::take() const {
  eventfd_t calls = 0;
  return ::eventfd_read(descriptor_, &calls) == 0;
}

}  // namespace kerb::hal::libnfc
