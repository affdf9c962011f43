// Live pricing comes to the same as pricing the whole record, for random tariffs and charges.
#include "payment/tariff/live_price.hpp"

#include "tests/unit/tariff/random_charge.hpp"

namespace kerb::payment::tariff {
namespace {

void expect_same(const Tally& whole, const Tally& live, std::uint32_t seed) {
  for (const Rounding rounding :
       {Rounding::half_up, Rounding::half_even, Rounding::up, Rounding::down}) {
    const Bill one = whole.bill(rounding);
    const Bill other = live.bill(rounding);
    ASSERT_EQ(compare(one.net, other.net), 0) << "seed " << seed;
    ASSERT_EQ(compare(one.gross, other.gross), 0) << "seed " << seed;
    ASSERT_EQ(one.net_minor, other.net_minor) << "seed " << seed;
    ASSERT_EQ(one.gross_minor, other.gross_minor) << "seed " << seed;
  }
  ASSERT_EQ(whole.used().size(), live.used().size()) << "seed " << seed;
  for (const std::uint16_t at : whole.used()) {
    ASSERT_EQ(whole.use_of(at).quantity, live.use_of(at).quantity) << "seed " << seed;
    ASSERT_EQ(whole.use_of(at).first_at, live.use_of(at).first_at) << "seed " << seed;
  }
}

TEST(LivePrice, EqualsTheWhole) {
  const auto berlin = Zone::load("Europe/Berlin");
  ASSERT_TRUE(berlin);
  int changes = 0;
  for (std::uint32_t seed = 1; seed <= 3000; ++seed) {
    Dice dice(seed);
    Setting setting;
    setting.zone = *berlin;
    const auto compiled = CompiledTariff::compile(random_tariff(dice), setting);
    ASSERT_TRUE(compiled) << compiled.error().sentence();
    const auto tariff = std::make_shared<const CompiledTariff>(*compiled);
    const Charge charge = random_charge(dice);
    Tally whole(*tariff);
    ASSERT_TRUE(add_record(charge.record, whole, nullptr));
    LivePrice live(tariff, charge.samples.front(), Rounding::half_up);
    for (std::size_t at = 1; at < charge.samples.size(); ++at) {
      ASSERT_EQ(live.add(charge.samples[at]), LivePrice::Verdict::taken);
    }
    expect_same(whole, live.tally(), seed);
    changes += whole.inner_changes() > 0 ? 1 : 0;
  }
  EXPECT_GT(changes, 500);  // the random charges are worth something
}

std::shared_ptr<const CompiledTariff> simple() {
  const auto tariff = read_tariff(
      tariff_json(R"({"price_components":[{"type":"ENERGY","price":0.5,"step_size":1}]})"), "t");
  return std::make_shared<const CompiledTariff>(*CompiledTariff::compile(*tariff, {}));
}

TEST(LivePrice, LosesNothingToASampleThatItRefuses) {
  const std::int64_t ten = *read_utc("2026-01-15T10:00:00Z");
  LivePrice live(simple(), {ten, 100 * kTen12, {}, {}, {}}, Rounding::half_up);
  EXPECT_EQ(live.add({ten + 1000, 101 * kTen12}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.add({ten - 1, 102 * kTen12}), LivePrice::Verdict::time_ran_backwards);
  EXPECT_EQ(live.add({ten + 2000, 100 * kTen12}), LivePrice::Verdict::meter_ran_backwards);
  EXPECT_EQ(live.add({ten + 2000, 900'000 * kTen12}), LivePrice::Verdict::out_of_range);
  EXPECT_EQ(live.add({kLatest + 1, 103 * kTen12}), LivePrice::Verdict::out_of_range);
  EXPECT_EQ(live.bill().net_minor, 50);
  EXPECT_EQ(live.add({ten + 3000, 104 * kTen12}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.bill().net_minor, 200);
}

TEST(LivePrice, TimeWithoutPowerFromTheStationCostsNothing) {
  const auto tariff =
      read_tariff(tariff_json(R"({"price_components":[{"type":"TIME","price":6,"step_size":1},
                      {"type":"PARKING_TIME","price":60,"step_size":1}]})"),
                  "t");
  const auto compiled =
      std::make_shared<const CompiledTariff>(*CompiledTariff::compile(*tariff, {}));
  const std::int64_t ten = *read_utc("2026-01-15T10:00:00Z");
  LivePrice live(compiled, {ten, 0, {}, {}, {}}, Rounding::half_up);
  EXPECT_EQ(live.add({ten + 600'000, 0, Activity::charging, 0, 0}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.add({ten + 1'200'000, 0, Activity::withheld, 0, 0}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.bill().net_minor, 100);
  EXPECT_EQ(live.add({ten + 1'260'000, 0, Activity::parking, 0, 0}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.bill().net_minor, 200);
}

// The largest of everything that the readers let through: nothing overflows (UBSan watches), and
// more is never less.
TEST(LivePrice, TheLargestNumbersFit) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    Dice dice(seed);
    Tariff tariff = random_tariff(dice);
    for (TariffElement& element : tariff.elements) {
      element.restrictions = {};
      for (PriceComponent& component : element.components) {
        component.price = kMostPrice - dice.up_to(1);
        component.step_size = dice.one_in(2) ? 31'622'400 : 0;
        component.taxed = true;
        component.taxes = {{"A", dice.up_to(kMostPercent), 0}, {"B", dice.up_to(9) * 1'000'000, 1}};
      }
    }
    const auto compiled = CompiledTariff::compile(tariff, {});
    if (!compiled) continue;  // taxes too fine for their sum
    Tally tally(*compiled);
    const std::int64_t start = *read_utc("2026-01-15T10:00:00Z");
    const std::int64_t half = kMostMillis / 2;
    ASSERT_EQ(tally.add({start, start + half, kMostEnergy, half, Activity::charging}),
              Tally::Fault::none);
    ASSERT_EQ(tally.add({start + half, start + 2 * half, 0, half, Activity::parking}),
              Tally::Fault::none);
    const Bill bill = tally.bill(Rounding::up);
    ASSERT_GE(compare(bill.gross, Exact{}), 0) << seed;
    ASSERT_FALSE(price_json(tally, bill, Rounding::up, {}).empty());
    ASSERT_NE(tally.add({start + 2 * half, start + 2 * half, 1, 0, Activity::charging}),
              Tally::Fault::none);
  }
}

TEST(LivePrice, KeepsTheTariffThatItBeganWith) {
  const std::int64_t ten = *read_utc("2026-01-15T10:00:00Z");
  auto tariff = simple();
  LivePrice live(tariff, {ten, 0, {}, {}, {}}, Rounding::half_up);
  tariff.reset();  // the station has another one now
  EXPECT_EQ(live.add({ten + 1000, kTen12}), LivePrice::Verdict::taken);
  EXPECT_EQ(live.bill().net_minor, 50);
}

}  // namespace
}  // namespace kerb::payment::tariff
