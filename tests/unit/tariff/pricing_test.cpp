// Whole charges, priced. The numbers are worked out by hand beside each.
#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr const char* kEnergy = R"({"type":"ENERGY","price":0.25,"vat":10.0,"step_size":1})";
constexpr const char* kStart = R"({"type":"FLAT","price":0.5,"vat":20.0,"step_size":1})";

std::string element(const std::string& components, const std::string& restrictions = "") {
  return R"({"price_components":[)" + components + "]" +
         (restrictions.empty() ? "" : R"(,"restrictions":{)" + restrictions + "}") + "}";
}

// An hour of charging this much, on a Tuesday.
std::string hour(const std::string& kwh) {
  return record_json("2019-01-15T10:00:00Z", "2019-01-15T11:00:00Z",
                     R"({"start_date_time":"2019-01-15T10:00:00Z","dimensions":[)"
                     R"({"type":"ENERGY","volume":)" +
                         kwh + R"(},{"type":"TIME","volume":1}]})");
}

std::string period(const std::string& start, const std::string& dimensions) {
  return R"({"start_date_time":")" + start + R"(","dimensions":[)" + dimensions + "]}";
}
std::string volume(const std::string& type, const std::string& amount) {
  return R"({"type":")" + type + R"(","volume":)" + amount + "}";
}

#define EXPECT_PRICE(priced, excl, incl)          \
  do {                                            \
    const Priced& result = (priced);              \
    EXPECT_EQ(result.problem, "");                \
    EXPECT_EQ(result.net, excl) << result.json;   \
    EXPECT_EQ(result.gross, incl) << result.json; \
  } while (false)

TEST(Pricing, EnergyAndAStartFeeUnderTwoTaxes) {
  EXPECT_PRICE(price(tariff_json(element(kEnergy)), hour("20")), "5.00", "5.50");
  EXPECT_PRICE(price(tariff_json(element(kStart) + "," + element(kEnergy)), hour("20")), "5.50",
               "6.10");
}

TEST(Pricing, AnotherElementMayPriceAnotherDimension) {
  const std::string tariff =
      tariff_json(element(kEnergy, R"("start_time":"20:00")") + "," +
                  element(R"({"type":"TIME","price":1,"step_size":1})") + "," +
                  element(R"({"type":"ENERGY","price":0.5,"step_size":1})"));
  EXPECT_PRICE(price(tariff, hour("10")), "6.00", "6.00");
}

TEST(Pricing, TheLimitsOfNetAndGrossBindEachForItself) {
  const std::string minimum =
      tariff_json(element(kEnergy),
                  R"("min_price":{"before_taxes":0.5,"after_taxes":0.55},"tax_included":"NO")");
  EXPECT_PRICE(price(minimum, hour("20")), "5.00", "5.50");
  EXPECT_PRICE(price(minimum, hour("1.2")), "0.50", "0.55");
  // 2.10 kWh: 0.525 net is above the minimum, 0.5775 gross below another one.
  const std::string gross_only =
      tariff_json(element(kEnergy),
                  R"("min_price":{"before_taxes":0.5,"after_taxes":0.60},"tax_included":"NO")");
  const Priced priced = price(gross_only, hour("2.1"));
  EXPECT_PRICE(priced, "0.53", "0.60");
  EXPECT_EQ(priced.bill.net_bound, Bound::none);
  EXPECT_EQ(priced.bill.gross_bound, Bound::minimum);
}

TEST(Pricing, AMaximum) {
  const std::string tariff = tariff_json(
      element(kStart) + "," + element(kEnergy),
      R"("max_price":{"excl_vat":10,"incl_vat":11},"end_date_time":"2019-06-30T23:59:59Z")");
  EXPECT_PRICE(price(tariff, hour("50")), "10.00", "11.00");
  EXPECT_PRICE(price(tariff, hour("30")), "8.00", "8.85");
}

TEST(Pricing, ALimitWithoutItsGrossSideTakesTheTaxAlong) {
  const std::string tariff = tariff_json(element(kEnergy), R"("min_price":{"excl_vat":1})");
  EXPECT_PRICE(price(tariff, hour("1")), "1.00", "1.10");
  EXPECT_PRICE(price(tariff, hour("0")), "1.00", "1.10");
}

TEST(Pricing, TaxesIncluded) {
  // 10 kWh × 0.59 gross under 19 %: 5.90 gross, 4.957983… net.
  const std::string tariff =
      tariff_json(element(R"({"type":"ENERGY","price":0.59,"vat":19,"step_size":1})"),
                  R"("tax_included":"YES")");
  const Priced priced = price(tariff, hour("10"));
  EXPECT_PRICE(priced, "4.96", "5.90");
  EXPECT_EQ(text_of(priced.bill.net).fraction, "590/119");
  EXPECT_EQ(priced.exact_gross, "5.9");
}

TEST(Pricing, TaxesNotApplicableOrNotKnown) {
  const std::string component = R"({"type":"ENERGY","price":0.5,"step_size":1})";
  EXPECT_PRICE(price(tariff_json(element(component), R"("tax_included":"N/A")"), hour("10")),
               "5.00", "5.00");
  EXPECT_PRICE(price(tariff_json(element(component), R"("tax_included":"NO")"), hour("10")), "5.00",
               "");
  EXPECT_PRICE(price(tariff_json(element(component), R"("tax_included":"YES")"), hour("10")), "",
               "5.00");
  // OCPI 2.2.1: no VAT is stated, so none applies.
  EXPECT_PRICE(price(tariff_json(element(component)), hour("10")), "5.00", "5.00");
}

TEST(Pricing, RoundsTheSumAndNotItsParts) {
  // 2.875 + 3.30 + 4.125 gross: rounded one by one it would be 10.31.
  const std::string tariff =
      tariff_json(element(R"({"type":"FLAT","price":2.5,"vat":15,"step_size":1})") + "," +
                  element(R"({"type":"TIME","price":1,"vat":20,"step_size":900},)"
                          R"({"type":"PARKING_TIME","price":5,"vat":10,"step_size":300})"));
  const std::string record =
      record_json("2019-01-14T09:30:00Z", "2019-01-14T12:57:00Z",
                  period("2019-01-14T09:30:00Z", volume("TIME", "2.75")) + "," +
                      period("2019-01-14T12:15:00Z", volume("PARKING_TIME", "0.7")));
  const Priced priced = price(tariff, record);
  EXPECT_PRICE(priced, "9.00", "10.30");
  EXPECT_NE(priced.json.find(
                R"("taxes":[{"percent":"15","excl_vat":"2.50","vat":"0.38","incl_vat":"2.88"})"),
            std::string::npos)
      << priced.json;
}

TEST(Pricing, TheRoundingRuleIsNamed) {
  const std::string tariff =
      tariff_json(element(R"({"type":"ENERGY","price":0.25,"step_size":0})"));
  EXPECT_EQ(price(tariff, hour("0.5"), "UTC", Rounding::half_up).net, "0.13");
  EXPECT_EQ(price(tariff, hour("0.5"), "UTC", Rounding::half_even).net, "0.12");
  EXPECT_EQ(price(tariff, hour("0.41"), "UTC", Rounding::up).net, "0.11");
  EXPECT_EQ(price(tariff, hour("0.43"), "UTC", Rounding::down).net, "0.10");
}

TEST(Pricing, FlatIsChargedOnce) {
  const std::string record =
      record_json("2019-01-15T10:00:00Z", "2019-01-15T12:00:00Z",
                  period("2019-01-15T10:00:00Z", volume("ENERGY", "1")) + "," +
                      period("2019-01-15T11:00:00Z", volume("ENERGY", "1")));
  EXPECT_PRICE(price(tariff_json(element(kStart)), record), "0.50", "0.60");
}

TEST(Pricing, YenHaveNoMinorUnit) {
  std::string tariff = tariff_json(element(R"({"type":"ENERGY","price":33.3,"step_size":1})"));
  tariff.replace(tariff.find("EUR"), 3, "JPY");
  EXPECT_PRICE(price(tariff, hour("10")), "333", "333");
}

TEST(Pricing, APeriodThatWasNotCutIsDivided) {
  // 10:00 to 11:00, 20 kWh; the price changes at 10:15: 5 × 0.20 + 15 × 0.40.
  const std::string tariff = tariff_json(
      element(R"({"type":"ENERGY","price":0.2,"step_size":1})", R"("end_time":"10:15")") + "," +
      element(R"({"type":"ENERGY","price":0.4,"step_size":1})"));
  const Priced priced = price(tariff, hour("20"));
  EXPECT_PRICE(priced, "7.00", "7.00");
  EXPECT_TRUE(priced.warns_of("changed within a period"));
}

TEST(Pricing, AnEnergyLimitDividesExactly) {
  const std::string tariff =
      tariff_json(element(R"({"type":"ENERGY","price":0,"step_size":1})", R"("max_kwh":1)") + "," +
                  element(R"({"type":"ENERGY","price":0.2,"step_size":1})", R"("min_kwh":1)"));
  EXPECT_PRICE(price(tariff, hour("20")), "3.80", "3.80");
}

TEST(Pricing, PowerDecidesAndMaximaAreExclusive) {
  const std::string tariff =
      tariff_json(element(R"({"type":"ENERGY","price":0.2,"step_size":1})", R"("max_power":16)") +
                  "," + element(R"({"type":"ENERGY","price":0.5,"step_size":1})"));
  const auto at_power = [&](const std::string& kilowatt) {
    return price(
        tariff, record_json("2019-01-15T10:00:00Z", "2019-01-15T11:00:00Z",
                            period("2019-01-15T10:00:00Z", volume("ENERGY", "10") + "," +
                                                               volume("MIN_POWER", kilowatt) + "," +
                                                               volume("MAX_POWER", kilowatt))));
  };
  EXPECT_PRICE(at_power("15.9"), "2.00", "2.00");
  EXPECT_PRICE(at_power("16"), "5.00", "5.00");
  // Without a measured power the mean is taken: 10 kW.
  EXPECT_PRICE(price(tariff, hour("10")), "2.00", "2.00");
}

TEST(Pricing, SaysWhatWasFreeBecauseNothingMatched) {
  const std::string tariff = tariff_json(element(kEnergy, R"("end_time":"10:30")"));
  const Priced priced = price(tariff, hour("20"));
  EXPECT_PRICE(priced, "2.50", "2.75");
  EXPECT_TRUE(priced.warns_of("matched no element"));
}

TEST(Pricing, ExplainsEveryLine) {
  const Priced priced = price(
      tariff_json(element(kEnergy, R"("start_time":"09:00","end_time":"18:00")")), hour("20"));
  EXPECT_NE(priced.json.find(R"("dimension":"ENERGY","quantity":"20","unit":"kWh","price":"0.25")"),
            std::string::npos)
      << priced.json;
  EXPECT_NE(priced.json.find("from 09:00 to 18:00 local time"), std::string::npos);
}

TEST(Pricing, StackedTaxesOfOcpp) {
  // 10 kWh × 0.40 = 4.00; GST 5 %, QST 9.975 % on top of it: 4.61895.
  const char* tariff = R"({"tariffId":"t","currency":"CAD","energy":{"prices":[{"priceKwh":0.4}],
    "taxRates":[{"type":"GST","tax":5,"stack":0},{"type":"QST","tax":9.975,"stack":1}]}})";
  const Priced priced = price(tariff, hour("10"));
  EXPECT_PRICE(priced, "4.00", "4.62");
  EXPECT_EQ(priced.exact_gross, "4.61895");
}

TEST(Pricing, OcppPricesMinutesAndIdleTimeAfterAGrace) {
  const char* tariff = R"({"tariffId":"t","currency":"EUR",
    "chargingTime":{"prices":[{"priceMinute":0.05}]},
    "idleTime":{"prices":[{"priceMinute":0.1,"conditions":{"minIdleTime":600}}]},
    "fixedFee":{"prices":[{"priceFixed":1,"conditions":{"paymentBrand":"other"}},{"priceFixed":0.3}]}})";
  const std::string record =
      record_json("2019-01-15T10:00:00Z", "2019-01-15T11:00:00Z",
                  period("2019-01-15T10:00:00Z", volume("TIME", "0.5")) + "," +
                      period("2019-01-15T10:30:00Z", volume("PARKING_TIME", "0.5")));
  // 30 × 0.05 + 20 × 0.10 + 0.30
  EXPECT_PRICE(price(tariff, record), "3.80", "3.80");
}

TEST(Pricing, OfSeveralTariffsTheOneThatIsValidAtTheStart) {
  const std::string old_one =
      tariff_json(element(kEnergy), R"("end_date_time":"2019-01-15T10:00:00Z")");
  const std::string new_one =
      tariff_json(element(kEnergy), R"("start_date_time":"2019-01-15T10:00:00Z")");
  const auto tariffs = read_tariffs("[" + old_one + "," + new_one + "]", "t.json");
  ASSERT_TRUE(tariffs) << tariffs.error().sentence();
  const std::int64_t ten = *read_utc("2019-01-15T10:00:00Z");
  EXPECT_EQ(choose_tariff(*tariffs, "", ten), &(*tariffs)[1]);
  EXPECT_EQ(choose_tariff(*tariffs, "1", ten - 1), &(*tariffs)[0]);
  EXPECT_FALSE(read_tariffs("[]", "t.json"));
}

TEST(Pricing, AReservationIsPricedApartAndLimitsDoNotBoundIt) {
  const std::string tariff =
      tariff_json(element(R"({"type":"TIME","price":5,"vat":20,"step_size":300},)"
                          R"({"type":"FLAT","price":2,"vat":20,"step_size":1})",
                          R"("reservation":"RESERVATION")") +
                      "," + element(std::string(kStart) + "," + kEnergy),
                  R"("max_price":{"before_taxes":1,"after_taxes":1.1},"tax_included":"NO")");
  const std::string record =
      record_json("2019-01-15T09:47:00Z", "2019-01-15T11:00:00Z",
                  period("2019-01-15T09:47:00Z", volume("RESERVATION_TIME", "0.2166666667")) + "," +
                      period("2019-01-15T10:00:00Z", volume("ENERGY", "20")));
  // 15 min × 5/h + 2.00, and the session's 5.50 cut to 1.00.
  EXPECT_PRICE(price(tariff, record), "4.25", "5.00");
}

TEST(Pricing, AnExpiredReservationTakesItsOwnElementsFirst) {
  const std::string expires = element(R"({"type":"FLAT","price":4,"vat":20,"step_size":1})",
                                      R"("reservation":"RESERVATION_EXPIRES")");
  const std::string reserved = element(R"({"type":"TIME","price":2,"vat":20,"step_size":600})",
                                       R"("reservation":"RESERVATION")");
  const std::string session = element(std::string(kStart) + "," + kEnergy);
  const std::string tariff = tariff_json(expires + "," + reserved + "," + session,
                                         R"("min_price":{"excl_vat":50,"incl_vat":60})");
  const std::string record =
      record_json("2019-01-15T10:00:00Z", "2019-01-15T11:00:00Z",
                  period("2019-01-15T10:00:00Z", volume("RESERVATION_TIME", "1")));
  EXPECT_PRICE(price(tariff, record), "6.00", "7.20");
  const std::string expires_time = element(R"({"type":"TIME","price":6,"vat":20,"step_size":600})",
                                           R"("reservation":"RESERVATION_EXPIRES")");
  EXPECT_PRICE(price(tariff_json(reserved + "," + expires_time + "," + session), record), "6.00",
               "7.20");
}

}  // namespace
}  // namespace kerb::payment::tariff
