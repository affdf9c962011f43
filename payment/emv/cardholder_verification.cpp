#include "payment/emv/cardholder_verification.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

constexpr std::uint8_t kNoCvm = 0x1F;
constexpr std::uint8_t kFail = 0x00;
constexpr std::uint8_t kOnlinePin = 0x02;
constexpr std::uint8_t kSignature = 0x1E;
constexpr std::uint8_t kTryNext = 0x40;
constexpr std::uint8_t kMethodBits = 0x3F;

// The octets of 9F34: method, condition, result.
constexpr std::uint8_t kNothingDone = 0x3F;
constexpr std::uint8_t kUnknown = 0x00;
constexpr std::uint8_t kFailed = 0x01;
constexpr std::uint8_t kSuccessful = 0x02;

std::uint64_t big_endian(hal::ByteView octets) {
  std::uint64_t number = 0;
  for (const std::uint8_t octet : octets) number = number << 8U | octet;
  return number;
}

// 9F33 byte 2. Offline PINs do not exist on the contactless interface.
bool supported(std::uint8_t method, std::uint8_t capability) {
  switch (method) {
    case kNoCvm:
      return (capability & 0x08U) != 0;
    case kOnlinePin:
      return (capability & 0x40U) != 0;
    case kSignature:
      return (capability & 0x20U) != 0;
    default:
      return false;
  }
}

// Table 43, as far as it is defined.
bool recognised(std::uint8_t method) {
  return method <= 0x05 || method == kSignature || method == kNoCvm;
}

// What the conditions of a rule are held against.
struct Circumstances {
  std::uint64_t amount = 0;
  std::uint64_t x = 0;
  std::uint64_t y = 0;
  bool in_card_currency = false;
  bool cash = false;
  bool cashback = false;
};

// EMV Book 3, table 44, for a terminal that nobody attends.
bool applies(std::uint8_t condition, bool method_supported, const Circumstances& now) {
  switch (condition) {
    case 0x00:
      return true;
    case 0x01:
      return now.cash;
    case 0x02:
      return !now.cash && !now.cashback;
    case 0x03:
      return method_supported;
    case 0x05:
      return now.cashback;
    case 0x06:
      return now.in_card_currency && now.amount < now.x;
    case 0x07:
      return now.in_card_currency && now.amount > now.x;
    case 0x08:
      return now.in_card_currency && now.amount < now.y;
    case 0x09:
      return now.in_card_currency && now.amount > now.y;
    default:
      return false;  // manual cash, which no kiosk gives, and what nobody defined
  }
}

// CVM.18: what was chosen. A PIN that the bank checks and a signature are known to have worked only
// later.
CvmDecision chosen(std::uint8_t rule, std::uint8_t condition, VerificationResults& findings) {
  switch (rule & kMethodBits) {
    case kOnlinePin:
      findings.note(Finding::online_pin_entered);
      return {{rule, condition, kUnknown}, Cvm::online_pin};
    case kSignature:
      return {{rule, condition, kUnknown}, Cvm::signature};
    default:
      return {{rule, condition, kSuccessful}, Cvm::no_cvm};
  }
}

// CVM.9 to CVM.25.
CvmDecision walk_list(hal::ByteView list, std::uint8_t capability, const Circumstances& now,
                      VerificationResults& findings) {
  for (std::size_t at = 8; at + 1 < list.size(); at += 2) {
    const std::uint8_t rule = list[at];
    const std::uint8_t condition = list[at + 1];
    const auto method = static_cast<std::uint8_t>(rule & kMethodBits);
    const bool can = supported(method, capability);
    if (!applies(condition, can, now)) continue;
    if (can) return chosen(rule, condition, findings);
    if (!recognised(method)) findings.note(Finding::unrecognised_cvm);
    const bool more = at + 3 < list.size();
    if ((rule & kTryNext) != 0 && more) continue;
    findings.note(Finding::owner_not_verified);
    if (method == kFail) return {{rule, condition, kFailed}, Cvm::no_cvm};
    return {{kNothingDone, 0x00, kFailed}, Cvm::no_cvm};
  }
  findings.note(Finding::owner_not_verified);
  return {{kNothingDone, 0x00, kFailed}, Cvm::no_cvm};
}

bool same_currency(const DataObjects& objects) {
  const auto card = objects.get(tag::kApplicationCurrency);
  const auto ours = objects.get(tag::kCurrency);
  return card && ours && std::equal(card->begin(), card->end(), ours->begin(), ours->end());
}

}  // namespace

tl::expected<CvmDecision, Outcome> verify_cardholder(const Activation& activation,
                                                     const DataObjects& objects,
                                                     VerificationResults& findings) {
  const Combination& combination = *activation.allowed.combination;
  const std::uint8_t profile = objects.octet(tag::kAip, 0);
  const Money& amount = activation.transaction.amount;
  if ((profile & 0x02U) != 0 && combination.device_verification) {
    const bool needed = combination.cvm_limit && less(*combination.cvm_limit, amount);
    if (needed) return CvmDecision{{0x01, 0x00, kSuccessful}, Cvm::device};
    return CvmDecision{{kNothingDone, 0x00, kSuccessful}, Cvm::no_cvm};
  }
  if ((profile & 0x10U) == 0) return CvmDecision{};
  const auto list = objects.get(tag::kCvmList);
  if (!list) {
    findings.note(Finding::card_data_missing);
    return CvmDecision{};
  }
  if (list->size() < 10 || list->size() % 2 != 0) {
    return tl::make_unexpected(end_application("card data error: CVM list", Level2::card_data));
  }
  const Transaction& transaction = activation.transaction;
  Circumstances now;
  now.amount = static_cast<std::uint64_t>(amount.minor());
  now.x = big_endian(list->first(4));
  now.y = big_endian(list->subspan(4, 4));
  now.in_card_currency = same_currency(objects);
  now.cash = is_cash(transaction);
  now.cashback = is_cashback(transaction);
  return walk_list(*list, objects.octet(tag::kTerminalCapabilities, 1), now, findings);
}

}  // namespace kerb::payment::emv
