#include "payment/tariff/exact.hpp"

#include <gtest/gtest.h>

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kMost = 1'000'000'000'000'000'000;

std::int64_t value(std::string_view text, int places) {
  const auto read = read_decimal(text, places, kMost);
  return read && !read->rounded ? read->value : -1;
}

TEST(ReadDecimal, KeepsEveryDigit) {
  EXPECT_EQ(value("0.59", 12), 590'000'000'000);
  EXPECT_EQ(value("20", 3), 20'000);
  EXPECT_EQ(value("-1.5", 1), -15);
  EXPECT_EQ(value("1e-3", 6), 1000);
  EXPECT_EQ(value("2.5E+1", 2), 2500);
  EXPECT_EQ(value("0e999", 2), 0);
  EXPECT_EQ(value("0.3719008264", 12), 371'900'826'400);
}

TEST(ReadDecimal, RoundsWhatIsFinerAndSaysSo) {
  const auto read = [](std::string_view text) { return read_decimal(text, 2, kMost); };
  EXPECT_EQ(read("0.125")->value, 12);  // a half to the even digit
  EXPECT_EQ(read("0.135")->value, 14);
  EXPECT_EQ(read("0.1250001")->value, 13);
  EXPECT_TRUE(read("0.125")->rounded);
  EXPECT_FALSE(read("0.12000000000000")->rounded);
  EXPECT_EQ(read("1e-400")->value, 0);
  EXPECT_TRUE(read("1e-400")->rounded);
}

TEST(ReadDecimal, RefusesWhatIsNoNumberOrTooLarge) {
  for (const char* text :
       {"", "-", ".5", "5.", "1e", "1e+", "0x1", "1 ", "nan", "1e99999", "--1"}) {
    EXPECT_FALSE(read_decimal(text, 2, kMost)) << text;
  }
  EXPECT_FALSE(read_decimal("1000001", 0, 1'000'000));
  EXPECT_FALSE(read_decimal("1e400", 2, kMost));
  EXPECT_FALSE(read_decimal("999999999999999999999999999999999999999999", 2, kMost));
  EXPECT_TRUE(read_decimal("1000000", 0, 1'000'000));
}

TEST(Units, APriceAnHourTimesMillisecondsIsWhole) {
  // 1.00 an hour for 1 ms is 1/3,600,000.
  EXPECT_EQ(time_units(kTen12, 1) * 3'600'000, kUnitsPerCurrencyUnit);
  EXPECT_EQ(energy_units(kTen12, kTen12), kUnitsPerCurrencyUnit);
  EXPECT_EQ(flat_units(kTen12), kUnitsPerCurrencyUnit);
}

Exact amount(std::string_view text) {
  return {flat_units(read_decimal(text, 12, kMost)->value), 0, 1};
}

TEST(Rounding, FollowsItsName) {
  struct Row {
    const char* text;
    std::int64_t half_up, half_even, up, down;
  };
  for (const Row& row :
       {Row{"1.005", 101, 100, 101, 100}, Row{"1.015", 102, 102, 102, 101},
        Row{"1.0049", 100, 100, 101, 100}, Row{"1.00", 100, 100, 100, 100},
        Row{"-1.005", -101, -100, -101, -100}, Row{"-1.001", -100, -100, -101, -100}}) {
    EXPECT_EQ(rounded(amount(row.text), 2, Rounding::half_up), row.half_up) << row.text;
    EXPECT_EQ(rounded(amount(row.text), 2, Rounding::half_even), row.half_even) << row.text;
    EXPECT_EQ(rounded(amount(row.text), 2, Rounding::up), row.up) << row.text;
    EXPECT_EQ(rounded(amount(row.text), 2, Rounding::down), row.down) << row.text;
  }
}

TEST(Rounding, SeesTheFractionOfAUnit) {
  // 1.005 and a third of the smallest unit is above the half.
  Exact above = amount("1.005");
  above.part = 1;
  above.whole = 3;
  EXPECT_EQ(rounded(above, 2, Rounding::half_even), 101);
  Exact below = amount("-1.005");
  below.part = 1;  // a little nearer to zero
  below.whole = 3;
  EXPECT_EQ(rounded(below, 2, Rounding::half_up), -100);
  Exact whole = amount("1");
  whole.part = 1;
  whole.whole = 3;
  EXPECT_EQ(rounded(whole, 2, Rounding::up), 101);
}

TEST(Exact, DividesByATaxAndMultipliesBackWithoutALoss) {
  const Ratio nineteen = one_plus(19'000'000);
  EXPECT_EQ(nineteen.over, 119);
  EXPECT_EQ(nineteen.under, 100);
  for (const char* text : {"0.59", "1", "-7.77", "123456.789"}) {
    const Int128 units = amount(text).units;
    const Exact net = times(units, nineteen.under, nineteen.over);
    // 119 of them are 100 times the gross again.
    Exact sum;
    for (int i = 0; i < 119; ++i) sum = sum + net;
    EXPECT_EQ(sum.units, units * 100) << text;
    EXPECT_EQ(sum.part, 0) << text;
  }
}

TEST(Exact, SaysSoWhenItsDecimalsNeverEnd) {
  const Exact third = times(amount("1").units, 1, 3);
  EXPECT_EQ(text_of(third).fraction, "1/3");
  EXPECT_FALSE(text_of(third).ends);
  EXPECT_EQ(text_of(third).digits, "0.333333333333333333333333");
  EXPECT_EQ(text_of(amount("12.375")).digits, "12.375");
  EXPECT_EQ(text_of(amount("-0.5")).digits, "-0.5");
  EXPECT_TRUE(text_of(amount("12.375")).ends);
}

TEST(Ratio, StacksTaxes) {
  const auto stacked = product(one_plus(5'000'000), one_plus(9'975'000));
  ASSERT_TRUE(stacked);
  // 1.05 × 1.09975 = 1.1547375
  EXPECT_EQ(stacked->over * 10'000'000 / stacked->under, 11'547'375);
}

TEST(ScaledText, IsShort) {
  EXPECT_EQ(scaled_text(590'000, 6), "0.59");
  EXPECT_EQ(scaled_text(0, 6), "0");
  EXPECT_EQ(minor_text(-5, 2), "-0.05");
  EXPECT_EQ(minor_text(1264, 0), "1264");
}

}  // namespace
}  // namespace kerb::payment::tariff
