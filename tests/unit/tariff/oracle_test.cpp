// A second engine, as plain and slow as can be, to hold the first one against: it goes through a
// charge second by second, asks every restriction anew, and shares no code but the model.
#include "tests/unit/tariff/random_charge.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kRate = 3'000'000'000;  // nWh a second: 10.8 kW

// Summer time in Berlin, by the rule of the European Union; for 2026.
std::int64_t berlin_seconds(std::int64_t utc_seconds) {
  const std::int64_t march = 1'774'746'000;    // 2026-03-29T01:00:00Z
  const std::int64_t october = 1'792'890'000;  // 2026-10-25T01:00:00Z
  return utc_seconds + (utc_seconds >= march && utc_seconds < october ? 7200 : 3600);
}

// A charge: for every second, does the car take power?
struct Seconds {
  std::int64_t start = 0;  // UTC
  std::vector<bool> charging;
};

struct State {
  std::int64_t second = 0;  // since the start
  std::int64_t energy = 0;
  std::int64_t charged = 0;  // seconds
  std::int64_t idle = 0;
  bool charging = false;
};

bool within(std::int64_t value, const Window& window) {
  return value >= window.least && (window.below == kNoLimit || value < window.below);
}

bool applies(const Restrictions& r, const Seconds& charge, const State& now) {
  const std::int64_t local = berlin_seconds(charge.start + now.second);
  const std::int64_t minute = local / 60 % 1440;
  const std::int64_t weekday = (local / 86'400 + 3) % 7;
  if (r.reservation != ReservationKind::none) return false;
  if ((r.kinds & Restrictions::time_of_day) != 0) {
    const bool after = minute >= r.start_minute;
    const bool before = minute < r.end_minute;
    if (r.start_minute > r.end_minute ? !(after || before) : !(after && before)) return false;
  }
  if ((r.kinds & Restrictions::weekdays) != 0 && (r.days_of_week >> weekday) % 2 == 0) return false;
  if ((r.kinds & Restrictions::energy) != 0 && !within(now.energy, r.energy_window)) return false;
  const std::int64_t power = now.charging ? 10'800'000 : 0;
  if ((r.kinds & Restrictions::power) != 0 && !within(power, r.power_window)) return false;
  if ((r.kinds & Restrictions::duration) != 0 && !within(now.second * 1000, r.duration_window)) {
    return false;
  }
  if ((r.kinds & Restrictions::charging_duration) != 0 &&
      !within(now.charged * 1000, r.charging_window)) {
    return false;
  }
  return (r.kinds & Restrictions::idle_duration) == 0 || within(now.idle * 1000, r.idle_window);
}

// What every component was used for, by element and place in it.
class Oracle {
 public:
  Oracle(const Tariff& tariff, const Seconds& charge) : tariff_(tariff), charge_(charge) {
    for (const TariffElement& element : tariff.elements) {
      used_.emplace_back(element.components.size(), 0);
    }
    State now;
    for (const bool charging : charge.charging) {
      now.charging = charging;
      if (charging) now.idle = 0;
      if (!flat_) flat_ = use(Dimension::flat, now, 1);
      if (charging) use(Dimension::energy, now, kRate);
      use(charging ? Dimension::time : Dimension::parking_time, now, 1000);
      ++now.second;
      now.energy += charging ? kRate : 0;
      ++(charging ? now.charged : now.idle);
    }
  }
  std::int64_t used(std::size_t element, std::size_t component) const {
    return used_[element][component];
  }

 private:
  bool use(Dimension dimension, const State& now, std::int64_t quantity) {
    for (std::size_t element = 0; element < tariff_.elements.size(); ++element) {
      const auto& components = tariff_.elements[element].components;
      for (std::size_t at = 0; at < components.size(); ++at) {
        if (components[at].dimension != dimension) continue;
        if (!applies(tariff_.elements[element].restrictions, charge_, now)) break;
        used_[element][at] += quantity;
        return true;
      }
    }
    return false;
  }

  const Tariff& tariff_;
  const Seconds& charge_;
  std::vector<std::vector<std::int64_t>> used_;
  bool flat_ = false;
};

// Bounds on whole seconds and whole steps of the meter, where both engines can see them.
Tariff tariff_of_seconds(Dice& dice) {
  Tariff tariff = random_tariff(dice);
  const auto whole = [](Window& window, std::int64_t unit) {
    window.least -= window.least % unit;
    if (window.below != kNoLimit) window.below -= window.below % unit;
  };
  for (TariffElement& element : tariff.elements) {
    Restrictions& r = element.restrictions;
    whole(r.energy_window, kRate);
    whole(r.duration_window, 1000);
    whole(r.charging_window, 1000);
    whole(r.idle_window, 1000);
    if (r.start_minute == r.end_minute) ++r.end_minute;
  }
  return tariff;
}

Seconds random_seconds(Dice& dice) {
  Seconds charge;
  const std::int64_t base =
      *read_utc(dice.one_in(2) ? "2026-03-28T20:00:00Z" : "2026-10-24T20:00:00Z");
  charge.start = base / 1000 + dice.up_to(8 * 3600);
  const std::int64_t stretches = 1 + dice.up_to(4);
  for (std::int64_t at = 0; at < stretches; ++at) {
    const bool charging = !dice.one_in(3);
    charge.charging.insert(charge.charging.end(), static_cast<std::size_t>(1 + dice.up_to(4000)),
                           charging);
  }
  return charge;
}

Tally tallied(const CompiledTariff& tariff, const Seconds& charge) {
  Tally tally(tariff);
  std::size_t from = 0;
  while (from < charge.charging.size()) {
    std::size_t until = from;
    while (until < charge.charging.size() && charge.charging[until] == charge.charging[from])
      ++until;
    Segment segment;
    segment.from = (charge.start + static_cast<std::int64_t>(from)) * 1000;
    segment.until = (charge.start + static_cast<std::int64_t>(until)) * 1000;
    segment.time = segment.until - segment.from;
    segment.activity = charge.charging[from] ? Activity::charging : Activity::parking;
    segment.energy = charge.charging[from] ? kRate * segment.time / 1000 : 0;
    segment.least_power = segment.greatest_power = charge.charging[from] ? 10'800'000 : 0;
    EXPECT_EQ(tally.add(segment), Tally::Fault::none);
    from = until;
  }
  return tally;
}

TEST(Oracle, AgreesOnWhatEveryComponentIsUsedFor) {
  Setting setting;
  setting.zone = *Zone::load("Europe/Berlin");
  std::int64_t used = 0;
  for (std::uint32_t seed = 1; seed <= 1200; ++seed) {
    Dice dice(seed);
    const Tariff tariff = tariff_of_seconds(dice);
    const Seconds charge = random_seconds(dice);
    const Oracle oracle(tariff, charge);
    const auto compiled = CompiledTariff::compile(tariff, setting);
    ASSERT_TRUE(compiled);
    const Tally tally = tallied(*compiled, charge);
    for (std::uint16_t at = 0; at < compiled->size(); ++at) {
      const CompiledComponent& component = (*compiled)[at];
      ASSERT_EQ(tally.use_of(at).quantity, oracle.used(component.element, component.component))
          << "seed " << seed << ", element " << component.element << " " << component.component
          << ": " << words_for(component.restrictions);
      used += tally.use_of(at).quantity > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(used, 1000);
}

}  // namespace
}  // namespace kerb::payment::tariff
