// Hostile JSON, read field by field: whatever is missing, null, of another type, too long or out of
// range is nothing. Floats end here: EVerest writes energy, power and the like as such, and Kerb has
// whole numbers only.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::hal::everest {

using Json = nlohmann::json;

inline constexpr std::size_t kLongestId = 255;     // sessions, transactions, modules, uuids
inline constexpr std::size_t kLongestText = 1024;  // what somebody reads
inline constexpr std::size_t kLongestQrCode = 2000;
inline constexpr std::size_t kLongestSigned = 16 * 1024;  // of what a meter signs
inline constexpr std::size_t kMostItems = 64;             // of any list; the rest is left out
inline constexpr int kDeepest = 16;                       // levels of objects and lists
inline constexpr std::int64_t kMostWattHours = 1'000'000'000'000'000;
inline constexpr std::int64_t kMostWatts = 1'000'000'000;

// Nothing for what is no JSON, deeper than kDeepest, longer than kLongestMessage, or holds text that
// is not UTF-8.
std::optional<Json> json_in(std::string_view text);

// Null for what is not there. `object` need not be one.
const Json* member(const Json& object, const char* name);

std::optional<bool> flag_in(const Json& object, const char* name);
// A whole number, written as one.
std::optional<std::int64_t> whole_in(const Json& object, const char* name, std::int64_t least,
                                     std::int64_t most);
// Any number times `scale`, rounded half up: 2.5 and 3.4 are 3, -2.5 is -2.
std::optional<std::int64_t> rounded_in(const Json& object, const char* name, std::int64_t scale,
                                       std::int64_t least, std::int64_t most);
std::optional<WattHours> watt_hours_in(const Json& object, const char* name);
std::optional<Watts> watts_in(const Json& object, const char* name);
std::optional<Seconds> seconds_in(const Json& object, const char* name);
std::optional<Utc> time_in(const Json& object, const char* name);

// An id is whole or nothing: half of one would be somebody else's.
std::string id_in(const Json& object, const char* name);
// Cut before the character that would not fit.
std::string text_in(const Json& object, const char* name, std::size_t longest = kLongestText);

// Which of `words` a text is; `unknown` for all others and for none.
template <typename Enum, std::size_t count>
Enum word_in(const Json& object, const char* name,
             const std::pair<std::string_view, Enum> (&words)[count]) {
  const Json* text = member(object, name);
  if (text == nullptr || !text->is_string()) return Enum::unknown;
  for (const auto& [word, meaning] : words) {
    if (word == text->get_ref<const std::string&>()) return meaning;
  }
  return Enum::unknown;
}

// Calls `take` with the first kMostItems of a list; does nothing for everything else.
template <typename Take>
void each_of(const Json* list, Take take) {
  if (list == nullptr || !list->is_array()) return;
  std::size_t taken = 0;
  for (const Json& item : *list) {
    if (taken++ == kMostItems) return;
    take(item);
  }
}

}  // namespace kerb::hal::everest
