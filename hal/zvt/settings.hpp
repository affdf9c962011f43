// What somebody has to say about a terminal before Kerb can take cards with it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "hal/zvt/requests.hpp"

namespace kerb::hal::zvt {

// Terminals differ; a kind holds what is known of those in the field.
enum class Kind { generic, feig_cvend, ccv_rea };

struct Profile {
  std::string_view name;  // as in the configuration: "feig-cvend"
  int port;
  bool offers_utf8;          // charsets in the registration
  bool has_system;           // answers 0F A1 with its serial number
  bool takes_reference;      // E9 with a reservation and its booking
  std::string_view product;  // part of the device name that a right one has; empty: any
};
const Profile& profile_of(Kind kind);
std::optional<Kind> kind_named(std::string_view name);

struct TerminalSettings {
  Kind kind = Kind::generic;
  std::string host = {};
  int port = 20'007;
  std::string device = {};  // of a serial line, "/dev/ttyS1"; empty: over TCP
  int speed = 9'600;        // on it, in bit/s: SerialLine::kSlow or kFast
  Password password = 0;
  std::uint16_t currency = 978;
  // Empty: whichever it is. Else another terminal is refused.
  std::string terminal_id = {};  // 8 digits
  std::string serial = {};       // hex, upper case
  // It takes a payment back when the next order mirrors an older receipt number (tag 1F1F), and not
  // by itself. Kerb mirrors as soon as it sees that tag; this makes it say so from the first order.
  bool mirrors_receipts = false;
  bool numbers_messages = false;  // message sequence ids (tag 1F73) are offered
};

// "192.168.1.60", "cvend.local:22000", "[fd00::60]:20007". Takes hostile text; `port` is kept when
// none is named. Errors: zvt.bad_address.
Result<void> read_address(std::string_view text, std::string& host, int& port);

// "/dev/ttyS1", "/dev/serial/by-id/usb-…": whether it may name a serial device. Takes hostile text.
bool is_serial_device(std::string_view text);

// Whether only this machine and its own link can reach that host: loopback, link-local and the
// private ranges (RFC 1918, RFC 3927, RFC 4193). A name tells nothing: false.
bool is_local_address(std::string_view host);

}  // namespace kerb::hal::zvt
