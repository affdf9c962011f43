// The right to use a serial port. libnfc asks nobody before it opens one, so two Kerbs, or a Kerb
// and a doctor, would talk to the chip at the same time; they ask each other here.
#pragma once

#include "hal/error.hpp"
#include "hal/libnfc/connection.hpp"

namespace kerb::hal::libnfc {

// Held as long as the object lives, or its process. Nothing is sent to the port.
class Port {
 public:
  // Errors: reader.no_device, reader.not_allowed, reader.in_use (by another Kerb).
  static Result<Port> claim(const Connection& connection);
  Port(Port&& other) noexcept;
  Port& operator=(Port&&) = delete;
  ~Port();

 private:
  explicit Port(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace kerb::hal::libnfc
