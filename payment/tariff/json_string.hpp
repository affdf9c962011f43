// The inside of a JSON string (RFC 8259, section 7), read and written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kerb::payment::tariff {

constexpr std::size_t kNotAJsonString = static_cast<std::size_t>(-1);

// The octets before the closing quote. kNotAJsonString when it does not close, or has a bare control
// character, an unknown escape, or octets that are not UTF-8.
std::size_t json_string_length(std::string_view text);

// The escapes undone. A lone surrogate becomes U+FFFD.
std::string decoded_json_string(std::string_view content);

// With quotes and escapes, as it stands in JSON.
std::string json_text(std::string_view text);
void append_json_text(std::string& out, std::string_view text);

}  // namespace kerb::payment::tariff
