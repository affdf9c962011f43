// A tariff that sessions are sold under, and the price of a charge that is written down and gone on
// from.
#include "payment/tariff/frozen_tariff.hpp"

#include <nlohmann/json.hpp>

#include "payment/tariff/live_price_json.hpp"
#include "tests/sold_charge.hpp"
#include "tests/unit/tariff/random_charge.hpp"

namespace kerb::payment::tariff {
namespace {

using test::cost_at;
using test::per_kwh;

TEST(FlatTariff, CostsWhatThePriceSays) {
  const Cost cost = cost_at(per_kwh("0.59", "19"), {21'424});
  EXPECT_EQ(cost.gross.decimal(), "12.64");  // 12.64016
  EXPECT_EQ(cost.net.decimal(), "10.62");    // 12.64016 / 1.19 = 10.6219…
  EXPECT_EQ(cost.vat.decimal(), "2.02");
}

TEST(FlatTariff, RoundsTheHalfUpOnce) {
  EXPECT_EQ(cost_at(per_kwh("0.50", "0"), {10}).gross.minor(), 1);  // half a cent
  EXPECT_EQ(cost_at(per_kwh("0.50", "0"), {9}).gross.minor(), 0);
}

TEST(FlatTariff, GrossIsAlwaysNetPlusVat) {
  const auto tariff = per_kwh("0.5873", "25.5");
  for (std::int64_t energy = 0; energy < 100'000; energy += 37) {
    const Cost cost = cost_at(tariff, {energy});
    ASSERT_EQ(cost.gross, cost.net + cost.vat) << energy;
  }
}

TEST(FlatTariff, TheVatOfAPartIsThatPartOfTheVat) {
  const auto tariff = per_kwh("0.59", "19");
  const auto price = test::charged(tariff, {21'424});
  const Cost paid = limited_to(*price, cost_of(*price, {}), Money(1000, {}));
  EXPECT_EQ(paid.gross.decimal(), "10.00");
  EXPECT_EQ(paid.vat.decimal(), "1.60");  // 10 - 10 / 1.19
}

std::string problem_of(const std::string& text) {
  const auto tariff = FrozenTariff::read(text, "t.json", {}, Rounding::half_up);
  return tariff ? std::string() : tariff.error().sentence();
}

TEST(FrozenTariff, SaysWhyItCannotBeSoldUnder) {
  const std::string energy =
      R"({"price_components":[{"type":"ENERGY","price":0.5,"step_size":1}]})";
  EXPECT_EQ(problem_of(tariff_json(energy)), "");
  EXPECT_NE(problem_of(tariff_json(energy, R"("tax_included":"NO")")).find("states no rate"),
            std::string::npos);
  EXPECT_NE(problem_of(tariff_json(energy, R"("type":"4111111111111111")")).find("card number"),
            std::string::npos);
  std::string xau = tariff_json(energy);
  xau.replace(xau.find("EUR"), 3, "XOF");
  EXPECT_NE(problem_of(xau).find("XOF"), std::string::npos);
  const std::string long_note = R"("tariff_alt_url":")" + std::string(2000, 'a') + "\"";
  std::string many = energy;
  for (int at = 0; at < 511; ++at) {
    many +=
        R"(,{"price_components":[{"type":"ENERGY","price":0.5,"step_size":1,"vat":19.000000001}],)"
        R"("restrictions":{"start_time":"00:00","end_time":"23:59","min_kwh":1,"max_kwh":2}})";
  }
  EXPECT_NE(problem_of(tariff_json(many, long_note)).find("20 KiB"), std::string::npos);
}

TEST(FrozenTariff, KeepsItsTextWithoutWhiteSpace) {
  const auto tariff = FrozenTariff::read(
      "{ \"id\" : \"a \\\" b\",\n \"currency\":\"EUR\", \"elements\":[ {\"price_components\":"
      "[{\"type\":\"ENERGY\",\"price\":0.50,\"step_size\":1}]}]}",
      "t.json", {}, Rounding::up);
  ASSERT_TRUE(tariff) << tariff.error().sentence();
  EXPECT_EQ((*tariff)->text(),
            "{\"id\":\"a \\\" b\",\"currency\":\"EUR\",\"elements\":[{\"price_components\":"
            "[{\"type\":\"ENERGY\",\"price\":0.50,\"step_size\":1}]}]}");
  const auto again = FrozenTariff::read((*tariff)->text(), "again", {}, Rounding::up);
  ASSERT_TRUE(again);
  EXPECT_EQ((*again)->text(), (*tariff)->text());
}

// Written down at any moment and read again, a charge comes to the same.
TEST(NotedPrice, GoesOnAsIfNothingHadHappened) {
  const auto berlin = Zone::load("Europe/Berlin");
  ASSERT_TRUE(berlin);
  for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
    Dice dice(seed);
    Setting setting;
    setting.zone = *berlin;
    const auto tariff = std::make_shared<const CompiledTariff>(
        *CompiledTariff::compile(random_tariff(dice), setting));
    Charge charge = random_charge(dice);
    const std::int64_t base = charge.samples.front().energy;
    for (MeterSample& sample : charge.samples) sample.energy -= base;
    LivePrice whole(tariff, charge.samples.front(), Rounding::half_up);
    LivePrice cut = whole;
    const auto at =
        static_cast<std::size_t>(dice.up_to(static_cast<std::int64_t>(charge.samples.size()) - 1));
    for (std::size_t i = 1; i < charge.samples.size(); ++i) {
      whole.add(charge.samples[i]);
      cut.add(charge.samples[i]);
      if (i != at) continue;
      const std::string text = to_json(cut).dump();
      const auto read = live_price_from(nlohmann::json::parse(text), tariff, Rounding::half_up);
      ASSERT_TRUE(read) << text;
      cut = *read;
      ASSERT_EQ(to_json(cut).dump(), text);
    }
    ASSERT_EQ(compare(whole.bill().net, cut.bill().net), 0) << seed;
    ASSERT_EQ(whole.bill().gross_minor, cut.bill().gross_minor) << seed;
    ASSERT_EQ(to_json(whole), to_json(cut)) << seed;
  }
}

TEST(NotedPrice, IsRefusedWhenItIsNotOfTheTariff) {
  const auto tariff = per_kwh("0.59", "19");
  const nlohmann::json good = to_json(*test::charged(tariff, {21'424}));
  const auto read = [&](const nlohmann::json& json) {
    return live_price_from(json, compiled_of(tariff), Rounding::half_up).has_value();
  };
  EXPECT_TRUE(read(good));
  for (const char* pointer : {"/tally/used/0/0", "/tally/used/0/1", "/tally/last/0", "/energy",
                              "/activity", "/at", "/tally/charging", "/tally/energy"}) {
    for (const nlohmann::json& wrong :
         {nlohmann::json(nullptr), nlohmann::json("1e99"), nlohmann::json(-1),
          nlohmann::json(INT64_MAX), nlohmann::json::array(), nlohmann::json(0.5)}) {
      nlohmann::json bad = good;
      bad[nlohmann::json::json_pointer(pointer)] = wrong;
      EXPECT_FALSE(read(bad)) << pointer << ' ' << wrong;
    }
  }
  nlohmann::json headless = good;
  headless.erase("tally");
  EXPECT_FALSE(read(headless));
  nlohmann::json twice = good;
  twice["tally"]["used"].push_back(twice["tally"]["used"][0]);
  EXPECT_FALSE(read(twice));
}

}  // namespace
}  // namespace kerb::payment::tariff
