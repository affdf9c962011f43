#include "payment/tariff/tally.hpp"

#include <algorithm>

namespace kerb::payment::tariff {
namespace {

struct SlotsOfActivity {
  Slot time;
  Slot flat;
  bool session;
};
constexpr SlotsOfActivity kSlotsOfActivity[] = {
    {Slot::time, Slot::flat, true},
    {Slot::parking, Slot::flat, true},
    {Slot::reservation_time, Slot::reservation_flat, false},
    {Slot::expired_time, Slot::expired_flat, false},
    {Slot::time, Slot::flat, true}};  // withheld: its time is not charged

const SlotsOfActivity& slots_of(Activity activity) {
  return kSlotsOfActivity[static_cast<std::size_t>(activity)];
}

// How much of `quantity` lies in the first `elapsed` of `length`. What is rounded is the reading of
// the meter at that moment, so any division of the stretch finds the same reading there.
std::int64_t share(std::int64_t quantity, std::int64_t elapsed, std::int64_t length) {
  if (elapsed >= length || quantity == length) return elapsed >= length ? quantity : elapsed;
  return static_cast<std::int64_t>(static_cast<Int128>(quantity) * elapsed / length);
}

// Stands for "this segment has charged nothing of the kind yet".
constexpr std::uint16_t kNotYet = 0xFFFE;

// Energy and time: did another component take over?
bool changed(const std::array<std::uint16_t, 2>& before,
             const std::array<std::uint16_t, 2>& after) {
  return (before[0] != kNotYet && before[0] != after[0]) ||
         (before[1] != kNotYet && before[1] != after[1]);
}

// The first of the sorted `bounds` above `value`, or kNoLimit.
std::int64_t bound_above(const std::vector<std::int64_t>& bounds, std::int64_t value) {
  const auto above = std::upper_bound(bounds.begin(), bounds.end(), value);
  return above == bounds.end() ? kNoLimit : *above;
}

}  // namespace

// How far into a segment the charging has come.
struct Tally::Progress {
  std::int64_t at = 0;
  std::int64_t energy = 0;
  std::int64_t time = 0;
};

// The next piece of a segment in which no restriction changes.
struct Tally::Part {
  std::int64_t at = 0;
  std::int64_t until = 0;
  std::int64_t energy = 0;
  std::int64_t time = 0;
};

void assume_mean_power(Segment& s) {
  if (s.least_power != kUnknown || s.energy <= 0 || s.until <= s.from) return;
  // Nanowatt hours a millisecond are 3.6 mW.
  const Int128 mean =
      static_cast<Int128>(s.energy) * 36 / (static_cast<Int128>(s.until - s.from) * 10);
  s.least_power = s.greatest_power = static_cast<std::int64_t>(mean);
}

Tally::Tally(const CompiledTariff& tariff) : tariff_(&tariff) {
  last_.fill(kNone);
  std::fill_n(uses_.begin(), tariff.size(), Used{});
}

Tally::Tally(const Tally& other) : tariff_(other.tariff_) {
  *this = other;
}

Tally& Tally::operator=(const Tally& other) {
  if (this == &other) return *this;
  tariff_ = other.tariff_;
  span_ = other.span_;
  session_start_ = other.session_start_;
  latest_ = other.latest_;
  energy_ = other.energy_;
  charging_ = other.charging_;
  idle_ = other.idle_;
  total_time_ = other.total_time_;
  inner_changes_ = other.inner_changes_;
  first_inner_change_ = other.first_inner_change_;
  assumed_ = other.assumed_;
  flat_done_ = other.flat_done_;
  reservation_flat_done_ = other.reservation_flat_done_;
  unpriced_ = other.unpriced_;
  last_ = other.last_;
  used_count_ = other.used_count_;
  std::copy_n(other.uses_.begin(), tariff_->size(), uses_.begin());
  std::copy_n(other.used_order_.begin(), used_count_, used_order_.begin());
  return *this;
}

Tally::Fault Tally::check(const Segment& s) const {
  if (s.from < kEarliest || s.until >= kLatest) return Fault::time_out_of_range;
  if (s.until < s.from || (latest_ != kUnknown && s.from < latest_)) {
    return Fault::time_runs_backwards;
  }
  if (s.energy < 0 || s.time < 0) return Fault::negative_volume;
  if (s.energy > kMostEnergy - energy_) return Fault::too_much_energy;
  if (s.until - s.from > kMostMillis || s.time > kMostMillis - total_time_) return Fault::too_long;
  if (session_start_ != kUnknown && s.until - session_start_ > kMostMillis) return Fault::too_long;
  return Fault::none;
}

void Tally::assume(const Segment& s) {
  if (s.least_current == kUnknown && s.greatest_current == kUnknown) {
    assumed_ |= tariff_->kinds() & Restrictions::current;
  }
  if (s.least_power == kUnknown && s.greatest_power == kUnknown) {
    assumed_ |= tariff_->kinds() & Restrictions::power;
  }
}

Tally::Fault Tally::add(const Segment& segment) {
  const Fault fault = check(segment);
  if (fault != Fault::none) return fault;
  const SlotsOfActivity& slots = slots_of(segment.activity);
  if (slots.session && session_start_ == kUnknown) session_start_ = segment.from;
  // OCPP 2.1 speaks of the idle period: a car that charges again ends it.
  if (segment.activity == Activity::charging) idle_ = 0;
  constexpr std::uint32_t kMeasured = Restrictions::current | Restrictions::power;
  if ((tariff_->kinds() & kMeasured) != 0) assume(segment);
  Progress progress{segment.from, 0, 0};
  std::array<std::uint16_t, 2> charged{kNotYet, kNotYet};
  do {
    const Moment now = moment(segment, progress.at);
    const Part part = next_part(segment, progress);
    const auto earlier = charged;
    charge_part(segment, part, now, charged);
    if (changed(earlier, charged) && inner_changes_++ == 0) first_inner_change_ = part.at;
    progress = {part.until, progress.energy + part.energy, progress.time + part.time};
  } while (progress.at < segment.until || progress.energy < segment.energy ||
           progress.time < segment.time);
  latest_ = segment.until;
  return Fault::none;
}

void Tally::charge_part(const Segment& segment, const Part& part, const Moment& now,
                        std::array<std::uint16_t, 2>& charged) {
  const SlotsOfActivity& slots = slots_of(segment.activity);
  bool& flat_done = slots.session ? flat_done_ : reservation_flat_done_;
  if (!flat_done) charge_flat(slots.flat, flat_done, now, part.at);
  if (part.energy > 0) charged[0] = charge(Slot::energy, part.energy, now, part.at);
  if (part.time > 0 && segment.activity != Activity::withheld)
    charged[1] = charge(slots.time, part.time, now, part.at);
  energy_ += part.energy;
  total_time_ += part.time;
  const std::int64_t length = part.until - part.at;
  if (segment.activity == Activity::charging) charging_ += length;
  if (segment.activity == Activity::parking) idle_ += length;
}

Moment Tally::moment(const Segment& segment, std::int64_t at) {
  Moment now;
  if ((tariff_->kinds() & Restrictions::kWallClock) != 0) {
    now.local = local_moment(at, zone_at(at).offset);
  }
  now.energy = energy_;
  now.duration = session_start_ == kUnknown ? 0 : at - session_start_;
  now.charging = charging_;
  now.idle = idle_;
  now.least_current = segment.least_current;
  now.greatest_current = segment.greatest_current;
  now.least_power = segment.least_power;
  now.greatest_power = segment.greatest_power;
  return now;
}

const Zone::Span& Tally::zone_at(std::int64_t utc) {
  if (utc < span_.from || utc >= span_.until) span_ = tariff_->zone().at(utc);
  return span_;
}

std::int64_t Tally::next_turn(const Segment& segment, std::int64_t at) {
  const std::uint32_t kinds = tariff_->kinds();
  std::int64_t turn = segment.until;
  const auto sooner = [&](std::int64_t wait) {
    if (wait < turn - at) turn = at + wait;
  };
  if ((kinds & Restrictions::kWallClock) != 0) {
    const Zone::Span& span = zone_at(at);
    const std::int64_t millis = local_moment(at, span.offset).millis;
    sooner(bound_above(tariff_->day_bounds(), millis) - millis);
    sooner(span.until - at);  // the clocks change: what the wall shows has to be read anew
  }
  const auto sooner_from = [&](const std::vector<std::int64_t>& bounds, std::int64_t value) {
    const std::int64_t bound = bound_above(bounds, value);
    if (bound != kNoLimit) sooner(bound - value);
  };
  if ((kinds & Restrictions::duration) != 0 && session_start_ != kUnknown) {
    sooner_from(tariff_->duration_bounds(), at - session_start_);
  }
  if ((kinds & Restrictions::charging_duration) != 0 && segment.activity == Activity::charging) {
    sooner_from(tariff_->charging_bounds(), charging_);
  }
  if ((kinds & Restrictions::idle_duration) != 0 && segment.activity == Activity::parking) {
    sooner_from(tariff_->idle_bounds(), idle_);
  }
  return turn;
}

Tally::Part Tally::next_part(const Segment& s, const Progress& done) {
  constexpr std::uint32_t kTurning = Restrictions::kWallClock | Restrictions::energy |
                                     Restrictions::duration | Restrictions::charging_duration |
                                     Restrictions::idle_duration;
  if ((tariff_->kinds() & kTurning) == 0) {
    return {done.at, s.until, s.energy - done.energy, s.time - done.time};
  }
  const std::int64_t length = s.until - s.from;
  std::int64_t until = next_turn(s, done.at);
  if ((tariff_->kinds() & Restrictions::energy) != 0 && done.energy < s.energy) {
    const std::int64_t bound = bound_above(tariff_->energy_bounds(), energy_);
    const std::int64_t wanted = bound == kNoLimit ? kNoLimit : bound - energy_ + done.energy;
    if (wanted < s.energy) {
      const std::int64_t reached = std::max(done.at, s.from + share(length, wanted, s.energy));
      // The bound is reached at `reached` or less than a millisecond later: after a turn that
      // falls on the same millisecond.
      if (reached < until || length == 0) {
        const std::int64_t time = share(s.time, reached - s.from, length);
        return {done.at, reached, wanted - done.energy,
                std::max<std::int64_t>(0, time - done.time)};
      }
    }
  }
  const std::int64_t energy = share(s.energy, until - s.from, length);
  const std::int64_t time = share(s.time, until - s.from, length);
  return {done.at, until, std::max<std::int64_t>(0, energy - done.energy),
          std::max<std::int64_t>(0, time - done.time)};
}

std::uint16_t Tally::select(Slot slot, const Moment& now) const {
  for (const std::uint16_t component : tariff_->slot(slot)) {
    if ((*tariff_)[component].restrictions.hold(now)) return component;
  }
  return kNone;
}

std::uint16_t Tally::charge(Slot slot, std::int64_t quantity, const Moment& now, std::int64_t at) {
  const std::uint16_t component = select(slot, now);
  if (component == kNone) {
    unpriced_[static_cast<std::size_t>(slot)] += quantity;
    return kNone;
  }
  last_[static_cast<std::size_t>(slot)] = component;
  use(component, quantity, at);
  return component;
}

void Tally::charge_flat(Slot slot, bool& done, const Moment& now, std::int64_t at) {
  const std::uint16_t component = select(slot, now);
  if (component == kNone) return;
  done = true;
  use(component, 1, at);
}

void Tally::use(std::uint16_t component, std::int64_t quantity, std::int64_t at) {
  Used& used = uses_[component];
  if (used.quantity == 0) {
    used.first_at = at;
    used_order_[used_count_++] = component;
  }
  used.quantity += quantity;
}

}  // namespace kerb::payment::tariff
