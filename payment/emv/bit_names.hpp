// What the bits of a data object say, in words: for `kerb card`, and for whoever wonders at two in
// the morning why a card was refused.
#pragma once

#include <string>
#include <vector>

#include "hal/bytes.hpp"
#include "payment/emv/tlv.hpp"

namespace kerb::payment::emv {

// A line for each bit that is set and each field that means something, in the order of the octets;
// bits that are reserved or unknown are given as "reserved: octet 2, bit 8". Empty for objects
// without bits, and for values of the wrong length. Tags: 82 AIP, 95 TVR, 9F0D, 9F0E and 9F0F (the
// issuer's action codes, as TVR), 9F07 usage control, 9F1D risk management data, 9F27 CID, 9F33
// terminal capabilities, 9F34 CVM results, 9F35 terminal type, 9F66 TTQ, 9F6C CTQ, DF4B POSCII.
std::vector<std::string> bits_of(Tag tag, hal::ByteView value);

}  // namespace kerb::payment::emv
