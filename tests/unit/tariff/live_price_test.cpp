// Live pricing comes to the same as pricing the whole record, for random tariffs and charges.
#include "payment/tariff/live_price.hpp"

#include <random>

#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : random_(seed) {}
  std::int64_t up_to(std::int64_t most) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most + 1));
  }
  bool one_in(std::int64_t chances) { return up_to(chances - 1) == 0; }

 private:
  std::mt19937_64 random_;
};

Restrictions random_restrictions(Dice& dice) {
  Restrictions r;
  if (dice.one_in(2)) {
    r.kinds |= Restrictions::time_of_day;
    r.start_minute = static_cast<std::int32_t>(dice.up_to(1439));
    r.end_minute = static_cast<std::int32_t>(1 + dice.up_to(1439));
  }
  if (dice.one_in(4)) {
    r.kinds |= Restrictions::weekdays;
    r.days_of_week = static_cast<std::uint8_t>(dice.up_to(127));
  }
  const auto window = [&](Restrictions::Kind kind, Window& to, std::int64_t most) {
    if (!dice.one_in(4)) return;
    r.kinds |= kind;
    to.least = dice.up_to(most);
    if (dice.one_in(2)) to.below = to.least + dice.up_to(most);
  };
  window(Restrictions::energy, r.energy_window, 30 * kTen12);
  window(Restrictions::power, r.power_window, 100'000'000);
  window(Restrictions::duration, r.duration_window, 4 * kHourMillis);
  window(Restrictions::charging_duration, r.charging_window, 2 * kHourMillis);
  window(Restrictions::idle_duration, r.idle_window, kHourMillis);
  if (dice.one_in(8)) r.reservation = ReservationKind::reservation;
  return r;
}

Tariff random_tariff(Dice& dice) {
  Tariff tariff;
  tariff.currency = "EUR";
  tariff.tax_included = static_cast<TaxIncluded>(dice.up_to(3));
  if (dice.one_in(3)) tariff.minimum = {dice.up_to(3 * kTen12), dice.up_to(3 * kTen12)};
  if (dice.one_in(3)) tariff.maximum = {20 * kTen12, dice.one_in(2) ? 0 : 24 * kTen12};
  if (tariff.maximum.gross == 0) tariff.maximum.gross.reset();
  const std::int64_t elements = 1 + dice.up_to(7);
  for (std::int64_t at = 0; at < elements; ++at) {
    TariffElement element;
    element.restrictions = random_restrictions(dice);
    const std::int64_t components = 1 + dice.up_to(2);
    for (std::int64_t i = 0; i < components; ++i) {
      PriceComponent component;
      component.dimension = static_cast<Dimension>(dice.up_to(3));
      component.price = dice.up_to(3 * kTen12);
      component.step_size = dice.one_in(2) ? dice.up_to(900) : 0;
      component.taxed = dice.one_in(2);
      if (component.taxed) component.taxes = {{"VAT", dice.up_to(2) * 9'500'000, 0}};
      element.components.push_back(component);
    }
    tariff.elements.push_back(element);
  }
  return tariff;
}

// A charge as a list of samples, of which the record keeps only those where something changed.
struct Charge {
  std::vector<MeterSample> samples;
  ChargeRecord record;
};

void add_stretch(Dice& dice, Charge& charge, Activity activity) {
  const std::int64_t step = 1 + dice.up_to(60'000);
  const std::int64_t steps = 1 + dice.up_to(60);
  // nWh a millisecond, a whole number: every sample lies on the line from the first to the last.
  const bool flows =
      activity == Activity::charging || (activity == Activity::parking && dice.one_in(4));
  const std::int64_t rate = flows ? dice.up_to(20'000'000) : 0;
  const std::int64_t power = rate * 36 / 10;
  const MeterSample before = charge.samples.back();
  for (std::int64_t at = 1; at <= steps; ++at) {
    charge.samples.push_back(
        {before.at + at * step, before.energy + at * step * rate, activity, 16'000'000, power});
  }
  ChargingPeriod period;
  period.start = before.at;
  period.energy = steps * step * rate;
  if (activity == Activity::charging) period.charging = steps * step;
  if (activity == Activity::parking) period.parking = steps * step;
  if (activity == Activity::reservation) period.reservation = steps * step;
  period.least_current = period.greatest_current = 16'000'000;
  period.least_power = period.greatest_power = power;
  charge.record.periods.push_back(period);
}

Charge random_charge(Dice& dice) {
  Charge charge;
  // Around a change of the clocks in Berlin, half of the time.
  const std::int64_t base =
      *read_utc(dice.one_in(2) ? "2026-03-28T18:00:00Z" : "2026-06-01T00:00:00Z");
  charge.samples.push_back({base + dice.up_to(12 * kHourMillis), dice.up_to(kTen12), {}, {}, {}});
  charge.record.start = charge.samples.front().at;
  if (dice.one_in(4)) add_stretch(dice, charge, Activity::reservation);
  const std::int64_t stretches = 1 + dice.up_to(5);
  for (std::int64_t at = 0; at < stretches; ++at) {
    add_stretch(dice, charge, dice.one_in(3) ? Activity::parking : Activity::charging);
  }
  charge.record.end = charge.samples.back().at;
  return charge;
}

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
