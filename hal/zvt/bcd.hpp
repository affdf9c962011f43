// Numbers as ZVT writes them: two decimal digits in an octet, high digit first (PA00P015, ch. 3).
#pragma once

#include <cstdint>
#include <optional>

#include "hal/bytes.hpp"

namespace kerb::hal::zvt {

// Empty when an octet holds something else than two digits, or there are more than 9 octets.
std::optional<std::uint64_t> from_bcd(ByteView octets);

// `size` octets, leading zeros; digits that do not fit are a bug of the caller.
void append_bcd(Bytes& out, std::uint64_t number, std::size_t size);

}  // namespace kerb::hal::zvt
