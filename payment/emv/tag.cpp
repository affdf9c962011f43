#include "payment/emv/tag.hpp"

#include <algorithm>
#include <array>

namespace kerb::payment::emv {
namespace {

using F = Format;
constexpr Source kCard = Source::card;
constexpr Source kTerminal = Source::terminal;
constexpr bool kHidden = false;

// Sorted by tag. Lengths: EMV Book 3 Annex A, Book B, C-2 and C-3. Hidden is what carries a card
// number, a name, a track or a date of expiry; the ICC certificate is hidden because anybody can
// recover the card number from it with public keys.
constexpr std::array kTags = {
    TagEntry{tag::kApplicationId, "Application Identifier", F::binary, 5, 16},
    TagEntry{tag::kLabel, "Application Label", F::text, 1, 16},
    TagEntry{0x56, "Track 1 Data", F::binary, 0, 76, kCard, kHidden},
    TagEntry{tag::kTrack2Equivalent, "Track 2 Equivalent Data", F::binary, 8, 19, kCard, kHidden},
    TagEntry{tag::kPan, "Application PAN", F::compressed_numeric, 6, 10, kCard, kHidden},
    TagEntry{tag::kAip, "Application Interchange Profile", F::binary, 2, 2},
    TagEntry{tag::kDfName, "Dedicated File Name", F::binary, 5, 16},
    TagEntry{tag::kPriority, "Application Priority Indicator", F::binary, 1, 1},
    TagEntry{tag::kCdol1, "CDOL1", F::binary, 2, 252},
    TagEntry{0x8D, "CDOL2", F::binary, 0, 252},
    TagEntry{tag::kCvmList, "CVM List", F::binary, 10, 252},
    TagEntry{tag::kCaKeyIndex, "CA Public Key Index", F::binary, 1, 1},
    TagEntry{tag::kIssuerCertificate, "Issuer Public Key Certificate", F::binary, 64, 248},
    TagEntry{tag::kIssuerRemainder, "Issuer Public Key Remainder", F::binary, 1, 248},
    TagEntry{tag::kSignedStaticData, "Signed Static Application Data", F::binary, 64, 248},
    TagEntry{tag::kAfl, "Application File Locator", F::binary, 4, 252},
    TagEntry{tag::kTvr, "Terminal Verification Results", F::binary, 5, 5, kTerminal},
    TagEntry{0x99, "Transaction PIN Data", F::binary, 0, 252, kTerminal, kHidden},
    TagEntry{tag::kTransactionDate, "Transaction Date", F::numeric, 3, 3, kTerminal},
    TagEntry{tag::kTransactionType, "Transaction Type", F::numeric, 1, 1, kTerminal},
    TagEntry{0x5F20, "Cardholder Name", F::text, 0, 26, kCard, kHidden},
    TagEntry{tag::kExpiration, "Application Expiration Date", F::numeric, 3, 3, kCard, kHidden},
    TagEntry{tag::kEffective, "Application Effective Date", F::numeric, 3, 3, kCard, kHidden},
    TagEntry{tag::kIssuerCountry, "Issuer Country Code", F::numeric, 2, 2},
    TagEntry{tag::kCurrency, "Transaction Currency Code", F::numeric, 2, 2, kTerminal},
    TagEntry{0x5F2D, "Language Preference", F::text, 2, 8},
    TagEntry{0x5F30, "Service Code", F::numeric, 2, 2, kCard, kHidden},
    TagEntry{tag::kPanSequence, "PAN Sequence Number", F::numeric, 1, 1},
    TagEntry{tag::kCurrencyExponent, "Transaction Currency Exponent", F::numeric, 1, 1, kTerminal},
    TagEntry{tag::kAmount, "Amount, Authorised", F::numeric, 6, 6, kTerminal},
    TagEntry{tag::kAmountOther, "Amount, Other", F::numeric, 6, 6, kTerminal},
    TagEntry{tag::kUsageControl, "Application Usage Control", F::binary, 2, 2},
    TagEntry{tag::kCardVersion, "Application Version (card)", F::binary, 2, 2},
    TagEntry{tag::kTerminalVersion, "Application Version (terminal)", F::binary, 2, 2, kTerminal},
    TagEntry{0x9F0B, "Cardholder Name Extended", F::text, 0, 45, kCard, kHidden},
    TagEntry{tag::kIacDefault, "Issuer Action Code, Default", F::binary, 5, 5},
    TagEntry{tag::kIacDenial, "Issuer Action Code, Denial", F::binary, 5, 5},
    TagEntry{tag::kIacOnline, "Issuer Action Code, Online", F::binary, 5, 5},
    TagEntry{tag::kIssuerApplicationData, "Issuer Application Data", F::binary, 1, 32},
    TagEntry{tag::kCodeTable, "Issuer Code Table Index", F::numeric, 1, 1},
    TagEntry{tag::kPreferredName, "Application Preferred Name", F::text, 1, 16},
    TagEntry{tag::kMerchantCategory, "Merchant Category Code", F::numeric, 2, 2, kTerminal},
    TagEntry{0x9F16, "Merchant Identifier", F::text, 15, 15, kTerminal},
    TagEntry{tag::kTerminalCountry, "Terminal Country Code", F::numeric, 2, 2, kTerminal},
    TagEntry{0x9F1B, "Terminal Floor Limit", F::binary, 4, 4, kTerminal},
    TagEntry{0x9F1C, "Terminal Identification", F::text, 8, 8, kTerminal},
    TagEntry{tag::kRiskManagementData, "Terminal Risk Management Data", F::binary, 8, 8, kTerminal},
    TagEntry{tag::kInterfaceSerial, "Interface Device Serial Number", F::text, 8, 8, kTerminal},
    TagEntry{0x9F1F, "Track 1 Discretionary Data", F::text, 0, 252, kCard, kHidden},
    TagEntry{0x9F20, "Track 2 Discretionary Data", F::compressed_numeric, 0, 252, kCard, kHidden},
    TagEntry{tag::kTransactionTime, "Transaction Time", F::numeric, 3, 3, kTerminal},
    TagEntry{0x9F24, "Payment Account Reference", F::text, 29, 29, kCard, kHidden},
    TagEntry{tag::kCryptogram, "Application Cryptogram", F::binary, 8, 8},
    TagEntry{tag::kCryptogramInformation, "Cryptogram Information Data", F::binary, 1, 1},
    TagEntry{tag::kExtendedSelection, "Extended Selection", F::binary, 0, 16},
    TagEntry{tag::kKernelIdentifier, "Kernel Identifier", F::binary, 0, 8},
    TagEntry{tag::kIssuerExponent, "Issuer Public Key Exponent", F::binary, 1, 3},
    TagEntry{tag::kTerminalCapabilities, "Terminal Capabilities", F::binary, 3, 3, kTerminal},
    TagEntry{tag::kCvmResults, "CVM Results", F::binary, 3, 3, kTerminal},
    TagEntry{tag::kTerminalType, "Terminal Type", F::numeric, 1, 1, kTerminal},
    TagEntry{tag::kAtc, "Application Transaction Counter", F::binary, 2, 2},
    TagEntry{tag::kUnpredictableNumber, "Unpredictable Number", F::binary, 4, 4, kTerminal},
    TagEntry{tag::kPdol, "PDOL", F::binary, 2, 252},
    TagEntry{0x9F39, "POS Entry Mode", F::numeric, 1, 1, kTerminal},
    TagEntry{tag::kAdditionalCapabilities, "Additional Terminal Capabilities", F::binary, 5, 5,
             kTerminal},
    TagEntry{tag::kTransactionCounter, "Transaction Sequence Counter", F::numeric, 4, 4, kTerminal},
    TagEntry{tag::kApplicationCurrency, "Application Currency Code", F::numeric, 2, 2},
    TagEntry{0x9F44, "Application Currency Exponent", F::numeric, 1, 1},
    TagEntry{tag::kIccCertificate, "ICC Public Key Certificate", F::binary, 42, 248, kCard,
             kHidden},
    TagEntry{tag::kIccExponent, "ICC Public Key Exponent", F::binary, 1, 3},
    TagEntry{tag::kIccRemainder, "ICC Public Key Remainder", F::binary, 1, 248, kCard, kHidden},
    TagEntry{tag::kStaticDataTags, "Static Data Authentication Tag List", F::binary, 1, 252},
    TagEntry{tag::kSignedDynamicData, "Signed Dynamic Application Data", F::binary, 1, 248},
    TagEntry{tag::kMerchantName, "Merchant Name and Location", F::text, 0, 40, kTerminal},
    TagEntry{tag::kRecoveryList, "DRDOL", F::binary, 0, 250},
    TagEntry{0x9F5B, "DSDOL", F::binary, 0, 252},
    TagEntry{0x9F5C, "DS Requested Operator ID", F::binary, 8, 8, kTerminal},
    TagEntry{tag::kApplicationCapabilities, "Application Capabilities / Offline Spending Amount",
             F::binary, 0, 6},
    TagEntry{0x9F5E, "DS ID", F::binary, 8, 11, kCard, kHidden},
    TagEntry{0x9F5F, "DS Slot Availability", F::binary, 1, 1},
    TagEntry{tag::kTtq, "Terminal Transaction Qualifiers", F::binary, 4, 4, kTerminal},
    TagEntry{tag::kCardAuthentication, "Card Authentication Related Data", F::binary, 5, 16},
    TagEntry{0x9F6B, "Track 2 Data", F::binary, 0, 19, kCard, kHidden},
    TagEntry{tag::kCtq, "Card Transaction Qualifiers", F::binary, 2, 2},
    TagEntry{tag::kFormFactor, "Form Factor Indicator / Third Party Data", F::binary, 4, 32},
    TagEntry{0x9F6F, "DS Slot Management Control", F::binary, 1, 1},
    TagEntry{0x9F7C, "Merchant Custom / Customer Exclusive Data", F::binary, 0, 32, kTerminal},
    TagEntry{0x9F7D, "DS Summary 1", F::binary, 8, 16},
    TagEntry{0x9F7F, "DS Unpredictable Number", F::binary, 4, 4},
    TagEntry{tag::kPosCardholderInteraction, "POS Cardholder Interaction Information", F::binary, 3,
             3},
    TagEntry{tag::kErrorIndication, "Error Indication", F::binary, 6, 6, kTerminal},
};

constexpr bool by_tag(const TagEntry& a, const TagEntry& b) {
  return a.tag < b.tag;
}
static_assert(std::is_sorted(kTags.begin(), kTags.end(), by_tag));

}  // namespace

const TagEntry* find_tag(Tag tag) {
  const TagEntry sought{tag, {}, F::binary, 0, 0};
  const auto* found = std::lower_bound(kTags.begin(), kTags.end(), sought, by_tag);
  return found != kTags.end() && found->tag == tag ? found : nullptr;
}

std::string tag_hex(Tag tag) {
  hal::Bytes octets;
  append_tag(octets, tag);
  return hal::to_hex(octets);
}

}  // namespace kerb::payment::emv
