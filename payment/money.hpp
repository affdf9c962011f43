// Exact amounts. Money is a whole number of minor units (cents) of one currency; a price is a
// decimal with a fixed number of places. No floating point comes near either, and amounts of two
// currencies never meet: mixing them is a bug in Kerb and stops the program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hal/error.hpp"

namespace kerb::payment {

// ISO 4217. `exponent` is the number of decimal places of the minor unit: 2 for EUR, 0 for JPY.
struct Currency {
  char alpha[4] = "EUR";
  std::uint16_t numeric = 978;
  std::uint8_t exponent = 2;

  std::string_view code() const { return {alpha, 3}; }
  bool operator==(const Currency& other) const { return numeric == other.numeric; }

  // The currencies that Kerb knows; empty for any other code.
  static std::optional<Currency> from_code(std::string_view alpha3);
  static std::optional<Currency> from_numeric(int numeric);
};

class Money {
 public:
  Money() = default;
  Money(std::int64_t minor_units, Currency currency) : minor_(minor_units), currency_(currency) {}

  std::int64_t minor() const { return minor_; }
  const Currency& currency() const { return currency_; }
  bool is_zero() const { return minor_ == 0; }

  // "12.64": plain digits with the currency's places, a point and no grouping; for protocols, not
  // for people.
  std::string decimal() const;
  // Reads decimal(): optional sign, digits, at most `exponent` places. Empty on anything else or on
  // overflow.
  static std::optional<Money> from_decimal(std::string_view text, Currency currency);

  friend bool operator==(const Money& a, const Money& b) {
    return a.currency_ == b.currency_ && a.minor_ == b.minor_;
  }

 private:
  std::int64_t minor_ = 0;
  Currency currency_{};
};

// Both sides must have one currency, and the result must fit: anything else aborts.
Money operator+(const Money& a, const Money& b);
Money operator-(const Money& a, const Money& b);
bool less(const Money& a, const Money& b);
Money smaller(const Money& a, const Money& b);

// A decimal with six places, enough for every price and rate in OCPI (at most four) with room.
// 0.59 is {590000}.
struct Decimal {
  static constexpr std::int64_t kScale = 1'000'000;
  std::int64_t micros = 0;

  // Reads "0.59", "19", "-1.5"; at most six places. Empty on anything else or on overflow.
  static std::optional<Decimal> from_text(std::string_view text);
  // Shortest exact form with at least `places` decimals: "0.59".
  std::string text(int places = 0) const;
  auto operator<=>(const Decimal&) const =
      default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 errs
};

}  // namespace kerb::payment
