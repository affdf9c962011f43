#include "hal/simulated/cards/cryptogram.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "hal/simulated/cards/octets.hpp"

namespace kerb::hal::simulated::cards {
namespace {

constexpr std::size_t kBlock = 8;
constexpr std::string_view kMasterKey =
    "4B455242205445535420495353554552";  // test master key of this project

// One block of DES, as triple DES with three equal keys: plain DES is no longer in OpenSSL's
// default provider.
Bytes cipher(ByteView key24, ByteView block, bool encrypt) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  Bytes out(2 * kBlock);
  int length = 0;
  if (!context ||
      EVP_CipherInit_ex(context.get(), EVP_des_ede3_ecb(), nullptr, key24.data(), nullptr,
                        encrypt ? 1 : 0) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_CipherUpdate(context.get(), out.data(), &length, block.data(), kBlock) != 1 ||
      length != kBlock) {
    std::abort();  // fixed sizes, fixed cipher: only a broken OpenSSL gets here
  }
  out.resize(kBlock);
  return out;
}

Bytes repeated(ByteView key8, int times) {
  Bytes out;
  for (int i = 0; i < times; ++i) out.insert(out.end(), key8.begin(), key8.end());
  return out;
}

Bytes triple_des(ByteView key16, ByteView block) {
  Bytes key24(key16.begin(), key16.end());
  key24.insert(key24.end(), key16.begin(), key16.begin() + kBlock);
  return cipher(key24, block, true);
}

Bytes two_halves(ByteView key16, const Bytes& left, const Bytes& right) {
  return join({triple_des(key16, left), triple_des(key16, right)});
}

}  // namespace

Bytes card_key(std::string_view number, int sequence) {
  std::string digits(number);
  digits += static_cast<char>('0' + sequence / 10);
  digits += static_cast<char>('0' + sequence % 10);
  if (digits.size() < 16) digits.insert(0, 16 - digits.size(), '0');
  const Bytes block = hex(std::string_view(digits).substr(digits.size() - 16));
  Bytes inverted = block;
  for (std::uint8_t& octet : inverted) octet = static_cast<std::uint8_t>(~octet);
  return two_halves(hex(kMasterKey), block, inverted);
}

Bytes session_key(ByteView key, ByteView atc) {
  Bytes left(kBlock, 0x00);
  std::copy(atc.begin(), atc.end(), left.begin());
  Bytes right = left;
  left[2] = 0xF0;
  right[2] = 0x0F;
  return two_halves(key, left, right);
}

Bytes mac(ByteView key, ByteView message, Padding padding) {
  Bytes padded(message.begin(), message.end());
  if (padding == Padding::one_then_zeros) padded.push_back(0x80);
  while (padded.size() % kBlock != 0) padded.push_back(0x00);
  const Bytes left = repeated(key.first(kBlock), 3);
  const Bytes right = repeated(key.subspan(kBlock, kBlock), 3);
  Bytes chained(kBlock, 0x00);
  for (std::size_t at = 0; at < padded.size(); at += kBlock) {
    for (std::size_t i = 0; i < kBlock; ++i) chained[i] ^= padded[at + i];
    chained = cipher(left, chained, true);
  }
  return cipher(left, cipher(right, chained, false), true);
}

}  // namespace kerb::hal::simulated::cards
