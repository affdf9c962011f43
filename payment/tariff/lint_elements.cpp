#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "payment/tariff/lint.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr const char* kFirstMatch = "OCPI 2.3.0, module Tariffs, object Tariff";
constexpr const char* kRestrictions = "OCPI 2.3.0, module Tariffs, class TariffRestrictions";
constexpr std::array<const char*, 7> kDays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                           "Friday", "Saturday", "Sunday"};

bool contains(const Window& outer, const Window& inner) {
  return outer.least <= inner.least && outer.below >= inner.below;
}
bool is_empty(const Window& window) {
  return window.least >= window.below;
}

bool is_impossible(const Restrictions& r) {
  return is_empty(r.energy_window) || is_empty(r.current_window) || is_empty(r.power_window) ||
         is_empty(r.duration_window) || is_empty(r.charging_window) || is_empty(r.idle_window) ||
         r.start_day >= r.end_day || r.days_of_week == 0;
}

// Both are made of stretches of the day, so `outer` can only begin to fail where one of them begins
// or ends.
bool covers_day(const Restrictions& outer, const Restrictions& inner) {
  constexpr std::int32_t kDayMinutes = 1440;
  Restrictions one = outer;
  one.kinds &= Restrictions::time_of_day;
  Restrictions other = inner;
  other.kinds &= Restrictions::time_of_day;
  for (const std::int32_t minute :
       {0, one.start_minute, one.end_minute, other.start_minute, other.end_minute}) {
    Moment moment;
    moment.local.millis = static_cast<std::int32_t>(minute % kDayMinutes * kMinuteMillis);
    if (other.hold(moment) && !one.hold(moment)) return false;
  }
  return true;
}

// Whenever `inner` applies, `outer` does, too.
bool covers(const TariffElement& outer, const TariffElement& inner) {
  const Restrictions& a = outer.restrictions;
  const Restrictions& b = inner.restrictions;
  if (a.reservation != b.reservation) return false;
  for (const auto& [wanted, other] :
       {std::pair{&outer.evse_kind, &inner.evse_kind},
        std::pair{&outer.payment_brand, &inner.payment_brand},
        std::pair{&outer.payment_recognition, &inner.payment_recognition}}) {
    if (!wanted->empty() && *wanted != *other) return false;
  }
  return contains(a.energy_window, b.energy_window) &&
         contains(a.current_window, b.current_window) && contains(a.power_window, b.power_window) &&
         contains(a.duration_window, b.duration_window) &&
         contains(a.charging_window, b.charging_window) && contains(a.idle_window, b.idle_window) &&
         a.start_day <= b.start_day && a.end_day >= b.end_day &&
         (b.days_of_week & ~a.days_of_week) == 0 && covers_day(a, b);
}

const PriceComponent* component_of(const TariffElement& element, Dimension dimension) {
  for (const PriceComponent& component : element.components) {
    if (component.dimension == dimension) return &component;
  }
  return nullptr;
}

void find_never(const Tariff& tariff, std::vector<Finding>& findings) {
  for (std::size_t at = 0; at < tariff.elements.size(); ++at) {
    const TariffElement& element = tariff.elements[at];
    if (is_impossible(element.restrictions)) {
      findings.push_back({Severity::misleading, "never_applies", element.place,
                          "its restrictions contradict each other: it can never apply",
                          kRestrictions});
      continue;
    }
    for (const PriceComponent& component : element.components) {
      const auto earlier = std::find_if(
          tariff.elements.begin(), tariff.elements.begin() + static_cast<std::ptrdiff_t>(at),
          [&](const TariffElement& other) {
            return component_of(other, component.dimension) != nullptr && covers(other, element);
          });
      if (earlier == tariff.elements.begin() + static_cast<std::ptrdiff_t>(at)) continue;
      findings.push_back({Severity::misleading, "never_applies", element.place,
                          fmt::format("its {} can never apply: {} stands before it and always "
                                      "applies when it would",
                                      name_of(component.dimension), earlier->place),
                          kFirstMatch});
    }
  }
}

// The values at which one of the windows begins or ends, and 0.
std::vector<std::int64_t> bounds_of(const Tariff& tariff, Window Restrictions::*member) {
  std::vector<std::int64_t> bounds{0};
  for (const TariffElement& element : tariff.elements) {
    const Window& window = element.restrictions.*member;
    bounds.push_back(window.least);
    if (window.below != kNoLimit) bounds.push_back(window.below);
  }
  std::sort(bounds.begin(), bounds.end());
  bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
  return bounds;
}

std::vector<std::int64_t> minutes_of(const Tariff& tariff) {
  std::vector<std::int64_t> minutes{0};
  for (const TariffElement& element : tariff.elements) {
    minutes.push_back(element.restrictions.start_minute % 1440);
    minutes.push_back(element.restrictions.end_minute % 1440);
  }
  std::sort(minutes.begin(), minutes.end());
  minutes.erase(std::unique(minutes.begin(), minutes.end()), minutes.end());
  return minutes;
}

// Looks for a moment at which nothing prices energy, among all corners of the restrictions. Dates
// are left alone: a tariff may be for one season.
class GapSearch {
 public:
  explicit GapSearch(const Tariff& tariff) : tariff_(tariff) {
    for (const TariffElement& element : tariff.elements) {
      Restrictions when = element.restrictions;
      when.kinds &= ~static_cast<std::uint32_t>(Restrictions::dates | Restrictions::idle_duration);
      if (when.reservation != ReservationKind::none) continue;
      if (component_of(element, Dimension::energy) != nullptr) priced_.push_back(when);
    }
  }

  std::string find() {
    const auto minutes = minutes_of(tariff_);
    const auto energies = bounds_of(tariff_, &Restrictions::energy_window);
    const auto durations = bounds_of(tariff_, &Restrictions::duration_window);
    const auto powers = bounds_of(tariff_, &Restrictions::power_window);
    const auto currents = bounds_of(tariff_, &Restrictions::current_window);
    for (int day = 0; day < 7; ++day) {
      for (const std::int64_t minute : minutes) {
        for (const std::int64_t energy : energies) {
          for (const std::int64_t duration : durations) {
            for (const std::int64_t power : powers) {
              for (const std::int64_t current : currents) {
                if (++looked_ > kMostLooks) return "";
                if (is_gap(day, minute, energy, duration, power, current)) {
                  return words(day, minute, energy, duration, power, current);
                }
              }
            }
          }
        }
      }
    }
    return "";
  }

 private:
  static constexpr int kMostLooks = 500'000;

  bool is_gap(int day, std::int64_t minute, std::int64_t energy, std::int64_t duration,
              std::int64_t power, std::int64_t current) {
    Moment moment;
    moment.local.weekday = day;
    moment.local.millis = static_cast<std::int32_t>(minute * kMinuteMillis);
    moment.energy = energy;
    moment.duration = duration;
    moment.charging = duration;
    moment.least_power = moment.greatest_power = power;
    moment.least_current = moment.greatest_current = current;
    // Neighbouring moments mostly have the same price: its element is asked first.
    if (likely_ < priced_.size() && priced_[likely_].hold(moment)) return false;
    const auto found = std::find_if(priced_.begin(), priced_.end(),
                                    [&](const Restrictions& one) { return one.hold(moment); });
    likely_ = static_cast<std::size_t>(found - priced_.begin());
    return found == priced_.end();
  }

  static std::string words(int day, std::int64_t minute, std::int64_t energy, std::int64_t duration,
                           std::int64_t power, std::int64_t current) {
    std::string text = fmt::format("on {} at {}", kDays[static_cast<std::size_t>(day)],
                                   time_of_day_text(static_cast<std::int32_t>(minute)));
    if (energy > 0) text += fmt::format(", after {} kWh", scaled_text(energy, 12));
    if (duration > 0) text += fmt::format(", after {} s", duration / 1000);
    if (power > 0) text += fmt::format(", at {} kW", scaled_text(power, 6));
    if (current > 0) text += fmt::format(", at {} A", scaled_text(current, 6));
    return text;
  }

  const Tariff& tariff_;
  std::vector<Restrictions> priced_;  // when each element that prices energy applies
  std::size_t likely_ = 0;
  int looked_ = 0;
};

void find_gap(const Tariff& tariff, std::vector<Finding>& findings) {
  const bool priced =
      std::any_of(tariff.elements.begin(), tariff.elements.end(), [](const TariffElement& element) {
        const PriceComponent* energy = component_of(element, Dimension::energy);
        return energy != nullptr && energy->price > 0;
      });
  if (!priced) return;
  const std::string gap = GapSearch(tariff).find();
  if (gap.empty()) return;
  findings.push_back({Severity::misleading, "free_by_accident", "",
                      "no element prices energy " + gap +
                          ": it is free then; end with an element without restrictions",
                      kFirstMatch});
}

// A window that does not exist on the day in spring, or comes twice on the day in autumn.
void find_clock_change(const TariffElement& element, const Zone& zone,
                       std::vector<Finding>& findings) {
  const Restrictions& r = element.restrictions;
  const std::int64_t year = days_from_civil(2026, 1, 1) * kDayMillis;
  const std::int64_t change = zone.at(year).until;
  if (change >= kLatest) return;
  const std::int64_t before = zone.at(change - 1).offset;
  const std::int64_t after = zone.at(change).offset;
  const LocalMoment edge = local_moment(change, std::min(before, after));
  const std::int64_t length = before < after ? after - before : before - after;
  const std::int64_t from = edge.millis / kMinuteMillis;
  const std::int64_t until = from + length / kMinuteMillis;
  const auto inside = [&](std::int32_t minute) { return minute > from && minute < until; };
  const bool within =
      r.start_minute >= from && r.end_minute <= until && r.start_minute < r.end_minute;
  if (!within && !inside(r.start_minute) && !inside(r.end_minute)) return;
  findings.push_back(
      {Severity::note, "clock_change", element.place,
       fmt::format(
           "the clocks of {} change between {} and {}: on one day of the year this time does "
           "not exist, on another it comes twice",
           zone.name(), time_of_day_text(static_cast<std::int32_t>(from)),
           time_of_day_text(static_cast<std::int32_t>(until))),
       kRestrictions});
}

void find_midnight(const TariffElement& element, std::vector<Finding>& findings) {
  const Restrictions& r = element.restrictions;
  if (r.start_minute <= r.end_minute || (r.kinds & Restrictions::weekdays) == 0) return;
  findings.push_back(
      {Severity::misleading, "midnight_and_weekday", element.place,
       "a time across midnight together with weekdays: the hours after midnight count as the "
       "next day, so a night does not apply as a whole; make two elements of it",
       kRestrictions});
}

}  // namespace

void lint_elements(const Tariff& tariff, const Zone& zone, std::vector<Finding>& findings) {
  find_never(tariff, findings);
  find_gap(tariff, findings);
  for (const TariffElement& element : tariff.elements) {
    if ((element.restrictions.kinds & Restrictions::time_of_day) == 0) continue;
    find_midnight(element, findings);
    find_clock_change(element, zone, findings);
  }
}

}  // namespace kerb::payment::tariff
