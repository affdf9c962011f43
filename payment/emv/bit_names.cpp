#include "payment/emv/bit_names.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "payment/emv/tag.hpp"

namespace kerb::payment::emv {
namespace {

// One bit, or with several bits in the mask a field that has one value.
struct Bit {
  std::uint8_t octet;  // from 1
  std::uint8_t mask;
  std::uint8_t value;  // of the masked bits
  std::string_view name;
};
constexpr Bit bit(std::uint8_t octet, std::uint8_t mask, std::string_view name) {
  return {octet, mask, mask, name};
}

// Book 3, annex C1; C-2 and C-3 for octet 2.
constexpr auto kAipBits = std::to_array<Bit>({
    bit(1, 0x80, "XDA supported"),
    bit(1, 0x40, "SDA supported"),
    bit(1, 0x20, "DDA supported"),
    bit(1, 0x10, "cardholder verification supported"),
    bit(1, 0x08, "terminal risk management to be performed"),
    bit(1, 0x04, "issuer authentication supported"),
    bit(1, 0x02, "on-device cardholder verification supported"),
    bit(1, 0x01, "CDA supported"),
    bit(2, 0x80, "EMV mode"),
    bit(2, 0x40, "mobile phone"),
    bit(2, 0x01, "relay resistance protocol supported"),
});

// Book 3, annex C5; C-2 for the relay resistance protocol.
constexpr auto kTvrBits = std::to_array<Bit>({
    bit(1, 0x80, "offline data authentication was not performed"),
    bit(1, 0x40, "SDA failed"),
    bit(1, 0x20, "ICC data missing"),
    bit(1, 0x10, "card on the exception file"),
    bit(1, 0x08, "DDA failed"),
    bit(1, 0x04, "CDA failed"),
    bit(1, 0x02, "SDA selected"),
    bit(2, 0x80, "card and terminal have different application versions"),
    bit(2, 0x40, "application expired"),
    bit(2, 0x20, "application not yet effective"),
    bit(2, 0x10, "service not allowed for this card"),
    bit(2, 0x08, "new card"),
    bit(3, 0x80, "cardholder verification was not successful"),
    bit(3, 0x40, "unrecognised CVM"),
    bit(3, 0x20, "PIN try limit exceeded"),
    bit(3, 0x10, "PIN required, and no PIN pad present or working"),
    bit(3, 0x08, "PIN required and PIN pad present, but PIN not entered"),
    bit(3, 0x04, "online PIN entered"),
    bit(4, 0x80, "transaction exceeds the floor limit"),
    bit(4, 0x40, "lower consecutive offline limit exceeded"),
    bit(4, 0x20, "upper consecutive offline limit exceeded"),
    bit(4, 0x10, "selected at random for online processing"),
    bit(4, 0x08, "merchant forced online"),
    bit(5, 0x80, "default TDOL used"),
    bit(5, 0x40, "issuer authentication failed"),
    bit(5, 0x20, "script failed before the final GENERATE AC"),
    bit(5, 0x10, "script failed after the final GENERATE AC"),
    bit(5, 0x08, "relay resistance threshold exceeded"),
    bit(5, 0x04, "relay resistance time limits exceeded"),
    {5, 0x03, 0x01, "relay resistance protocol not performed"},
    {5, 0x03, 0x02, "relay resistance protocol performed"},
});

// Book A, 5.7; C-3.
constexpr auto kTtqBits = std::to_array<Bit>({
    bit(1, 0x80, "mag-stripe mode supported"),
    bit(1, 0x20, "EMV mode supported"),
    bit(1, 0x10, "EMV contact chip supported"),
    bit(1, 0x08, "offline-only reader"),
    bit(1, 0x04, "online PIN supported"),
    bit(1, 0x02, "signature supported"),
    bit(1, 0x01, "offline data authentication for online authorisations supported"),
    bit(2, 0x80, "online cryptogram required"),
    bit(2, 0x40, "CVM required"),
    bit(2, 0x20, "offline PIN supported (contact)"),
    bit(3, 0x80, "issuer update processing supported"),
    bit(3, 0x40, "consumer device CVM supported"),
    bit(3, 0x08, "consumer device CVM required"),
    bit(4, 0x80, "fDDA version 1 supported"),
});

// C-3, annex A.
constexpr auto kCtqBits = std::to_array<Bit>({
    bit(1, 0x80, "online PIN required"),
    bit(1, 0x40, "signature required"),
    bit(1, 0x20, "go online if offline data authentication fails and the reader is online capable"),
    bit(1, 0x10,
        "switch interface if offline data authentication fails and the reader supports contact"),
    bit(1, 0x08, "go online if the application is expired"),
    bit(1, 0x04, "switch interface for cash transactions"),
    bit(1, 0x02, "switch interface for cashback transactions"),
    bit(1, 0x01, "not valid for contactless ATM transactions"),
    bit(2, 0x80, "consumer device CVM performed"),
    bit(2, 0x40, "card supports issuer update processing at the point of sale"),
});

// Book 3, 6.5.5.4, table 14.
constexpr auto kCidBits = std::to_array<Bit>({
    {1, 0xC0, 0x00, "AAC: declined"},
    {1, 0xC0, 0x40, "TC: approved offline"},
    {1, 0xC0, 0x80, "ARQC: the bank is to be asked"},
    {1, 0xC0, 0xC0, "reserved cryptogram type"},
    bit(1, 0x08, "advice required"),
    {1, 0x07, 0x01, "service not allowed"},
    {1, 0x07, 0x02, "PIN try limit exceeded"},
    {1, 0x07, 0x03, "issuer authentication failed"},
});

// C-2, annex A: Terminal Risk Management Data.
constexpr auto kRiskBits = std::to_array<Bit>({
    bit(1, 0x80, "restart supported"),
    bit(1, 0x40, "online PIN (contactless)"),
    bit(1, 0x20, "signature (contactless)"),
    bit(1, 0x10, "enciphered PIN offline (contactless)"),
    bit(1, 0x08, "no CVM (contactless)"),
    bit(1, 0x04, "consumer device CVM (contactless)"),
    bit(1, 0x02, "PIN offline (contactless)"),
    bit(1, 0x01, "present and hold supported"),
    bit(2, 0x80, "CVM limit exceeded"),
});

// Book 4, annex A2.
constexpr auto kCapabilityBits = std::to_array<Bit>({
    bit(1, 0x80, "manual key entry"),
    bit(1, 0x40, "magnetic stripe"),
    bit(1, 0x20, "IC with contacts"),
    bit(2, 0x80, "plaintext PIN for offline verification"),
    bit(2, 0x40, "enciphered PIN for online verification"),
    bit(2, 0x20, "signature"),
    bit(2, 0x10, "enciphered PIN for offline verification"),
    bit(2, 0x08, "no CVM"),
    bit(3, 0x80, "SDA"),
    bit(3, 0x40, "DDA"),
    bit(3, 0x20, "card capture"),
    bit(3, 0x08, "CDA"),
});

// Book 3, annex C2.
constexpr auto kUsageBits = std::to_array<Bit>({
    bit(1, 0x80, "valid for domestic cash"),
    bit(1, 0x40, "valid for international cash"),
    bit(1, 0x20, "valid for domestic goods"),
    bit(1, 0x10, "valid for international goods"),
    bit(1, 0x08, "valid for domestic services"),
    bit(1, 0x04, "valid for international services"),
    bit(1, 0x02, "valid at ATMs"),
    bit(1, 0x01, "valid at terminals other than ATMs"),
    bit(2, 0x80, "domestic cashback allowed"),
    bit(2, 0x40, "international cashback allowed"),
});

// Book 4, annex A1.
constexpr auto kTypeBits = std::to_array<Bit>({
    {1, 0xF0, 0x10, "operated by a financial institution"},
    {1, 0xF0, 0x20, "operated by a merchant"},
    {1, 0xF0, 0x30, "operated by the cardholder"},
    {1, 0x0F, 0x01, "attended, online only"},
    {1, 0x0F, 0x02, "attended, offline with online capability"},
    {1, 0x0F, 0x03, "attended, offline only"},
    {1, 0x0F, 0x04, "unattended, online only"},
    {1, 0x0F, 0x05, "unattended, offline with online capability"},
    {1, 0x0F, 0x06, "unattended, offline only"},
});

// Book 3, annex C3 (method and condition) and Book 4, annex A4 (result).
constexpr auto kCvmBits = std::to_array<Bit>({
    {1, 0x3F, 0x00, "method: fail CVM processing"},
    {1, 0x3F, 0x01, "method: plaintext PIN by the ICC, or the owner's own device"},
    {1, 0x3F, 0x02, "method: enciphered PIN online"},
    {1, 0x3F, 0x03, "method: plaintext PIN by the ICC and signature"},
    {1, 0x3F, 0x04, "method: enciphered PIN by the ICC"},
    {1, 0x3F, 0x05, "method: enciphered PIN by the ICC and signature"},
    {1, 0x3F, 0x1E, "method: signature"},
    {1, 0x3F, 0x1F, "method: no CVM required"},
    {1, 0x3F, 0x3F, "method: no CVM performed"},
    bit(1, 0x40, "if it fails, the next method applies"),
    {2, 0xFF, 0x00, "condition: always"},
    {2, 0xFF, 0x01, "condition: unattended cash"},
    {2, 0xFF, 0x02, "condition: not cash, not cashback"},
    {2, 0xFF, 0x03, "condition: terminal supports the method"},
    {2, 0xFF, 0x04, "condition: manual cash"},
    {2, 0xFF, 0x05, "condition: purchase with cashback"},
    {3, 0xFF, 0x00, "result: unknown"},
    {3, 0xFF, 0x01, "result: failed"},
    {3, 0xFF, 0x02, "result: successful"},
});

// C-2, annex A: POS Cardholder Interaction Information.
constexpr auto kInteractionBits = std::to_array<Bit>({
    bit(2, 0x10, "offline PIN verification successful"),
    bit(2, 0x08, "context is conflicting"),
    bit(2, 0x04, "offline change PIN required"),
    bit(2, 0x02, "acknowledgement required"),
    bit(2, 0x01, "PIN required"),
});

struct Names {
  Tag tag;
  std::size_t length;
  std::span<const Bit> bits;
};
constexpr std::array<Names, 14> kNames{{{tag::kAip, 2, kAipBits},
                                        {tag::kTvr, 5, kTvrBits},
                                        {tag::kIacDefault, 5, kTvrBits},
                                        {tag::kIacDenial, 5, kTvrBits},
                                        {tag::kIacOnline, 5, kTvrBits},
                                        {tag::kUsageControl, 2, kUsageBits},
                                        {tag::kRiskManagementData, 8, kRiskBits},
                                        {tag::kCryptogramInformation, 1, kCidBits},
                                        {tag::kTerminalCapabilities, 3, kCapabilityBits},
                                        {tag::kCvmResults, 3, kCvmBits},
                                        {tag::kTerminalType, 1, kTypeBits},
                                        {tag::kTtq, 4, kTtqBits},
                                        {tag::kCtq, 2, kCtqBits},
                                        {tag::kPosCardholderInteraction, 3, kInteractionBits}}};

std::string reserved(std::size_t octet, unsigned mask) {
  int number = 1;
  while (mask > 1) {
    mask >>= 1U;
    ++number;
  }
  return "reserved: octet " + std::to_string(octet) + ", bit " + std::to_string(number);
}

}  // namespace

std::vector<std::string> bits_of(Tag tag, hal::ByteView value) {
  const auto found = std::find_if(kNames.begin(), kNames.end(),
                                  [&](const Names& names) { return names.tag == tag; });
  if (found == kNames.end() || value.size() != found->length) return {};
  std::vector<std::string> lines;
  for (std::size_t octet = 1; octet <= value.size(); ++octet) {
    unsigned left = value[octet - 1];
    for (const Bit& one : found->bits) {
      if (one.octet != octet || (value[octet - 1] & one.mask) != one.value) continue;
      lines.emplace_back(one.name);
      left &= ~static_cast<unsigned>(one.mask);
    }
    for (unsigned mask = 0x80; mask != 0; mask >>= 1U) {
      if ((left & mask) != 0) lines.push_back(reserved(octet, mask));
    }
  }
  return lines;
}

}  // namespace kerb::payment::emv
