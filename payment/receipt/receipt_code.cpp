#include "payment/receipt/receipt_code.hpp"

#include "payment/plain_line.hpp"

namespace kerb::payment {
namespace {

constexpr std::size_t kLongestCodeLine = 48;  // octets

std::string amount_of(const Money& money) {
  return money.decimal() + ' ' + std::string(money.currency().code());
}

// Scanners that take the text for Latin-1 would show more than a blank.
std::string with_blanks(std::string text) {
  for (const std::string_view other : {"\u00A0", "\u202F", "\u2007"}) {
    for (std::size_t at = text.find(other); at != std::string::npos; at = text.find(other, at)) {
      text.replace(at, other.size(), " ");
    }
  }
  return text;
}

// The last four digits are all that a receipt says of a card.
std::string card_of(const Receipt& receipt) {
  if (receipt.card_last_four.empty()) return receipt.card_label;
  return receipt.card_label + " *" + receipt.card_last_four;
}

}  // namespace

std::string receipt_code(const Receipt& receipt, const LocalTime& local_time) {
  std::string text;
  const auto add = [&](const std::string& value) {
    const std::string line = plain_line(with_blanks(value), kLongestCodeLine);
    if (line.empty() || text.size() + 1 + line.size() > kLongestReceiptCode) return;
    text += (text.empty() ? "" : "\n") + line;
  };
  add(receipt.number);
  add(local_time(receipt.ended));
  add(amount_of(receipt.cost.gross));
  add(receipt.merchant.name);
  add(receipt.merchant.vat_number);
  for (const ReceiptTax& tax : receipt.taxes) add(tax.percent + "%: " + amount_of(tax.tax));
  add(Decimal{receipt.cost.energy.count * 1000}.text(3) + " kWh");
  add(receipt.evse_code);
  if (receipt.paid_by == PaidBy::bank_card) add(card_of(receipt));
  return text;
}

}  // namespace kerb::payment
