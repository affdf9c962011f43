// Raw octets as they travel: APDUs, TLV values, cryptograms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::hal {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Upper-case hex without separators, as EMV tables and OCPP tokens are written.
std::string to_hex(ByteView octets);

// Reads hex in either case; blanks between octets are allowed. Empty when the text is not whole
// octets of hex.
std::optional<Bytes> from_hex(std::string_view text);

}  // namespace kerb::hal
