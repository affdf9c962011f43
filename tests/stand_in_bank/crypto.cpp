#include "tests/stand_in_bank/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace kerb::stand_in_bank {

namespace {

unsigned char* octets_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string sha256(std::string_view octets) {
  std::string digest(32, '\0');
  unsigned length = 0;
  EVP_Digest(octets.data(), octets.size(), octets_of(digest), &length, EVP_sha256(), nullptr);
  return digest;
}

std::string hmac_sha256(std::string_view key, std::string_view octets) {
  std::string mac(32, '\0');
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets_of(octets), octets.size(),
       octets_of(mac), &length);
  return mac;
}

std::string random_octets(std::size_t count) {
  std::string octets(count, '\0');
  if (RAND_bytes(octets_of(octets), static_cast<int>(count)) != 1) {
    throw std::runtime_error("no randomness");
  }
  return octets;
}

std::string to_hex(std::string_view octets) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char octet : octets) {
    text += kDigits[static_cast<unsigned char>(octet) >> 4U];
    text += kDigits[static_cast<unsigned char>(octet) & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view upper_case) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  if (upper_case.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t at = 0; at < upper_case.size(); at += 2) {
    const std::size_t high = kDigits.find(upper_case[at]);
    const std::size_t low = kDigits.find(upper_case[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    octets += static_cast<char>(high << 4U | low);
  }
  return octets;
}

std::string to_base64(std::string_view octets) {
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(octets_of(text), octets_of(octets), static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=\n\r \t") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  const std::size_t padding = (4 - standard.size() % 4) % 4;
  if (padding == 3) return std::nullopt;
  standard.append(padding, '=');
  std::string octets(standard.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(octets_of(octets), octets_of(standard), static_cast<int>(standard.size()));
  if (length < 0) return std::nullopt;
  octets.resize(static_cast<std::size_t>(length) - padding);
  return octets;
}

bool same_octets(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace kerb::stand_in_bank
