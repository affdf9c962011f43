#include "payment/tariff/wall_clock.hpp"

#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

TEST(WallClock, ReadsTheTimesOfOcpi) {
  const auto ten = read_utc("2019-01-15T10:00:00Z");
  ASSERT_TRUE(ten);
  EXPECT_EQ(utc_text(*ten), "2019-01-15T10:00:00Z");
  EXPECT_EQ(read_utc("2019-01-15T10:00:00"), ten);
  EXPECT_EQ(read_utc("2019-01-15T11:30:00+01:30"), ten);
  EXPECT_EQ(read_utc("2019-01-15T10:00:00.1239Z"), *ten + 123);
  EXPECT_TRUE(read_utc("2020-02-29T23:59:59Z"));
}

TEST(WallClock, RefusesEverythingElse) {
  for (const char* text :
       {"", "2019", "2019-02-29T10:00:00Z", "2019-13-01T10:00:00Z", "2019-01-15 10:00:00Z",
        "2019-01-15T24:00:00Z", "2019-01-15T10:60:00Z", "2019-01-15T10:00:00.Z",
        "2019-01-15T10:00:00+25:00", "2019-01-15T10:00:00Zx", "1999-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z", "2019-01-15T10:00"}) {
    EXPECT_FALSE(read_utc(text)) << text;
  }
  EXPECT_FALSE(read_time_of_day("24:01"));
  EXPECT_FALSE(read_time_of_day("9:30"));
  EXPECT_EQ(read_time_of_day("24:00"), 1440);
  EXPECT_FALSE(read_date("2019-00-10"));
}

TEST(WallClock, EveryDayIsTheOneAfterTheDayBefore) {
  std::string before = "1999-12-31";
  int weekday = 4;  // a Friday
  for (std::int64_t day = kEarliest / kDayMillis; day < kLatest / kDayMillis; ++day) {
    const std::string text = date_text(static_cast<std::int32_t>(day));
    EXPECT_GT(text, before);
    ASSERT_EQ(read_date(text), static_cast<std::int32_t>(day));
    weekday = (weekday + 1) % 7;
    ASSERT_EQ(local_moment(day * kDayMillis, 0).weekday, weekday) << text;
    before = text;
  }
}

TEST(Zone, KnowsTheChangesOfTheClocks) {
  const auto berlin = Zone::load("Europe/Berlin");
  ASSERT_TRUE(berlin);
  EXPECT_EQ(local_text(*read_utc("2026-01-15T10:00:00Z"), *berlin), "2026-01-15 11:00");
  EXPECT_EQ(local_text(*read_utc("2026-07-15T10:00:00Z"), *berlin), "2026-07-15 12:00");
  EXPECT_EQ(local_text(*read_utc("2026-03-29T00:59:59Z"), *berlin), "2026-03-29 01:59");
  EXPECT_EQ(local_text(*read_utc("2026-03-29T01:00:00Z"), *berlin), "2026-03-29 03:00");
  EXPECT_EQ(local_text(*read_utc("2026-10-25T00:30:00Z"), *berlin), "2026-10-25 02:30");
  EXPECT_EQ(local_text(*read_utc("2026-10-25T01:30:00Z"), *berlin), "2026-10-25 02:30");
  const auto& span = berlin->at(*read_utc("2026-07-15T10:00:00Z"));
  EXPECT_EQ(utc_text(span.from), "2026-03-29T01:00:00Z");
  EXPECT_EQ(utc_text(span.until), "2026-10-25T01:00:00Z");
}

TEST(Zone, RefusesAnUnknownName) {
  EXPECT_FALSE(Zone::load("Europe/Berlim"));
  EXPECT_FALSE(Zone::load(""));
  EXPECT_FALSE(Zone::load(std::string(300, 'x')));
  EXPECT_TRUE(Zone::load("UTC"));
  EXPECT_TRUE(Zone::load("America/Los_Angeles"));
}

// 1.00/kWh from 02:00 to 03:00 local time, 0.10 otherwise; 1 kWh every quarter of an hour.
std::string night_price(const std::string& start, const std::string& end, int kwh) {
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"ENERGY","price":1,"step_size":1}],
          "restrictions":{"start_time":"02:00","end_time":"03:00"}},
         {"price_components":[{"type":"ENERGY","price":0.1,"step_size":1}]})");
  const std::string periods = R"({"start_date_time":")" + start +
                              R"(","dimensions":[{"type":"ENERGY","volume":)" +
                              std::to_string(kwh) + "}]}";
  return price(tariff, record_json(start, end, periods), "Europe/Berlin").net;
}

TEST(Dst, AnHourThatComesTwiceCountsTwice) {
  // 01:00 to 04:00 local time, four hours long: two of them from 02:00 to 03:00.
  EXPECT_EQ(night_price("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", 16), "8.80");
}

TEST(Dst, AnHourThatIsSkippedIsNeverCharged) {
  // 01:00 to 04:00 local time, two hours long.
  EXPECT_EQ(night_price("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z", 8), "0.80");
}

TEST(Dst, AnOrdinaryNight) {
  EXPECT_EQ(night_price("2026-03-01T00:00:00Z", "2026-03-01T03:00:00Z", 12), "4.80");
}

TEST(Restrictions, ATimeAcrossMidnightAndADayOfTheWeek) {
  // 22:00 to 06:00 at 0.10, on Saturday otherwise 0.30, else 0.50.
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"ENERGY","price":0.1,"step_size":1}],
          "restrictions":{"start_time":"22:00","end_time":"06:00"}},
         {"price_components":[{"type":"ENERGY","price":0.3,"step_size":1}],
          "restrictions":{"day_of_week":["SATURDAY"]}},
         {"price_components":[{"type":"ENERGY","price":0.5,"step_size":1}]})");
  const auto from = [&](const std::string& start, const std::string& end) {
    const std::string period =
        R"({"start_date_time":")" + start + R"(","dimensions":[{"type":"ENERGY","volume":12}]})";
    return price(tariff, record_json(start, end, period)).net;
  };
  // Friday 20:00 to Saturday 08:00, a kWh an hour: 2 × 0.50 + 8 × 0.10 + 2 × 0.30.
  EXPECT_EQ(from("2026-01-16T20:00:00Z", "2026-01-17T08:00:00Z"), "2.40");
  // Saturday 20:00 to Sunday 08:00: 2 × 0.30 + 8 × 0.10 + 2 × 0.50.
  EXPECT_EQ(from("2026-01-17T20:00:00Z", "2026-01-18T08:00:00Z"), "2.40");
}

TEST(Restrictions, DatesAreLocalAndTheLastIsExclusive) {
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"FLAT","price":9,"step_size":1}],
          "restrictions":{"start_date":"2026-12-24","end_date":"2026-12-25"}},
         {"price_components":[{"type":"FLAT","price":1,"step_size":1}]})");
  const auto at = [&](const std::string& start) {
    const std::string period =
        R"({"start_date_time":")" + start + R"(","dimensions":[{"type":"ENERGY","volume":1}]})";
    return price(tariff, record_json(start, start, period), "Europe/Berlin").net;
  };
  EXPECT_EQ(at("2026-12-23T22:59:59Z"), "1.00");
  EXPECT_EQ(at("2026-12-23T23:00:00Z"), "9.00");
  EXPECT_EQ(at("2026-12-24T22:59:59Z"), "9.00");
  EXPECT_EQ(at("2026-12-24T23:00:00Z"), "1.00");
}

}  // namespace
}  // namespace kerb::payment::tariff
