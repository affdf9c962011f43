#include <algorithm>
#include <cstddef>

#include "payment/tariff/bill.hpp"
#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr Int128 kNano = kUnitsPerCurrencyUnit / 1'000'000'000;

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
    found->net += amount.net.units / kNano;
    found->gross += amount.gross.units / kNano;
  }
  return weights;
}

// Divides `total` in proportion to the weights; the minor units that are left over go to the largest
// remainders.
std::vector<std::int64_t> divided(std::int64_t total, const std::vector<Int128>& weights) {
  std::vector<std::int64_t> shares(weights.size(), 0);
  if (weights.empty()) return shares;
  Int128 sum = 0;
  for (const Int128 weight : weights) sum += weight;
  const bool positive =
      std::all_of(weights.begin(), weights.end(), [](Int128 weight) { return weight >= 0; });
  if (sum <= 0 || !positive || total < 0) {
    shares.front() = total;
    return shares;
  }
  std::vector<Int128> rests(weights.size());
  std::int64_t left = total;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    const Int128 share = total * weights[at] / sum;
    rests[at] = total * weights[at] - share * sum;
    shares[at] = static_cast<std::int64_t>(share);
    left -= shares[at];
  }
  for (; left > 0; --left) {
    const auto largest = std::max_element(rests.begin(), rests.end());
    *largest = -1;
    ++shares[static_cast<std::size_t>(largest - rests.begin())];
  }
  return shares;
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

}  // namespace kerb::payment::tariff
