#include "hal/simulated/station_battery.hpp"

#include <algorithm>

namespace kerb::hal::simulated {
namespace {

constexpr std::int64_t kLeastBattery = 1'000;
constexpr std::int64_t kMostBattery = 10'000'000;
constexpr std::int64_t kMostPower = 10'000'000;
constexpr std::int64_t kKneePercent = 60;

}  // namespace

Battery::Battery(const Car& car)
    : capacity_(std::clamp(car.battery.count, kLeastBattery, kMostBattery) *
                kMilliJoulesPerWattHour) {
  set_soc(car.soc_percent);
  limit(car.max_power);
}

int Battery::soc_percent() const {
  return static_cast<int>(stored_ * 100 / capacity_);
}

Watts Battery::appetite() const {
  if (full()) return {0};
  // In watt hours, so that the product below stays far from the end of its type.
  const std::int64_t capacity = capacity_ / kMilliJoulesPerWattHour;
  const std::int64_t knee = capacity * kKneePercent / 100;
  const std::int64_t above = stored_ / kMilliJoulesPerWattHour - knee;
  if (above <= 0) return max_power_;
  return {max_power_.count - max_power_.count * 9 * above / (10 * (capacity - knee))};
}

MilliJoules Battery::fill(MilliJoules offered) {
  const MilliJoules taken = std::clamp<MilliJoules>(offered, 0, capacity_ - stored_);
  stored_ += taken;
  return taken;
}

void Battery::set_soc(int percent) {
  stored_ = capacity_ / 100 * std::clamp(percent, 0, 100);
}

void Battery::limit(Watts at_most) {
  max_power_.count = std::clamp<std::int64_t>(at_most.count, 0, kMostPower);
}

Car Battery::car() const {
  return {.battery = {capacity_ / kMilliJoulesPerWattHour},
          .soc_percent = soc_percent(),
          .max_power = max_power_};
}

}  // namespace kerb::hal::simulated
