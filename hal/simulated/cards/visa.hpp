// What all Visa cards (qVSDC, Book C-3) do alike: what they ask for in GET PROCESSING OPTIONS, and
// their cryptogram.
#pragma once

#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {

// In this order, as real cards ask for them.
inline constexpr DolField kVisaPdol[] = {{0x9F66, 4}, {0x9F02, 6}, {0x9F03, 6},
                                         {0x9F1A, 2}, {0x95, 5},   {0x5F2A, 2},
                                         {0x9A, 3},   {0x9C, 1},   {0x9F37, 4}};

// Two bits of 9F27; what a card with this temper answers to these Terminal Transaction Qualifiers.
std::uint8_t visa_cryptogram_type(Temper temper, ByteView ttq);

// 9F10 with the Card Verification Results that belong to the type (octet 5, b6-b5).
Bytes visa_issuer_data(std::uint8_t type);

// CVN 10 over the PDOL values, AIP, ATC and verification results.
Bytes visa_cryptogram(const Personalisation& who, ByteView pdol_data, const Bytes& profile,
                      const Bytes& atc, std::uint8_t type);

// The status word for PDOL values that cannot be answered; kOk when they can.
std::uint16_t visa_objection(ByteView pdol_data);

}  // namespace kerb::hal::simulated::cards
