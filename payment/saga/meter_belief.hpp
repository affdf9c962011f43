// A meter is the base of every bill, and one wrong reading of it could bill a whole hold. So a
// reading counts when the station can have delivered what it says since the last one that counted.
// One that cannot be is kept as it was told, in an alarm; the charge is billed by the last that was
// believed, which the meter did show, and never by a reading that nobody read.
#pragma once

#include <cstdint>
#include <optional>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::payment {

// A reading that cannot be, beside the last that was believed. By itself it moves no money.
struct MeterAlarm {
  hal::WattHours believed{};
  hal::WattHours told{};
};

// What is remembered of one charge's readings; in memory only.
class MeterBelief {
 public:
  // `since`: from then on energy may have flowed; nothing: since before this process began, and no
  // clock that nobody can set says for how long.
  explicit MeterBelief(std::optional<hal::Monotonic> since = {}) : at_(since) {}

  // Whether the meter can have come from `believed` to `told` by now, at most at `most_power` (zero:
  // not known, and everything can be). A reading that is no greater is not doubted here.
  bool believes(hal::WattHours believed, hal::WattHours told, hal::Watts most_power,
                hal::Monotonic now);

  // How long every reading has been doubted; zero: the newest was believed.
  hal::Millis doubted_for(hal::Monotonic now) const;
  // The first that was doubted, of which a person is told.
  const std::optional<MeterAlarm>& alarm() const { return alarm_; }

 private:
  std::optional<hal::Monotonic> at_;   // of the last that was believed
  std::optional<std::int64_t> ahead_;  // watt milliseconds by which the next may be too early
  std::optional<hal::Monotonic> doubted_since_;
  std::optional<MeterAlarm> alarm_;
};

}  // namespace kerb::payment
