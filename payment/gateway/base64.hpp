// Base64 (RFC 4648 section 4) and its URL form without padding (section 5), as JOSE wants it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::payment::gateway {

std::string to_base64(hal::ByteView octets);
std::string to_base64url(hal::ByteView octets);
std::string to_base64url(std::string_view text);

// Strict: whole groups with padding, no blanks, no stray bits. Empty on anything else.
std::optional<hal::Bytes> from_base64(std::string_view text);
// Strict: no padding.
std::optional<hal::Bytes> from_base64url(std::string_view text);

}  // namespace kerb::payment::gateway
