#include "payment/tariff/restriction_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kMostMeasured = 1'000'000'000'000;  // a million A or kW, in 10^-6

// Reads restrictions under either protocol's names; only the names and units differ.
class RestrictionReader {
 public:
  RestrictionReader(JsonReader& reader, Restrictions& restrictions)
      : reader_(reader), to_(restrictions) {}

  bool ocpi(std::uint32_t at, std::string_view key) {
    if (key == "start_time") return clock(at, start_), true;
    if (key == "end_time") return clock(at, end_), true;
    if (key == "start_date") return date(at, to_.start_day), true;
    if (key == "end_date") return date(at, to_.end_day), true;
    if (key == "day_of_week") return weekdays(at), true;
    if (key == "reservation") return reservation(at), true;
    return ocpi_window(at, key);
  }

  bool ocpp(std::uint32_t at, std::string_view key) {
    if (key == "startTimeOfDay") return clock(at, start_), true;
    if (key == "endTimeOfDay") return clock(at, end_), true;
    if (key == "validFromDate") return date(at, to_.start_day), true;
    if (key == "validToDate") return date(at, to_.end_day), true;
    if (key == "dayOfWeek") return weekdays(at), true;
    return ocpp_window(at, key);
  }

  // When all members are read: what they mean together.
  void finish(std::uint32_t node) {
    finish_times(node);
    check_window(node, Restrictions::energy, to_.energy_window, "energy");
    check_window(node, Restrictions::current, to_.current_window, "current");
    check_window(node, Restrictions::power, to_.power_window, "power");
    check_window(node, Restrictions::duration, to_.duration_window, "duration");
    check_window(node, Restrictions::charging_duration, to_.charging_window, "charging time");
    check_window(node, Restrictions::idle_duration, to_.idle_window, "idle time");
    if ((to_.kinds & Restrictions::dates) != 0 && to_.start_day >= to_.end_day) {
      reader_.warn(node, "it ends before it begins, so it never applies");
    }
  }

 private:
  bool ocpi_window(std::uint32_t at, std::string_view key) {
    if (key == "min_kwh")
      return least(at, Restrictions::energy, to_.energy_window, 12, kMostEnergy);
    if (key == "max_kwh")
      return below(at, Restrictions::energy, to_.energy_window, 12, kMostEnergy);
    if (key == "min_current") return least(at, Restrictions::current, to_.current_window, 6);
    if (key == "max_current") return below(at, Restrictions::current, to_.current_window, 6);
    if (key == "min_power") return least(at, Restrictions::power, to_.power_window, 6);
    if (key == "max_power") return below(at, Restrictions::power, to_.power_window, 6);
    if (key == "min_duration")
      return least_seconds(at, Restrictions::duration, to_.duration_window);
    if (key == "max_duration")
      return below_seconds(at, Restrictions::duration, to_.duration_window);
    return false;
  }

  // Wh and W where OCPI has kWh and kW: three places less.
  bool ocpp_window(std::uint32_t at, std::string_view key) {
    if (key == "minEnergy")
      return least(at, Restrictions::energy, to_.energy_window, 9, kMostEnergy);
    if (key == "maxEnergy")
      return below(at, Restrictions::energy, to_.energy_window, 9, kMostEnergy);
    if (key == "minCurrent") return least(at, Restrictions::current, to_.current_window, 6);
    if (key == "maxCurrent") return below(at, Restrictions::current, to_.current_window, 6);
    if (key == "minPower") return least(at, Restrictions::power, to_.power_window, 3);
    if (key == "maxPower") return below(at, Restrictions::power, to_.power_window, 3);
    return ocpp_duration(at, key);
  }

  bool ocpp_duration(std::uint32_t at, std::string_view key) {
    constexpr auto kDuration = Restrictions::duration;
    constexpr auto kCharging = Restrictions::charging_duration;
    constexpr auto kIdle = Restrictions::idle_duration;
    if (key == "minTime") return least_seconds(at, kDuration, to_.duration_window);
    if (key == "maxTime") return below_seconds(at, kDuration, to_.duration_window);
    if (key == "minChargingTime") return least_seconds(at, kCharging, to_.charging_window);
    if (key == "maxChargingTime") return below_seconds(at, kCharging, to_.charging_window);
    if (key == "minIdleTime") return least_seconds(at, kIdle, to_.idle_window);
    if (key == "maxIdleTime") return below_seconds(at, kIdle, to_.idle_window);
    return false;
  }

  bool least(std::uint32_t at, Restrictions::Kind kind, Window& window, int places,
             std::int64_t most = kMostMeasured) {
    to_.kinds |= kind;
    window.least = reader_.number(at, places, 0, most);
    return true;
  }
  bool below(std::uint32_t at, Restrictions::Kind kind, Window& window, int places,
             std::int64_t most = kMostMeasured) {
    to_.kinds |= kind;
    window.below = reader_.number(at, places, 0, most);
    return true;
  }
  bool least_seconds(std::uint32_t at, Restrictions::Kind kind, Window& window) {
    to_.kinds |= kind;
    window.least = seconds(at);
    return true;
  }
  bool below_seconds(std::uint32_t at, Restrictions::Kind kind, Window& window) {
    to_.kinds |= kind;
    window.below = seconds(at);
    return true;
  }
  std::int64_t seconds(std::uint32_t at) { return reader_.whole(at, kMostMillis / 1000) * 1000; }

  void clock(std::uint32_t at, std::optional<std::int32_t>& to) {
    to = read_time_of_day(reader_.word(at));
    to_.kinds |= Restrictions::time_of_day;
    if (!to) reader_.refuse(at, "no time of day", "two digits each, such as 09:30");
  }

  void date(std::uint32_t at, std::int32_t& to) {
    const auto day = read_date(reader_.word(at));
    to_.kinds |= Restrictions::dates;
    if (!day) return reader_.refuse(at, "no date", "year, month and day, such as 2019-12-24");
    to = *day;
  }

  void weekdays(std::uint32_t list) {
    static constexpr std::array<std::string_view, 7> kDays{
        "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"};
    static constexpr std::array<std::string_view, 7> kOcppDays{
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    if (!reader_.is_array(list)) return;
    const JsonTree& tree = reader_.tree();
    if (tree.count(list) == 0) return;  // no day is named: no restriction
    to_.kinds |= Restrictions::weekdays;
    to_.days_of_week = 0;
    for (auto at = JsonTree::first(list); at != tree.end(list); at = tree.next(at)) {
      const std::string_view name = reader_.word(at);
      unsigned day = 0;
      while (day < kDays.size() && name != kDays[day] && name != kOcppDays[day]) ++day;
      if (day == kDays.size()) {
        return reader_.refuse(at, fmt::format("{} is no weekday", in_quotes(name)),
                              "MONDAY to SUNDAY");
      }
      to_.days_of_week = static_cast<std::uint8_t>(to_.days_of_week | 1U << day);
    }
  }

  void reservation(std::uint32_t at) {
    const std::string_view kind = reader_.word(at);
    if (kind == "RESERVATION") {
      to_.reservation = ReservationKind::reservation;
    } else if (kind == "RESERVATION_EXPIRES") {
      to_.reservation = ReservationKind::expires;
    } else {
      reader_.refuse(at, fmt::format("{} is unknown", in_quotes(kind)),
                     "RESERVATION or RESERVATION_EXPIRES");
    }
  }

  // 00:00 as an end is the end of the day. The same time twice is not defined; the whole day is what
  // does not give the energy away by accident.
  void finish_times(std::uint32_t node) {
    if ((to_.kinds & Restrictions::time_of_day) == 0) return;
    to_.start_minute = start_.value_or(0);
    to_.end_minute = end_.value_or(1440);
    if (to_.end_minute == 0) to_.end_minute = 1440;
    if (start_ && end_ && *start_ == *end_) {
      reader_.warn(node, "start and end are the same time: taken as the whole day");
      to_.start_minute = 0;
      to_.end_minute = 1440;
    }
    if (to_.start_minute == 1440) to_.start_minute = 0;
  }

  void check_window(std::uint32_t node, Restrictions::Kind kind, const Window& window,
                    const char* what) {
    if ((to_.kinds & kind) == 0 || window.least < window.below) return;
    reader_.warn(node, fmt::format("no {} lies within its limits, so it never applies", what));
  }

  JsonReader& reader_;
  Restrictions& to_;
  std::optional<std::int32_t> start_;
  std::optional<std::int32_t> end_;
};

}  // namespace

Restrictions read_ocpi_restrictions(JsonReader& reader, std::uint32_t node) {
  Restrictions restrictions;
  if (!reader.is_object(node)) return restrictions;
  const JsonTree& tree = reader.tree();
  RestrictionReader members(reader, restrictions);
  for (auto at = JsonTree::first(node); at != tree.end(node); at = tree.next(at)) {
    if (reader.is_null(at) || members.ocpi(at, tree[at].key)) continue;
    reader.refuse(at, "an unknown restriction: without it the element would apply too often",
                  "remove it, or the element");
  }
  members.finish(node);
  return restrictions;
}

void read_ocpp_conditions(JsonReader& reader, std::uint32_t node, TariffElement& element) {
  if (!reader.is_object(node)) return;
  const JsonTree& tree = reader.tree();
  RestrictionReader members(reader, element.restrictions);
  for (auto at = JsonTree::first(node); at != tree.end(node); at = tree.next(at)) {
    const std::string_view key = tree[at].key;
    if (reader.is_null(at) || key == "customData" || members.ocpp(at, key)) continue;
    if (key == "evseKind") {
      element.evse_kind = reader.text(at, 8);
    } else if (key == "paymentBrand") {
      element.payment_brand = reader.text(at, 20);
    } else if (key == "paymentRecognition") {
      element.payment_recognition = reader.text(at, 20);
    } else {
      reader.refuse(at, "an unknown condition: without it the price would apply too often",
                    "remove it, or the price");
    }
  }
  members.finish(node);
}

}  // namespace kerb::payment::tariff
