// RSA certificates of cards (EMV Book 2, 5 and 6): the scheme's key opens the issuer's certificate,
// that opens the card's, and that checks what the card signs. Kernel 2 needs it to read a
// cryptogram that comes inside the card's signature (CDA).
#pragma once

#include "payment/emv/data_objects.hpp"
#include "payment/emv/terminal.hpp"

namespace kerb::payment::emv {

struct RsaKey {
  hal::Bytes modulus;
  hal::Bytes exponent;
};

// Errors are words for the cause of an outcome.
template <typename T>
using Authenticated = tl::expected<T, std::string>;

// The scheme key that this card names (RID of `df_name`, index 8F); null when the station has none,
// or one that has expired on the day of 9A.
const CaKey* find_ca_key(const std::vector<CaKey>& keys, hal::ByteView df_name,
                         const DataObjects& objects);

// The card's own key out of 90, 92, 9F32, 9F46, 9F47, 9F48. `static_data`: the signed records; the
// AIP is added when 9F4A asks for it. Checks lengths, format, hashes, that the certificates belong
// to this card number, that they were good in the month of 9A, and that nobody took the issuer's
// back.
Authenticated<RsaKey> recover_card_key(const CaKey& ca,
                                       const std::vector<RevokedCertificate>& revoked,
                                       const DataObjects& objects, hal::ByteView static_data);

// What a card signs together with its answer to GENERATE AC (Book 2, table 19).
struct SignedAnswer {
  std::uint8_t information = 0;  // 9F27
  hal::Bytes cryptogram;         // 8 octets
  hal::Bytes transaction_hash;   // 20 octets: SHA-1 over PDOL data, CDOL1 data and the answer
};
Authenticated<SignedAnswer> recover_signed_answer(const RsaKey& card_key, hal::ByteView sdad,
                                                  hal::ByteView unpredictable_number);

// Kernel 3: a signature that came with the answer to GET PROCESSING OPTIONS (fDDA, C-3 annex A; the
// version in the first octet of 9F69 is 01) over 9F37, 9F02, 5F2A and 9F69.
Authenticated<void> verify_fast_signature(const RsaKey& card_key, const DataObjects& objects);

// Static data authentication (Book 2, 5.4): 93, signed by the issuer over the records and the AIP.
Authenticated<void> verify_static_signature(const CaKey& ca,
                                            const std::vector<RevokedCertificate>& revoked,
                                            const DataObjects& objects, hal::ByteView static_data);

hal::Bytes sha1(std::initializer_list<hal::ByteView> parts);

}  // namespace kerb::payment::emv
