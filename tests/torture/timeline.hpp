// The world's time and its names for sessions.
#pragma once

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace kerb::torture {

// Milliseconds of true time since the seed began. Clocks inside the world may say something else.
using Time = std::int64_t;

constexpr Time kSecond = 1000;
constexpr Time kMinute = 60 * kSecond;
constexpr Time kHour = 60 * kMinute;

// Sessions of one seed count from 0. The first digits of a session's id are its number, so that the
// world finds its truth without searching; the rest is random.
using SessionNumber = int;
constexpr std::size_t kNumberDigits = 6;

inline SessionNumber number_in(std::string_view digits) {
  SessionNumber number = -1;
  if (digits.size() < kNumberDigits) return number;
  std::from_chars(digits.data(), digits.data() + kNumberDigits, number, 16);
  return number;
}
// Of an order's key: "K", then the session's first 20 digits.
inline SessionNumber number_in_key(std::string_view key) {
  return key.empty() ? -1 : number_in(key.substr(1));
}

}  // namespace kerb::torture
