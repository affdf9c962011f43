// The few primitives that the bank needs to check what the kiosk computed with its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kerb::stand_in_bank {

// Octets are kept in std::string throughout.
std::string sha256(std::string_view octets);
std::string hmac_sha256(std::string_view key, std::string_view octets);
std::string random_octets(std::size_t count);
std::string to_hex(std::string_view octets);                       // lower case
std::optional<std::string> from_hex(std::string_view upper_case);  // upper case only
std::string to_base64(std::string_view octets);
// RFC 4648 section 5 without padding, and nothing else.
std::optional<std::string> from_base64url(std::string_view text);
bool same_octets(std::string_view one, std::string_view other);  // in constant time

}  // namespace kerb::stand_in_bank
