#include "hal/zvt/settings.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kLongestHostName = 253;  // RFC 1035, section 2.3.4
constexpr int kHighestPortNumber = 65'535;

constexpr Profile kGeneric{"generic", 20'007, true, false, false, ""};
constexpr Profile kFeig{"feig-cvend", 22'000, true, true, true, "cVEND"};
constexpr Profile kCcv{"ccv-rea", 20'007, true, false, false, ""};

bool is_host_text(std::string_view text, std::string_view others) {
  return !text.empty() && text.size() <= kLongestHostName && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  others.find(c) != std::string_view::npos;
         });
}

bool is_local_v4(const std::array<std::uint8_t, 4>& octets) {
  return octets[0] == 127 || octets[0] == 10 || (octets[0] == 192 && octets[1] == 168) ||
         (octets[0] == 172 && (octets[1] & 0xF0U) == 16) || (octets[0] == 169 && octets[1] == 254);
}

}  // namespace

const Profile& profile_of(Kind kind) {
  switch (kind) {
    case Kind::feig_cvend:
      return kFeig;
    case Kind::ccv_rea:
      return kCcv;
    case Kind::generic:
      break;
  }
  return kGeneric;
}

std::optional<Kind> kind_named(std::string_view name) {
  for (const Kind kind : {Kind::generic, Kind::feig_cvend, Kind::ccv_rea}) {
    if (profile_of(kind).name == name) return kind;
  }
  return std::nullopt;
}

Result<void> read_address(std::string_view text, std::string& host, int& port) {
  const bool bracketed = text.starts_with('[');
  const std::size_t closed = bracketed ? text.find(']') : text.find(':');
  const bool ended = closed != std::string_view::npos;
  const std::string_view name =
      bracketed ? text.substr(1, ended ? closed - 1 : 0) : text.substr(0, closed);
  std::string_view rest = ended ? text.substr(closed + (bracketed ? 1 : 0)) : std::string_view{};
  bool right = (ended || !bracketed) && is_host_text(name, bracketed ? ":." : "-.");
  int number = port;
  if (right && !rest.empty()) {
    right = rest.front() == ':';
    rest.remove_prefix(1);
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    right = right && problem == std::errc{} && end == rest.data() + rest.size() && number >= 1 &&
            number <= kHighestPortNumber;
  }
  if (!right) {
    return failure("zvt.bad_address", "reading the address of the terminal",
                   "give a host name or an IP address, and a port where it is not the usual one, "
                   "like \"192.168.1.60\" or \"192.168.1.60:22000\"");
  }
  host = name;
  port = number;
  return {};
}

bool is_serial_device(std::string_view text) {
  constexpr std::string_view kFolder = "/dev/";
  constexpr std::size_t kLongestDevice = 255;
  return text.starts_with(kFolder) && text.size() > kFolder.size() &&
         text.size() <= kLongestDevice && text.find("..") == std::string_view::npos &&
         text.back() != '/' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_local_address(std::string_view host) {
  const std::string text(host);
  std::array<std::uint8_t, 4> v4{};
  if (::inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return is_local_v4(v4);
  std::array<std::uint8_t, 16> v6{};
  if (::inet_pton(AF_INET6, text.c_str(), v6.data()) != 1) return host == "localhost";
  const bool loopback =
      std::all_of(v6.begin(), v6.end() - 1, [](std::uint8_t o) { return o == 0; }) && v6[15] == 1;
  return loopback || (v6[0] & 0xFEU) == 0xFCU || (v6[0] == 0xFE && (v6[1] & 0xC0U) == 0x80U);
}

}  // namespace kerb::hal::zvt
