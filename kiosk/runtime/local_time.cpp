#include "kiosk/runtime/local_time.hpp"

#include <unicode/calendar.h>
#include <unicode/timezone.h>

#include <memory>

namespace kerb::kiosk {

payment::emv::LocalTime local_time(hal::Utc at, const std::string& time_zone) {
  UErrorCode problem = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)), problem));
  calendar->setTime(static_cast<UDate>(at.time_since_epoch().count()), problem);
  const auto part = [&](UCalendarDateFields field) { return calendar->get(field, problem); };
  return {.year = part(UCAL_YEAR),
          .month = part(UCAL_MONTH) + 1,
          .day = part(UCAL_DAY_OF_MONTH),
          .hour = part(UCAL_HOUR_OF_DAY),
          .minute = part(UCAL_MINUTE),
          .second = part(UCAL_SECOND)};
}

}  // namespace kerb::kiosk
