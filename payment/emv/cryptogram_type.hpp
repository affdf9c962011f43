// What kind of cryptogram a card gave, by bits 8 and 7 of the Cryptogram Information Data (9F27)
// and of the reference control parameter of GENERATE AC (EMV Book 3, table 15; EMV Contactless C-2
// and C-3 use the same).
#pragma once

#include <cstdint>

namespace kerb::payment::emv::cryptogram_type {

constexpr std::uint8_t kMask = 0xC0;
constexpr std::uint8_t kAac = 0x00;   // declined
constexpr std::uint8_t kTc = 0x40;    // approved offline
constexpr std::uint8_t kArqc = 0x80;  // asks the bank

}  // namespace kerb::payment::emv::cryptogram_type
