#include "payment/receipt/receipt_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "payment/receipt/print_columns.hpp"

namespace kerb::payment {
namespace {

using Kind = ReceiptRow::Kind;

std::string with_mark(std::string decimal, char mark) {
  std::replace(decimal.begin(), decimal.end(), '.', mark);
  return decimal;
}

std::string with_currency(const std::string& decimal, const Currency& currency,
                          const ReceiptWords& words) {
  const std::string number = with_mark(decimal, words.decimal_mark);
  const std::string code(currency.code());
  return words.currency_first ? code + " " + number : number + " " + code;
}

std::string amount(const Money& money, const ReceiptWords& words) {
  return with_currency(money.decimal(), money.currency(), words);
}

std::string energy(hal::WattHours energy, const ReceiptWords& words) {
  return with_mark(Decimal{energy.count * 1000}.text(3), words.decimal_mark) + " kWh";
}

// Names come from the configuration and from the card: nothing in them may move the printer's head.
std::string printable(std::string_view text) {
  constexpr std::string_view kNoBreakSpace = "\u00A0";
  std::string kept;
  while (!text.empty()) {
    const char c = text.front();
    if (text.starts_with(kNoBreakSpace)) {
      kept.push_back(' ');
      text.remove_prefix(kNoBreakSpace.size());
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) kept.push_back(c);
    text.remove_prefix(1);
  }
  return kept;
}

std::string filled(std::string text, std::string_view slot, const std::string& value) {
  if (const std::size_t at = text.find(slot); at != std::string::npos)
    text.replace(at, slot.size(), value);
  return text;
}

class Rows {
 public:
  void add(Kind kind, std::string_view label, std::string_view value = {}) {
    std::string shown = printable(value);
    if (shown.empty() && kind == Kind::field) return;
    rows_.push_back({kind, printable(label), std::move(shown)});
  }
  void rule() { rows_.push_back({Kind::rule, {}, {}}); }
  std::vector<ReceiptRow> take() { return std::move(rows_); }

 private:
  std::vector<ReceiptRow> rows_;
};

const std::string& name_of(ReceiptLine::Kind kind, const ReceiptWords& words) {
  switch (kind) {
    case ReceiptLine::Kind::energy:
      return words.energy;
    case ReceiptLine::Kind::time:
      return words.time;
    case ReceiptLine::Kind::parking:
      return words.parking;
    case ReceiptLine::Kind::fee:
      return words.fee;
    case ReceiptLine::Kind::reservation:
      return words.reservation;
    case ReceiptLine::Kind::minimum:
      return words.minimum;
    case ReceiptLine::Kind::maximum:
      return words.maximum;
    case ReceiptLine::Kind::told:
      return words.told;
  }
  return words.fee;
}

// "0:12:30 h", to the second.
std::string duration(std::int64_t millis) {
  const std::int64_t seconds = millis / 1000;
  return fmt::format("{}:{:02}:{:02} h", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// "12.5 kWh x 0.59"; nothing where the name says it all.
std::string calculation(const ReceiptLine& line, const ReceiptWords& words) {
  const bool timed = line.kind == ReceiptLine::Kind::time ||
                     line.kind == ReceiptLine::Kind::parking ||
                     line.kind == ReceiptLine::Kind::reservation;
  const std::string price = with_mark(line.unit_price, words.decimal_mark);
  if (line.kind == ReceiptLine::Kind::energy) {
    return " " + energy({line.quantity / kNanoWattHours}, words) + " x " + price;
  }
  return timed && line.quantity > 1 ? " " + duration(line.quantity) + " x " + price : "";
}

// One price per kWh is told as such; where there is more, each line says what it adds.
void add_lines(Rows& rows, const Receipt& receipt, const ReceiptWords& words) {
  const auto& lines = receipt.lines;
  if (lines.size() == 1 && lines[0].kind == ReceiptLine::Kind::energy) {
    const Currency& currency = lines[0].amount.currency();
    const auto price = Decimal::from_text(lines[0].unit_price);
    const std::string digits = price ? price->text(currency.exponent) : lines[0].unit_price;
    return rows.add(Kind::field, words.price, with_currency(digits, currency, words));
  }
  for (const ReceiptLine& line : lines) {
    rows.add(Kind::field, name_of(line.kind, words) + calculation(line, words),
             amount(line.amount, words));
  }
}

// Which card a page on the phone took is known to the payment service alone.
std::string means_of_payment(const Receipt& receipt, const ReceiptWords& words) {
  if (receipt.paid_by == PaidBy::checkout) return words.phone;
  std::string card = receipt.card_label;
  if (!receipt.card_last_four.empty()) card.append(" **** ").append(receipt.card_last_four);
  return card;
}

void add_payment(Rows& rows, const Receipt& receipt, const ReceiptWords& words) {
  if (receipt.paid_by == PaidBy::nobody) return rows.add(Kind::note, words.free);
  if (receipt.paid_by == PaidBy::charging_card) {
    rows.add(Kind::field, words.paid_with, words.charging_card);
    rows.add(Kind::note, words.on_account);
    return;
  }
  rows.add(Kind::field, words.paid_with, means_of_payment(receipt, words));
  rows.add(Kind::field, words.approval, receipt.approval_code);
  rows.add(Kind::field, words.held, amount(receipt.held, words));
  if (receipt.captured && less(receipt.cost.gross, receipt.held)) {
    rows.add(Kind::field, words.released, amount(receipt.held - receipt.cost.gross, words));
  }
  rows.add(Kind::note, receipt.captured ? words.captured : words.not_captured);
  for (const std::string& line : receipt.slip) rows.add(Kind::slip, line);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The last space at which a line may end. A telephone number is not torn apart: whoever reads half
// of it dials half of it.
std::size_t last_break(std::string_view text, std::size_t fits) {
  std::size_t at = text.rfind(' ', fits);
  while (at != std::string_view::npos && at > 0 && at + 1 < text.size() && is_digit(text[at - 1]) &&
         is_digit(text[at + 1])) {
    at = text.rfind(' ', at - 1);
  }
  return at;
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  while (print_columns(text) > columns) {
    const std::size_t fits = octets_within(text, columns);
    std::size_t end = last_break(text, fits);
    if (end == std::string_view::npos || end == 0) end = fits;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  lines.emplace_back(text);
  return lines;
}

std::string centred(const std::string& text) {
  return std::string((kReceiptColumns - print_columns(text)) / 2, ' ') + text;
}

// Label at the start, value at the end; a value that does not fit goes below, still at the end.
std::string field_lines(const ReceiptRow& row) {
  const std::size_t used = print_columns(row.label) + print_columns(row.value);
  if (used < kReceiptColumns) {
    return row.label + std::string(kReceiptColumns - used, ' ') + row.value + "\n";
  }
  std::string lines = row.label + "\n";
  for (const std::string& part : wrapped(row.value, kReceiptColumns)) {
    lines += std::string(kReceiptColumns - print_columns(part), ' ') + part + "\n";
  }
  return lines;
}

}  // namespace

std::vector<ReceiptRow> receipt_rows(const Receipt& receipt, const ReceiptWords& words,
                                     const LocalTime& local_time) {
  Rows rows;
  rows.add(Kind::heading, receipt.merchant.name);
  rows.add(Kind::line, receipt.merchant.address);
  rows.add(Kind::line, words.vat_number + " " + receipt.merchant.vat_number);
  rows.rule();
  rows.add(Kind::heading, words.title);
  rows.add(Kind::field, words.number, receipt.number);
  rows.add(Kind::field, words.site, receipt.site);
  rows.add(Kind::field, words.evse, receipt.evse_code);
  rows.add(Kind::field, words.started, local_time(receipt.started));
  rows.add(Kind::field, words.ended, local_time(receipt.ended));
  rows.rule();
  rows.add(Kind::field, words.meter_start, energy(receipt.meter_start, words));
  rows.add(Kind::field, words.meter_stop, energy(receipt.meter_stop, words));
  rows.add(Kind::field, words.energy, energy(receipt.cost.energy, words));
  add_lines(rows, receipt, words);
  if (!receipt.waived.is_zero()) {
    rows.add(Kind::field, words.waived, amount(receipt.waived, words));
  }
  rows.rule();
  rows.add(Kind::field, words.net, amount(receipt.cost.net, words));
  for (const ReceiptTax& tax : receipt.taxes) {
    rows.add(Kind::field, words.vat + " " + with_mark(tax.percent, words.decimal_mark) + " %",
             amount(tax.tax, words));
  }
  rows.add(Kind::total, words.total, amount(receipt.cost.gross, words));
  rows.rule();
  add_payment(rows, receipt, words);
  rows.rule();
  rows.add(Kind::note, filled(filled(words.copy, "{helpline}", receipt.merchant.helpline),
                              "{number}", receipt.number));
  return rows.take();
}

std::string receipt_text(const Receipt& receipt, const ReceiptWords& words,
                         const LocalTime& local_time) {
  std::string text;
  for (const ReceiptRow& row : receipt_rows(receipt, words, local_time)) {
    switch (row.kind) {
      case Kind::rule:
        text.append(kReceiptColumns, '-').append("\n");
        break;
      case Kind::field:
        text += field_lines(row);
        break;
      case Kind::total:
        text += field_lines(row);
        text.append(kReceiptColumns, '=').append("\n");
        break;
      case Kind::heading:
      case Kind::line:
        for (const std::string& line : wrapped(row.label, kReceiptColumns))
          text += centred(line) + "\n";
        break;
      case Kind::note:
      case Kind::slip:
        for (const std::string& line : wrapped(row.label, kReceiptColumns)) text += line + "\n";
        break;
    }
  }
  return text;
}

}  // namespace kerb::payment
