#include "payment/emv/cardholder_verification.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

constexpr std::uint8_t kNoCvm = 0x1F;
constexpr std::uint8_t kFail = 0x00;
constexpr std::uint8_t kOnlinePin = 0x02;
constexpr std::uint8_t kSignature = 0x1E;
constexpr std::uint8_t kTryNext = 0x40;

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

bool recognised(std::uint8_t method) {
  return method <= 0x05 || method == kSignature || method == kNoCvm;
}

struct Amounts {
  std::uint64_t transaction = 0;
  std::uint64_t x = 0;
  std::uint64_t y = 0;
  bool in_card_currency = false;
};

// EMV Book 3, table 44, for a purchase without cash.
bool applies(std::uint8_t condition, bool method_supported, const Amounts& amounts) {
  switch (condition) {
    case 0x00:
    case 0x02:
      return true;
    case 0x03:
      return method_supported;
    case 0x06:
      return amounts.in_card_currency && amounts.transaction < amounts.x;
    case 0x07:
      return amounts.in_card_currency && amounts.transaction > amounts.x;
    case 0x08:
      return amounts.in_card_currency && amounts.transaction < amounts.y;
    case 0x09:
      return amounts.in_card_currency && amounts.transaction > amounts.y;
    default:
      return false;  // cash, cashback, and what nobody defined
  }
}

CvmDecision walk_list(hal::ByteView list, std::uint8_t capability, const Amounts& amounts,
                      VerificationResults& findings) {
  for (std::size_t at = 8; at + 1 < list.size(); at += 2) {
    const std::uint8_t rule = list[at];
    const std::uint8_t condition = list[at + 1];
    const auto method = static_cast<std::uint8_t>(rule & 0x3FU);
    const bool can = supported(method, capability);
    if (!applies(condition, can, amounts)) continue;
    if (!recognised(method)) findings.note(Finding::unrecognised_cvm);
    if (can && method == kNoCvm) return {{rule, condition, 0x02}, false};
    // A PIN or a signature would be asked for after this point; this kiosk can take neither, so
    // whatever is not "no CVM" fails here, and the list says whether the next rule may be tried.
    if (method == kFail || (rule & kTryNext) == 0) {
      findings.note(Finding::owner_not_verified);
      return {{rule, condition, 0x01}, false};
    }
  }
  findings.note(Finding::owner_not_verified);
  return {{0x3F, 0x00, 0x01}, false};
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
    if (needed) return CvmDecision{{0x01, 0x00, 0x02}, true};
    return CvmDecision{{0x3F, 0x00, 0x02}, false};
  }
  if ((profile & 0x10U) == 0) return CvmDecision{};
  const auto list = objects.get(tag::kCvmList);
  if (!list) {
    findings.note(Finding::card_data_missing);
    return CvmDecision{};
  }
  if (list->size() < 10 || list->size() % 2 != 0) {
    return tl::make_unexpected(end_application("card data error: CVM list"));
  }
  const Amounts amounts{static_cast<std::uint64_t>(amount.minor()), big_endian(list->first(4)),
                        big_endian(list->subspan(4, 4)), same_currency(objects)};
  return walk_list(*list, objects.octet(tag::kTerminalCapabilities, 1), amounts, findings);
}

}  // namespace kerb::payment::emv
