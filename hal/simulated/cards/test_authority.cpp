#include "hal/simulated/cards/test_authority.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_keys.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated {
namespace cards {
namespace {

constexpr std::size_t kHash = 20;

struct PrivateKey {
  std::string_view modulus;
  std::string_view exponent;
  std::size_t length() const { return modulus.size() / 2; }
};
constexpr PrivateKey kAuthority{kAuthorityModulus, kAuthorityPrivateExponent};
constexpr PrivateKey kIssuer{kIssuerModulus, kIssuerPrivateExponent};
constexpr PrivateKey kCard{kCardModulus, kCardPrivateExponent};

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;

Number number_of(ByteView octets) {
  return {BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr), &BN_clear_free};
}

Bytes private_operation(const PrivateKey& key, ByteView block) {
  const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> scratch(BN_CTX_new(), &BN_CTX_free);
  const Number base = number_of(block);
  const Number exponent = number_of(hex(key.exponent));
  const Number modulus = number_of(hex(key.modulus));
  const Number result(BN_new(), &BN_clear_free);
  Bytes out(key.length());
  if (!scratch || !base || !exponent || !modulus || !result ||
      BN_mod_exp(result.get(), base.get(), exponent.get(), modulus.get(), scratch.get()) != 1 ||
      BN_bn2binpad(result.get(), out.data(), static_cast<int>(out.size())) < 0) {
    std::abort();  // constant keys: only a broken OpenSSL gets here
  }
  return out;
}

// `body` fills the key but for frame and hash; `hashed_too` is covered by the hash without being
// inside.
Bytes sign(const PrivateKey& key, const Bytes& body, const Bytes& hashed_too) {
  if (body.size() + kHash + 2 != key.length()) std::abort();
  const Bytes hash = sha1(join({body, hashed_too}));
  return private_operation(key, join({{0x6A}, body, hash, {0xBC}}));
}

// Left-hand digits of a public key for a certificate with `room` octets for it, padded with BB.
Bytes left_part(const Bytes& modulus, std::size_t room) {
  Bytes left(modulus.begin(),
             modulus.begin() + static_cast<std::ptrdiff_t>(std::min(room, modulus.size())));
  left.resize(room, 0xBB);
  return left;
}

Bytes right_part(const Bytes& modulus, std::size_t room) {
  if (modulus.size() <= room) return {};
  return {modulus.begin() + static_cast<std::ptrdiff_t>(room), modulus.end()};
}

}  // namespace

Bytes sha1(ByteView octets) {
  Bytes digest(kHash);
  if (EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha1(), nullptr) != 1) {
    std::abort();
  }
  return digest;
}

CardCertificates issue_certificates(std::string_view number, ByteView static_data) {
  CardCertificates made;
  const Bytes issuer_key = hex(kIssuerModulus);
  const Bytes card_key = hex(kCardModulus);
  const std::size_t issuer_room = kAuthority.length() - 36;
  const std::size_t card_room = kIssuer.length() - 42;
  made.issuer_remainder = right_part(issuer_key, issuer_room);
  made.card_remainder = right_part(card_key, card_room);
  // Format, first digits of the number, good until 12/49, serial, SHA-1, RSA, lengths, key.
  const Bytes issuer_body = join({hex("02"),
                                  hex(std::string(number.substr(0, 6)) + "FF"),
                                  hex("1249000001"),
                                  hex("0101"),
                                  {static_cast<std::uint8_t>(issuer_key.size()), 0x01},
                                  left_part(issuer_key, issuer_room)});
  made.issuer = sign(kAuthority, issuer_body, join({made.issuer_remainder, {0x03}}));
  std::string padded(number);
  padded.resize(20, 'F');
  const Bytes card_body = join({hex("04"),
                                hex(padded),
                                hex("1249000002"),
                                hex("0101"),
                                {static_cast<std::uint8_t>(card_key.size()), 0x01},
                                left_part(card_key, card_room)});
  made.card =
      sign(kIssuer, card_body,
           join({made.card_remainder, {0x03}, Bytes(static_data.begin(), static_data.end())}));
  return made;
}

Bytes sign_dynamic_data(ByteView dynamic_data, ByteView unpredictable_number) {
  Bytes body = join({{0x05, 0x01, static_cast<std::uint8_t>(dynamic_data.size())},
                     Bytes(dynamic_data.begin(), dynamic_data.end())});
  body.resize(kCard.length() - kHash - 2, 0xBB);
  return sign(kCard, body, Bytes(unpredictable_number.begin(), unpredictable_number.end()));
}

}  // namespace cards

TestAuthority test_authority() {
  return {cards::hex("A000000004"), 0x99, cards::hex(cards::kAuthorityModulus), {0x03}};
}

}  // namespace kerb::hal::simulated
