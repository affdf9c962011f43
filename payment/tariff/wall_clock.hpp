// The calendar that restrictions are written in: a tariff says "from 20:00" and means the clock on
// the wall at the charger. Everything is derived from UTC milliseconds since 1970, so that a charge
// across a change of the clocks is neither longer nor shorter than it was.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::payment::tariff {

constexpr std::int64_t kMinuteMillis = 60'000;
constexpr std::int64_t kHourMillis = 60 * kMinuteMillis;
constexpr std::int64_t kDayMillis = 24 * kHourMillis;
constexpr std::int64_t kWeekMillis = 7 * kDayMillis;
// Times outside of 2000 to 2099 are taken for a fault.
constexpr std::int64_t kEarliest = 946'684'800'000;
constexpr std::int64_t kLatest = 4'102'444'800'000;

// Days since 1970-01-01 in the Gregorian calendar.
constexpr std::int64_t days_from_civil(std::int64_t year, unsigned month, unsigned day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const auto year_of_era = static_cast<unsigned>(year - era * 400);
  const unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146'097 + static_cast<std::int64_t>(day_of_era) - 719'468;
}

// RFC 3339 as OCPI narrows it: "2019-01-15T10:00:00Z", with or without a fraction and the Z; an
// offset is taken, too. Milliseconds; finer digits are cut off. Empty for anything else, and
// outside of kEarliest to kLatest.
std::optional<std::int64_t> read_utc(std::string_view text);
// "2019-12-24": days since 1970.
std::optional<std::int32_t> read_date(std::string_view text);
// "09:30": minutes of the day; 24:00 is 1440.
std::optional<std::int32_t> read_time_of_day(std::string_view text);

std::string utc_text(std::int64_t utc);              // "2019-01-15T10:00:00Z"
std::string date_text(std::int32_t day);             // "2019-12-24"
std::string time_of_day_text(std::int32_t minutes);  // "09:30"

// What the wall shows at one moment.
struct LocalMoment {
  std::int32_t day = 0;     // since 1970
  std::int32_t millis = 0;  // of the day
  int weekday = 0;          // 0 is Monday
};

// The offsets of one IANA time zone from 2000 to 2100, taken from ICU once: pricing a charge asks
// no library, and gives the same answer on every machine. Immutable; any thread may read it.
class Zone {
 public:
  // Until `until` (UTC, exclusive) the wall shows UTC + offset.
  struct Span {
    std::int64_t from = kEarliest;
    std::int64_t until = kLatest;
    std::int64_t offset = 0;
  };

  // Fails for a name that ICU does not know.
  static hal::Result<Zone> load(const std::string& iana_name);
  static Zone utc();

  const Span& at(std::int64_t utc) const;
  const std::string& name() const { return name_; }

 private:
  std::string name_ = "UTC";
  std::shared_ptr<const std::vector<Span>> spans_ =
      std::make_shared<const std::vector<Span>>(1);  // copies share it
};

inline LocalMoment local_moment(std::int64_t utc, std::int64_t offset) {
  const std::int64_t local = utc + offset;  // after 1970: see kEarliest
  const std::int64_t day = local / kDayMillis;
  return {static_cast<std::int32_t>(day), static_cast<std::int32_t>(local - day * kDayMillis),
          static_cast<int>((day + 3) % 7)};
}

// "2019-01-15 10:00" as the wall shows it.
std::string local_text(std::int64_t utc, const Zone& zone);

}  // namespace kerb::payment::tariff
