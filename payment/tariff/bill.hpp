// What a charge costs: the step sizes, the taxes, the price limits and the one rounding, applied to
// what a tally has added up.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "payment/tariff/exact.hpp"

namespace kerb::payment::tariff {

class Tally;

// A volume that the step size rounded up (OCPI PriceComponent.step_size, section "Step size" of the
// CDR module): energy once a session; time and parking time once together, and parking time alone
// when there was any; a reservation once. The surplus is priced like the last of its kind.
struct Surplus {
  std::uint16_t component = 0;
  std::int64_t measured = 0;  // nWh or ms, only what was priced
  std::int64_t billed = 0;
};
struct Surpluses {
  std::array<Surplus, 3> list{};
  std::size_t count = 0;
  // nWh or ms that this component is billed on top of what was measured.
  std::int64_t of(std::uint16_t component) const {
    std::int64_t sum = 0;
    for (std::size_t at = 0; at < count; ++at) {
      if (list[at].component == component) sum += list[at].billed - list[at].measured;
    }
    return sum;
  }
};
Surpluses surpluses_of(const Tally& tally);

enum class Bound : std::uint8_t { none, minimum, maximum };

struct Bill {
  Exact net;
  Exact gross;
  std::int64_t net_minor = 0;  // rounded, in minor units
  std::int64_t gross_minor = 0;
  // False when prices are without taxes and nothing says which taxes come on top: `gross` is then
  // the same as `net`, and must not be shown as what has to be paid.
  bool gross_known = true;
  // False when prices are with taxes and nothing says which: `net` is then the same as `gross`.
  bool net_known = true;
  Bound net_bound = Bound::none;  // whether a price limit decided
  Bound gross_bound = Bound::none;
  Surpluses surpluses;
};

// One tax rate of a bill, in minor units. The rates of a bill add up to its totals: each is rounded
// to the nearest, and what is then left over goes to the rates whose rounding lost most.
struct TaxLine {
  std::uint8_t tax = 0;  // in CompiledTariff::taxes()
  std::int64_t net = 0;
  std::int64_t gross = 0;
};
std::vector<TaxLine> tax_lines(const Tally& tally, const Bill& bill);
// The same when only `gross` minor units of the bill are paid: divided as the bill was, and each net
// amount taken out of its part, to the nearest.
std::vector<TaxLine> tax_lines(const Tally& tally, const Bill& bill, std::int64_t gross);

// Net and gross of one used component with its surplus, before limits, exact.
struct LineAmount {
  std::int64_t quantity = 0;  // nWh, ms or times, with the surplus
  Exact net;
  Exact gross;
};
LineAmount amount_of(const Tally& tally, const Surpluses& surpluses, std::uint16_t component);

}  // namespace kerb::payment::tariff
