#include "payment/tariff/forecast.hpp"

#include <algorithm>

#include "tests/unit/tariff/random_charge.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kEleven = 11'000'000;  // mW
constexpr std::int64_t kDay = 24 * kHourMillis;

std::shared_ptr<const CompiledTariff> compiled(const std::string& elements,
                                               const std::string& more = "") {
  Setting setting;
  setting.zone = *Zone::load("Europe/Berlin");
  const auto tariff = read_tariff(tariff_json(elements, more), "t.json");
  EXPECT_TRUE(tariff) << tariff.error().sentence();
  return std::make_shared<const CompiledTariff>(*CompiledTariff::compile(*tariff, setting));
}

std::string energy(const std::string& price, const std::string& restrictions = "") {
  return R"({"price_components":[{"type":"ENERGY","price":)" + price +
         R"(,"vat":19,"step_size":1}])" +
         (restrictions.empty() ? "" : R"(,"restrictions":{)" + restrictions + "}") + "}";
}

LivePrice begun(const std::shared_ptr<const CompiledTariff>& tariff, const std::string& at) {
  return {tariff, {*read_utc(at), 0, Activity::charging, 16'000'000, kEleven}, Rounding::half_up};
}

TEST(NextChange, IsFoundInUtcAcrossAChangeOfTheClocks) {
  const auto tariff =
      compiled(energy("0.3", R"("start_time":"22:00","end_time":"06:00")") + "," + energy("0.5"));
  // 03:00 local time on the day when the clocks go forward at 02:00: 06:00 is 04:00 UTC.
  const auto change = next_change(begun(tariff, "2026-03-29T01:00:00Z"), kEleven, kDay);
  ASSERT_TRUE(change);
  EXPECT_EQ(utc_text(change->at), "2026-03-29T04:00:00Z");
  EXPECT_EQ((*tariff)[change->before].price, 300'000'000'000);
  EXPECT_EQ((*tariff)[change->after].price, 500'000'000'000);
}

TEST(NextChange, ComesWithEnergyToo) {
  const auto tariff = compiled(energy("0.3", R"("max_kwh":22)") + "," + energy("0.5"));
  const auto change = next_change(begun(tariff, "2026-01-15T10:00:00Z"), kEleven, kDay);
  ASSERT_TRUE(change);
  EXPECT_EQ(utc_text(change->at), "2026-01-15T12:00:00Z");
}

TEST(NextChange, IsNoneWhereOnlyTheElementChanges) {
  const auto tariff = compiled(energy("0.5", R"("end_time":"12:00")") + "," + energy("0.5"));
  EXPECT_FALSE(next_change(begun(tariff, "2026-01-15T10:00:00Z"), kEleven, kDay));
  EXPECT_FALSE(next_change(begun(compiled(energy("0.5")), "2026-01-15T10:00:00Z"), kEleven, kDay));
}

TEST(IdleFee, BeginsAfterItsGrace) {
  const auto tariff =
      compiled(energy("0.5") +
               R"(,{"price_components":[{"type":"PARKING_TIME","price":6,"vat":19,"step_size":60}],
          "restrictions":{"min_duration":3600}})");
  const auto begins = idle_fee_start(begun(tariff, "2026-01-15T10:00:00Z"), kDay);
  ASSERT_TRUE(begins);
  EXPECT_EQ(utc_text(*begins), "2026-01-15T11:00:00Z");
  EXPECT_FALSE(idle_fee_start(begun(compiled(energy("0.5")), "2026-01-15T10:00:00Z"), kDay));
}

TEST(CostOf, TenMinutesAndTwentyKilowattHours) {
  const auto tariff = compiled(energy("0.5"));
  const std::int64_t start = *read_utc("2026-01-15T10:00:00Z");
  // 11 kW × 10 min = 1.8333… kWh, billed as 1.834: 0.917 net, 1.09123 gross.
  const auto minutes = cost_of_time(*tariff, start, 600'000, kEleven, Rounding::half_up);
  ASSERT_TRUE(minutes);
  EXPECT_EQ(minutes->gross_minor, 109);
  const auto kwh = cost_of_energy(*tariff, start, 20 * kTen12, kEleven, Rounding::half_up);
  ASSERT_TRUE(kwh);
  EXPECT_EQ(kwh->gross_minor, 1190);
  EXPECT_FALSE(cost_of_energy(*tariff, start, 20 * kTen12, 0, Rounding::half_up));
}

TEST(LargestCost, IsForTheDearestPriceOfEachMoment) {
  const auto tariff = compiled(energy("0.3", R"("end_time":"12:00")") + "," + energy("0.5"));
  LargestCostQuestion question;
  question.start = *read_utc("2026-01-15T10:00:00Z");  // 11:00 local time
  question.until = question.start + 2 * kHourMillis;
  question.most_power = 100'000'000;
  // An hour for 100 kWh × 0.30, one × 0.50, 19 % on both, and the surplus of a watt hour.
  EXPECT_EQ(largest_cost(*tariff, question).minor, 9521);
  question.most_energy = 40 * kTen12;
  EXPECT_EQ(largest_cost(*tariff, question).minor, 2381);
  EXPECT_NE(largest_cost(*tariff, question).why.find("40 kWh"), std::string::npos);
}

TEST(LargestCost, IsNeverExceeded) {
  Setting setting;
  setting.zone = *Zone::load("Europe/Berlin");
  int close = 0;
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    Dice dice(seed);
    const auto tariff = CompiledTariff::compile(random_tariff(dice), setting);
    ASSERT_TRUE(tariff);
    const Charge charge = random_charge(dice, false);
    Tally tally(*tariff);
    ASSERT_TRUE(add_record(charge.record, tally, nullptr));
    LargestCostQuestion question;
    question.start = charge.record.start;
    question.until = charge.record.end;
    for (const MeterSample& sample : charge.samples) {
      question.most_power = std::max(question.most_power, sample.power);
    }
    ++question.most_power;  // a milliwatt is lost where the samples round it
    const std::int64_t cost = tally.bill(Rounding::up).gross_minor;
    ASSERT_GE(largest_cost(*tariff, question).minor, cost) << "seed " << seed;
    question.most_energy = tally.energy();
    const std::int64_t largest = largest_cost(*tariff, question).minor;
    ASSERT_GE(largest, cost) << "seed " << seed;
    close += cost > 0 && largest <= cost * 2 ? 1 : 0;
  }
  EXPECT_GT(close, 500);  // and it is no number out of the air
}

TEST(LargestCost, EndsAtTheMaximumPrice) {
  const auto tariff = compiled(
      energy("0.5"), R"("tax_included":"NO","max_price":{"before_taxes":20,"after_taxes":23.8})");
  LargestCostQuestion question;
  question.start = *read_utc("2026-01-15T10:00:00Z");
  question.until = question.start + kHourMillis;
  question.most_power = 100'000'000;
  EXPECT_EQ(largest_cost(*tariff, question).minor, 2380);
}

}  // namespace
}  // namespace kerb::payment::tariff
