// The address that goes into the code on the screen. It comes from outside, and a driver pays where
// it leads: nothing but the one host that the technician named is ever shown.
#pragma once

#include <cstddef>
#include <string_view>

namespace kerb::payment::checkout {

// Stripe's addresses carry a part behind a # that the page needs, and are 400 to 700 octets; this is
// what a code can hold at all. Whether it is still readable on this panel, the screen decides.
inline constexpr std::size_t kLongestPageAddress = 2000;

// "https://HOST/…" of printable ASCII, not longer than that. HOST must be `host` to the letter,
// without user, and without a port unless `port` is not 443. Takes hostile text.
bool is_page_address(std::string_view text, std::string_view host, int port = 443);

// Any "https://HOST/…" of 10 to 500 octets: what the technician may name as the way back.
bool is_https_address(std::string_view text);

}  // namespace kerb::payment::checkout
