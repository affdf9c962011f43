#include "payment/money.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace kerb::payment {
namespace {

// Currencies of the countries that Kerb's locales come from, and of those whose merchant-presented
// codes it can write (payment/codes), with the exponents of ISO 4217.
constexpr std::array<Currency, 21> kCurrencies{
    {{"EUR", 978, 2}, {"GBP", 826, 2}, {"CHF", 756, 2}, {"SEK", 752, 2}, {"NOK", 578, 2},
     {"DKK", 208, 2}, {"PLN", 985, 2}, {"CZK", 203, 2}, {"HUF", 348, 2}, {"RON", 946, 2},
     {"ISK", 352, 0}, {"TRY", 949, 2}, {"UAH", 980, 2}, {"ILS", 376, 2}, {"USD", 840, 2},
     {"JPY", 392, 0}, {"KWD", 414, 3}, {"BRL", 986, 2}, {"INR", 356, 2}, {"SGD", 702, 2},
     {"THB", 764, 2}}};

[[noreturn]] void stop(const char* what) {
  std::fprintf(stderr, "kerb: a bug in the money arithmetic: %s\n", what);
  std::abort();
}

void require_one_currency(const Money& a, const Money& b) {
  if (!(a.currency() == b.currency())) stop("two currencies in one sum");
}

// A decimal text as a whole number of 10^-places. The only reader of digits in the storey.
std::optional<std::int64_t> scaled(std::string_view text, int places) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::int64_t value = 0;
  int digits = 0;
  int decimals = -1;  // -1: the point has not come yet
  for (const char c : text) {
    if (c == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (decimals >= 0 && ++decimals > places) return std::nullopt;
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, c - '0', &value)) {
      return std::nullopt;
    }
    ++digits;
  }
  if (digits == 0 || decimals == 0) return std::nullopt;
  for (int place = decimals < 0 ? 0 : decimals; place < places; ++place) {
    if (__builtin_mul_overflow(value, 10, &value)) return std::nullopt;
  }
  return negative ? -value : value;
}

std::string digits_of(std::int64_t value, int places) {
  const bool negative = value < 0;
  const auto magnitude =
      negative ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  std::string text = std::to_string(magnitude);
  const auto wanted = static_cast<std::size_t>(places);
  if (text.size() <= wanted) text.insert(0, wanted + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - wanted, 1, '.');
  return negative ? "-" + text : text;
}

}  // namespace

std::optional<Currency> Currency::from_code(std::string_view alpha3) {
  for (const Currency& currency : kCurrencies) {
    if (currency.code() == alpha3) return currency;
  }
  return std::nullopt;
}

std::optional<Currency> Currency::from_numeric(int numeric) {
  for (const Currency& currency : kCurrencies) {
    if (currency.numeric == numeric) return currency;
  }
  return std::nullopt;
}

std::string Money::decimal() const {
  return digits_of(minor_, currency_.exponent);
}

std::optional<Money> Money::from_decimal(std::string_view text, Currency currency) {
  const auto minor = scaled(text, currency.exponent);
  if (!minor) return std::nullopt;
  return Money(*minor, currency);
}

Money operator+(const Money& a, const Money& b) {
  require_one_currency(a, b);
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.minor(), b.minor(), &sum)) stop("a sum does not fit");
  return {sum, a.currency()};
}

Money operator-(const Money& a, const Money& b) {
  require_one_currency(a, b);
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a.minor(), b.minor(), &difference)) stop("a difference does not fit");
  return {difference, a.currency()};
}

bool less(const Money& a, const Money& b) {
  require_one_currency(a, b);
  return a.minor() < b.minor();
}

Money smaller(const Money& a, const Money& b) {
  return less(b, a) ? b : a;
}

std::optional<Decimal> Decimal::from_text(std::string_view text) {
  const auto micros = scaled(text, 6);
  if (!micros) return std::nullopt;
  return Decimal{*micros};
}

std::string Decimal::text(int places) const {
  std::string all = digits_of(micros, 6);
  const std::size_t least = all.find('.') + 1 + static_cast<std::size_t>(places);
  while (all.size() > least && all.back() == '0') all.pop_back();
  if (all.back() == '.') all.pop_back();
  return all;
}

}  // namespace kerb::payment
