// The words that a P30 understands, over its line: look, open, shut, unlock, and what it shall do
// when nobody talks to it any more.
#pragma once

#include "hal/modbus/line.hpp"
#include "hal/modbus/registers.hpp"

namespace kerb::hal::modbus {

// One thread at a time. Errors are those of Line, and what is named besides.
class Wire {
 public:
  // `amperes`: what a charge may take at most, 6 to 63. `failsafe`: 10 to 600 s without a word until
  // the station stops by itself.
  Wire(Address address, int amperes, Seconds failsafe);

  bool is_open() const { return line_.is_open(); }
  void close() { line_.close(); }

  // Connects and asks who is there. Errors: modbus.other_product, modbus.no_meter; the line is
  // closed then.
  Result<Portrait> meet();
  // Sees to it that energy ends when Kerb does, also after a restart of the station. Errors:
  // modbus.no_failsafe, when it does not keep what was written.
  Result<void> keep_failsafe();

  // Errors: modbus.garbage.
  Result<Status> look();
  // Both are a sign of life for the failsafe; reading alone is none.
  Result<void> open();
  Result<void> shut();
  Result<void> unlock();

 private:
  Result<bool> failsafe_kept();

  Line line_;
  std::uint16_t milliamperes_;
  std::uint16_t failsafe_;
};

}  // namespace kerb::hal::modbus
