#include "payment/saga/meter_belief.hpp"

#include <algorithm>

#include "payment/saga/pauses.hpp"

namespace kerb::payment {
namespace {

constexpr std::int64_t kWattMillisInAWattHour = 3'600'000;
constexpr hal::Millis kLongestBetween = std::chrono::hours(24 * 30);  // no overflow below
constexpr hal::WattHours kLargestRise{1'000'000'000};                 // the same

std::int64_t deliverable(hal::Watts most_power, hal::Millis within) {
  return most_power.count * kTimesTheMostPower * within.count();
}

// Meters count in steps of up to a kilowatt hour, and a reading may have been on its way.
std::int64_t furthest_ahead(hal::Watts most_power) {
  return kMeterStep.count * kWattMillisInAWattHour + deliverable(most_power, kReadingOnItsWay);
}

}  // namespace

bool MeterBelief::believes(hal::WattHours believed, hal::WattHours told, hal::Watts most_power,
                           hal::Monotonic now) {
  const hal::WattHours rise = told - believed;
  if (most_power.count > 0 && rise > hal::WattHours{0}) {
    const std::int64_t most_ahead = furthest_ahead(most_power);
    const hal::Millis passed =
        at_ ? std::clamp(now - *at_, hal::Millis{0}, kLongestBetween) : kUnknownOutage;
    const std::int64_t may_rise = ahead_.value_or(most_ahead) + deliverable(most_power, passed);
    if (rise > kLargestRise || rise.count * kWattMillisInAWattHour > may_rise) {
      if (!doubted_since_) doubted_since_ = now;
      if (!alarm_) alarm_ = MeterAlarm{believed, told};
      return false;
    }
    ahead_ = std::min(may_rise - rise.count * kWattMillisInAWattHour, most_ahead);
    at_ = now;
  }
  doubted_since_.reset();
  return true;
}

hal::Millis MeterBelief::doubted_for(hal::Monotonic now) const {
  return doubted_since_ ? now - *doubted_since_ : hal::Millis{0};
}

}  // namespace kerb::payment
