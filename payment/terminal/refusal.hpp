// A terminal's reasons in the words of the seam to the saga.
#pragma once

#include <cstdint>

#include "payment/provider.hpp"

namespace kerb::payment::terminal {

// Why a card was refused, as far as the driver can do something about it.
DeclineReason decline_reason(std::uint8_t result);

// Whether the same order may succeed later: the host or the terminal was busy or unreachable.
bool may_pass_later(std::uint8_t result);

// Whether the terminal says that there is no such open reservation.
bool has_none(std::uint8_t result);

}  // namespace kerb::payment::terminal
