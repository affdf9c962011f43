#include "kiosk/runtime/brightness.hpp"

#include <algorithm>

namespace kerb::kiosk {
namespace {

constexpr int kDay = 24 * 60;
constexpr int kTurn = 30;                // minutes
constexpr hal::Millis kDimming{10'000};  // slowly enough not to look like a fault

int since(int minute, int begin) {
  return (minute - begin + kDay) % kDay;
}

// `part` of `whole` on the way from one to the other.
std::int64_t between(std::int64_t from, std::int64_t to, std::int64_t part, std::int64_t whole) {
  return from + (to - from) * std::clamp<std::int64_t>(part, 0, whole) / whole;
}

}  // namespace

int brightness(const BacklightConfig& light, int minute, hal::Millis alone) {
  const int into_day = since(minute, light.day_begins);
  const int into_night = since(minute, light.night_begins);
  const bool day = into_day < into_night;
  const std::int64_t now = day ? between(light.night_percent, light.day_percent, into_day, kTurn)
                               : between(light.day_percent, light.night_percent, into_night, kTurn);
  const hal::Millis dimming = alone - hal::Millis(light.dim_after);
  const std::int64_t share = between(100, light.dim_percent, dimming.count(), kDimming.count());
  return static_cast<int>(std::max<std::int64_t>(1, now * share / 100));
}

}  // namespace kerb::kiosk
