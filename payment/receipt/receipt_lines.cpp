#include <algorithm>

#include "payment/receipt/receipt.hpp"
#include "payment/tariff/cost_parts.hpp"
#include "payment/tariff/price_report.hpp"

namespace kerb::payment {
namespace {

using tariff::CostPart;

ReceiptLine::Kind kind_of(const CostPart& part, const tariff::CompiledComponent& component) {
  if (part.kind == CostPart::Kind::minimum) return ReceiptLine::Kind::minimum;
  if (part.kind == CostPart::Kind::maximum) return ReceiptLine::Kind::maximum;
  if (component.restrictions.reservation != tariff::ReservationKind::none) {
    return ReceiptLine::Kind::reservation;
  }
  switch (component.dimension) {
    case tariff::Dimension::energy:
      return ReceiptLine::Kind::energy;
    case tariff::Dimension::time:
      return ReceiptLine::Kind::time;
    case tariff::Dimension::parking_time:
      return ReceiptLine::Kind::parking;
    case tariff::Dimension::flat:
      return ReceiptLine::Kind::fee;
  }
  return ReceiptLine::Kind::fee;
}

ReceiptLine line_of(const CostPart& part, const tariff::CompiledTariff& tariff, bool with_tax,
                    const Currency& currency) {
  const tariff::CompiledComponent& component = tariff[part.component];
  ReceiptLine line;
  line.kind = kind_of(part, component);
  line.quantity = part.quantity;
  line.amount = Money(with_tax ? part.gross : part.net, currency);
  if (part.kind == CostPart::Kind::component) {
    const TaxStyle style = with_tax ? TaxStyle::included : TaxStyle::on_top;
    line.unit_price = unit_price_of(tariff, part.component, style).text();
  }
  return line;
}

}  // namespace

Decimal unit_price_of(const tariff::CompiledTariff& tariff, std::uint16_t component, TaxStyle style,
                      std::int64_t parts) {
  constexpr std::int64_t kPicoPerMicro = 1'000'000;
  const tariff::CompiledComponent& it = tariff[component];
  tariff::Int128 over = it.price;
  tariff::Int128 under = static_cast<tariff::Int128>(kPicoPerMicro) * parts;
  if (style == TaxStyle::included && !tariff.gross_prices()) {
    const tariff::Ratio& ratio = tariff.taxes()[it.tax].ratio;
    over *= ratio.over;
    under *= ratio.under;
  }
  const tariff::Int128 half = over < 0 ? -under / 2 : under / 2;
  return {static_cast<std::int64_t>((over + half) / under)};
}

namespace {

void add_taxes(Receipt& receipt, const tariff::CompiledTariff& tariff,
               const std::vector<tariff::TaxLine>& taxes) {
  const Currency& currency = receipt.cost.gross.currency();
  for (const tariff::TaxLine& line : taxes) {
    const std::string percent = tariff::percent_text(tariff.taxes()[line.tax]);
    if (percent.empty()) continue;
    receipt.taxes.push_back(
        {percent, Money(line.net, currency), Money(line.gross - line.net, currency)});
  }
}

}  // namespace

void itemise(Receipt& receipt, const tariff::LivePrice& price, const Cost& cost,
             const Money& amount, TaxStyle style) {
  const Currency& currency = cost.gross.currency();
  const tariff::Tally& tally = price.tally();
  const tariff::CompiledTariff& tariff = tally.tariff();
  receipt.cost = limited_to(price, cost, amount);
  receipt.waived = cost.gross - receipt.cost.gross;
  // Prices without any tax are what is paid, too.
  receipt.prices_include_tax =
      style == TaxStyle::included || tariff.gross_prices() || cost.vat.is_zero();
  if (cost.energy.count == 0) return;
  const tariff::Bill bill = price.bill();
  for (const CostPart& part : tariff::cost_parts(tally, bill)) {
    receipt.lines.push_back(line_of(part, tariff, receipt.prices_include_tax, currency));
  }
  const auto taxes = less(amount, cost.gross)
                         ? tariff::tax_lines(tally, bill, receipt.cost.gross.minor())
                         : tariff::tax_lines(tally, bill);
  add_taxes(receipt, tariff, taxes);
}

void itemise_told(Receipt& receipt, const tariff::LivePrice& price, const Cost& cost,
                  const Money& told, const Money& amount) {
  const auto taxes = tariff::tax_lines(price.tally(), price.bill(), amount.minor());
  // No component was used that has a rate: then nothing is known of a tax.
  std::int64_t net = taxes.empty() ? amount.minor() : 0;
  for (const tariff::TaxLine& line : taxes) net += line.net;
  const Money without_tax(net, amount.currency());
  receipt.cost = {cost.energy, amount, without_tax, amount - without_tax};
  receipt.waived = told - amount;
  receipt.prices_include_tax = true;
  receipt.lines.push_back(
      {.kind = ReceiptLine::Kind::told, .quantity = 1, .unit_price = {}, .amount = told});
  add_taxes(receipt, price.tally().tariff(), taxes);
}

}  // namespace kerb::payment
