#include "payment/tariff/cost_parts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kerb::payment::tariff {
namespace {

// As a driver asks: what did the energy cost, then what came on top.
bool before(const CompiledTariff& tariff, const CostPart& one, const CostPart& other) {
  const auto key = [&](const CostPart& part) {
    const CompiledComponent& component = tariff[part.component];
    const bool reserved = component.restrictions.reservation != ReservationKind::none;
    return std::tuple(reserved, component.dimension);
  };
  return key(one) < key(other);
}

struct Priced {
  CostPart part;
  LineAmount amount;
};

enum class Side { net, gross };

// Divides one side of the bill among the parts; gives what a price limit added or took away.
std::int64_t share(const Bill& bill, Side side, int places, std::vector<Priced>& parts) {
  const bool is_net = side == Side::net;
  const std::int64_t billed = is_net ? bill.net_minor : bill.gross_minor;
  std::vector<Int128> weights;
  Int128 sum = 0;
  for (const Priced& one : parts) {
    weights.push_back((is_net ? one.amount.net : one.amount.gross).units / kUnitsPerNano);
    sum += weights.back();
  }
  const Bound bound = is_net ? bill.net_bound : bill.gross_bound;
  // Unless a limit decided, the parts are the whole bill.
  const bool whole = bound == Bound::none && bill.net_bound == bill.gross_bound;
  const std::int64_t priced =
      whole ? billed : rounded({sum * kUnitsPerNano, 0, 1}, places, Rounding::half_up);
  const auto shares = divided(priced, weights);
  for (std::size_t at = 0; at < parts.size(); ++at) {
    (is_net ? parts[at].part.net : parts[at].part.gross) = shares[at];
  }
  return parts.empty() ? billed : billed - priced;
}

}  // namespace

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

std::vector<CostPart> cost_parts(const Tally& tally, const Bill& bill) {
  std::vector<Priced> priced;
  for (const std::uint16_t at : tally.used()) {
    const LineAmount amount = amount_of(tally, bill.surpluses, at);
    priced.push_back({{CostPart::Kind::component, at, amount.quantity, 0, 0}, amount});
  }
  std::stable_sort(priced.begin(), priced.end(), [&](const Priced& one, const Priced& other) {
    return before(tally.tariff(), one.part, other.part);
  });
  const int places = tally.tariff().tariff().currency_places;
  const std::int64_t net = share(bill, Side::net, places, priced);
  const std::int64_t gross = share(bill, Side::gross, places, priced);
  std::vector<CostPart> parts;
  for (const Priced& one : priced) parts.push_back(one.part);
  if (net != 0 || gross != 0) {
    const auto kind =
        gross > 0 || (gross == 0 && net > 0) ? CostPart::Kind::minimum : CostPart::Kind::maximum;
    parts.push_back({kind, 0, 0, net, gross});
  }
  return parts;
}

}  // namespace kerb::payment::tariff
