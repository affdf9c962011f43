// The forms that a Text may have to take. Letters are ASCII letters whatever the process's locale
// says.
#include <unicode/timezone.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "hal/libnfc/connection.hpp"
#include "kiosk/config.hpp"
#include "kiosk/config/rules.hpp"
#include "payment/gateway/host_name.hpp"
#include "payment/tariff/wall_clock.hpp"

namespace kerb::kiosk::config {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool all(std::string_view text, bool (*allowed)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace

bool is_country(std::string_view text) {
  for (const char* const* code = uloc_getISOCountries(); *code != nullptr; ++code) {
    if (text == *code) return true;
  }
  return false;
}

bool is_time_zone(std::string_view text) {
  const auto wide =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  icu::UnicodeString canonical;
  UBool of_the_system = false;
  UErrorCode status = U_ZERO_ERROR;
  icu::TimeZone::getCanonicalID(wide, canonical, of_the_system, status);
  return U_SUCCESS(status) != 0 && of_the_system != 0 && text != "Etc/Unknown";
}

bool is_telephone(std::string_view text) {
  return all(text,
             [](char c) {
               return digit(c) || std::string_view(" +-/()").find(c) != std::string_view::npos;
             }) &&
         std::count_if(text.begin(), text.end(), digit) >= 3;
}

bool is_evse_code(std::string_view text) {
  if (text.size() < 7 || !upper(text[0]) || !upper(text[1])) return false;
  std::string_view rest = text.substr(2);
  const auto separator = [&rest] {
    if (rest.starts_with('*')) rest.remove_prefix(1);
  };
  separator();
  if (rest.size() < 3 || !all(rest.substr(0, 3), [](char c) { return digit(c) || upper(c); }))
    return false;
  rest.remove_prefix(3);
  separator();
  if (!rest.starts_with('E')) return false;
  rest.remove_prefix(1);
  return rest.size() <= 31 && all(rest, [](char c) { return digit(c) || upper(c) || c == '*'; }) &&
         rest.front() != '*' && rest.back() != '*';
}

bool is_account_word(std::string_view text) {
  return all(text, [](char c) {
    return digit(c) || upper(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  });
}

bool is_card_uid(std::string_view text) {
  const auto octets = hal::from_hex(text);
  return octets && text.size() == octets->size() * 2 &&
         (octets->size() == 4 || octets->size() == 7 || octets->size() == 10);
}

bool is_time_of_day(std::string_view text) {
  const auto minute = payment::tariff::read_time_of_day(text);
  return minute && *minute < 24 * 60;
}

const std::vector<std::string>& built_in_locales() {
  static const std::vector<std::string> locales{
      "en", "de", "fr", "es", "it", "nl", "pl",      "sv", "da", "nb", "fi", "cs",
      "pt", "el", "uk", "tr", "ar", "he", "zh-Hans", "ja", "ko", "hi", "th", "vi"};
  return locales;
}

bool is_nfc_connection(std::string_view text) {
  return hal::libnfc::read_connection(text).has_value();
}

bool is_broker_host(std::string_view text) {
  const auto of_address = [](char c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' || c == '.';
  };
  return payment::gateway::is_host_name(text) || all(text, of_address);
}

bool is_built_in_locale(std::string_view text) {
  const auto& locales = built_in_locales();
  return std::find(locales.begin(), locales.end(), text) != locales.end();
}

}  // namespace kerb::kiosk::config
