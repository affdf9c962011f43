#include "hal/everest/json.hpp"

#include <cmath>
#include <limits>

#include "hal/everest/broker.hpp"
#include "hal/everest/time_stamp.hpp"

namespace kerb::hal::everest {
namespace {

// Counted before a parser sees it: what is too deep never takes memory.
bool too_deep(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

std::optional<std::int64_t> half_up(double number, std::int64_t scale, std::int64_t least,
                                    std::int64_t most) {
  const double scaled = number * static_cast<double>(scale);
  const double below = std::floor(scaled);
  const double rounded = scaled - below < 0.5 ? below : below + 1.0;
  // Between bounds of at most 10^15 a double is exact, and NaN is not between them.
  if (!(rounded >= static_cast<double>(least) && rounded <= static_cast<double>(most))) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(rounded);
}

std::optional<std::int64_t> within(const Json& number, std::int64_t least, std::int64_t most) {
  if (number.is_number_unsigned() &&
      number.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
    return std::nullopt;
  }
  const auto value = number.get<std::int64_t>();
  if (value < least || value > most) return std::nullopt;
  return value;
}

const std::string* string_in(const Json& object, const char* name) {
  const Json* text = member(object, name);
  return text != nullptr && text->is_string() ? &text->get_ref<const std::string&>() : nullptr;
}

}  // namespace

std::optional<Json> json_in(std::string_view text) {
  if (text.size() > kLongestMessage || too_deep(text)) return std::nullopt;
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<bool> flag_in(const Json& object, const char* name) {
  const Json* flag = member(object, name);
  if (flag == nullptr || !flag->is_boolean()) return std::nullopt;
  return flag->get<bool>();
}

std::optional<std::int64_t> whole_in(const Json& object, const char* name, std::int64_t least,
                                     std::int64_t most) {
  const Json* number = member(object, name);
  if (number == nullptr || !number->is_number_integer()) return std::nullopt;
  return within(*number, least, most);
}

std::optional<std::int64_t> rounded_in(const Json& object, const char* name, std::int64_t scale,
                                       std::int64_t least, std::int64_t most) {
  const Json* number = member(object, name);
  if (number == nullptr || !number->is_number()) return std::nullopt;
  if (number->is_number_float()) return half_up(number->get<double>(), scale, least, most);
  const auto whole = within(*number, least / scale, most / scale);
  if (!whole) return std::nullopt;
  return *whole * scale;
}

std::optional<WattHours> watt_hours_in(const Json& object, const char* name) {
  const auto count = rounded_in(object, name, 1, 0, kMostWattHours);
  if (!count) return std::nullopt;
  return WattHours{*count};
}

std::optional<Watts> watts_in(const Json& object, const char* name) {
  const auto count = rounded_in(object, name, 1, -kMostWatts, kMostWatts);
  if (!count) return std::nullopt;
  return Watts{*count};
}

std::optional<Seconds> seconds_in(const Json& object, const char* name) {
  constexpr std::int64_t kHundredYears = 3'155'760'000;
  const auto count = rounded_in(object, name, 1, 0, kHundredYears);
  if (!count) return std::nullopt;
  return Seconds{*count};
}

std::optional<Utc> time_in(const Json& object, const char* name) {
  const std::string* text = string_in(object, name);
  return text == nullptr ? std::nullopt : read_time_stamp(*text);
}

std::string id_in(const Json& object, const char* name) {
  const std::string* text = string_in(object, name);
  return text == nullptr || text->size() > kLongestId ? std::string() : *text;
}

std::string text_in(const Json& object, const char* name, std::size_t longest) {
  const std::string* text = string_in(object, name);
  if (text == nullptr) return {};
  std::size_t end = std::min(text->size(), longest);
  const auto continues = [&](std::size_t at) {
    return at < text->size() && (static_cast<unsigned char>((*text)[at]) & 0xC0U) == 0x80U;
  };
  while (end > 0 && continues(end)) --end;
  return text->substr(0, end);
}

}  // namespace kerb::hal::everest
