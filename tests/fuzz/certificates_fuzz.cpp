// Certificates and signatures beyond the RSA: the fuzzer writes what stands inside, and the test
// authority signs it, so that every check behind the hash is reached. Input: the body of the
// issuer's certificate, of the card's, of the signature, each preceded by its length (cut or padded
// with BB to what its key holds), then the length and octets of the two remainders, the rest is
// static data.
#include <algorithm>
#include <cstdlib>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/cards/test_keys.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "tests/unit/emv/tap.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::Bytes;
using kerb::hal::ByteView;
using kerb::hal::simulated::cards::hex;
using kerb::hal::simulated::cards::join;
using kerb::hal::simulated::cards::room_of;
using kerb::hal::simulated::cards::sign_as;
using kerb::hal::simulated::cards::Signer;

namespace {

const Bytes exponent{0x03};
const Bytes number{0x47, 0x61, 0x73, 0x90, 0x01, 0x01, 0x00, 0x10};
const Bytes today{0x26, 0x11, 0x22};
const Bytes unpredictable{0x12, 0x34, 0x56, 0x78};

Bytes part_of(ByteView& rest) {
  if (rest.empty()) return {};
  const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
  Bytes part(rest.begin() + 1, rest.begin() + 1 + static_cast<std::ptrdiff_t>(length));
  rest = rest.subspan(1 + length);
  return part;
}

Bytes body_of(ByteView& rest, Signer signer) {
  Bytes body = part_of(rest);
  body.resize(room_of(signer), 0xBB);
  return body;
}

// What a certificate must say before its key counts.
void expect_right(const Bytes& issuer, const Bytes& card, const RsaKey& key) {
  if (issuer[0] != 0x02 || card[0] != 0x04) std::abort();
  if (!std::equal(number.begin(), number.end(), card.begin() + 1)) std::abort();
  if (issuer[1] != number[0] || issuer[10] != 0x01 || card[16] != 0x01) std::abort();
  if (key.modulus.size() != card[18] || key.modulus.size() > 248) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const Terminal kiosk = desk::trusting_terminal();
  ByteView rest(data, size);
  const Bytes issuer = body_of(rest, Signer::authority);
  const Bytes card = body_of(rest, Signer::issuer);
  const Bytes proof = body_of(rest, Signer::card);
  const Bytes issuer_remainder = part_of(rest);
  const Bytes card_remainder = part_of(rest);
  const Bytes static_data(rest.begin(), rest.end());

  DataObjects objects;
  objects.set(tag::kTransactionDate, today);
  objects.set(tag::kPan, number);
  objects.set(tag::kIssuerExponent, exponent);
  objects.set(tag::kIccExponent, exponent);
  objects.set(tag::kIssuerRemainder, issuer_remainder);
  objects.set(tag::kIccRemainder, card_remainder);
  objects.set(tag::kIssuerCertificate,
              sign_as(Signer::authority, issuer, join({issuer_remainder, exponent})));
  objects.set(tag::kIccCertificate,
              sign_as(Signer::issuer, card, join({card_remainder, exponent, static_data})));
  const auto key = recover_card_key(kiosk.ca_keys.front(), kiosk.revoked, objects, static_data);
  if (key) expect_right(issuer, card, *key);
  if (!key && key.error().empty()) std::abort();

  const RsaKey card_key{hex(kerb::hal::simulated::cards::kCardModulus), exponent};
  const auto answer =
      recover_signed_answer(card_key, sign_as(Signer::card, proof, unpredictable), unpredictable);
  if (!answer) {
    if (answer.error().empty()) std::abort();
    return 0;
  }
  if (proof[0] != 0x05 || answer->cryptogram.size() != 8 || answer->transaction_hash.size() != 20) {
    std::abort();
  }
  return 0;
}
