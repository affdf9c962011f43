// Text from outside on one line of a log or a terminal. A bank's message or a fault report may hold
// line ends that forge a second line, escape sequences that drive the terminal of whoever reads it,
// or signs that turn the reading direction round.
#pragma once

#include <string>
#include <string_view>

namespace kerb::payment {

// Valid UTF-8 without control signs: line ends and tabs become blanks, anything else that may not
// stand there becomes '?'. At most `most` octets (4 and up); what was cut ends in "…".
std::string plain_line(std::string_view text, std::size_t most);

}  // namespace kerb::payment
