// The test authority's side of RSA: certificates and signatures with message recovery (EMV Book 2,
// A2.1), as a scheme, an issuer and a card make them, and as somebody makes them who is none of
// these.
#pragma once

#include <string_view>
#include <vector>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::cards {

// What is wrong with a card's certificates; everything else about them is right, hashes included.
enum class CertificateFlaw {
  none,
  other_authority,   // the issuer's was signed by an authority that the card does not name
  wrong_trailer,     // the issuer's does not end in BC
  broken_hash,       // the issuer's hash is of something else
  expired,           // the issuer's was good until 12/20
  revoked,           // the issuer's has the serial number that test_authority() has taken back
  other_issuer,      // the issuer's is for other card numbers
  other_card,        // the card's is for another card number
  broken_signature,  // both are right, but what the card signs with its key has a broken hash
};
std::string_view flaw_word(CertificateFlaw flaw);  // "other authority", …; empty for none
std::vector<CertificateFlaw> all_flaws();          // without none

// Out of what the card personalisation needs for offline authentication.
struct CardCertificates {
  Bytes issuer;            // 90
  Bytes issuer_remainder;  // 92; empty when the key fits into the certificate
  Bytes card;              // 9F46
  Bytes card_remainder;    // 9F48; likewise
};

// `number`: of the card; `static_data`: the signed records and the AIP.
CardCertificates issue_certificates(std::string_view number, ByteView static_data,
                                    CertificateFlaw flaw = CertificateFlaw::none);

// The card signs `dynamic_data` together with what the terminal said and is hashed too (Book 2,
// table 15; for GENERATE AC the unpredictable number alone): 9F4B. `format`: 05, or 95 in Visa's
// signature for the bank.
Bytes sign_dynamic_data(ByteView dynamic_data, ByteView hashed_too, std::uint8_t format = 0x05,
                        CertificateFlaw flaw = CertificateFlaw::none);

// Signs what a test made up: `body` is what stands between the frame and the hash.
enum class Signer { authority, issuer, card };
std::size_t room_of(Signer signer);  // octets of a body
Bytes sign_as(Signer signer, const Bytes& body, const Bytes& hashed_too);

Bytes sha1(ByteView octets);

}  // namespace kerb::hal::simulated::cards
