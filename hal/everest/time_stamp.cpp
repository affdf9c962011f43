#include "hal/everest/time_stamp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kerb::hal::everest {
namespace {

// Takes signs of a text from its front; once something is missing, everything after it is.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : rest_(text) {}

  // So many digits.
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }
  bool sign(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos)
      return right_ = false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  char taken() const { return taken_; }
  bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }
  // One digit or more, as milliseconds.
  int fraction() {
    int value = digit() * 100;
    for (const int worth : {10, 1}) {
      if (next_is_digit()) value += digit() * worth;
    }
    while (next_is_digit()) rest_.remove_prefix(1);
    return value;
  }
  bool over() const { return right_ && rest_.empty(); }

 private:
  bool next_is_digit() const {
    return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }
  int digit() {
    if (!next_is_digit()) {
      right_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool right_ = true;
  char taken_ = 0;
};

std::optional<Minutes> offset_in(TimeText& text) {
  if (!text.sign("Zz+-") || text.taken() == 'Z' || text.taken() == 'z') return Minutes{0};
  const int sign = text.taken() == '-' ? -1 : 1;
  const int hour = text.number(2);
  text.sign(":");
  const int minute = text.number(2);
  if (hour > 23 || minute > 59) return std::nullopt;
  return Minutes{sign * (hour * 60 + minute)};
}

}  // namespace

std::optional<Utc> read_time_stamp(std::string_view text) {
  TimeText rest(text);
  const int year = rest.number(4);
  rest.sign("-");
  const int month = rest.number(2);
  rest.sign("-");
  const int day = rest.number(2);
  rest.sign("Tt ");
  const int hour = rest.number(2);
  rest.sign(":");
  const int minute = rest.number(2);
  rest.sign(":");
  const int second = rest.number(2);
  int millis = 0;
  if (rest.next_is('.')) {
    rest.sign(".");
    millis = rest.fraction();
  }
  const auto offset = offset_in(rest);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!rest.over() || !offset || !date.ok() || year < 1970 || hour > 23 || minute > 59 ||
      second > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days{date} + std::chrono::hours{hour} + Minutes{minute} - *offset +
         Seconds{std::min(second, 59)} + Millis{millis};
}

std::string time_stamp(Utc time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace kerb::hal::everest
