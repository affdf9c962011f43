#include "kiosk/screens/texts/formats.hpp"

#include <gtest/gtest.h>

namespace kerb::kiosk {
namespace {

using namespace std::chrono_literals;

#define NBSP "\u00A0"

Formats formats(const std::string& locale, const std::string& zone = "Europe/Berlin") {
  auto made = Formats::create(locale, zone);
  EXPECT_TRUE(made);
  return *made;
}

const payment::Currency kEuro{};

TEST(Formats, write_money_exactly) {
  EXPECT_EQ(formats("en").money({1264, kEuro}), "€12.64");
  EXPECT_EQ(formats("de").money({1264, kEuro}), "12,64" NBSP "€");
  EXPECT_EQ(formats("en").money({900'719'925'474'099'301, kEuro}), "€9,007,199,254,740,993.01")
      << "a double came near it";
  const auto yen = payment::Currency::from_code("JPY");
  ASSERT_TRUE(yen);
  EXPECT_EQ(formats("en").money({5000, *yen}), "JP¥5,000");
}

// The plug, the price sign and the bank's statement have these digits.
TEST(Formats, have_the_same_digits_in_every_language) {
  for (const char* locale : {"ar", "he", "hi", "th", "ja"}) {
    const Formats own = formats(locale);
    EXPECT_NE(own.money({1264, kEuro}).find("12"), std::string::npos) << locale;
    EXPECT_NE(own.energy({21'499}).find("21"), std::string::npos) << locale;
    EXPECT_NE(own.countdown(hal::Seconds{165}).find("2:45"), std::string::npos) << locale;
    EXPECT_NE(own.time_of_day(hal::Utc{}).find("00"), std::string::npos) << locale;
  }
}

TEST(Formats, show_every_digit_of_a_price_and_at_least_the_cents) {
  EXPECT_EQ(formats("en").price({kEuro, {590'000}}), "€0.59");
  EXPECT_EQ(formats("en").price({kEuro, {500'000}}), "€0.50");
  EXPECT_EQ(formats("de").price({kEuro, {594'900}}), "0,5949" NBSP "€");
}

TEST(Formats, cut_energy_and_never_round_it_up) {
  EXPECT_EQ(formats("en").energy({21'499}), "21.4" NBSP "kWh");
  EXPECT_EQ(formats("de").energy({99}), "0,0" NBSP "kWh");
  EXPECT_EQ(formats("en").exact_energy({21'437}), "21.437" NBSP "kWh");
  EXPECT_EQ(formats("en").whole_energy({10'999}), "10" NBSP "kWh");
  EXPECT_EQ(formats("de").energy_figure({21'499}), "21,4");
}

TEST(Formats, write_power_with_a_decimal_only_where_it_matters) {
  EXPECT_EQ(formats("en").power({151'999}), "151" NBSP "kW");
  EXPECT_EQ(formats("en").power({7'490}), "7.4" NBSP "kW");
  EXPECT_EQ(formats("en").power({0}), "0" NBSP "kW");
}

TEST(Formats, write_percent_and_countdown) {
  EXPECT_EQ(formats("en").percent(64), "64%");
  EXPECT_EQ(formats("de").percent(64), "64" NBSP "%");
  EXPECT_EQ(formats("de").percent(payment::Decimal{7'700'000}), "7,7" NBSP "%");
  EXPECT_EQ(formats("en").countdown(165s), "2:45");
  EXPECT_EQ(formats("en").countdown(-3s), "0:00");
}

// 27 October 2024, 01:30 UTC is the second 02:30 of that night in Berlin.
TEST(Formats, write_time_in_the_site_s_zone_through_the_change_of_clocks) {
  const hal::Utc night = std::chrono::sys_days{std::chrono::year{2024} / 10 / 27} + 1h + 30min;
  EXPECT_EQ(formats("de").time_of_day(night), "02:30");
  EXPECT_EQ(formats("de").time_of_day(night - 1h), "02:30");
  EXPECT_EQ(formats("en", "America/New_York").time_of_day(night), "21:30");
  EXPECT_EQ(formats("de").date_and_time(night), "27." NBSP "Okt." NBSP "2024," NBSP "02:30");
}

TEST(Formats, refuse_a_time_zone_that_does_not_exist) {
  const auto made = Formats::create("en", "Europe/Atlantis");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "texts.no_such_time_zone");
}

}  // namespace
}  // namespace kerb::kiosk
