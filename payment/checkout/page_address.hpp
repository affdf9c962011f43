// The address that goes into the code on the screen. It comes from outside, and a driver pays where
// it leads: nothing but the one host that the technician named is ever shown.
#pragma once

#include <string_view>

namespace kerb::payment::checkout {

// "https://HOST/…", at most 500 octets of printable ASCII. HOST must be `host` to the letter,
// without user, and without a port unless `port` is not 443. Takes hostile text.
bool is_page_address(std::string_view text, std::string_view host, int port = 443);

// Any "https://HOST/…" of 10 to 500 octets: what the technician may name as the way back.
bool is_https_address(std::string_view text);

}  // namespace kerb::payment::checkout
