// What a receipt may say of a card that an approved terminal read: its brand and its last four
// digits, as the terminal told them. Takes hostile text.
#pragma once

#include <cstdint>

#include "hal/zvt/status.hpp"
#include "payment/card_presentation.hpp"

namespace kerb::payment::terminal {

// Without a fingerprint: the terminal keeps to itself which card it was.
CardIdentity card_told(const hal::zvt::Status& status);

// The same from the kind of card alone (bitmap 8A), when nothing else was kept of it.
CardIdentity card_of_kind(std::uint8_t card_type);

}  // namespace kerb::payment::terminal
