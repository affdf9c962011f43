// The data objects that Kerb knows by name: how long they may be, how they are padded in a DOL, who
// may supply them, and whether a person may ever see the value.
#pragma once

#include <cstddef>
#include <string_view>

#include "payment/emv/tlv.hpp"

namespace kerb::payment::emv {

namespace tag {
inline constexpr Tag kApplicationId = 0x4F;
inline constexpr Tag kLabel = 0x50;
inline constexpr Tag kTrack2Equivalent = 0x57;
inline constexpr Tag kPan = 0x5A;
inline constexpr Tag kDirectoryEntry = 0x61;
inline constexpr Tag kFciTemplate = 0x6F;
inline constexpr Tag kRecordTemplate = 0x70;
inline constexpr Tag kResponseFormat2 = 0x77;
inline constexpr Tag kResponseFormat1 = 0x80;
inline constexpr Tag kAip = 0x82;
inline constexpr Tag kDfName = 0x84;
inline constexpr Tag kPriority = 0x87;
inline constexpr Tag kCdol1 = 0x8C;
inline constexpr Tag kCvmList = 0x8E;
inline constexpr Tag kCaKeyIndex = 0x8F;
inline constexpr Tag kIssuerCertificate = 0x90;
inline constexpr Tag kIssuerRemainder = 0x92;
inline constexpr Tag kSignedStaticData = 0x93;
inline constexpr Tag kAfl = 0x94;
inline constexpr Tag kTvr = 0x95;
inline constexpr Tag kTransactionDate = 0x9A;
inline constexpr Tag kTransactionType = 0x9C;
inline constexpr Tag kFciProprietary = 0xA5;
inline constexpr Tag kExpiration = 0x5F24;
inline constexpr Tag kEffective = 0x5F25;
inline constexpr Tag kIssuerCountry = 0x5F28;
inline constexpr Tag kCurrency = 0x5F2A;
inline constexpr Tag kPanSequence = 0x5F34;
inline constexpr Tag kCurrencyExponent = 0x5F36;
inline constexpr Tag kAmount = 0x9F02;
inline constexpr Tag kAmountOther = 0x9F03;
inline constexpr Tag kUsageControl = 0x9F07;
inline constexpr Tag kCardVersion = 0x9F08;
inline constexpr Tag kTerminalVersion = 0x9F09;
inline constexpr Tag kIacDefault = 0x9F0D;
inline constexpr Tag kIacDenial = 0x9F0E;
inline constexpr Tag kIacOnline = 0x9F0F;
inline constexpr Tag kIssuerApplicationData = 0x9F10;
inline constexpr Tag kCodeTable = 0x9F11;
inline constexpr Tag kPreferredName = 0x9F12;
inline constexpr Tag kMerchantCategory = 0x9F15;
inline constexpr Tag kTerminalCountry = 0x9F1A;
inline constexpr Tag kRiskManagementData = 0x9F1D;
inline constexpr Tag kInterfaceSerial = 0x9F1E;
inline constexpr Tag kTransactionTime = 0x9F21;
inline constexpr Tag kCryptogram = 0x9F26;
inline constexpr Tag kCryptogramInformation = 0x9F27;
inline constexpr Tag kKernelIdentifier = 0x9F2A;
inline constexpr Tag kExtendedSelection = 0x9F29;
inline constexpr Tag kIssuerExponent = 0x9F32;
inline constexpr Tag kTerminalCapabilities = 0x9F33;
inline constexpr Tag kCvmResults = 0x9F34;
inline constexpr Tag kTerminalType = 0x9F35;
inline constexpr Tag kAtc = 0x9F36;
inline constexpr Tag kUnpredictableNumber = 0x9F37;
inline constexpr Tag kPdol = 0x9F38;
inline constexpr Tag kAdditionalCapabilities = 0x9F40;
inline constexpr Tag kTransactionCounter = 0x9F41;
inline constexpr Tag kApplicationCurrency = 0x9F42;
inline constexpr Tag kIccCertificate = 0x9F46;
inline constexpr Tag kIccExponent = 0x9F47;
inline constexpr Tag kIccRemainder = 0x9F48;
inline constexpr Tag kStaticDataTags = 0x9F4A;
inline constexpr Tag kSignedDynamicData = 0x9F4B;
inline constexpr Tag kMerchantName = 0x9F4E;
inline constexpr Tag kRecoveryList = 0x9F51;
inline constexpr Tag kApplicationCapabilities = 0x9F5D;
inline constexpr Tag kTtq = 0x9F66;
inline constexpr Tag kCardAuthentication = 0x9F69;
inline constexpr Tag kCtq = 0x9F6C;
inline constexpr Tag kFormFactor = 0x9F6E;
inline constexpr Tag kFciDiscretionary = 0xBF0C;
inline constexpr Tag kPosCardholderInteraction = 0xDF4B;
inline constexpr Tag kErrorIndication = 0xDF8115;
}  // namespace tag

// EMV Book 3, 4.3: it decides the padding.
enum class Format { binary, numeric, compressed_numeric, text };
enum class Source { card, terminal };

struct TagEntry {
  Tag tag = 0;
  std::string_view name;
  Format format = Format::binary;
  std::size_t shortest = 0;  // octets
  std::size_t longest = 0;
  Source source = Source::card;
  bool shown = true;  // false: never in a log, report or picture (PCI DSS 3.3.1, 3.4.1)
};

// Null when Kerb has no name for it: such an object is carried past, never used and never shown.
const TagEntry* find_tag(Tag tag);

// "9F26", "82".
std::string tag_hex(Tag tag);

}  // namespace kerb::payment::emv
