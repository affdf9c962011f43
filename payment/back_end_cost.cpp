#include "payment/back_end_cost.hpp"

#include <fmt/format.h>

#include "payment/plain_line.hpp"

namespace kerb::payment {
namespace {

constexpr int kMostDecimals = 9;
constexpr std::size_t kLongestCurrency = 8;  // of one that is wrong, in the error

std::int64_t power_of_ten(int exponent) {
  std::int64_t value = 1;
  while (exponent-- > 0) value *= 10;
  return value;
}

tl::unexpected<hal::Error> refused(const char* code, const hal::DecimalAmount& told,
                                   const std::string& why) {
  return hal::failure(code,
                      fmt::format("taking {}e-{} {} as what a charge costs", told.value,
                                  told.decimals, plain_line(told.currency, kLongestCurrency)),
                      why);
}

}  // namespace

hal::Result<Money> money_told(const hal::DecimalAmount& told, const Currency& station) {
  if (!told.currency.empty() && told.currency != station.code()) {
    return refused(
        "cost.currency", told,
        fmt::format("let the back end bill in {}, which this station sells in", station.code()));
  }
  if (told.decimals < 0 || told.decimals > kMostDecimals) {
    return refused("cost.decimals", told, "0 to 9 decimal places can be read");
  }
  if (told.value < 0) return refused("cost.negative", told, "nobody is paid for charging");
  const int surplus = told.decimals - station.exponent;
  if (surplus <= 0) {
    const std::int64_t factor = power_of_ten(-surplus);
    if (told.value > kMostTold / factor) {
      return refused("cost.too_large", told, "look at the back end's number of decimals");
    }
    return Money(told.value * factor, station);
  }
  const std::int64_t divisor = power_of_ten(surplus);
  // Not (value + half) / divisor: that sum might not fit.
  const std::int64_t minor = told.value / divisor + (told.value % divisor >= divisor / 2 ? 1 : 0);
  if (minor > kMostTold) {
    return refused("cost.too_large", told, "look at the back end's number of decimals");
  }
  return Money(minor, station);
}

}  // namespace kerb::payment
