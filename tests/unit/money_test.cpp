#include "payment/money.hpp"

#include <gtest/gtest.h>

#include "payment/tariff/energy_price.hpp"

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
  for (const char* text :
       {"", ".", "1.", ".5", "1.234", "1,00", "1e3", "--1", " 1", "99999999999999999999"}) {
    EXPECT_FALSE(Money::from_decimal(text, kEuro)) << text;
  }
  EXPECT_FALSE(Money::from_decimal("1.0", kYen));
}

TEST(Money, TwoCurrenciesNeverMeet) {
  EXPECT_DEATH((void)(Money(1, kEuro) + Money(1, kYen)), "two currencies");
  EXPECT_DEATH((void)(Money(INT64_MAX, kEuro) + Money(1, kEuro)), "does not fit");
}

TEST(Decimal, KeepsEveryPlace) {
  EXPECT_EQ(Decimal::from_text("0.59")->micros, 590'000);
  EXPECT_EQ(Decimal::from_text("0.59")->text(), "0.59");
  EXPECT_EQ(Decimal::from_text("0.5")->text(2), "0.50");
  EXPECT_EQ(Decimal::from_text("19")->text(), "19");
  EXPECT_EQ(Decimal::from_text("0.123456")->text(), "0.123456");
  EXPECT_FALSE(Decimal::from_text("0.1234567"));
}

EnergyPrice price(const char* per_kwh, const char* vat) {
  return {kEuro, *Decimal::from_text(per_kwh), *Decimal::from_text(vat)};
}

TEST(EnergyPrice, CostsWhatThePriceSays) {
  const Cost cost = cost_of(price("0.59", "19"), {21'424});
  EXPECT_EQ(cost.gross.decimal(), "12.64");  // 12.64016
  EXPECT_EQ(cost.net.decimal(), "10.62");    // 12.64 / 1.19 = 10.6218…
  EXPECT_EQ(cost.vat.decimal(), "2.02");
}

TEST(EnergyPrice, RoundsTheHalfUpOnce) {
  EXPECT_EQ(cost_of(price("0.50", "0"), {10}).gross.minor(), 1);  // half a cent
  EXPECT_EQ(cost_of(price("0.50", "0"), {9}).gross.minor(), 0);
  EXPECT_EQ(cost_of(price("0.59", "19"), {-5}).gross.minor(), 0);
}

TEST(EnergyPrice, GrossIsAlwaysNetPlusVat) {
  for (std::int64_t energy = 0; energy < 100'000; energy += 37) {
    const Cost cost = cost_of(price("0.5873", "25.5"), {energy});
    ASSERT_EQ(cost.gross, cost.net + cost.vat) << energy;
  }
}

TEST(EnergyPrice, EnergyForAnAmountIsTheMostThatFits) {
  const EnergyPrice per_kwh = price("0.59", "19");
  for (const std::int64_t cents : {0LL, 1LL, 59LL, 5000LL, 123456LL}) {
    const Money amount(cents, kEuro);
    const hal::WattHours most = energy_for(per_kwh, amount);
    EXPECT_FALSE(less(amount, cost_of(per_kwh, most).gross)) << cents;
    EXPECT_TRUE(less(amount, cost_of(per_kwh, {most.count + 1}).gross)) << cents;
  }
}

}  // namespace
}  // namespace kerb::payment
