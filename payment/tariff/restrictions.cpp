#include "payment/tariff/restrictions.hpp"

#include <fmt/format.h>

#include <array>

#include "payment/tariff/exact.hpp"

namespace kerb::payment::tariff {
namespace {

bool within_day(const Restrictions& r, std::int32_t millis) {
  const auto start = static_cast<std::int64_t>(r.start_minute) * kMinuteMillis;
  const auto end = static_cast<std::int64_t>(r.end_minute) * kMinuteMillis;
  if (start <= end) return millis >= start && millis < end;
  return millis >= start || millis < end;
}

// What nobody measured does not speak against an element; the tally remembers that it was assumed.
bool range_holds(const Window& window, std::int64_t least, std::int64_t greatest) {
  return (least == kUnknown || least >= window.least) &&
         (greatest == kUnknown || greatest < window.below);
}

std::string days_words(std::uint8_t days) {
  static constexpr std::array<const char*, 7> kNames{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                     "Friday", "Saturday", "Sunday"};
  if (days == 0x1F) return "on Monday to Friday";
  if (days == 0x60) return "on Saturday and Sunday";
  std::string names;
  for (unsigned day = 0; day < kNames.size(); ++day) {
    if ((days >> day & 1U) != 0) names += (names.empty() ? "on " : ", ") + std::string(kNames[day]);
  }
  return names.empty() ? "on no day" : names;
}

std::string duration_text(std::int64_t millis) {
  const std::int64_t seconds = millis / 1000;
  if (seconds % 3600 == 0 && seconds > 0) return fmt::format("{} h", seconds / 3600);
  if (seconds % 60 == 0) return fmt::format("{} min", seconds / 60);
  return fmt::format("{} s", seconds);
}

template <typename Text>
std::string window_words(const char* subject, const Window& window, const Text& text) {
  if (window.below == kNoLimit) return fmt::format("{} from {}", subject, text(window.least));
  if (window.least == 0) return fmt::format("{} below {}", subject, text(window.below));
  return fmt::format("{} from {} to below {}", subject, text(window.least), text(window.below));
}

class Sentence {
 public:
  void add(const std::string& part) { text_ += (text_.empty() ? "" : ", ") + part; }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

void add_calendar(Sentence& words, const Restrictions& r) {
  if ((r.kinds & Restrictions::time_of_day) != 0) {
    words.add(fmt::format("from {} to {} local time", time_of_day_text(r.start_minute),
                          time_of_day_text(r.end_minute)));
  }
  if ((r.kinds & Restrictions::weekdays) != 0) words.add(days_words(r.days_of_week));
  if ((r.kinds & Restrictions::dates) == 0) return;
  if (r.start_day > 0) words.add("since " + date_text(r.start_day));
  if (r.end_day != std::numeric_limits<std::int32_t>::max()) {
    words.add("before " + date_text(r.end_day));
  }
}

}  // namespace

bool Restrictions::hold(const Moment& now) const {
  if (kinds == 0) return true;
  if ((kinds & time_of_day) != 0 && !within_day(*this, now.local.millis)) return false;
  if ((kinds & weekdays) != 0 && (days_of_week >> now.local.weekday & 1) == 0) return false;
  if ((kinds & dates) != 0 && (now.local.day < start_day || now.local.day >= end_day)) return false;
  if ((kinds & energy) != 0 && !energy_window.holds(now.energy)) return false;
  if ((kinds & current) != 0 &&
      !range_holds(current_window, now.least_current, now.greatest_current)) {
    return false;
  }
  if ((kinds & power) != 0 && !range_holds(power_window, now.least_power, now.greatest_power)) {
    return false;
  }
  if ((kinds & duration) != 0 && !duration_window.holds(now.duration)) return false;
  if ((kinds & charging_duration) != 0 && !charging_window.holds(now.charging)) return false;
  return (kinds & idle_duration) == 0 || idle_window.holds(now.idle);
}

std::string words_for(const Restrictions& r) {
  Sentence words;
  if (r.reservation == ReservationKind::reservation) words.add("for a reservation");
  if (r.reservation == ReservationKind::expires) words.add("for a reservation that expires");
  add_calendar(words, r);
  const auto kwh = [](std::int64_t value) { return scaled_text(value, 12) + " kWh"; };
  const auto ampere = [](std::int64_t value) { return scaled_text(value, 6) + " A"; };
  const auto kilowatt = [](std::int64_t value) { return scaled_text(value, 6) + " kW"; };
  if ((r.kinds & Restrictions::energy) != 0) {
    words.add(window_words("with energy", r.energy_window, kwh));
  }
  if ((r.kinds & Restrictions::current) != 0) {
    words.add(window_words("with a current", r.current_window, ampere));
  }
  if ((r.kinds & Restrictions::power) != 0) {
    words.add(window_words("with a power", r.power_window, kilowatt));
  }
  if ((r.kinds & Restrictions::duration) != 0) {
    words.add(window_words("with a session", r.duration_window, duration_text));
  }
  if ((r.kinds & Restrictions::charging_duration) != 0) {
    words.add(window_words("with a charging time", r.charging_window, duration_text));
  }
  if ((r.kinds & Restrictions::idle_duration) != 0) {
    words.add(window_words("with an idle time", r.idle_window, duration_text));
  }
  return std::move(words).text();
}

}  // namespace kerb::payment::tariff
