// What a tariff or a record must not get away with: every refusal names its place.
#include "tests/unit/tariff/charge.hpp"

namespace kerb::payment::tariff {
namespace {

std::string refusal_of_tariff(std::string_view text) {
  const auto tariff = read_tariff(text, "t.json");
  return tariff ? "" : tariff.error().sentence();
}
std::string refusal_of_record(std::string_view text) {
  const auto record = read_charge_record(text, "c.json");
  return record ? "" : record.error().sentence();
}
std::string with_component(const std::string& component) {
  return tariff_json(R"({"price_components":[{"type":"FLAT","price":1,"step_size":1}]},
                        {"price_components":[)" +
                     component + "]}");
}
std::string with_restriction(const std::string& restriction) {
  return tariff_json(R"({"price_components":[{"type":"FLAT","price":1,"step_size":1}],
                        "restrictions":{)" +
                     restriction + "}}");
}

#define EXPECT_NAMES(sentence, words) \
  EXPECT_NE((sentence).find(words), std::string::npos) << (sentence)

TEST(BadTariff, NamesThePlace) {
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"ENERGY","price":"x","step_size":1})")),
               "elements[1].price_components[0].price");
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"ENERGY","price":1e30,"step_size":1})")),
               "elements[1].price_components[0].price");
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"ENERGI","price":1,"step_size":1})")),
               "elements[1].price_components[0].type");
  EXPECT_NAMES(
      refusal_of_tariff(with_component(R"({"type":"ENERGY","price":1,"step_size":1,"vat":-1})")),
      "price_components[0].vat");
  EXPECT_NAMES(refusal_of_tariff(
                   with_component(R"({"type":"ENERGY","price":1,"step_size":1,"discount":9})")),
               "price_components[0].discount");
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"TIME","price":1,"step_size":-5})")),
               "price_components[0].step_size");
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"TIME","price":1,"step_size":0.5})")),
               "price_components[0].step_size");
  EXPECT_NAMES(refusal_of_tariff(with_component(R"({"type":"TIME","step_size":1})")),
               "elements[1].price_components[0]");
}

TEST(BadTariff, RefusesRestrictionsThatItDoesNotKnow) {
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("max_soc":80)")),
               "elements[0].restrictions.max_soc");
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("start_time":"25:00")")), "start_time");
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("start_date":"2019-02-30")")), "start_date");
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("day_of_week":["MONDAY","FUNDAY"])")),
               "day_of_week[1]");
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("reservation":"MAYBE")")), "reservation");
  EXPECT_NAMES(refusal_of_tariff(with_restriction(R"("max_kwh":-1)")), "max_kwh");
  EXPECT_NAMES(refusal_of_tariff(tariff_json(
                   R"({"price_components":[{"type":"FLAT","price":1}],"tariff_restrictions":{}})")),
               "elements[0].tariff_restrictions");
}

TEST(BadTariff, RefusesWhatIsEmptyOrContradictsItself) {
  EXPECT_NAMES(refusal_of_tariff(tariff_json("")), "no elements");
  EXPECT_NAMES(refusal_of_tariff(tariff_json(R"({"price_components":[]})")), "elements[0]");
  EXPECT_NAMES(refusal_of_tariff(R"({"currency":"EURO","elements":[]})"), "currency");
  EXPECT_NAMES(
      refusal_of_tariff(R"({"elements":[{"price_components":[{"type":"FLAT","price":1}]}]})"),
      "no currency");
  EXPECT_NAMES(
      refusal_of_tariff(tariff_json(R"({"price_components":[{"type":"FLAT","price":1}]})",
                                    R"("min_price":{"excl_vat":5},"max_price":{"excl_vat":4})")),
      "min_price exceeds max_price");
  EXPECT_NAMES(refusal_of_tariff(tariff_json(R"({"price_components":[{"type":"FLAT","price":1}]})",
                                             R"("tax_included":"MAYBE")")),
               "tax_included");
}

TEST(BadTariff, PassesOverWhatIsHarmless) {
  const auto tariff =
      read_tariff(tariff_json(R"({"price_components":[{"type":"FLAT","price":1,"step_size":1}]})",
                              R"("colour":"green")"),
                  "t.json");
  ASSERT_TRUE(tariff);
  ASSERT_EQ(tariff->warnings.size(), 1U);
  EXPECT_NAMES(tariff->warnings[0], "colour");
}

TEST(BadJson, IsRefusedWithItsLine) {
  EXPECT_NAMES(refusal_of_tariff("{\n\"a\":1,\n}"), "line 3");
  EXPECT_NAMES(refusal_of_tariff(R"({"a":1,"a":2})"), "twice");
  EXPECT_NAMES(refusal_of_tariff(""), "line 1");
  EXPECT_NAMES(refusal_of_tariff("[1] 2"), "follows");
  EXPECT_NAMES(refusal_of_tariff(std::string(1000, '[')), "too deeply");
  EXPECT_NAMES(refusal_of_tariff("\"\xFF\""), "UTF-8");
  EXPECT_NAMES(refusal_of_tariff("\"\\ud8\""), "string");
  EXPECT_NAMES(refusal_of_tariff("{\"a\":01}"), "begins with 0");
  EXPECT_NAMES(refusal_of_tariff(std::string(9 * 1024 * 1024, ' ')), "tariff.too_large");
}

TEST(BadJson, OfManyValuesEndsSoon) {
  std::string text = "[";
  for (int i = 0; i < 1'100'000; ++i) text += "1,";
  text += "1]";
  EXPECT_NAMES(refusal_of_tariff(text), "more values");
}

std::string period(const std::string& start, const std::string& dimension) {
  return R"({"start_date_time":")" + start + R"(","dimensions":[)" + dimension + "]}";
}

TEST(BadRecord, NamesThePlace) {
  const std::string ten = "2019-01-15T10:00:00Z";
  const std::string eleven = "2019-01-15T11:00:00Z";
  const auto refusal = [&](const std::string& dimension) {
    return refusal_of_record(record_json(ten, eleven, period(ten, dimension)));
  };
  EXPECT_NAMES(refusal(R"({"type":"ENERGY","volume":-1})"),
               "charging_periods[0].dimensions[0].volume");
  EXPECT_NAMES(refusal(R"({"type":"ENERGY","volume":1e9})"), "dimensions[0].volume");
  EXPECT_NAMES(refusal(R"({"type":"TIME","volume":99999})"), "dimensions[0].volume");
  EXPECT_NAMES(refusal(R"({"type":"ENERGI","volume":1})"), "dimensions[0].type");
  EXPECT_NAMES(refusal(R"({"type":"ENERGY"})"), "dimensions[0]");
  EXPECT_NAMES(refusal(R"({"type":"ENERGY","volume":1},{"type":"ENERGY","volume":1})"), "twice");
}

TEST(BadRecord, TimeMustNotRunBackwards) {
  const std::string ten = "2019-01-15T10:00:00Z";
  const std::string eleven = "2019-01-15T11:00:00Z";
  const std::string energy = R"({"type":"ENERGY","volume":1})";
  EXPECT_NAMES(refusal_of_record(record_json(eleven, ten, period(eleven, energy))),
               "end_date_time");
  EXPECT_NAMES(refusal_of_record(
                   record_json(ten, eleven, period(eleven, energy) + "," + period(ten, energy))),
               "charging_periods[1].start_date_time");
  EXPECT_NAMES(refusal_of_record(record_json(eleven, eleven, period(ten, energy))),
               "before the charge");
  EXPECT_NAMES(refusal_of_record(record_json(ten, ten, period(eleven, energy))), "after the end");
  EXPECT_NAMES(refusal_of_record(record_json(ten, "2029-01-15T10:00:00Z", period(ten, energy))),
               "longer than a year");
}

TEST(BadRecord, OfTwoTariffsIsNotPricedByOne) {
  const std::string ten = "2019-01-15T10:00:00Z";
  const auto with_tariff = [&](const std::string& id) {
    return R"({"start_date_time":")" + ten + R"(","tariff_id":")" + id +
           R"(","dimensions":[{"type":"ENERGY","volume":1}]})";
  };
  EXPECT_EQ(refusal_of_record(record_json(ten, ten, with_tariff("a") + "," + with_tariff("a"))),
            "");
  const auto mixed =
      read_charge_record(record_json(ten, ten, with_tariff("a") + "," + with_tariff("b")), "c");
  ASSERT_TRUE(mixed);
  ASSERT_TRUE(mixed->undecided);
  EXPECT_NAMES(mixed->undecided->sentence(), "charging_periods[1].tariff_id");
}

TEST(BadRecord, HugeSumsAreRefused) {
  const std::string ten = "2019-01-15T10:00:00Z";
  std::string periods;
  for (int i = 0; i < 3; ++i) {
    periods += (i == 0 ? "" : ",") + period(ten, R"({"type":"ENERGY","volume":99999})");
  }
  const Priced priced = price(
      tariff_json(R"({"price_components":[{"type":"ENERGY","price":1000000,"step_size":1}]})"),
      record_json(ten, ten, periods));
  EXPECT_NAMES(priced.problem, "charging_periods[1]");
}

TEST(BadRecord, RoundsADigitThatNoMeterHasAndSaysSo) {
  const std::string ten = "2019-01-15T10:00:00Z";
  const auto record = read_charge_record(
      record_json(ten, ten, period(ten, R"({"type":"ENERGY","volume":20.300000000000001})")), "c");
  ASSERT_TRUE(record);
  EXPECT_EQ(record->periods[0].energy, 20'300'000'000'000);
  EXPECT_EQ(record->warnings.size(), 1U);
}

std::string refusal_of_ocpp(const std::string& members) {
  return refusal_of_tariff(R"({"tariffId":"t","currency":"EUR",)" + members + "}");
}

TEST(BadOcppTariff, NamesThePlace) {
  EXPECT_EQ(refusal_of_ocpp(R"("energy":{"prices":[{"priceKwh":0.4}]})"), "");
  EXPECT_NAMES(refusal_of_ocpp(R"("energy":{"prices":[{"priceKw":0.4}]})"),
               "energy.prices[0].priceKw");
  EXPECT_NAMES(refusal_of_ocpp(R"("energy":{"prices":[{}]})"), "energy.prices[0]");
  EXPECT_NAMES(refusal_of_ocpp(R"("energy":{"taxRates":[]})"), "no prices");
  EXPECT_NAMES(refusal_of_ocpp(R"("energy":{"prices":[]})"), "no prices");
  EXPECT_NAMES(refusal_of_ocpp(R"("energi":{"prices":[{"priceKwh":0.4}]})"), "energi");
  EXPECT_NAMES(
      refusal_of_ocpp(R"("energy":{"prices":[{"priceKwh":0.4,"conditions":{"minSoc":80}}]})"),
      "energy.prices[0].conditions.minSoc");
  EXPECT_NAMES(
      refusal_of_ocpp(
          R"("energy":{"prices":[{"priceKwh":0.4}],"taxRates":[{"type":"VAT","tax":-1}]})"),
      "taxRates[0].tax");
  EXPECT_NAMES(
      refusal_of_ocpp(
          R"("energy":{"prices":[{"priceKwh":0.4}],"taxRates":[{"type":"VAT","tax":1,"stack":9}]})"),
      "taxRates[0].stack");
  EXPECT_NAMES(refusal_of_ocpp(R"("energy":{"prices":[{"priceKwh":0.4}]},"minCost":{"net":1})"),
               "minCost.net");
}

TEST(BadTariff, RefusesTaxesThatCouldNotBeAddedExactly) {
  std::string elements;
  for (int i = 0; i < 12; ++i) {
    elements += std::string(i == 0 ? "" : ",") +
                R"({"price_components":[{"type":"ENERGY","price":1,"step_size":1,"vat":)" +
                std::to_string(i + 1) + ".00000" + std::to_string(i % 9 + 1) + "}]}";
  }
  const auto tariff = read_tariff(tariff_json(elements, R"("tax_included":"YES")"), "t.json");
  ASSERT_TRUE(tariff);
  const auto compiled = CompiledTariff::compile(*tariff, {});
  ASSERT_FALSE(compiled);
  EXPECT_NAMES(compiled.error().sentence(), "too many different taxes");
}

TEST(Reader, UndoesEscapesInTexts) {
  const auto tariff = read_tariff(
      tariff_json(
          R"({"price_components":[{"type":"FLAT","price":1,"step_size":1}]})",
          R"("tariff_alt_text":[{"language":"de","text":"Gr\u00fc\u00dfe \ud83d\ude00\n"}])"),
      "t.json");
  ASSERT_TRUE(tariff);
  ASSERT_EQ(tariff->alternative_texts.size(), 1U);
  EXPECT_EQ(tariff->alternative_texts[0].text, "Grüße \U0001F600\n");
}

}  // namespace
}  // namespace kerb::payment::tariff
