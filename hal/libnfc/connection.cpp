#include "hal/libnfc/connection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace kerb::hal::libnfc {
namespace {

constexpr std::string_view kPrefix = "libnfc:";
constexpr std::string_view kDriver = "pn532_uart:";
constexpr std::size_t kLongestPort = 120;  // libnfc cuts off what is longer than 127
// What libnfc 1.8 can set (buses/uart.c).
constexpr std::array kSpeeds = {9'600, 19'200, 38'400, 57'600, 115'200, 230'400, 460'800};

tl::unexpected<Error> bad_connection(std::string_view text, const std::string& wrong) {
  constexpr std::size_t kShown = 200;
  std::string shown;
  for (const char c : text.substr(0, kShown)) shown += c >= 0x20 && c < 0x7F ? c : '?';
  return failure("reader.bad_connection", "reading the libnfc connection \"" + shown + "\"",
                 wrong + ": give " + kRightConnection);
}

bool right_port(std::string_view path) {
  return path.size() > 1 && path.size() <= kLongestPort && path.front() == '/' &&
         std::all_of(path.begin(), path.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::string Connection::text() const {
  return fmt::format("{}{}:{}", kDriver, device, baud);
}

Result<Connection> read_connection(std::string_view text) {
  std::string_view rest = text;
  if (rest.starts_with(kPrefix)) rest.remove_prefix(kPrefix.size());
  if (!rest.starts_with(kDriver)) return bad_connection(text, "only pn532_uart is supported");
  rest.remove_prefix(kDriver.size());
  Connection connection;
  const std::size_t colon = rest.find(':');
  connection.device = rest.substr(0, colon);
  if (!right_port(connection.device)) {
    return bad_connection(text, "the port is not the absolute path of a device");
  }
  if (colon == std::string_view::npos) return connection;
  const std::string_view speed = rest.substr(colon + 1);
  const auto [end, problem] =
      std::from_chars(speed.data(), speed.data() + speed.size(), connection.baud);
  const bool known = std::find(kSpeeds.begin(), kSpeeds.end(), connection.baud) != kSpeeds.end();
  if (problem != std::errc{} || end != speed.data() + speed.size() || !known) {
    return bad_connection(text, fmt::format("the speed is none of {}", fmt::join(kSpeeds, ", ")));
  }
  return connection;
}

}  // namespace kerb::hal::libnfc
