// From the periods of a charge detail record to the stretches that a tally takes.
#include <fmt/format.h>

#include <algorithm>

#include "payment/tariff/charge_record.hpp"

namespace kerb::payment::tariff {
namespace {

// A volume in hours has been rounded by whoever wrote it; within this, the timestamps are meant.
constexpr std::int64_t kRoundingOfHours = 2000;  // ms

std::string_view words_for(Tally::Fault fault) {
  switch (fault) {
    case Tally::Fault::none:
      break;
    case Tally::Fault::time_runs_backwards:
      return "time runs backwards";
    case Tally::Fault::time_out_of_range:
      return "a time before 2000 or after 2099";
    case Tally::Fault::negative_volume:
      return "a negative volume";
    case Tally::Fault::too_much_energy:
      return "more energy than a charge can have";
    case Tally::Fault::too_long:
      return "a charge of more than a year";
  }
  return "";
}

class Adder {
 public:
  Adder(const ChargeRecord& record, Tally& tally, std::vector<std::string>* warnings)
      : record_(record), tally_(tally), warnings_(warnings) {}

  hal::Result<void> add() {
    const auto any = [&](const auto& check) {
      return std::any_of(record_.periods.begin(), record_.periods.end(), check);
    };
    const bool expired =
        any([](const ChargingPeriod& period) { return period.reservation.value_or(0) > 0; }) &&
        !any(in_session);
    reservation_ = expired ? Activity::expired_reservation : Activity::reservation;
    if (expired && warnings_ != nullptr) {
      warnings_->push_back("no session followed the reservation: it is priced as expired");
    }
    for (std::size_t index = 0; index < record_.periods.size(); ++index) {
      const auto fault = add_period(index);
      if (fault != Tally::Fault::none) {
        return hal::failure(
            "tariff.bad_input",
            fmt::format("pricing charging_periods[{}]: {}", index, words_for(fault)),
            "mend the charge detail record");
      }
    }
    return {};
  }

 private:
  template <typename... Values>
  void warn(std::size_t index, const char* format, const Values&... values) {
    if (warnings_ == nullptr || warnings_->size() >= 50) return;
    warnings_->push_back(fmt::format("charging_periods[{}]: ", index) +
                         fmt::format(fmt::runtime(format), values...));
  }

  // What takes time in a period, one after the other: the reservation, charging, parking.
  Tally::Fault add_period(std::size_t index) {
    const ChargingPeriod& period = record_.periods[index];
    const std::int64_t end =
        index + 1 < record_.periods.size() ? record_.periods[index + 1].start : record_.end;
    std::int64_t at = period.start;
    if (period.reservation.value_or(0) > 0) {
      const std::int64_t until = in_session(period) ? split(at, end, *period.reservation) : end;
      const auto fault = add(index, at, until, period.reservation, reservation_, 0);
      if (fault != Tally::Fault::none) return fault;
      at = until;
      if (!in_session(period)) return fault;
    }
    // Energy flows while the car charges; with parking alone it is what balancing or heating took.
    const bool charging = period.charging || !period.parking;
    if (charging) {
      const std::int64_t until = period.parking ? split(at, end, *period.charging) : end;
      const auto fault = add(index, at, until, period.charging, Activity::charging, period.energy);
      if (fault != Tally::Fault::none) return fault;
      at = until;
    }
    if (!period.parking) return Tally::Fault::none;
    return add(index, at, end, period.parking, Activity::parking, charging ? 0 : period.energy);
  }

  static bool in_session(const ChargingPeriod& period) {
    return period.charging.value_or(0) > 0 || period.parking.value_or(0) > 0 || period.energy > 0;
  }

  static std::int64_t split(std::int64_t at, std::int64_t end, std::int64_t volume) {
    return std::min(end, at + volume);
  }

  Tally::Fault add(std::size_t index, std::int64_t from, std::int64_t until,
                   const std::optional<std::int64_t>& volume, Activity activity,
                   std::int64_t energy) {
    const ChargingPeriod& period = record_.periods[index];
    const std::int64_t length = until - from;
    Segment segment;
    segment.from = from;
    segment.until = until;
    segment.energy = energy;
    segment.activity = activity;
    if (volume) {
      const std::int64_t apart = *volume > length ? *volume - length : length - *volume;
      segment.time = apart <= kRoundingOfHours ? length : *volume;
      if (apart > kRoundingOfHours) {
        warn(index, "it says {} s, but lasts {} s: what it says is billed", *volume / 1000,
             length / 1000);
      }
    } else if (length > 0 && !tally_.tariff().slot(Slot::time).empty()) {
      warn(index, "it has no TIME, so none is billed, although the tariff has a price for it");
    }
    measure(period, segment);
    return tally_.add(segment);
  }

  // One end of a range stands for both; a parked car takes nothing; without any, the mean power.
  static void measure(const ChargingPeriod& period, Segment& segment) {
    const bool parked = segment.activity == Activity::parking && segment.energy == 0;
    const std::int64_t nothing = parked ? 0 : kUnknown;
    const auto either = [&](std::int64_t first, std::int64_t second) {
      if (first != kUnknown) return first;
      return second != kUnknown ? second : nothing;
    };
    segment.least_current = either(period.least_current, period.greatest_current);
    segment.greatest_current = either(period.greatest_current, period.least_current);
    segment.least_power = either(period.least_power, period.greatest_power);
    segment.greatest_power = either(period.greatest_power, period.least_power);
    assume_mean_power(segment);
  }

  const ChargeRecord& record_;
  Tally& tally_;
  std::vector<std::string>* warnings_;
  Activity reservation_ = Activity::reservation;
};

}  // namespace

hal::Result<void> add_record(const ChargeRecord& record, Tally& tally,
                             std::vector<std::string>* warnings) {
  return Adder(record, tally, warnings).add();
}

}  // namespace kerb::payment::tariff
