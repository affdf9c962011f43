// OCPI step_size: once a session, at the end, at the price of the last component.
#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

std::string period(const std::string& start, const std::string& type, const std::string& amount) {
  return R"({"start_date_time":")" + start + R"(","dimensions":[{"type":")" + type +
         R"(","volume":)" + amount + "}]}";
}

// Charging 1.20 an hour until 17:00 and 2.40 after; parking 1.00 until 20:00, then free.
const std::string& evening() {
  static const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"TIME","price":1.2,"step_size":1800},
           {"type":"PARKING_TIME","price":1,"step_size":900}],
          "restrictions":{"start_time":"00:00","end_time":"17:00"}},
         {"price_components":[{"type":"TIME","price":2.4,"step_size":900},
           {"type":"PARKING_TIME","price":1,"step_size":900}],
          "restrictions":{"start_time":"17:00","end_time":"20:00"}},
         {"price_components":[{"type":"TIME","price":2.4,"step_size":900}],
          "restrictions":{"start_time":"20:00","end_time":"00:00"}})");
  return tariff;
}

TEST(StepSize, OfParkingAloneWhenThereWasAny) {
  // 5 min × 1.20 + 5 min × 2.40 + 2 min parked, billed as 15.
  const Priced priced = price(
      evening(), record_json("2019-01-15T16:55:00Z", "2019-01-15T17:07:00Z",
                             period("2019-01-15T16:55:00Z", "TIME", "0.0833333333") + "," +
                                 period("2019-01-15T17:00:00Z", "TIME", "0.0833333333") + "," +
                                 period("2019-01-15T17:05:00Z", "PARKING_TIME", "0.0333333333")));
  EXPECT_EQ(priced.net, "0.55") << priced.problem << priced.json;
  ASSERT_EQ(priced.bill.surpluses.count, 1U);
  EXPECT_EQ(priced.bill.surpluses.list[0].measured, 120'000);
  EXPECT_EQ(priced.bill.surpluses.list[0].billed, 900'000);
}

TEST(StepSize, OfChargingTimeAtTheLastPrice) {
  // 25 min × 1.20 and 10 min × 2.40, 35 rounded up to 45: the surplus costs 2.40.
  EXPECT_EQ(price(evening(), record_json("2019-01-15T16:35:00Z", "2019-01-15T17:10:00Z",
                                         period("2019-01-15T16:35:00Z", "TIME", "0.5833333333")))
                .net,
            "1.30");
}

TEST(StepSize, CountsOnlyMinutesThatHadAPrice) {
  // 12 min charged × 2.40; parked 19:52 to 20:12, of which 8 min have a price: billed as 15.
  const Priced priced = price(
      evening(), record_json("2019-01-15T19:40:00Z", "2019-01-15T20:12:00Z",
                             period("2019-01-15T19:40:00Z", "TIME", "0.2") + "," +
                                 period("2019-01-15T19:52:00Z", "PARKING_TIME", "0.3333333333")));
  EXPECT_EQ(priced.net, "0.73") << priced.json;
}

TEST(StepSize, OfEnergyOnceOnTheTotal) {
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"ENERGY","price":0.2,"step_size":500}],
          "restrictions":{"end_time":"17:00"}},
         {"price_components":[{"type":"ENERGY","price":0.27,"step_size":500}]})");
  // 4.3 × 0.20 + 1.2 × 0.27
  const Priced priced =
      price(tariff, record_json("2019-01-15T16:00:00Z", "2019-01-15T18:00:00Z",
                                period("2019-01-15T16:00:00Z", "ENERGY", "4.3") + "," +
                                    period("2019-01-15T17:00:00Z", "ENERGY", "1.1")));
  EXPECT_EQ(priced.exact_net, "1.184");
  EXPECT_EQ(priced.net, "1.18");
}

TEST(StepSize, OfOneWattHourRoundsToo) {
  const std::string tariff =
      tariff_json(R"({"price_components":[{"type":"ENERGY","price":0.25,"step_size":1}]})");
  const auto of = [&](const std::string& kwh) {
    return price(tariff, record_json("2019-01-15T10:00:00Z", "2019-01-15T10:05:00Z",
                                     period("2019-01-15T10:00:00Z", "ENERGY", kwh)))
        .exact_net;
  };
  EXPECT_EQ(of("0.1152"), "0.029");
  EXPECT_EQ(of("0.116"), "0.029");
}

TEST(StepSize, OfZeroIsNone) {
  const std::string tariff =
      tariff_json(R"({"price_components":[{"type":"ENERGY","price":0.25,"step_size":0}]})");
  EXPECT_EQ(price(tariff, record_json("2019-01-15T10:00:00Z", "2019-01-15T10:05:00Z",
                                      period("2019-01-15T10:00:00Z", "ENERGY", "0.1152")))
                .exact_net,
            "0.0288");
}

TEST(StepSize, IsNotForChargingTimeThatParkingFollows) {
  // Saturday, 43 A: 2.50 + 114 min × 1.25/h + 71 min × 6.00/h billed as 75.
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"FLAT","price":2.5,"vat":15,"step_size":1}]},
         {"price_components":[{"type":"TIME","price":1,"vat":20,"step_size":900}],
          "restrictions":{"max_current":32}},
         {"price_components":[{"type":"TIME","price":2,"vat":20,"step_size":600}],
          "restrictions":{"min_current":32,"day_of_week":["MONDAY","TUESDAY","WEDNESDAY"]}},
         {"price_components":[{"type":"TIME","price":1.25,"vat":20,"step_size":600}],
          "restrictions":{"min_current":32,"day_of_week":["SATURDAY","SUNDAY"]}},
         {"price_components":[{"type":"PARKING_TIME","price":6,"vat":10,"step_size":300}],
          "restrictions":{"start_time":"10:00","end_time":"17:00","day_of_week":["SATURDAY"]}})");
  const std::string record = record_json(
      "2019-01-19T13:30:00Z", "2019-01-19T16:35:00Z",
      R"({"start_date_time":"2019-01-19T13:30:00Z","dimensions":[{"type":"TIME","volume":1.9},
          {"type":"MIN_CURRENT","volume":43},{"type":"MAX_CURRENT","volume":43}]},)" +
          period("2019-01-19T15:24:00Z", "PARKING_TIME", "1.1833333333"));
  const Priced priced = price(tariff, record);
  EXPECT_EQ(priced.exact_net, "12.375") << priced.json;
  EXPECT_EQ(priced.exact_gross, "13.975");
  EXPECT_EQ(priced.net, "12.38");
}

TEST(StepSize, FreeFirstHourIsCountedFromTheStartOfTheSession) {
  const std::string tariff = tariff_json(
      R"({"price_components":[{"type":"ENERGY","price":0,"vat":20,"step_size":1}],
          "restrictions":{"max_duration":1800}},
         {"price_components":[{"type":"ENERGY","price":0.25,"vat":20,"step_size":1}],
          "restrictions":{"max_duration":3600}},
         {"price_components":[{"type":"ENERGY","price":0.4,"vat":20,"step_size":1}]})");
  EXPECT_EQ(price(tariff, record_json("2019-01-15T10:00:00Z", "2019-01-15T10:40:00Z",
                                      period("2019-01-15T10:00:00Z", "ENERGY", "5") + "," +
                                          period("2019-01-15T10:30:00Z", "ENERGY", "1.2")))
                .net,
            "0.30");
}

}  // namespace
}  // namespace kerb::payment::tariff
