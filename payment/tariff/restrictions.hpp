// When a tariff element applies: all of its restrictions together (OCPI TariffRestrictions, OCPP 2.1
// TariffConditionsType). Plain values without an allocation, because they are asked at every turn
// of a charge.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "payment/tariff/wall_clock.hpp"

namespace kerb::payment::tariff {

// OCPI ReservationRestrictionType. Elements with one of these price reservations and nothing else.
enum class ReservationKind : std::uint8_t { none, reservation, expires };

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
// A current or power that nobody measured.
constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::min();

// A half-open range [least, below): every minimum of OCPI is inclusive, every maximum exclusive.
struct Window {
  std::int64_t least = 0;
  std::int64_t below = kNoLimit;
  bool holds(std::int64_t value) const { return value >= least && value < below; }
};

// What is true at one moment of a charge.
struct Moment {
  LocalMoment local;
  std::int64_t energy = 0;    // nWh since the start of the session
  std::int64_t duration = 0;  // ms since the start of the session
  std::int64_t charging = 0;  // ms of it in which the car took power
  std::int64_t idle = 0;      // ms since it last took power
  // Least and greatest in the stretch that begins now; µA summed over the phases, and mW.
  std::int64_t least_current = kUnknown;
  std::int64_t greatest_current = kUnknown;
  std::int64_t least_power = kUnknown;
  std::int64_t greatest_power = kUnknown;
};

struct Restrictions {
  enum Kind : std::uint32_t {
    time_of_day = 1,
    dates = 2,
    weekdays = 4,
    energy = 8,
    current = 16,
    power = 32,
    duration = 64,
    charging_duration = 128,
    idle_duration = 256,
  };
  static constexpr std::uint32_t kWallClock = time_of_day | dates | weekdays;

  std::uint32_t kinds = 0;         // which of the following are there
  std::int32_t start_minute = 0;   // of the day; when it exceeds end_minute, across midnight
  std::int32_t end_minute = 1440;  // exclusive
  std::int32_t start_day = 0;      // since 1970, inclusive
  std::int32_t end_day = std::numeric_limits<std::int32_t>::max();  // exclusive
  std::uint8_t days_of_week = 0x7F;                                 // bit 0 is Monday
  ReservationKind reservation = ReservationKind::none;
  Window energy_window;    // nWh
  Window current_window;   // µA
  Window power_window;     // mW
  Window duration_window;  // ms
  Window charging_window;  // ms
  Window idle_window;      // ms

  bool hold(const Moment& moment) const;
};

// Why an element applied, or when it will, for people: "from 09:00 to 18:00, on Monday". Empty when
// there is no restriction.
std::string words_for(const Restrictions& restrictions);

}  // namespace kerb::payment::tariff
