#include "payment/tariff/cost.hpp"

#include <algorithm>

namespace kerb::payment {

Cost cost_of(const tariff::LivePrice& price, const Currency& currency) {
  const std::int64_t energy = price.latest().energy / kNanoWattHours;
  if (energy == 0) return {{}, {0, currency}, {0, currency}, {0, currency}};
  const tariff::Bill bill = price.bill();
  // Where a price limit binds gross and net apart, or a price is below zero, nothing is owed twice
  // and nobody is paid for charging.
  const std::int64_t gross = std::max<std::int64_t>(0, bill.gross_minor);
  const std::int64_t net = std::clamp<std::int64_t>(bill.net_minor, 0, gross);
  return {{energy}, {gross, currency}, {net, currency}, {gross - net, currency}};
}

Cost limited_to(const tariff::LivePrice& price, const Cost& cost, const Money& amount) {
  if (!less(amount, cost.gross)) return cost;
  std::int64_t net = 0;
  for (const tariff::TaxLine& line :
       tariff::tax_lines(price.tally(), price.bill(), amount.minor())) {
    net += line.net;
  }
  const Money without_tax(net, amount.currency());
  return {cost.energy, amount, without_tax, amount - without_tax};
}

}  // namespace kerb::payment
