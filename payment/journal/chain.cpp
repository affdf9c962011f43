#include "payment/journal/chain.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <stdexcept>

namespace kerb::payment {
namespace {

void put(hal::Bytes& octets, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8)
    octets.push_back(static_cast<std::uint8_t>(value >> shift));
}

void put(hal::Bytes& octets, const std::string& text) {
  put(octets, static_cast<std::uint64_t>(text.size()));
  octets.insert(octets.end(), text.begin(), text.end());
}

}  // namespace

ChainHash chained(const ChainHash& before, const JournalEntry& entry) {
  hal::Bytes octets(before.begin(), before.end());
  octets.reserve(octets.size() + 48 + entry.session.size() + entry.kind.size() + entry.body.size());
  put(octets, static_cast<std::uint64_t>(entry.number));
  put(octets, static_cast<std::uint64_t>(entry.at.time_since_epoch().count()));
  put(octets, entry.session);
  put(octets, !entry.session_open ? std::uint64_t{2} : std::uint64_t{*entry.session_open});
  put(octets, entry.kind);
  put(octets, entry.body);
  ChainHash hash{};
  SHA256(octets.data(), octets.size(), hash.data());
  return hash;
}

ChainHash random_chain_start() {
  ChainHash hash{};
  if (RAND_bytes(hash.data(), static_cast<int>(hash.size())) != 1) {
    throw std::runtime_error("the system gives no random numbers");
  }
  return hash;
}

std::string hash_text(const ChainHash& hash) {
  std::string text = hal::to_hex(hash);
  std::transform(text.begin(), text.end(), text.begin(), [](char digit) {
    return digit >= 'A' ? static_cast<char>(digit + ('a' - 'A')) : digit;
  });
  return text;
}

bool read_hash(const hal::Bytes& octets, ChainHash& hash) {
  if (octets.size() != hash.size()) return false;
  std::copy(octets.begin(), octets.end(), hash.begin());
  return true;
}

}  // namespace kerb::payment
