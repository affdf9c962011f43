// What the station is, as a card sees it: where it stands, what it can do, and which kinds of card
// it takes under which limits. Fixed for the life of the station; everything that changes from tap
// to tap is in transaction.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/bytes.hpp"
#include "hal/error.hpp"
#include "payment/money.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::emv {

inline constexpr std::int64_t kLargestAmount = 999'999'999'999;  // 9F02 has twelve digits
inline constexpr std::size_t kShortestIdentityKey = 16;          // octets

// EMV Book B, table 3-6. Only these two run here.
enum class Kernel : std::uint8_t { mastercard = 2, visa = 3 };

// A contactless application that the station takes: an AID (a card's longer name that starts with
// it matches too), the kernel that speaks to it, and the limits of Book B, 3.1.1.
struct Combination {
  hal::Bytes aid;  // 5 to 16 octets
  Kernel kernel = Kernel::visa;

  std::optional<Money> transaction_limit;  // at or above: not by contactless
  // Above: the bank must be asked. Absent: the terminal's own floor limit counts; without that, too,
  // the bank is asked always.
  std::optional<Money> floor_limit;
  std::optional<Money> cvm_limit;  // at or above (K2: above): the card's owner must be verified
  bool zero_amount_allowed = false;
  bool status_check = false;        // one unit of the currency asks the bank how the card is
  bool extended_selection = false;  // 9F29 of the directory is sent back with SELECT

  // Kernel 3: the static part of 9F66; online cryptogram and CVM required (byte 2) are set per
  // amount. Byte 1, b1: signatures are checked for online requests, too; they need CA keys.
  std::array<std::uint8_t, 4> ttq{0x20, 0x00, 0x40, 0x00};

  // Kernel 2 (C-2): limits without and with verification on the device (DF8124, DF8125), terminal
  // capabilities byte 2 at or below and above the CVM limit (DF8119, DF8118), and the terminal
  // action codes (DF8121, DF8122, DF8120).
  std::optional<Money> plastic_limit;
  std::optional<Money> device_limit;
  std::uint8_t cvm_capability_below = 0x08;  // no CVM
  std::uint8_t cvm_capability_above =
      0x00;                         // nothing: a kiosk without a PIN pad verifies nobody itself
  bool device_verification = true;  // DF811B b6
  std::array<std::uint8_t, 5> tac_denial{};
  std::array<std::uint8_t, 5> tac_online{0xFC, 0x50, 0x80, 0x88, 0x00};
  std::array<std::uint8_t, 5> tac_default{0xFC, 0x50, 0x80, 0x88, 0x00};
  std::array<std::uint8_t, 8> risk_management_data{0x0C, 0x80, 0, 0, 0, 0, 0, 0};  // 9F1D
};

inline constexpr std::size_t kLongestModulus = 248;  // octets (Book 2, B2.1)

// A scheme's public key (Book 2, 6.2): with it a Mastercard proves that its answer is its own
// (CDA).
struct CaKeyDate {
  int year = 0;  // 0: no date
  int month = 0;
  int day = 0;
};
struct CaKey {
  hal::Bytes rid;  // 5 octets
  std::uint8_t index = 0;
  hal::Bytes modulus;
  hal::Bytes exponent;     // 03 or 010001
  CaKeyDate expires = {};  // the last day on which it counts
};

// An issuer's certificate that its scheme has taken back (Book 2, 5.1.2).
struct RevokedCertificate {
  hal::Bytes rid;  // 5 octets
  std::uint8_t index = 0;
  hal::Bytes serial;  // 3 octets
};

struct Terminal {
  std::uint16_t country = 276;  // ISO 3166-1 numeric
  Currency currency{};
  std::uint8_t type = 0x24;  // Book 4, A1: 24 unattended, online only; 25 with offline capability
  std::array<std::uint8_t, 3> capabilities{0x00, 0x08, 0xC8};                         // 9F33
  std::array<std::uint8_t, 5> additional_capabilities{0x60, 0x00, 0x00, 0x30, 0x01};  // 9F40
  std::uint16_t merchant_category = 5552;  // electric vehicle charging
  std::string serial_number = "KERB0001";  // 9F1E, exactly 8 characters
  std::optional<Money> floor_limit = {};   // 9F1B, for combinations without one of their own
  std::vector<Combination> combinations;
  std::vector<CaKey> ca_keys;
  std::vector<RevokedCertificate> revoked;
  Secret
      identity_key;  // at least 16 octets; the key of CardIdentity::fingerprint, the station's own
};

// A kiosk with no PIN pad that asks the bank about every tap: Visa (kernel 3) and Mastercard with
// Maestro (kernel 2). From `cvm_limit` on only phones and watches can pay, because they ask their
// owner themselves. `country` is ISO 3166-1 alpha-2. Errors: emv.unknown_country, emv.bad_limit,
// emv.weak_identity_key.
hal::Result<Terminal> no_pin_kiosk(std::string_view country, const Currency& currency,
                                   const Money& cvm_limit, Secret identity_key);

// ISO 3166-1 numeric for alpha-2 ("DE" is 276); empty for anything else.
std::optional<std::uint16_t> country_numeric(std::string_view alpha2);

}  // namespace kerb::payment::emv
