// What is wrong with a bay, and what a driver sees of it.
#include <algorithm>
#include <cctype>

#include "hal/everest/bay.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kMostBayErrors = 64;
constexpr std::string_view kLockErrors = "connector_lock/";

bool same_bay_error(const StationError& one, const StationError& other) {
  if (!one.id.empty() && one.id == other.id) return true;
  return one.type == other.type && one.sub_type == other.sub_type && one.module == other.module &&
         one.implementation == other.implementation;
}

// A module that only misses its client says nothing about the EVSE.
bool counts_at_bay(const StationError& error) {
  return error.active && !error.api_silence;
}

bool is_grave_error(const StationError& error) {
  return error.inoperative || error.severity == Severity::high;
}

// The gravest first; of two, the one whose cause has a number.
int gravity(const StationError& error) {
  int rank = error.inoperative ? 4 : 0;
  if (error.fault == ChargerFault::emergency_stop) rank += 2;
  if (error.fault != ChargerFault::internal) rank += 8;
  return rank;
}

}  // namespace

bool same_token(std::string_view one, std::string_view other) {
  const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

// ---- errors

Bay::News Bay::raised(const StationError& error) {
  const auto known = std::find_if(errors_.begin(), errors_.end(), [&](const StationError& it) {
    return same_bay_error(it, error);
  });
  if (known != errors_.end()) {
    *known = error;
  } else if (errors_.size() < kMostBayErrors) {
    errors_.push_back(error);
  }
  return told({});
}

Bay::News Bay::cleared(const StationError& error) {
  errors_.erase(std::remove_if(errors_.begin(), errors_.end(),
                               [&](const StationError& it) { return same_bay_error(it, error); }),
                errors_.end());
  return told({});
}

Bay::News Bay::errors_are(const std::vector<StationError>& errors) {
  errors_.assign(errors.begin(), errors.begin() + static_cast<std::ptrdiff_t>(
                                                      std::min(errors.size(), kMostBayErrors)));
  return told({});
}

bool Bay::inoperative() const {
  return std::any_of(errors_.begin(), errors_.end(),
                     [](const StationError& it) { return counts_at_bay(it) && it.inoperative; });
}

bool Bay::lock_failed() const {
  return std::any_of(errors_.begin(), errors_.end(), [](const StationError& it) {
    return counts_at_bay(it) && it.type.compare(0, kLockErrors.size(), kLockErrors) == 0;
  });
}

bool Bay::hot() const {
  return std::any_of(errors_.begin(), errors_.end(), [](const StationError& it) {
    return counts_at_bay(it) &&
           (it.fault == ChargerFault::cable_hot_derated || it.fault == ChargerFault::cable_hot ||
            it.fault == ChargerFault::high_temperature);
  });
}

ChargerFault Bay::fault() const {
  const StationError* worst = nullptr;
  for (const StationError& it : errors_) {
    // Nobody came in time: that is of this car, and goes with it.
    if (!counts_at_bay(it) || !is_grave_error(it) ||
        it.fault == ChargerFault::authorization_timeout)
      continue;
    if (worst == nullptr || gravity(it) > gravity(*worst)) worst = &it;
  }
  return worst == nullptr ? ChargerFault::none : worst->fault;
}

// ---- what a driver sees

bool Bay::at_work() const {
  return stage_ == Stage::preparing || stage_ == Stage::charging || stage_ == Stage::car_pauses ||
         stage_ == Stage::station_pauses;
}

BayView Bay::view() const {
  BayView view;
  view.fault = fault();
  if (!at_work() && disabled_) {
    view.state = EvseState::disabled;
    view.maintenance = maintenance_;
    return view;
  }
  if (!at_work() && view.fault != ChargerFault::none) {
    view.state = EvseState::out_of_service;
    return view;
  }
  switch (stage_) {
    case Stage::unknown:
      view.state = reserved_ ? EvseState::reserved : quiet_ ? EvseState::quiet : EvseState::unknown;
      break;
    case Stage::free:
      view.state = reserved_ ? EvseState::reserved : EvseState::available;
      break;
    case Stage::waiting:
      view.state = same_token(holder_, expected_) ? EvseState::available : EvseState::reserved;
      break;
    case Stage::plugged:
      view.state = EvseState::plugged;
      break;
    case Stage::preparing:
      view.state = EvseState::preparing;
      break;
    case Stage::charging:
      view.state = EvseState::charging;
      break;
    case Stage::car_pauses:
      view.state = EvseState::paused_by_car;
      break;
    case Stage::station_pauses:
      view.state = EvseState::paused_by_station;
      view.pause = pause_;
      break;
    case Stage::over:
      view.state = EvseState::finished;
      if (timed_out_) view.fault = ChargerFault::authorization_timeout;
      break;
  }
  return view;
}

Bay::News Bay::told(News news) {
  const BayView now = view();
  if (now == told_) return news;
  told_ = now;
  news.emplace_back(ViewChanged{now});
  return news;
}

}  // namespace kerb::hal::everest
