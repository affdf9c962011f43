#include "payment/tariff/frozen_tariff.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "payment/card_number_scan.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

hal::Result<FrozenTariff::Ptr> unsaleable(std::string_view name, const std::string& what,
                                          const std::string& remedy) {
  return hal::failure("tariff.unsaleable", fmt::format("selling under {}: {}", name, what), remedy);
}

// White space outside of strings says nothing.
std::string compact(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  bool quoted = false;
  bool escaped = false;
  for (const char sign : json) {
    if (!quoted && (sign == ' ' || sign == '\n' || sign == '\r' || sign == '\t')) continue;
    out.push_back(sign);
    if (!escaped && sign == '"') quoted = !quoted;
    escaped = quoted && !escaped && sign == '\\';
  }
  return out;
}

bool hides_taxes(const CompiledTariff& tariff) {
  if (tariff.tariff().tax_included != TaxIncluded::no) return false;
  for (std::size_t at = 0; at < tariff.size(); ++at) {
    if (tariff[at].price != 0 && !tariff.taxes()[tariff[at].tax].known) return true;
  }
  return false;
}

}  // namespace

FrozenTariff::FrozenTariff(CompiledTariff compiled, Rounding rounding, Currency currency,
                           std::string text)
    : compiled_(std::move(compiled)),
      rounding_(rounding),
      currency_(currency),
      text_(std::move(text)) {}

hal::Result<FrozenTariff::Ptr> FrozenTariff::read(const JsonTree& tree, std::uint32_t node,
                                                  Setting setting, Rounding rounding) {
  auto tariff = read_tariff_at(tree, node);
  if (!tariff) return tl::make_unexpected(tariff.error());
  std::string text = compact(tree[node].text);
  if (text.size() > kLongestText) {
    return unsaleable(tree.name(), "it is longer than 20 KiB",
                      "leave out texts and elements that are over");
  }
  if (has_card_number(text)) {
    return unsaleable(tree.name(), "it holds what looks like a card number",
                      "change that id or text: the journal takes nothing of the kind");
  }
  const auto currency = Currency::from_code(tariff->currency);
  if (!currency || currency->exponent != tariff->currency_places) {
    return unsaleable(tree.name(), "no terminal of Kerb's takes " + tariff->currency,
                      "give the tariff in the station's currency");
  }
  auto compiled = CompiledTariff::compile(std::move(*tariff), std::move(setting));
  if (!compiled) return tl::make_unexpected(compiled.error());
  if (hides_taxes(*compiled)) {
    return unsaleable(tree.name(), "its prices are without taxes, and it states no rate",
                      "state the rate (\"vat\"), or prices with taxes (tax_included: YES)");
  }
  return Ptr(new FrozenTariff(std::move(*compiled), rounding, *currency, std::move(text)));
}

hal::Result<FrozenTariff::Ptr> FrozenTariff::read(std::string_view text, std::string_view name,
                                                  Setting setting, Rounding rounding) {
  const auto tree = JsonTree::parse(text, name);
  if (!tree) return tl::make_unexpected(tree.error());
  return read(*tree, tree->root(), std::move(setting), rounding);
}

FrozenTariff::Ptr FrozenTariff::flat(const EnergyPrice& price) {
  const std::string text = fmt::format(
      R"({{"id":"per-kwh","currency":"{}","tax_included":"YES","elements":[{{"price_components":)"
      R"([{{"type":"ENERGY","price":{},"vat":{},"step_size":1}}]}}]}})",
      price.currency.code(), price.per_kwh.text(), price.vat_percent.text());
  auto tariff = read(text, "the price per kWh", {}, Rounding::half_up);
  if (!tariff) std::abort();  // its numbers were bounded where they came in
  return std::move(*tariff);
}

bool FrozenTariff::depends_on_time() const {
  return compiled_.kinds() != 0 || !compiled_.slot(Slot::time).empty() ||
         !compiled_.slot(Slot::parking).empty();
}

std::shared_ptr<const CompiledTariff> compiled_of(const FrozenTariff::Ptr& tariff) {
  return {tariff, &tariff->compiled()};
}

}  // namespace kerb::payment::tariff
