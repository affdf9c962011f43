// The name of a computer, as a configuration may give it.
#pragma once

#include <string_view>

namespace kerb::payment::gateway {

// A DNS name (RFC 1123, 2.1: labels of 1 to 63 letters, digits and inner hyphens; 253 octets in all)
// or an IPv4 address. Takes hostile text.
bool is_host_name(std::string_view text);

}  // namespace kerb::payment::gateway
