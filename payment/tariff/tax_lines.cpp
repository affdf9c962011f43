#include <algorithm>
#include <cstddef>

#include "payment/tariff/cost_parts.hpp"

namespace kerb::payment::tariff {
namespace {

struct Weight {
  std::uint8_t tax = 0;
  Int128 net = 0;  // 10^-9 of the currency's unit
  Int128 gross = 0;
};

std::vector<Weight> weights_of(const Tally& tally, const Surpluses& surpluses) {
  std::vector<Weight> weights;
  for (const std::uint16_t at : tally.used()) {
    const std::uint8_t tax = tally.tariff()[at].tax;
    const LineAmount amount = amount_of(tally, surpluses, at);
    auto found = std::find_if(weights.begin(), weights.end(),
                              [&](const Weight& weight) { return weight.tax == tax; });
    if (found == weights.end()) found = weights.insert(found, Weight{tax, 0, 0});
    found->net += amount.net.units / kUnitsPerNano;
    found->gross += amount.gross.units / kUnitsPerNano;
  }
  return weights;
}

}  // namespace

std::vector<TaxLine> tax_lines(const Tally& tally, const Bill& bill) {
  const std::vector<Weight> weights = weights_of(tally, bill.surpluses);
  std::vector<Int128> net;
  std::vector<Int128> gross;
  for (const Weight& weight : weights) {
    net.push_back(weight.net);
    gross.push_back(weight.gross);
  }
  const auto net_shares = divided(bill.net_minor, net);
  const auto gross_shares = divided(bill.gross_minor, gross);
  std::vector<TaxLine> lines;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    lines.push_back({weights[at].tax, net_shares[at], gross_shares[at]});
  }
  return lines;
}

std::vector<TaxLine> tax_lines(const Tally& tally, const Bill& bill, std::int64_t gross) {
  std::vector<TaxLine> lines = tax_lines(tally, bill);
  std::vector<Int128> weights;
  for (const TaxLine& line : lines) weights.push_back(line.gross);
  const auto shares = divided(gross, weights);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const Ratio& ratio = tally.tariff().taxes()[lines[at].tax].ratio;
    const Int128 twice = static_cast<Int128>(shares[at]) * ratio.under * 2 + ratio.over;
    lines[at].gross = shares[at];
    lines[at].net = static_cast<std::int64_t>(twice / (static_cast<Int128>(ratio.over) * 2));
  }
  return lines;
}

}  // namespace kerb::payment::tariff
