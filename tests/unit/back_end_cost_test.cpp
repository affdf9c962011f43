#include "payment/back_end_cost.hpp"

#include <gtest/gtest.h>

namespace kerb::payment {
namespace {

const Currency kEuro{};
const Currency kYen = *Currency::from_code("JPY");
const Currency kDinar = *Currency::from_code("KWD");

TEST(BackEndCost, IsRoundedHalfUpToTheMinorUnit) {
  struct Case {
    std::int64_t value;
    int decimals;
    Currency station;
    std::int64_t minor;
  };
  const Case cases[] = {
      {2009, 3, kEuro, 201},     // 2.01, cut off by EVerest's conversion
      {2005, 3, kEuro, 201},     // exactly half
      {2004, 3, kEuro, 200},     // below half
      {28, 2, kEuro, 28},        // 0.29, cut off where nothing can bring it back
      {551'000, 5, kEuro, 551},  // NumberOfDecimalsForCostValues = 5
      {3, 0, kEuro, 300},        // whole euros
      {15, 1, kEuro, 150},       // fewer places than the currency has
      {4'999'999'999, 9, kEuro, 500},
      {0, 3, kEuro, 0},
      {1234, 0, kYen, 1234},
      {1234'500, 3, kYen, 1235},
      {1234'499, 3, kYen, 1234},
      {2009, 3, kDinar, 2009},  // a thousandth is the minor unit
      {20095, 4, kDinar, 2010},
      {kMostTold, 2, kEuro, kMostTold},
      {INT64_MAX / 100'000'000'000, 9, kEuro, 9},
  };
  for (const Case& it : cases) {
    const auto told = money_told({it.value, it.decimals, ""}, it.station);
    ASSERT_TRUE(told) << it.value;
    EXPECT_EQ(*told, Money(it.minor, it.station)) << it.value << "e-" << it.decimals;
  }
}

// EVerest multiplies a double by 1000 and casts it to int, which cuts off. Every price below a
// hundred euros must survive that.
TEST(BackEndCost, EveryCentSurvivesTheCutAtThreeDecimals) {
  int cut_short = 0;
  for (int cents = 0; cents < 10'000; ++cents) {
    const double as_sent = cents / 100.0;
    const auto value = static_cast<int>(as_sent * 1000.0);
    cut_short += value == cents * 10 ? 0 : 1;
    const auto told = money_told({value, 3, "EUR"}, kEuro);
    ASSERT_TRUE(told);
    ASSERT_EQ(told->minor(), cents) << value;
  }
  EXPECT_GT(cut_short, 0) << "this machine's arithmetic does not show what is tested here";
}

TEST(BackEndCost, WhatCannotBeACostIsRefusedWithItsReason) {
  struct Case {
    hal::DecimalAmount told;
    const char* code;
  };
  const Case cases[] = {
      {{2009, 3, "USD"}, "cost.currency"},
      {{2009, 3, "eur"}, "cost.currency"},
      {{2009, 3, "EUR\n\x1b[2J a long currency"}, "cost.currency"},
      {{-1, 3, "EUR"}, "cost.negative"},
      {{INT64_MIN, 0, ""}, "cost.negative"},
      {{1, -1, ""}, "cost.decimals"},
      {{1, 10, ""}, "cost.decimals"},
      {{kMostTold + 1, 2, ""}, "cost.too_large"},
      {{kMostTold, 0, ""}, "cost.too_large"},
      {{INT64_MAX, 0, ""}, "cost.too_large"},
      {{INT64_MAX, 9, ""}, "cost.too_large"},
  };
  for (const Case& it : cases) {
    const auto told = money_told(it.told, kEuro);
    ASSERT_FALSE(told) << it.told.value;
    EXPECT_EQ(told.error().code, it.code);
    EXPECT_EQ(told.error().sentence().find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace kerb::payment
