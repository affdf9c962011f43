#include "payment/checkout/stripe_amount.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::checkout {
namespace {

Money money(const char* decimal, const char* code) {
  return Money::from_decimal(decimal, Currency::from_code(code).value()).value();
}

// docs.stripe.com/currencies: zero-decimal, special cases, three-decimal.
TEST(StripeAmount, CountsInStripesCoins) {
  struct Case {
    const char* decimal;
    const char* code;
    std::int64_t units;
  };
  for (const Case& it :
       {Case{"12.64", "EUR", 1264}, Case{"500", "JPY", 500}, Case{"500", "ISK", 50000},
        Case{"175.00", "HUF", 17500}, Case{"5.000", "KWD", 5000}, Case{"5.010", "KWD", 5010},
        Case{"999999.99", "EUR", 99999999}}) {
    EXPECT_EQ(to_stripe(money(it.decimal, it.code)), it.units) << it.decimal << it.code;
    EXPECT_EQ(from_stripe(it.units, Currency::from_code(it.code).value()),
              money(it.decimal, it.code));
  }
}

TEST(StripeAmount, HasNoneForWhatStripeCannotExpress) {
  for (const auto& [decimal, code] : {std::pair{"0", "EUR"},
                                      {"-1", "EUR"},
                                      {"1000000.00", "EUR"},
                                      {"5.001", "KWD"},
                                      {"1000000", "ISK"},
                                      {"92233720368547758.07", "EUR"}}) {
    EXPECT_FALSE(to_stripe(money(decimal, code))) << decimal << code;
  }
  EXPECT_FALSE(from_stripe(50001, Currency::from_code("ISK").value()));
  EXPECT_FALSE(from_stripe(-1, Currency{}));
  EXPECT_FALSE(from_stripe(100'000'000, Currency{}));
  EXPECT_EQ(from_stripe(0, Currency{}), money("0", "EUR"));
}

TEST(StripeAmount, NamesTheCurrencyInSmallLetters) {
  EXPECT_EQ(stripe_currency(Currency{}), "eur");
}

// docs.stripe.com/currencies, "Minimum and maximum charge amounts".
TEST(StripeAmount, KnowsTheLeastCharge) {
  EXPECT_EQ(stripe_minimum(Currency{}), money("0.50", "EUR"));
  EXPECT_EQ(stripe_minimum(Currency::from_code("CZK").value()), money("15.00", "CZK"));
  EXPECT_EQ(stripe_minimum(Currency::from_code("JPY").value()), money("50", "JPY"));
  EXPECT_FALSE(stripe_minimum(Currency::from_code("UAH").value()));
}

}  // namespace
}  // namespace kerb::payment::checkout
