// The bitmaps of ZVT: one octet that names a field and, by this table, how long it is (PA00P015,
// ch. 8). There is no length for a bitmap that is not in the table, so a message with one cannot be
// read and is answered with 84 83.
#pragma once

#include <cstdint>
#include <string_view>

namespace kerb::hal::zvt {

enum class Form : std::uint8_t {
  unknown,
  fixed,  // `size` octets
  ll,     // Fx Fy: xy octets follow
  lll,    // Fx Fy Fz
  tlv,    // a BER length follows
};

// How it may stand in a log. `secret` never does: card number, tracks, expiry, chip data.
enum class Shown : std::uint8_t { octets, digits, amount, text, result, totals, objects, secret };

struct BitmapRule {
  Form form = Form::unknown;
  std::uint8_t size = 0;
  Shown shown = Shown::octets;
  std::string_view name = {};
};

const BitmapRule& bitmap_rule(std::uint8_t tag);

namespace bmp {

constexpr std::uint8_t kTimeout = 0x01;
constexpr std::uint8_t kMostStatusInformation = 0x02;
constexpr std::uint8_t kService = 0x03;
constexpr std::uint8_t kAmount = 0x04;
constexpr std::uint8_t kTlv = 0x06;
constexpr std::uint8_t kTrace = 0x0B;
constexpr std::uint8_t kTime = 0x0C;
constexpr std::uint8_t kDate = 0x0D;
constexpr std::uint8_t kExpiry = 0x0E;
constexpr std::uint8_t kPaymentType = 0x19;  // in a completion: the terminal's status
constexpr std::uint8_t kPan = 0x22;
constexpr std::uint8_t kResult = 0x27;
constexpr std::uint8_t kTerminalId = 0x29;
constexpr std::uint8_t kContract = 0x2A;
constexpr std::uint8_t kOriginalTrace = 0x37;
constexpr std::uint8_t kAuthorisation = 0x3B;  // AID of the host, not of EMV
constexpr std::uint8_t kAdditionalText = 0x3C;
constexpr std::uint8_t kCurrency = 0x49;
constexpr std::uint8_t kTotals = 0x60;
constexpr std::uint8_t kReceipt = 0x87;
constexpr std::uint8_t kTurnover = 0x88;
constexpr std::uint8_t kCardType = 0x8A;
constexpr std::uint8_t kCardName = 0x8B;
constexpr std::uint8_t kDateWithYear = 0xAA;
constexpr std::uint8_t kDialogControl = 0xFC;

}  // namespace bmp

}  // namespace kerb::hal::zvt
