// An upper bound that holds whatever the car does. At every moment it pays for all the power that
// the connector has, at the dearest price that the clock allows then, and for charging time or for
// parking, whichever is dearer: a parked car may take a little, too. Restrictions on energy, power or
// current are not relied on.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "payment/tariff/forecast.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::uint32_t kByTheClock = Restrictions::kWallClock | Restrictions::duration;

// With taxes, rounded up to the next unit.
Int128 gross(const CompiledTariff& tariff, std::uint16_t component, Int128 units) {
  if (tariff.gross_prices()) return units;
  const Ratio& ratio = tariff.taxes()[tariff[component].tax].ratio;
  const Exact exact = times(units, ratio.over, ratio.under);
  return exact.units + (exact.part > 0 ? 1 : 0);
}

bool may_hold(Restrictions restrictions, const Moment& moment) {
  restrictions.kinds &= kByTheClock;
  return restrictions.hold(moment);
}

class Ceiling {
 public:
  Ceiling(const CompiledTariff& tariff, const LargestCostQuestion& question)
      : tariff_(tariff), question_(question), tally_(tariff), reached_(tariff.size(), false) {
    question_.until = std::clamp(question.until, question.start, question.start + kWeekMillis);
    question_.most_power = std::clamp<std::int64_t>(question.most_power, 0, 10'000'000'000);
    // The tally is only asked for the clock; an empty stretch lets its session begin.
    Segment begin;
    begin.from = begin.until = question_.start;
    tally_.add(begin);
  }

  LargestCost find() {
    Segment segment;
    segment.from = question_.start;
    segment.until = question_.until;
    for (std::int64_t at = question_.start; at < question_.until;) {
      const std::int64_t turn = tally_.next_turn(segment, at);
      add_piece(tally_.moment(segment, at), turn - at);
      at = turn;
    }
    reach(tally_.moment(segment, question_.until));
    Int128 sum = energy_;
    if (question_.most_energy) sum = std::min(sum, dearest_energy(*question_.most_energy));
    sum += rest_ + flat() + steps();
    return bounded(sum);
  }

 private:
  template <typename Cost>
  Int128 dearest(Slot slot, const Moment* moment, const Cost& cost) const {
    Int128 most = 0;
    for (const std::uint16_t at : tariff_.slot(slot)) {
      const Restrictions& restrictions = tariff_[at].restrictions;
      if (moment == nullptr ? !reached_[at] : !may_hold(restrictions, *moment)) continue;
      most = std::max(most, gross(tariff_, at, cost(tariff_[at])));
      // The clock alone decides for this one: nothing after it can apply now.
      if (moment != nullptr && (restrictions.kinds & ~kByTheClock) == 0) break;
    }
    return most;
  }

  // Notes what can apply then; a fee or a step of anything else cannot come.
  void reach(const Moment& moment) {
    for (const Slot slot : {Slot::energy, Slot::time, Slot::parking, Slot::flat}) {
      for (const std::uint16_t at : tariff_.slot(slot)) {
        const Restrictions& restrictions = tariff_[at].restrictions;
        if (!may_hold(restrictions, moment)) continue;
        reached_[at] = true;
        if ((restrictions.kinds & ~kByTheClock) == 0) break;
      }
    }
  }

  Int128 dearest_energy(std::int64_t nano_wh) const {
    return dearest(Slot::energy, nullptr, [&](const CompiledComponent& component) {
      return energy_units(component.price, nano_wh);
    });
  }

  void add_piece(const Moment& moment, std::int64_t millis) {
    reach(moment);
    const auto nano_wh = std::min(
        kMostEnergy, static_cast<std::int64_t>(
                         static_cast<Int128>(question_.most_power) * millis * 10 / 36 + 1));
    const Int128 energy = dearest(Slot::energy, &moment, [&](const CompiledComponent& component) {
      return energy_units(component.price, nano_wh);
    });
    const auto by_time = [&](const CompiledComponent& component) {
      return time_units(component.price, millis);
    };
    const Int128 time = dearest(Slot::time, &moment, by_time);
    const Int128 parking = dearest(Slot::parking, &moment, by_time);
    energy_ += energy;
    rest_ += std::max(time, parking);
  }

  Int128 flat() const {
    return dearest(Slot::flat, nullptr,
                   [](const CompiledComponent& component) { return flat_units(component.price); });
  }

  Int128 steps() const {
    const auto by_time = [](const CompiledComponent& component) {
      return time_units(component.price, component.step);
    };
    return dearest(Slot::energy, nullptr,
                   [](const CompiledComponent& component) {
                     return energy_units(component.price, component.step);
                   }) +
           std::max(dearest(Slot::time, nullptr, by_time),
                    dearest(Slot::parking, nullptr, by_time));
  }

  LargestCost bounded(Int128 sum) const {
    const Tariff& tariff = tariff_.tariff();
    std::string limit;
    if (tariff.maximum.gross && sum > flat_units(*tariff.maximum.gross)) {
      sum = flat_units(*tariff.maximum.gross);
      limit = "; the tariff's maximum price ends it there";
    }
    if (tariff.minimum.gross) sum = std::max(sum, flat_units(*tariff.minimum.gross));
    if (tariff.minimum.net && !tariff.minimum.gross) {
      for (const TaxFactor& tax : tariff_.taxes()) {
        const Exact least = times(flat_units(*tariff.minimum.net), tax.ratio.over, tax.ratio.under);
        sum = std::max(sum, least.units + 1);
      }
    }
    const int places = tariff.currency_places;
    LargestCost largest;
    largest.minor = rounded(Exact{sum, 0, 1}, places, Rounding::up);
    const std::int64_t minutes =
        (question_.until - question_.start + kMinuteMillis - 1) / kMinuteMillis;
    const std::string energy =
        question_.most_energy
            ? fmt::format(", {} kWh at most", scaled_text(*question_.most_energy, 12))
            : "";
    largest.why = fmt::format("{} min with up to {} kW{}, at the dearest price of each moment{}",
                              minutes, scaled_text(question_.most_power, 6), energy, limit);
    return largest;
  }

  const CompiledTariff& tariff_;
  LargestCostQuestion question_;
  Tally tally_;
  std::vector<bool> reached_;  // components that the clock lets apply at some time until the end
  Int128 energy_ = 0;
  Int128 rest_ = 0;
};

}  // namespace

LargestCost largest_cost(const CompiledTariff& tariff, const LargestCostQuestion& question) {
  return Ceiling(tariff, question).find();
}

}  // namespace kerb::payment::tariff
