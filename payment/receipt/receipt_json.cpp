#include "payment/receipt/receipt_json.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

namespace kerb::payment {
namespace {

using ReceiptJson = nlohmann::json;

// By their places in ReceiptLine::Kind and PaidBy.
constexpr std::array<std::string_view, 8> kLineWords{"energy",      "time",    "parking", "fee",
                                                     "reservation", "minimum", "maximum", "told"};
constexpr std::array<std::string_view, 4> kPaidByWords{"bank_card", "charging_card", "nobody",
                                                       "phone"};

// RFC 3339, to the second.
std::string moment_text(hal::Utc at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", std::chrono::floor<std::chrono::seconds>(at));
}

std::string kwh_text(hal::WattHours energy) {
  return Decimal{energy.count * 1000}.text(3);
}

ReceiptJson line_json(const ReceiptLine& line) {
  ReceiptJson out{{"kind", kLineWords.at(static_cast<std::size_t>(line.kind))},
                  {"amount", line.amount.decimal()}};
  if (!line.unit_price.empty()) out["unit_price"] = line.unit_price;
  if (line.kind == ReceiptLine::Kind::energy) {
    out["kwh"] = kwh_text({line.quantity / kNanoWattHours});
  } else if (line.kind == ReceiptLine::Kind::time || line.kind == ReceiptLine::Kind::parking ||
             line.kind == ReceiptLine::Kind::reservation) {
    out["seconds"] = line.quantity / 1000;
  }
  return out;
}

}  // namespace

std::string receipt_json(const Receipt& receipt, const std::string& token,
                         const std::string& language) {
  ReceiptJson of{{"number", receipt.number},
                 {"merchant",
                  {{"name", receipt.merchant.name},
                   {"address", receipt.merchant.address},
                   {"vat_number", receipt.merchant.vat_number},
                   {"helpline", receipt.merchant.helpline}}},
                 {"site", receipt.site},
                 {"evse", receipt.evse_code},
                 {"started", moment_text(receipt.started)},
                 {"ended", moment_text(receipt.ended)},
                 {"lines", ReceiptJson::array()},
                 {"prices_include_tax", receipt.prices_include_tax},
                 {"taxes", ReceiptJson::array()},
                 {"currency", receipt.cost.gross.currency().code()},
                 {"total", receipt.cost.gross.decimal()},
                 {"kwh", kwh_text(receipt.cost.energy)},
                 {"meter_start_kwh", kwh_text(receipt.meter_start)},
                 {"meter_stop_kwh", kwh_text(receipt.meter_stop)},
                 {"paid_by", kPaidByWords.at(static_cast<std::size_t>(receipt.paid_by))},
                 {"paid", receipt.captured}};
  for (const ReceiptLine& line : receipt.lines) of["lines"].push_back(line_json(line));
  for (const ReceiptTax& tax : receipt.taxes) {
    of["taxes"].push_back(
        {{"percent", tax.percent}, {"net", tax.net.decimal()}, {"tax", tax.tax.decimal()}});
  }
  if (!receipt.waived.is_zero()) of["waived"] = receipt.waived.decimal();
  if (receipt.paid_by == PaidBy::bank_card) {
    of["card"] = {{"label", receipt.card_label},
                  {"last_four", receipt.card_last_four},
                  {"approval_code", receipt.approval_code}};
    if (!receipt.slip.empty()) of["card"]["slip"] = receipt.slip;
  }
  if (holds_money(receipt.paid_by)) of["held"] = receipt.held.decimal();
  const ReceiptJson whole{{"token", token}, {"language", language}, {"receipt", std::move(of)}};
  return whole.dump(-1, ' ', false, ReceiptJson::error_handler_t::replace);
}

}  // namespace kerb::payment
