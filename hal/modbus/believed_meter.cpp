#include "hal/modbus/believed_meter.hpp"

#include <algorithm>

namespace kerb::hal::modbus {
namespace {

constexpr std::int64_t kWattMillisInWattHour = 3'600'000;
// A register may be written only now and then, and a station may give a little more than its plate
// says. The first is allowed once, not with every reading.
constexpr std::int64_t kLateness = 100 * kWattMillisInWattHour;
constexpr std::int64_t kMorePercent = 125;
constexpr Millis kLongest = std::chrono::hours(24 * 30);  // no overflow below

}  // namespace

BelievedMeter::BelievedMeter(Watts at_most) : at_most_(at_most), allowance_(kLateness) {}

void BelievedMeter::begin_from(WattHours energy, Monotonic at) {
  begin_anew();
  believed_ = Reading{energy, at};
}

std::optional<std::int64_t> BelievedMeter::left_after(const Reading& before,
                                                      const Reading& reading) const {
  const std::int64_t millis = std::clamp(reading.at - before.at, Millis{0}, kLongest).count();
  const std::int64_t deliverable = at_most_.count * kMorePercent / 100 * millis;
  if (reading.energy < before.energy) return std::nullopt;
  const std::int64_t rise = (reading.energy - before.energy).count * kWattMillisInWattHour;
  if (rise > allowance_ + deliverable) return std::nullopt;
  return std::min(allowance_ + deliverable - rise, kLateness);
}

bool BelievedMeter::read(WattHours energy, Monotonic now) {
  const Reading reading{energy, now};
  const std::optional<Reading>& before = believed_ ? believed_ : first_;
  if (const auto left = before ? left_after(*before, reading) : std::nullopt) {
    believed_ = reading;
    allowance_ = *left;
    doubted_since_.reset();
    return true;
  }
  if (!believed_) first_ = reading;
  if (!doubted_since_) doubted_since_ = now;
  return false;
}

void BelievedMeter::begin_anew() {
  believed_.reset();
  first_.reset();
  doubted_since_.reset();
  allowance_ = kLateness;
}

std::optional<WattHours> BelievedMeter::reading() const {
  return believed_ ? std::optional(believed_->energy) : std::nullopt;
}

Millis BelievedMeter::doubted_for(Monotonic now) const {
  return doubted_since_ ? now - *doubted_since_ : Millis{0};
}

}  // namespace kerb::hal::modbus
