// Whether a text is JSON (RFC 8259), at the cost that the path of every commit can bear.
#pragma once

#include <string_view>

namespace kerb::payment {

bool is_json(std::string_view text);

// The quick part of it, for tests: true only for JSON, false for "ask the parser". It knows what
// Kerb itself writes: printable ASCII, no \u escapes, no exponents, not nested deeper than 16.
bool is_plain_json(std::string_view text);

}  // namespace kerb::payment
