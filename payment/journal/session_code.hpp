// How people write a session: the first digits of its 32, as a receipt or a list shows them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kerb::payment {

inline constexpr std::size_t kShortestSessionCode = 8;  // fewer name nobody for certain

// "0123-45AB" to "012345ab": lower case, without dashes.
std::string session_digits(std::string_view code);

}  // namespace kerb::payment
