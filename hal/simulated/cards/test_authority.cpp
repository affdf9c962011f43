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
constexpr std::size_t kFrame = kHash + 2;
constexpr std::string_view kRevokedSerial = "00DEAD";

struct PrivateKey {
  std::string_view modulus;
  std::string_view exponent;
  std::size_t length() const { return modulus.size() / 2; }
};
constexpr PrivateKey kAuthority{kAuthorityModulus, kAuthorityPrivateExponent};
constexpr PrivateKey kOtherAuthority{kOtherAuthorityModulus, kOtherAuthorityPrivateExponent};
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
Bytes sign(const PrivateKey& key, const Bytes& body, const Bytes& hashed_too,
           CertificateFlaw flaw = CertificateFlaw::none) {
  if (body.size() + kFrame != key.length()) std::abort();
  Bytes hash = sha1(join({body, hashed_too}));
  if (flaw == CertificateFlaw::broken_hash) hash.front() ^= 0x01U;
  const Bytes trailer = hex(flaw == CertificateFlaw::wrong_trailer ? "CC" : "BC");
  return private_operation(key, join({{0x6A}, body, hash, trailer}));
}

const PrivateKey& key_of(Signer signer) {
  switch (signer) {
    case Signer::authority:
      return kAuthority;
    case Signer::issuer:
      return kIssuer;
    case Signer::card:
      break;
  }
  return kCard;
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

std::string_view flaw_word(CertificateFlaw flaw) {
  switch (flaw) {
    case CertificateFlaw::none:
      break;
    case CertificateFlaw::other_authority:
      return "other authority";
    case CertificateFlaw::wrong_trailer:
      return "wrong trailer";
    case CertificateFlaw::broken_hash:
      return "broken hash";
    case CertificateFlaw::expired:
      return "expired certificate";
    case CertificateFlaw::revoked:
      return "revoked certificate";
    case CertificateFlaw::other_issuer:
      return "other issuer";
    case CertificateFlaw::other_card:
      return "other card";
    case CertificateFlaw::broken_signature:
      return "broken signature";
  }
  return {};
}

std::vector<CertificateFlaw> all_flaws() {
  using Flaw = CertificateFlaw;
  return {Flaw::other_authority, Flaw::wrong_trailer, Flaw::broken_hash, Flaw::expired,
          Flaw::revoked,         Flaw::other_issuer,  Flaw::other_card,  Flaw::broken_signature};
}

CardCertificates issue_certificates(std::string_view number, ByteView static_data,
                                    CertificateFlaw flaw) {
  CardCertificates made;
  const Bytes issuer_key = hex(kIssuerModulus);
  const Bytes card_key = hex(kCardModulus);
  const std::size_t issuer_room = kAuthority.length() - 36;
  const std::size_t card_room = kIssuer.length() - 42;
  made.issuer_remainder = right_part(issuer_key, issuer_room);
  made.card_remainder = right_part(card_key, card_room);
  // Format, first digits of the number, good until, serial, SHA-1, RSA, lengths, key.
  const bool elsewhere = flaw == CertificateFlaw::other_issuer;
  const Bytes issuer_body =
      join({hex("02"),
            hex((elsewhere ? "999999" : std::string(number.substr(0, 6))) + "FF"),
            hex(flaw == CertificateFlaw::expired ? "1220" : "1249"),
            hex(flaw == CertificateFlaw::revoked ? kRevokedSerial : "000001"),
            hex("0101"),
            {static_cast<std::uint8_t>(issuer_key.size()), 0x01},
            left_part(issuer_key, issuer_room)});
  made.issuer = sign(flaw == CertificateFlaw::other_authority ? kOtherAuthority : kAuthority,
                     issuer_body, join({made.issuer_remainder, {0x03}}), flaw);
  std::string padded(number);
  padded.resize(20, 'F');
  if (flaw == CertificateFlaw::other_card) padded[number.size() - 1] = padded[0];
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

Bytes sign_dynamic_data(ByteView dynamic_data, ByteView hashed_too, std::uint8_t format,
                        CertificateFlaw flaw) {
  Bytes body = join({{format, 0x01, static_cast<std::uint8_t>(dynamic_data.size())},
                     Bytes(dynamic_data.begin(), dynamic_data.end())});
  body.resize(room_of(Signer::card), 0xBB);
  const bool broken = flaw == CertificateFlaw::broken_signature;
  return sign(kCard, body, Bytes(hashed_too.begin(), hashed_too.end()),
              broken ? CertificateFlaw::broken_hash : CertificateFlaw::none);
}

std::size_t room_of(Signer signer) {
  return key_of(signer).length() - kFrame;
}

Bytes sign_as(Signer signer, const Bytes& body, const Bytes& hashed_too) {
  return sign(key_of(signer), body, hashed_too);
}

}  // namespace cards

TestAuthority test_authority() {
  return test_authorities().front();
}

std::vector<TestAuthority> test_authorities() {
  std::vector<TestAuthority> all;
  for (const char* rid : {"A000000004", "A000000003"}) {
    all.push_back({cards::hex(rid),
                   0x99,
                   cards::hex(cards::kAuthorityModulus),
                   {0x03},
                   cards::hex(cards::kRevokedSerial)});
  }
  return all;
}

}  // namespace kerb::hal::simulated
