// How much of a line of a printer or terminal a text takes: a letter one column, a Chinese,
// Japanese or Korean one two, a mark that stands above or below its letter none (Unicode TR 11).
#pragma once

#include <cstddef>
#include <string_view>

namespace kerb::payment {

// `utf8` may be anything; what is no UTF-8 counts one column an octet.
std::size_t print_columns(std::string_view utf8);

// The octets of the longest beginning that takes at most `columns`; a letter keeps its marks.
std::size_t octets_within(std::string_view utf8, std::size_t columns);

}  // namespace kerb::payment
