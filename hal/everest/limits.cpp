#include "hal/everest/limits.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace kerb::hal::everest {
namespace {

constexpr std::int64_t kMilliPerUnit = 1000;
constexpr std::int64_t kMainsVolts = 230;
constexpr int kColdBelowPercent = 60;  // until then a charging curve is flat
// A car takes some seconds to follow what it was offered.
constexpr Millis kSettled{10'000};

bool mentions(std::string_view source, std::string_view word) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(source.begin(), source.end(), word.begin(), word.end(), same) != source.end();
}

// Less than a tenth below it: a meter's error, or the losses.
bool nearly(Watts power, Watts of) {
  return power.count * 10 >= of.count * 9;
}

bool alike(const PowerHeld& one, const PowerHeld& other) {
  const auto [less, more] = std::minmax(one.to, other.to);
  return one.by == other.by && nearly(less, more);
}

}  // namespace

// EVerest's own modules say MODULE/WHAT, or only what they are. MODULE is whatever the station's
// configuration calls it, so WHAT decides; of others there is only the name.
PowerHeld::By holder_of(std::string_view source) {
  using By = PowerHeld::By;
  static constexpr std::pair<std::string_view, By> kWords[] = {
      {"", By::nobody},                         // EvseManager, of its own hardware
      {"evse_board_support_caps", By::nobody},  // EvseManager; what the label says already
      {"powersupply_dc_caps", By::nobody},      // EvseManager
      {"pp_ampacity", By::nobody},              // EvseManager, of the driver's cable
      {"module_config", By::site},              // EnergyNode: its fuse
      {"OCPP_set_external_limits", By::back_end},
      {"AcTemperatureDerating", By::heat},
  };
  const std::string_view what = source.substr(source.rfind('/') + 1);
  for (const auto& [word, by] : kWords) {
    if (what == word) return by;
  }
  // The back end's charging profiles come in through an OCPP module, whatever its instance is called.
  if (mentions(source, "ocpp")) return By::back_end;
  for (const char* word : {"temp", "therm", "derat", "heat"}) {
    if (mentions(source, word)) return By::heat;
  }
  for (const char* word : {"cable", "board_support", "hw_cap", "bsp"}) {
    if (mentions(source, word)) return By::nobody;
  }
  // The grid's connection, the sharing among the bays, an energy manager on the site.
  return By::site;
}

Watts Limits::given() const {
  Watts least = evse_.max_power;
  if (!limits_) return least;
  if (limits_->power) least = std::min(least, *limits_->power);
  if (limits_->current_ma) {
    const std::int64_t phases = limits_->phases.value_or(3);
    const Watts by_current{*limits_->current_ma * phases * kMainsVolts / kMilliPerUnit};
    least = std::min(least, by_current);
  }
  return std::max(least, Watts{0});
}

// Of the limit that counts: power and current may be set by different modules.
std::string_view Limits::giver() const {
  if (!limits_) return {};
  const bool by_power = limits_->power && *limits_->power <= given();
  return by_power ? limits_->power_source : limits_->current_source;
}

// DC cars tell; what an AC car would like is only seen by what it takes.
std::optional<Watts> Limits::car_asks_for() const {
  std::optional<Watts> asked = car_.most_power;
  if (car_.target_current_ma && car_.present_voltage_mv) {
    // At the battery's own voltage; its target is the highest that the car allows.
    const Watts wanted{*car_.target_current_ma / kMilliPerUnit * *car_.present_voltage_mv /
                       kMilliPerUnit};
    asked = asked ? std::min(*asked, wanted) : wanted;
  }
  if (asked) return asked;
  return power_;
}

PowerHeld Limits::judge(bool at_work, bool hot) const {
  using By = PowerHeld::By;
  PowerHeld held{.evse = evse_.id};
  if (!at_work) return held;
  const Watts offer = given();
  const bool offered_less = !nearly(offer, evse_.max_power);
  const auto asked = car_asks_for();
  // The car is asked first: a limit above what it wants holds nobody.
  if (asked && power_ && *power_ > Watts{0} && !nearly(*asked, offer)) {
    const bool cold = car_.soc_percent && *car_.soc_percent < kColdBelowPercent;
    held.by = cold ? By::cold_car : By::car;
    held.to = *asked;
    return held;
  }
  // An error about heat explains less power better than whoever passed the limit on.
  if (offered_less) held.by = hot ? By::heat : holder_of(giver());
  if (held.by != By::nobody) held.to = offer;
  return held;
}

std::optional<PowerHeld> Limits::look(bool at_work, bool hot, Monotonic now) {
  const PowerHeld held = judge(at_work, hot);
  if (!seen_since_ || !alike(held, seen_)) {
    seen_ = held;
    seen_since_ = now;
  }
  if (alike(held, told_)) return std::nullopt;
  // An end is said at once, everything else when it has settled.
  if (at_work && now - *seen_since_ < kSettled) return std::nullopt;
  told_ = held;
  return held;
}

void Limits::forget_car() {
  car_ = {};
  power_.reset();
}

}  // namespace kerb::hal::everest
