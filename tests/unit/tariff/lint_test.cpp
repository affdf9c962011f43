#include "payment/tariff/lint.hpp"

#include <algorithm>

#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kKilowatt = 1'000'000;

std::vector<Finding> findings_of(const std::string& elements, Law law, std::int64_t kilowatt,
                                 const std::string& more = "", const std::string& zone = "UTC") {
  const auto tariff = read_tariff(tariff_json(elements, more), "t.json");
  EXPECT_TRUE(tariff) << tariff.error().sentence();
  return lint(*tariff, law, kilowatt * kKilowatt, *Zone::load(zone));
}

// "unlawful session_fee elements[0].price_components[0]", one a line.
std::string all(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    EXPECT_FALSE(finding.article.empty()) << finding.code;
    text +=
        std::string(name_of(finding.severity)) + " " + finding.code + " " + finding.place + "\n";
  }
  return text;
}

const std::string kEnergy =
    R"({"price_components":[{"type":"ENERGY","price":0.59,"vat":19,"step_size":1}]})";
const std::string kFee =
    R"({"price_components":[{"type":"FLAT","price":1,"vat":19,"step_size":1}]})";

TEST(Lint, APlainPricePerKwhIsLawfulEverywhere) {
  EXPECT_EQ(all(findings_of(kEnergy, Law::afir, 150)), "");
  EXPECT_EQ(all(findings_of(kEnergy, Law::de, 150)), "");
  EXPECT_EQ(all(findings_of(kEnergy, Law::uk, 150)), "unlawful currency currency\n");
}

TEST(Lint, AfirAllowsASessionFeeOnlyBelowFiftyKilowatt) {
  EXPECT_EQ(all(findings_of(kEnergy + "," + kFee, Law::afir, 22)), "");
  EXPECT_EQ(all(findings_of(kEnergy + "," + kFee, Law::afir, 50)),
            "unlawful session_fee elements[1].price_components[0]\n");
  EXPECT_EQ(findings_of(kEnergy + "," + kFee, Law::afir, 50).front().article,
            "Regulation (EU) 2023/1804 (AFIR), Article 5(4)");
}

TEST(Lint, AfirHasAnOrderOfComponents) {
  EXPECT_EQ(all(findings_of(kFee + "," + kEnergy, Law::afir, 22)),
            "misleading order elements[1].price_components[0]\n");
}

TEST(Lint, APriceForTimeAlone) {
  const std::string time =
      R"({"price_components":[{"type":"TIME","price":2,"vat":19,"step_size":60}]})";
  EXPECT_EQ(all(findings_of(time, Law::de, 150)),
            "unlawful no_energy_price \nunlawful charging_time_price "
            "elements[0].price_components[0]\n");
  EXPECT_EQ(all(findings_of(time, Law::afir, 11)), "note no_energy_price \n");
}

TEST(Lint, AMissingVatOnlyWhereItMustBeShown) {
  const std::string net = R"({"price_components":[{"type":"ENERGY","price":0.5,"step_size":1}]})";
  EXPECT_EQ(all(findings_of(net, Law::de, 11)),
            "unlawful vat_missing elements[0].price_components[0]\n");
  EXPECT_EQ(all(findings_of(net, Law::us_ca, 11)), "unlawful currency currency\n");
  EXPECT_EQ(all(findings_of(net, Law::de, 11, R"("tax_included":"YES")")), "");
}

TEST(Lint, APriceMustNotRiseDuringACharge) {
  const std::string two =
      R"({"price_components":[{"type":"ENERGY","price":0.7,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"17:10","end_time":"20:00"}},)" +
      kEnergy;
  EXPECT_NE(all(findings_of(two, Law::uk, 50)).find("unlawful price_rises_in_session elements[0]"),
            std::string::npos);
  EXPECT_NE(all(findings_of(two, Law::us_nevi, 50)).find("price_changes_in_session"),
            std::string::npos);
  EXPECT_EQ(all(findings_of(two, Law::de, 50)),
            "unlawful change_within_quarter elements[0].price_components[0]\n");
}

TEST(Lint, FindsElementsThatCanNeverApply) {
  EXPECT_EQ(all(findings_of(kEnergy + "," + kEnergy, Law::afir, 50)),
            "misleading never_applies elements[1]\n");
  const std::string inner =
      R"({"price_components":[{"type":"ENERGY","price":0.7,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"08:00","end_time":"20:00"}},
         {"price_components":[{"type":"ENERGY","price":0.8,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"09:00","end_time":"10:00","day_of_week":["MONDAY"]}},)" +
      kEnergy;
  EXPECT_EQ(all(findings_of(inner, Law::afir, 50)), "misleading never_applies elements[1]\n");
}

TEST(Lint, FindsWhatIsFreeByAccident) {
  const std::string day =
      R"({"price_components":[{"type":"ENERGY","price":0.7,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"06:00","end_time":"22:00"}},
         {"price_components":[{"type":"ENERGY","price":0.3,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"22:00","end_time":"05:00"}})";
  const auto findings = findings_of(day, Law::afir, 50);
  EXPECT_EQ(all(findings), "misleading free_by_accident \n");
  EXPECT_NE(findings.front().what.find("on Monday at 05:00"), std::string::npos);
}

TEST(Lint, FindsNightsWithWeekdaysAndHoursThatDoNotExist) {
  const std::string night =
      R"({"price_components":[{"type":"ENERGY","price":0.3,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"22:00","end_time":"06:00","day_of_week":["FRIDAY"]}},)" +
      kEnergy;
  EXPECT_EQ(all(findings_of(night, Law::afir, 50)),
            "misleading midnight_and_weekday elements[0]\n");
  const std::string gap =
      R"({"price_components":[{"type":"ENERGY","price":0.3,"vat":19,"step_size":1}],
          "restrictions":{"start_time":"02:00","end_time":"03:00"}},)" +
      kEnergy;
  EXPECT_EQ(all(findings_of(gap, Law::afir, 50, "", "Europe/Berlin")),
            "note clock_change elements[0]\n");
  EXPECT_EQ(all(findings_of(gap, Law::afir, 50, "", "Africa/Lagos")), "");
}

TEST(Lint, KnowsItsLawsByName) {
  for (const char* name : {"afir", "de", "uk", "us-nevi", "us-ca"}) {
    ASSERT_TRUE(law_of(name)) << name;
    EXPECT_EQ(name_of(*law_of(name)), name);
  }
  EXPECT_FALSE(law_of("moon"));
}

}  // namespace
}  // namespace kerb::payment::tariff
