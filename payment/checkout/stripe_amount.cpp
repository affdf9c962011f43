#include "payment/checkout/stripe_amount.hpp"

#include <algorithm>
#include <array>

namespace kerb::payment::checkout {
namespace {

constexpr std::int64_t kMostUnits = 99'999'999;
constexpr std::int64_t kIslandFactor = 100;
constexpr std::int64_t kTenFils = 10;

// The Icelandic króna lost its hundredths; Stripe kept them.
bool keeps_lost_hundredths(const Currency& currency) {
  return currency.code() == "ISK";
}

struct LeastCharge {
  std::string_view code;
  std::int64_t minor;
};

constexpr std::array<LeastCharge, 12> kLeastCharges = {{{"EUR", 50},
                                                        {"USD", 50},
                                                        {"CHF", 50},
                                                        {"GBP", 30},
                                                        {"DKK", 250},
                                                        {"NOK", 300},
                                                        {"SEK", 300},
                                                        {"PLN", 200},
                                                        {"CZK", 1500},
                                                        {"HUF", 17500},
                                                        {"RON", 200},
                                                        {"JPY", 50}}};

}  // namespace

std::optional<std::int64_t> to_stripe(const Money& amount) {
  std::int64_t units = amount.minor();
  if (units <= 0 || units > kMostUnits) return std::nullopt;
  if (keeps_lost_hundredths(amount.currency())) units *= kIslandFactor;
  if (amount.currency().exponent == 3 && units % kTenFils != 0) return std::nullopt;
  if (units > kMostUnits) return std::nullopt;
  return units;
}

std::optional<Money> from_stripe(std::int64_t units, const Currency& currency) {
  if (units < 0 || units > kMostUnits) return std::nullopt;
  if (!keeps_lost_hundredths(currency)) return Money(units, currency);
  if (units % kIslandFactor != 0) return std::nullopt;
  return Money(units / kIslandFactor, currency);
}

std::string stripe_currency(const Currency& currency) {
  std::string code(currency.code());
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return static_cast<char>(c - 'A' + 'a'); });
  return code;
}

std::optional<Money> stripe_minimum(const Currency& currency) {
  for (const LeastCharge& least : kLeastCharges) {
    if (least.code == currency.code()) return Money(least.minor, currency);
  }
  return std::nullopt;
}

}  // namespace kerb::payment::checkout
