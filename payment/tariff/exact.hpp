// Numbers that lose nothing. Prices, volumes and taxes are read from their decimal digits into
// integers; what is charged is a whole number of units so small that a price per kWh times energy
// and a price per hour times milliseconds always come out whole. Only taxes leave a fraction of
// such a unit, and it is kept beside it. Rounding happens once, at the very end.
//
// The bounds below are far beyond any charge; a reader refuses what is outside of them, so that
// nothing here can overflow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kerb::payment::tariff {

__extension__ using Int128 = __int128;

constexpr std::int64_t kTen12 = 1'000'000'000'000;
constexpr int kPricePlaces = 12;
constexpr std::int64_t kMostPrice = 1'000'000 * kTen12;       // ± a million, in 10^-12
constexpr std::int64_t kMostEnergy = 100'000 * kTen12;        // 100 MWh in nWh
constexpr std::int64_t kMostMillis = 366LL * 24 * 3'600'000;  // a year
constexpr std::int64_t kMostPercent = 300'000'000;            // 300 %, in 10^-6 percent

// A decimal as a whole number of 10^-places. `rounded`: the text had more places than that, and was
// rounded to the nearest, a half to the even digit.
struct Scaled {
  std::int64_t value = 0;
  bool rounded = false;
};
// Reads a number as JSON writes it ("0.59", "-2", "1e-3"). Empty when it is no number or when its
// magnitude exceeds `most`.
std::optional<Scaled> read_decimal(std::string_view text, int places, std::int64_t most);

// What is charged, in units of 1/(9·10^24) of the currency's unit. 10^24: twelve places of a price
// times twelve of kWh; the nine makes an hour's 3,600,000 ms divide it.
constexpr Int128 kUnitsPerCurrencyUnit = static_cast<Int128>(9) * kTen12 * kTen12;
constexpr Int128 kUnitsPerNano = kUnitsPerCurrencyUnit / 1'000'000'000;  // in 10^-9 of it

// `price` in 10^-12 per kWh, `nano_wh` in nWh.
constexpr Int128 energy_units(std::int64_t price, std::int64_t nano_wh) {
  return static_cast<Int128>(price) * nano_wh * 9;
}
// `price` in 10^-12 per hour.
constexpr Int128 time_units(std::int64_t price, std::int64_t millis) {
  return static_cast<Int128>(price) * millis * 2'500'000;
}
// `price` in 10^-12, once.
constexpr Int128 flat_units(std::int64_t price) {
  return static_cast<Int128>(price) * 9 * kTen12;
}

// A positive fraction in lowest terms: what a net amount is multiplied by to get the gross one.
struct Ratio {
  std::int64_t over = 1;
  std::int64_t under = 1;
  friend bool operator==(const Ratio& a, const Ratio& b) {
    return a.over == b.over && a.under == b.under;
  }
};
// The product in lowest terms; empty when it does not fit.
std::optional<Ratio> product(const Ratio& a, const Ratio& b);
// 1 + percent/100, `percent` in 10^-6 percent.
Ratio one_plus(std::int64_t percent);
// The least common multiple; empty above 2^40.
std::optional<std::int64_t> common_multiple(std::int64_t a, std::int64_t b);

// Units and a proper fraction of one unit, 0 <= part/whole < 1.
struct Exact {
  Int128 units = 0;
  std::int64_t part = 0;
  std::int64_t whole = 1;
};
// units × over / under, exactly.
Exact times(Int128 units, std::int64_t over, std::int64_t under);
// The denominators of one sum must have a common multiple up to 2^40: the tariff's compiler sees to
// that.
Exact operator+(const Exact& a, const Exact& b);
// Below zero, zero or above zero, like a - b.
int compare(const Exact& a, const Exact& b);

// How an amount becomes whole minor units. `half_up` is commercial rounding: a half goes away from
// zero. `up` goes away from zero, `down` towards it.
enum class Rounding : std::uint8_t { half_up, half_even, up, down };
std::optional<Rounding> rounding_of(std::string_view name);
std::string_view name_of(Rounding rounding);

// In minor units of a currency with `places` (0 to 4).
std::int64_t rounded(const Exact& amount, int places, Rounding rounding);

// "12.64" for 1264 minor units with two places.
std::string minor_text(std::int64_t minor, int places);
// A whole number of 10^-places in shortest form: "0.5".
std::string scaled_text(std::int64_t value, int places);

// An exact amount in digits, shortest form. When the decimals do not end within 24, `ends` is false,
// the rest is cut off, and `fraction` says it exactly ("25/3"), if that fits in 38 digits.
struct ExactText {
  std::string digits;
  std::string fraction;
  bool ends = true;
};
ExactText text_of(const Exact& amount);

}  // namespace kerb::payment::tariff
