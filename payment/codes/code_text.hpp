// The text inside a code: characters are counted, as the standards of payment codes do, and not
// octets.
#pragma once

#include <optional>
#include <string_view>

namespace kerb::payment::codes {

// Valid UTF-8 on one line, without control signs or such as turn the reading direction round.
bool is_plain(std::string_view text);

// The first `count` characters of plain text; nothing: it has fewer.
std::optional<std::string_view> first_characters(std::string_view plain, std::size_t count);

std::size_t characters_in(std::string_view plain);

bool is_digits(std::string_view text);

}  // namespace kerb::payment::codes
