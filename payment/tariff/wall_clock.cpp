#include "payment/tariff/wall_clock.hpp"

namespace kerb::payment::tariff {
namespace {

// The next `count` digits as a number.
std::optional<unsigned> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  unsigned value = 0;
  for (const char letter : text.substr(0, count)) {
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(letter - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char letter) {
  if (text.empty() || text.front() != letter) return false;
  text.remove_prefix(1);
  return true;
}

unsigned days_in(unsigned year, unsigned month) {
  static constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

std::optional<std::int64_t> take_date(std::string_view& text) {
  const auto year = take_number(text, 4);
  if (!year || !take(text, '-')) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || *day < 1 || *day > days_in(*year, *month)) return std::nullopt;
  return days_from_civil(*year, *month, *day);
}

std::optional<std::int64_t> take_clock(std::string_view& text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_number(text, 2);
  if (!second || *second > 59) return std::nullopt;
  std::int64_t millis = (*hour * 60LL + *minute) * kMinuteMillis + *second * 1000LL;
  if (take(text, '.')) {
    std::int64_t worth = 100;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; ++digits) {
      millis += (text.front() - '0') * worth;
      worth /= 10;
      text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
  }
  return millis;
}

// "Z", nothing, or "+02:00": what has to be taken off.
std::optional<std::int64_t> take_offset(std::string_view& text) {
  if (text.empty() || take(text, 'Z') || take(text, 'z')) return 0;
  const bool east = text.front() == '+';
  if (!east && text.front() != '-') return std::nullopt;
  text.remove_prefix(1);
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  const std::int64_t offset = (*hour * 60LL + *minute) * kMinuteMillis;
  return east ? offset : -offset;
}

// `value` in that many digits.
void append(std::string& text, std::int64_t value, std::size_t digits) {
  text.append(digits, '0');
  for (std::size_t at = 1; at <= digits; ++at, value /= 10) {
    text[text.size() - at] = static_cast<char>('0' + value % 10);
  }
}

struct CivilDate {
  std::int64_t year;
  unsigned month;
  unsigned day;
};
CivilDate civil_from_days(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = days / 146'097;
  const auto day_of_era = static_cast<unsigned>(days - era * 146'097);
  const unsigned year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const unsigned day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const unsigned shifted = (5 * day_of_year + 2) / 153;
  const unsigned day = day_of_year - (153 * shifted + 2) / 5 + 1;
  const unsigned month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<std::int64_t>(year_of_era) + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

}  // namespace

std::optional<std::int64_t> read_utc(std::string_view text) {
  const auto day = take_date(text);
  if (!day || (!take(text, 'T') && !take(text, 't'))) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const std::int64_t utc = *day * kDayMillis + *clock - *offset;
  if (utc < kEarliest || utc >= kLatest) return std::nullopt;
  return utc;
}

std::optional<std::int32_t> read_date(std::string_view text) {
  const auto day = take_date(text);
  if (!day || !text.empty()) return std::nullopt;
  return static_cast<std::int32_t>(*day);
}

std::optional<std::int32_t> read_time_of_day(std::string_view text) {
  const auto hour = take_number(text, 2);
  if (!hour || *hour > 24 || !take(text, ':')) return std::nullopt;
  const auto minute = take_number(text, 2);
  if (!minute || *minute > 59 || !text.empty() || (*hour == 24 && *minute != 0)) {
    return std::nullopt;
  }
  return static_cast<std::int32_t>(*hour * 60 + *minute);
}

std::string utc_text(std::int64_t utc) {
  const std::int64_t day = utc / kDayMillis;
  const std::int64_t seconds = (utc - day * kDayMillis) / 1000;
  const std::int64_t millis = utc % 1000;
  std::string text = date_text(static_cast<std::int32_t>(day));
  text.push_back('T');
  append(text, seconds / 3600, 2);
  text.push_back(':');
  append(text, seconds / 60 % 60, 2);
  text.push_back(':');
  append(text, seconds % 60, 2);
  if (millis != 0) {
    text.push_back('.');
    append(text, millis, 3);
  }
  text.push_back('Z');
  return text;
}

std::string date_text(std::int32_t day) {
  const auto [year, month, number] = civil_from_days(day);
  std::string text;
  append(text, year, 4);
  text.push_back('-');
  append(text, month, 2);
  text.push_back('-');
  append(text, number, 2);
  return text;
}

std::string time_of_day_text(std::int32_t minutes) {
  std::string text;
  append(text, minutes / 60, 2);
  text.push_back(':');
  append(text, minutes % 60, 2);
  return text;
}

std::string local_text(std::int64_t utc, const Zone& zone) {
  const LocalMoment moment = local_moment(utc, zone.at(utc).offset);
  return date_text(moment.day) + " " +
         time_of_day_text(static_cast<std::int32_t>(moment.millis / kMinuteMillis));
}

}  // namespace kerb::payment::tariff
