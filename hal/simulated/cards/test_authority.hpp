// The test authority's side of RSA: certificates and signatures with message recovery (EMV Book 2,
// A2.1), as a scheme, an issuer and a card make them.
#pragma once

#include <string_view>

#include "hal/bytes.hpp"

namespace kerb::hal::simulated::cards {

// Out of what the card personalisation needs for offline authentication.
struct CardCertificates {
  Bytes issuer;            // 90
  Bytes issuer_remainder;  // 92; empty when the key fits into the certificate
  Bytes card;              // 9F46
  Bytes card_remainder;    // 9F48; likewise
};

// `number`: of the card; `static_data`: the signed records and the AIP.
CardCertificates issue_certificates(std::string_view number, ByteView static_data);

// The card signs `dynamic_data` together with the terminal's unpredictable number (Book 2, table
// 15): 9F4B.
Bytes sign_dynamic_data(ByteView dynamic_data, ByteView unpredictable_number);

Bytes sha1(ByteView octets);

}  // namespace kerb::hal::simulated::cards
