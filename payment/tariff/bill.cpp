#include "payment/tariff/bill.hpp"

#include <algorithm>
#include <optional>

#include "payment/tariff/tally.hpp"

namespace kerb::payment::tariff {
namespace {

std::int64_t priced(const Tally& tally, Slot slot) {
  std::int64_t sum = 0;
  for (const std::uint16_t component : tally.tariff().slot(slot)) {
    sum += tally.use_of(component).quantity;
  }
  return sum;
}

void round_up(const Tally& tally, Slot slot, Surpluses& surpluses) {
  const std::uint16_t last = tally.last(slot);
  if (last == Tally::kNone) return;
  const std::int64_t step = tally.tariff()[last].step;
  if (step <= 0) return;
  const std::int64_t measured = priced(tally, slot);
  const std::int64_t rest = measured % step;
  if (rest != 0) surpluses.list[surpluses.count++] = {last, measured, measured + step - rest};
}

Int128 listed_units(const CompiledComponent& component, std::int64_t quantity) {
  switch (component.dimension) {
    case Dimension::energy:
      return energy_units(component.price, quantity);
    case Dimension::time:
    case Dimension::parking_time:
      return time_units(component.price, quantity);
    case Dimension::flat:
      return flat_units(component.price);
  }
  return 0;
}

struct NetGross {
  Exact net;
  Exact gross;
};
NetGross with_tax(const CompiledTariff& tariff, std::uint8_t tax, Int128 listed) {
  const Ratio& ratio = tariff.taxes()[tax].ratio;
  if (tariff.gross_prices()) return {times(listed, ratio.under, ratio.over), {listed, 0, 1}};
  return {{listed, 0, 1}, times(listed, ratio.over, ratio.under)};
}

// What a charge has listed under each tax, the session and its reservation apart: price limits are
// for the session only.
struct Sums {
  std::array<Int128, CompiledTariff::kMostTaxes> session;
  std::array<Int128, CompiledTariff::kMostTaxes> reserved;
  bool taxed = false;  // a rate is known for something that was used
};

Sums sums_of(const Tally& tally, const Surpluses& surpluses) {
  const CompiledTariff& tariff = tally.tariff();
  Sums sums;
  std::fill_n(sums.session.begin(), tariff.taxes().size(), 0);
  std::fill_n(sums.reserved.begin(), tariff.taxes().size(), 0);
  for (const std::uint16_t at : tally.used()) {
    const CompiledComponent& component = tariff[at];
    const Int128 units = listed_units(component, tally.use_of(at).quantity + surpluses.of(at));
    const bool session = component.restrictions.reservation == ReservationKind::none;
    (session ? sums.session : sums.reserved)[component.tax] += units;
    sums.taxed = sums.taxed || tariff.taxes()[component.tax].known;
  }
  return sums;
}

NetGross total(const CompiledTariff& tariff,
               const std::array<Int128, CompiledTariff::kMostTaxes>& listed) {
  NetGross sum;
  for (std::size_t tax = 0; tax < tariff.taxes().size(); ++tax) {
    if (listed[tax] == 0) continue;
    const NetGross part = with_tax(tariff, static_cast<std::uint8_t>(tax), listed[tax]);
    sum.net = sum.net + part.net;
    sum.gross = sum.gross + part.gross;
  }
  return sum;
}

Exact exact_price(std::int64_t price) {
  return {flat_units(price), 0, 1};
}

Bound clamp(Exact& value, const std::optional<std::int64_t>& least,
            const std::optional<std::int64_t>& most) {
  if (most && compare(value, exact_price(*most)) > 0) {
    value = exact_price(*most);
    return Bound::maximum;
  }
  if (least && compare(value, exact_price(*least)) < 0) {
    value = exact_price(*least);
    return Bound::minimum;
  }
  return Bound::none;
}

// `limit` × over / under for amounts of one charge, to 10^-9 of the currency's unit: only for a
// limit that is stated on one side and has to be carried to the other across several tax rates.
Exact in_proportion(const Exact& limit, const Exact& over, const Exact& under) {
  const Int128 divisor = under.units / kUnitsPerNano;
  // Negative prices can leave a net and a gross that have nothing to do with a tax.
  if (divisor <= 0 || over.units < 0 || over.units / 16 > under.units) return limit;
  return {limit.units / kUnitsPerNano * (over.units / kUnitsPerNano) / divisor * kUnitsPerNano, 0,
          1};
}

// The only tax of a session, if it has just one.
std::optional<std::uint8_t> single_tax(
    const CompiledTariff& tariff, const std::array<Int128, CompiledTariff::kMostTaxes>& listed) {
  std::optional<std::uint8_t> found;
  for (std::size_t tax = 0; tax < tariff.taxes().size(); ++tax) {
    if (listed[tax] == 0) continue;
    if (found) return std::nullopt;
    found = static_cast<std::uint8_t>(tax);
  }
  if (!found && tariff.taxes().size() == 1) found = 0;
  return found;
}

const std::optional<std::int64_t>& limb(const PriceLimit& limit, bool net) {
  return net ? limit.net : limit.gross;
}

// A limit that says nothing about the other side moves it along, at the session's tax.
void follow(const CompiledTariff& tariff, const Sums& sums, const NetGross& before, Bound bound,
            bool net_decided, NetGross& after) {
  const PriceLimit& limit =
      bound == Bound::minimum ? tariff.tariff().minimum : tariff.tariff().maximum;
  if (bound == Bound::none || limb(limit, !net_decided)) return;
  const auto tax = single_tax(tariff, sums.session);
  const Exact& decided = net_decided ? after.net : after.gross;
  Exact& other = net_decided ? after.gross : after.net;
  if (tax) {
    const Ratio& ratio = tariff.taxes()[*tax].ratio;
    other = net_decided ? times(decided.units, ratio.over, ratio.under)
                        : times(decided.units, ratio.under, ratio.over);
  } else {
    other = net_decided ? in_proportion(decided, before.gross, before.net)
                        : in_proportion(decided, before.net, before.gross);
  }
}

}  // namespace

Surpluses surpluses_of(const Tally& tally) {
  Surpluses surpluses;
  round_up(tally, Slot::energy, surpluses);
  const bool parked = tally.last(Slot::parking) != Tally::kNone;
  round_up(tally, parked ? Slot::parking : Slot::time, surpluses);
  const bool expired = tally.last(Slot::expired_time) != Tally::kNone;
  round_up(tally, expired ? Slot::expired_time : Slot::reservation_time, surpluses);
  return surpluses;
}

LineAmount amount_of(const Tally& tally, const Surpluses& surpluses, std::uint16_t at) {
  const CompiledComponent& component = tally.tariff()[at];
  const std::int64_t quantity = tally.use_of(at).quantity + surpluses.of(at);
  const NetGross amount =
      with_tax(tally.tariff(), component.tax, listed_units(component, quantity));
  return {quantity, amount.net, amount.gross};
}

Bill Tally::bill(Rounding rounding) const {
  Bill bill;
  bill.surpluses = surpluses_of(*this);
  const Sums sums = sums_of(*this, bill.surpluses);
  NetGross session = total(*tariff_, sums.session);
  const NetGross reserved = total(*tariff_, sums.reserved);
  if (session_start_ != kUnknown) {
    const PriceLimit& minimum = tariff_->tariff().minimum;
    const PriceLimit& maximum = tariff_->tariff().maximum;
    const NetGross before = session;
    bill.net_bound = clamp(session.net, minimum.net, maximum.net);
    bill.gross_bound = clamp(session.gross, minimum.gross, maximum.gross);
    follow(*tariff_, sums, before, bill.net_bound, true, session);
    follow(*tariff_, sums, before, bill.gross_bound, false, session);
  }
  bill.net = session.net + reserved.net;
  bill.gross = session.gross + reserved.gross;
  const int places = tariff_->tariff().currency_places;
  bill.net_minor = rounded(bill.net, places, rounding);
  bill.gross_minor = rounded(bill.gross, places, rounding);
  const bool nothing = bill.net.units == 0 && bill.net.part == 0;
  const TaxIncluded included = tariff_->tariff().tax_included;
  bill.gross_known = included != TaxIncluded::no || sums.taxed || nothing;
  bill.net_known = included != TaxIncluded::yes || sums.taxed || nothing;
  return bill;
}

}  // namespace kerb::payment::tariff
