#include "hal/zvt/status.hpp"

#include "hal/zvt/card_numbers.hpp"
#include "hal/zvt/codes.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr std::uint8_t kProcessingError = 0x66;
constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestText = 999;
constexpr std::size_t kLongestMirror = 16;

std::string digits_in(const Message& message, std::uint8_t tag) {
  const auto value = message.bitmap(tag);
  return value && message.number(tag) ? to_hex(*value) : std::string{};
}

std::string trimmed(std::string text, std::size_t longest) {
  const std::size_t last = text.find_last_not_of(" \n");
  text.resize(last == std::string::npos ? 0 : last + 1);
  if (text.size() > longest) {
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0U) == 0x80U) --longest;
    text.resize(longest);
  }
  return text;
}

std::string text_in(const std::optional<ByteView>& value, Charset charset, std::size_t longest) {
  return value ? trimmed(with_masked_cards(text_of(*value, charset)), longest) : std::string{};
}

// PAN in BCD: E is masked, F fills up. Empty when one of the last four is masked.
std::string last_four_in(const Message& message) {
  const auto pan = message.bitmap(bmp::kPan);
  if (!pan) return {};
  std::string digits = to_hex(*pan);
  while (!digits.empty() && digits.back() == 'F') digits.pop_back();
  if (digits.size() < 8) return {};
  digits.erase(0, digits.size() - 4);
  return digits.find_first_not_of("0123456789") == std::string::npos ? digits : std::string{};
}

}  // namespace

Status status_in(const Message& message, Charset charset) {
  Status status;
  status.amount = message.number(bmp::kAmount);
  status.name = {digits_in(message, bmp::kTerminalId), digits_in(message, bmp::kReceipt),
                 digits_in(message, bmp::kTrace), digits_in(message, bmp::kDate)};
  if (const auto result = message.octet(bmp::kResult)) {
    status.result = *result;
  } else if (const auto abort = message.octet(Part::Kind::result)) {
    status.result = *abort;
  } else if (!status.amount || status.name.receipt.empty()) {
    status.result = kProcessingError;
  }
  if (const auto number = message.number(bmp::kCurrency)) {
    status.currency = static_cast<std::uint16_t>(*number);
  }
  status.original_trace = digits_in(message, bmp::kOriginalTrace);
  status.time = digits_in(message, bmp::kTime);
  if (const auto value = message.bitmap(bmp::kAuthorisation)) {
    status.authorisation.assign(value->begin(), value->end());
  }
  status.card_type = message.octet(bmp::kCardType).value_or(0);
  status.card_name = text_in(message.bitmap(bmp::kCardName), charset, kLongestName);
  status.last_four = last_four_in(message);
  status.contract = text_in(message.bitmap(bmp::kContract), charset, kLongestName);
  status.text = text_in(message.bitmap(bmp::kAdditionalText), charset, kLongestText);
  status.emv_print = text_in(message.tlv({0x46}), charset, kLongestText);
  status.emv_print_merchant = text_in(message.tlv({0x47}), charset, kLongestText);
  if (const auto mirror = message.tlv({0x1F1F}); mirror && mirror->size() <= kLongestMirror) {
    status.mirror.emplace(mirror->begin(), mirror->end());
  }
  status.reason = text_in(message.tlv({0x1F17}), charset, kLongestText);
  return status;
}

}  // namespace kerb::hal::zvt
