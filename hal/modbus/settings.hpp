// What somebody has to say about a station before Kerb can charge with it.
#pragma once

#include <string>
#include <string_view>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::hal::modbus {

// Where a station is. A port and a unit are numbers of the station's guide: 502 and 255.
struct Address {
  std::string host;  // a name or an IP address; a name is looked up at each connecting
  int port = 502;
  int unit = 255;  // 0 to 255
};

struct ChargerSettings {
  Evse evse;
  Address address;
  int amperes = 16;      // 6 to 63: what a charge may take at most, per phase
  Seconds failsafe{60};  // 10 to 600: so long the station charges on when Kerb is gone
};

// What a right one looks like, for messages.
inline constexpr const char* kRightAddress =
    "a host name or an IP address, and a port where it is not 502, like \"192.168.1.50\" or "
    "\"[fd00::50]:502\"";

// Takes hostile text. Errors: modbus.bad_address.
Result<Address> read_address(std::string_view text);

}  // namespace kerb::hal::modbus
