// Track 2 Equivalent Data (tag 57): card number, separator, expiry, service code, and what else the
// bank put there. It goes to the bank once and to nobody else.
#pragma once

#include <optional>
#include <string>

#include "hal/bytes.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::emv {

struct Track2 {
  Secret number;             // 12 to 19 digits, ASCII
  Secret sentinel_form;      // ";PAN=YYMMSSS…?", ASCII (ISO/IEC 7813)
  std::string service_code;  // three digits
  std::string last_four;
};

// Empty unless it is digits, one separator, YYMM with a real month, a service code, at most 37
// characters and at most one F to fill the last octet.
std::optional<Track2> parse_track2(hal::ByteView tag57);

// Whether tag 5A (digits, filled with F) is this number.
bool same_number(hal::ByteView tag5a, const Track2& track2);

// Names a card without telling its number: HMAC-SHA256 (FIPS 198-1) of the digits under the
// station's own key, the first 16 octets as lower-case hex. Without the key nobody can try all
// numbers.
std::string card_fingerprint(const Secret& number, const Secret& identity_key);

}  // namespace kerb::payment::emv
