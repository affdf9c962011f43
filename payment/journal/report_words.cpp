#include "payment/journal/report_words.hpp"

#include <fmt/format.h>

#include <chrono>

#include "payment/plain_line.hpp"

namespace kerb::payment::report_words {

std::string upper(std::string_view text) {
  std::string made(text);
  for (char& sign : made) {
    if (sign >= 'a' && sign <= 'z') sign = static_cast<char>(sign - 'a' + 'A');
  }
  return made;
}

std::string code_of(const std::string& session) {
  constexpr std::size_t kCodeLength = 8;
  return upper(plain_line(std::string_view(session).substr(0, kCodeLength), kCodeLength));
}

std::string time_text(hal::Utc at, char between) {
  constexpr std::int64_t kYear10000 = 253'402'300'800'000;
  const std::int64_t since_1970 = at.time_since_epoch().count();
  if (since_1970 < 0 || since_1970 >= kYear10000) return fmt::format("{} ms", since_1970);
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     between, time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string energy_text(std::int64_t watt_hours) {
  if (watt_hours < 0) return fmt::format("{} Wh", watt_hours);
  return fmt::format("{}.{:03} kWh", watt_hours / 1000, watt_hours % 1000);
}

std::string text_in(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || !found->is_string()) return {};
  return plain_line(found->get_ref<const std::string&>(), kLongestReason);
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace kerb::payment::report_words
