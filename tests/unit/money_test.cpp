#include "payment/money.hpp"

#include <gtest/gtest.h>

namespace kerb::payment {
namespace {

const Currency kEuro{};
const Currency kYen = *Currency::from_code("JPY");

TEST(Money, DecimalGoesThereAndBack) {
  for (const std::int64_t minor : {0LL, 1LL, 99LL, 100LL, 1264LL, -5LL, 123456789012LL}) {
    const Money money(minor, kEuro);
    EXPECT_EQ(Money::from_decimal(money.decimal(), kEuro), money) << money.decimal();
  }
  EXPECT_EQ(Money(5, kEuro).decimal(), "0.05");
  EXPECT_EQ(Money(-1264, kEuro).decimal(), "-12.64");
  EXPECT_EQ(Money(500, kYen).decimal(), "500");
}

TEST(Money, RefusesWhatIsNotAnAmount) {
  for (const char* text : {"", ".", "1.", ".5", "1.234", "1,00", "1e3", "--1", " 1", "1.2.3",
                           "99999999999999999999", "92233720368547758.08", "9223372036854775807"}) {
    EXPECT_FALSE(Money::from_decimal(text, kEuro)) << text;
  }
  EXPECT_FALSE(Money::from_decimal("1.0", kYen));
  EXPECT_EQ(Money::from_decimal("+5", kEuro), Money(500, kEuro));
}

TEST(Money, TwoCurrenciesNeverMeet) {
  EXPECT_DEATH((void)(Money(1, kEuro) + Money(1, kYen)), "two currencies");
  EXPECT_DEATH((void)(Money(INT64_MAX, kEuro) + Money(1, kEuro)), "does not fit");
  EXPECT_DEATH((void)(Money(INT64_MIN, kEuro) - Money(1, kEuro)), "does not fit");
}

TEST(Money, TheSameNumberOfAnotherCurrencyIsAnotherAmount) {
  EXPECT_FALSE(Money(500, kEuro) == Money(500, kYen));
}

TEST(Decimal, KeepsEveryPlace) {
  EXPECT_EQ(Decimal::from_text("0.59")->micros, 590'000);
  EXPECT_EQ(Decimal::from_text("0.59")->text(), "0.59");
  EXPECT_EQ(Decimal::from_text("0.5")->text(2), "0.50");
  EXPECT_EQ(Decimal::from_text("19")->text(), "19");
  EXPECT_EQ(Decimal::from_text("0.123456")->text(), "0.123456");
  EXPECT_FALSE(Decimal::from_text("0.1234567"));
}

}  // namespace
}  // namespace kerb::payment
