// The TCP connection to one Modbus station, through libmodbus: one question at a time, each with an
// end. Whatever the other side sends, an answer is of the right length or an error.
#pragma once

#include <modbus/modbus.h>

#include <cstdint>
#include <memory>
#include <string>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "hal/modbus/settings.hpp"

namespace kerb::hal::modbus {

// One thread at a time.
class Line {
 public:
  static constexpr Millis kAnswerWithin{1'000};  // for connecting, too

  explicit Line(Address address);

  // Errors: modbus.unreachable.
  Result<void> open();
  bool is_open() const { return context_ != nullptr; }
  void close() { context_.reset(); }

  // A number of 32 bits in two holding registers (function 3). Errors: modbus.unreachable (the line
  // is closed then, for a late answer must not be taken for the next one), modbus.refused (the
  // station says no by an exception).
  Result<std::uint32_t> read(int address);
  // One register (function 6). Errors: as read().
  Result<void> write(int address, std::uint16_t value);

 private:
  struct Free {
    void operator()(modbus_t* context) const;
  };
  tl::unexpected<Error> trouble(const std::string& doing);

  const Address address_;
  std::unique_ptr<modbus_t, Free> context_;
};

}  // namespace kerb::hal::modbus
