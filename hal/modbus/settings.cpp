#include "hal/modbus/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kerb::hal::modbus {
namespace {

constexpr std::size_t kLongestHost = 253;  // RFC 1035, section 2.3.4
constexpr int kHighestPort = 65'535;

bool consists_of(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           others.find(c) != std::string_view::npos;
  });
}

bool read_port(std::string_view text, int& port) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc{} && end == text.data() + text.size() && port >= 1 &&
         port <= kHighestPort;
}

}  // namespace

Result<Address> read_address(std::string_view text) {
  Address address;
  const bool bracketed = text.starts_with('[');
  const std::size_t closed = bracketed ? text.find(']') : text.find(':');
  const std::string_view host = text.substr(bracketed ? 1 : 0, closed - (bracketed ? 1 : 0));
  std::string_view rest = closed == std::string_view::npos ? "" : text.substr(closed);
  if (bracketed && rest.starts_with(']')) rest.remove_prefix(1);
  const bool right_host = !host.empty() && host.size() <= kLongestHost && host.front() != '-' &&
                          consists_of(host, bracketed ? ":." : "-.");
  const bool right_end = closed != std::string_view::npos || !bracketed;
  const bool right_port =
      rest.empty() || (rest.front() == ':' && read_port(rest.substr(1), address.port));
  if (!right_host || !right_end || !right_port) {
    return failure("modbus.bad_address", "reading the address of a station",
                   fmt::format("give {}", kRightAddress));
  }
  address.host = host;
  return address;
}

}  // namespace kerb::hal::modbus
