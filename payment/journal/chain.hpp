// The hash chain: every entry's hash covers the hash before it, so that one value at the end stands
// for all.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "hal/bytes.hpp"
#include "payment/journal.hpp"

namespace kerb::payment {

using ChainHash = std::array<std::uint8_t, 32>;

// SHA-256 over the hash before, number, time, session, what became of the session, kind and body.
// Each text goes in with its length, so that two entries never give the same octets.
ChainHash chained(const ChainHash& before, const JournalEntry& entry);

// Plain SHA-256.
ChainHash hash_of(hal::ByteView octets);

// A start that no other journal has: entries cannot be moved from one station's journal to
// another's.
ChainHash random_chain_start();

// 64 lower-case hex digits.
std::string hash_text(const ChainHash& hash);

// False when these are not 32 octets.
bool read_hash(const hal::Bytes& octets, ChainHash& hash);

}  // namespace kerb::payment
