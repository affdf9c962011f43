// Random tariffs and charges, always the same ones for a seed.
#pragma once

#include <random>

#include "payment/tariff/live_price.hpp"
#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}
  std::int64_t up_to(std::int64_t most) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
  }
  bool one_in(std::int64_t chances) { return up_to(chances - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

inline Restrictions random_restrictions(Dice& dice) {
  Restrictions r;
  if (dice.one_in(2)) {
    r.kinds |= Restrictions::time_of_day;
    r.start_minute = static_cast<std::int32_t>(dice.up_to(1439));
    r.end_minute = static_cast<std::int32_t>(1 + dice.up_to(1439));
  }
  if (dice.one_in(4)) {
    r.kinds |= Restrictions::weekdays;
    r.days_of_week = static_cast<std::uint8_t>(dice.up_to(127));
  }
  const auto window = [&](Restrictions::Kind kind, Window& to, std::int64_t most) {
    if (!dice.one_in(4)) return;
    r.kinds |= kind;
    to.least = dice.up_to(most);
    if (dice.one_in(2)) to.below = to.least + dice.up_to(most);
  };
  window(Restrictions::energy, r.energy_window, 30 * kTen12);
  window(Restrictions::power, r.power_window, 100'000'000);
  window(Restrictions::duration, r.duration_window, 4 * kHourMillis);
  window(Restrictions::charging_duration, r.charging_window, 2 * kHourMillis);
  window(Restrictions::idle_duration, r.idle_window, kHourMillis);
  if (dice.one_in(8)) r.reservation = ReservationKind::reservation;
  return r;
}

inline Tariff random_tariff(Dice& dice) {
  Tariff tariff;
  tariff.currency = "EUR";
  tariff.tax_included = static_cast<TaxIncluded>(dice.up_to(3));
  if (dice.one_in(3)) tariff.minimum = {dice.up_to(3 * kTen12), dice.up_to(3 * kTen12)};
  if (dice.one_in(3)) tariff.maximum = {20 * kTen12, dice.one_in(2) ? 0 : 24 * kTen12};
  if (tariff.maximum.gross == 0) tariff.maximum.gross.reset();
  const std::int64_t elements = 1 + dice.up_to(7);
  for (std::int64_t at = 0; at < elements; ++at) {
    TariffElement element;
    element.restrictions = random_restrictions(dice);
    const std::int64_t components = 1 + dice.up_to(2);
    for (std::int64_t i = 0; i < components; ++i) {
      PriceComponent component;
      component.dimension = static_cast<Dimension>(dice.up_to(3));
      component.price = dice.up_to(3 * kTen12);
      component.step_size = dice.one_in(2) ? dice.up_to(900) : 0;
      component.taxed = dice.one_in(2);
      if (component.taxed) component.taxes = {{"VAT", dice.up_to(2) * 9'500'000, 0}};
      element.components.push_back(component);
    }
    tariff.elements.push_back(element);
  }
  return tariff;
}

// A charge as a list of samples, of which the record keeps only those where something changed.
struct Charge {
  std::vector<MeterSample> samples;
  ChargeRecord record;
};

inline void add_stretch(Dice& dice, Charge& charge, Activity activity) {
  const std::int64_t step = 1 + dice.up_to(60'000);
  const std::int64_t steps = 1 + dice.up_to(60);
  // nWh a millisecond, a whole number: every sample lies on the line from the first to the last.
  const bool flows =
      activity == Activity::charging || (activity == Activity::parking && dice.one_in(4));
  const std::int64_t rate = flows ? dice.up_to(20'000'000) : 0;
  const std::int64_t power = rate * 36 / 10;
  const MeterSample before = charge.samples.back();
  for (std::int64_t at = 1; at <= steps; ++at) {
    charge.samples.push_back(
        {before.at + at * step, before.energy + at * step * rate, activity, 16'000'000, power});
  }
  ChargingPeriod period;
  period.start = before.at;
  period.energy = steps * step * rate;
  if (activity == Activity::charging) period.charging = steps * step;
  if (activity == Activity::parking) period.parking = steps * step;
  if (activity == Activity::reservation) period.reservation = steps * step;
  period.least_current = period.greatest_current = 16'000'000;
  period.least_power = period.greatest_power = power;
  charge.record.periods.push_back(period);
}

inline Charge random_charge(Dice& dice, bool reserved = true) {
  Charge charge;
  // Around a change of the clocks in Berlin, half of the time.
  const std::int64_t base =
      *read_utc(dice.one_in(2) ? "2026-03-28T18:00:00Z" : "2026-06-01T00:00:00Z");
  charge.samples.push_back({base + dice.up_to(12 * kHourMillis), dice.up_to(kTen12), {}, {}, {}});
  charge.record.start = charge.samples.front().at;
  if (reserved && dice.one_in(4)) add_stretch(dice, charge, Activity::reservation);
  const std::int64_t stretches = 1 + dice.up_to(5);
  for (std::int64_t at = 0; at < stretches; ++at) {
    add_stretch(dice, charge, dice.one_in(3) ? Activity::parking : Activity::charging);
  }
  charge.record.end = charge.samples.back().at;
  return charge;
}

}  // namespace kerb::payment::tariff
