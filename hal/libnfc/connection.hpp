// Where a PN532 is: at which serial port, and how fast it talks. Written as libnfc writes it,
// "pn532_uart:/dev/ttyS1:115200".
#pragma once

#include <string>
#include <string_view>

#include "hal/error.hpp"

namespace kerb::hal::libnfc {

struct Connection {
  std::string device;  // absolute path, at most 120 octets of printable ASCII without a colon
  int baud = 115'200;  // one that libnfc can set; a PN532 wakes up with this one

  // As libnfc wants it.
  std::string text() const;
};

// What a right one looks like, for messages: completes "give ".
inline constexpr const char* kRightConnection =
    "the driver, the serial port and its speed, like \"pn532_uart:/dev/ttyS1:115200\"";

// "libnfc:" may stand before it, and the speed may be left out. Takes hostile text. Errors:
// reader.bad_connection, with what is wrong about it.
Result<Connection> read_connection(std::string_view text);

}  // namespace kerb::hal::libnfc
