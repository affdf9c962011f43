// What a price costs. Reference, measured on a like machine on one core: a public engine in Rust
// takes 1.07 us for a charge of one period, 4.4 us for one of three, and 10.7 us with its JSON.
#include <benchmark/benchmark.h>

#include <memory>

#include "payment/tariff/charge_record.hpp"
#include "payment/tariff/live_price.hpp"
#include "payment/tariff/price_report.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr const char* kSimpleTariff =
    R"({"country_code":"DE","party_id":"ALL","id":"16","currency":"EUR","tax_included":"NO",
 "elements":[{"price_components":[{"type":"ENERGY","price":0.25,"vat":10.0,"step_size":1}]}],
 "last_updated":"2018-12-17T11:16:55Z"})";
constexpr const char* kOnePeriod =
    R"({"start_date_time":"2019-01-15T10:00:00Z","end_date_time":"2019-01-15T11:00:00Z",
 "charging_periods":[{"start_date_time":"2019-01-15T10:00:00Z","dimensions":[
 {"type":"ENERGY","volume":20},{"type":"TIME","volume":1}]}]})";

// Prices that change at 17:00 and 20:00, a start fee, two taxes, a fee for parking, a minimum.
constexpr const char* kEveningTariff =
    R"({"country_code":"DE","party_id":"ALL","id":"22","currency":"EUR","tax_included":"NO",
 "min_price":{"before_taxes":0.5,"after_taxes":0.55},
 "elements":[{"price_components":[{"type":"FLAT","price":0.5,"vat":20,"step_size":1}]},
 {"price_components":[{"type":"ENERGY","price":0.25,"vat":10,"step_size":1},
  {"type":"TIME","price":1.2,"vat":20,"step_size":1800},
  {"type":"PARKING_TIME","price":1.0,"vat":20,"step_size":900}],
  "restrictions":{"start_time":"00:00","end_time":"17:00"}},
 {"price_components":[{"type":"ENERGY","price":0.35,"vat":10,"step_size":1},
  {"type":"TIME","price":2.4,"vat":20,"step_size":900},
  {"type":"PARKING_TIME","price":1.0,"vat":20,"step_size":900}],
  "restrictions":{"start_time":"17:00","end_time":"20:00","day_of_week":["TUESDAY","FRIDAY"]}},
 {"price_components":[{"type":"TIME","price":2.4,"vat":20,"step_size":900}]}]})";
constexpr const char* kThreePeriods =
    R"({"start_date_time":"2019-01-15T16:55:00Z","end_date_time":"2019-01-15T17:07:00Z",
 "charging_periods":[{"start_date_time":"2019-01-15T16:55:00Z","dimensions":[
 {"type":"ENERGY","volume":1.25},{"type":"TIME","volume":0.0833333333}]},
 {"start_date_time":"2019-01-15T17:00:00Z","dimensions":[
 {"type":"ENERGY","volume":1.5},{"type":"TIME","volume":0.0833333333}]},
 {"start_date_time":"2019-01-15T17:05:00Z","dimensions":[
 {"type":"PARKING_TIME","volume":0.0333333333}]}]})";

CompiledTariff compiled(const char* text) {
  Setting setting;
  setting.zone = *Zone::load("Europe/London");
  return *CompiledTariff::compile(*read_tariff(text, "bench"), setting);
}

void price_record(benchmark::State& state, const char* tariff_text, const char* record_text) {
  const CompiledTariff tariff = compiled(tariff_text);
  const ChargeRecord record = *read_charge_record(record_text, "bench");
  while (state.KeepRunning()) {
    Tally tally(tariff);
    if (!add_record(record, tally, nullptr)) return state.SkipWithError("not priced");
    benchmark::DoNotOptimize(tally.bill(Rounding::half_up));
  }
}
void tariff_one_period(benchmark::State& state) {
  price_record(state, kSimpleTariff, kOnePeriod);
  state.counters["reference_ns"] = 1070;
}
void tariff_three_periods(benchmark::State& state) {
  price_record(state, kEveningTariff, kThreePeriods);
  state.counters["reference_ns"] = 4400;
}
BENCHMARK(tariff_one_period);
BENCHMARK(tariff_three_periods);

// From the two texts to the totals, or to the whole report of `kerb price --json`; the time zone is
// loaded once.
void price_json_text(benchmark::State& state, const char* tariff_text, const char* record_text,
                     bool with_report) {
  Setting setting;
  setting.zone = *Zone::load("Europe/London");
  while (state.KeepRunning()) {
    const auto tree = JsonTree::parse(tariff_text, "tariff");
    const auto tariff = CompiledTariff::compile(*read_tariff_at(*tree, 0), setting);
    const auto record = read_charge_record(record_text, "cdr");
    Tally tally(*tariff);
    if (!add_record(*record, tally, nullptr)) return state.SkipWithError("not priced");
    const Bill bill = tally.bill(Rounding::half_up);
    benchmark::DoNotOptimize(bill);
    if (with_report) benchmark::DoNotOptimize(price_json(tally, bill, Rounding::half_up, {}));
  }
}
void tariff_one_period_from_json(benchmark::State& state) {
  price_json_text(state, kSimpleTariff, kOnePeriod, false);
  state.counters["reference_ns"] = 10'700;
}
void tariff_three_periods_from_json(benchmark::State& state) {
  price_json_text(state, kEveningTariff, kThreePeriods, false);
  state.counters["reference_ns"] = 26'000;
}
void tariff_one_period_json_to_report(benchmark::State& state) {
  price_json_text(state, kSimpleTariff, kOnePeriod, true);
}
void tariff_three_periods_json_to_report(benchmark::State& state) {
  price_json_text(state, kEveningTariff, kThreePeriods, true);
}
BENCHMARK(tariff_one_period_from_json);
BENCHMARK(tariff_three_periods_from_json);
BENCHMARK(tariff_one_period_json_to_report);
BENCHMARK(tariff_three_periods_json_to_report);

// A sample a second, across the evening's changes of price, and what it costs so far.
void live(benchmark::State& state, bool with_bill) {
  const auto tariff = std::make_shared<const CompiledTariff>(compiled(kEveningTariff));
  const std::int64_t start = *read_utc("2019-01-15T16:00:00Z");
  std::int64_t second = 0;
  LivePrice price(tariff, {start, 0}, Rounding::half_up);
  while (state.KeepRunning()) {
    if (++second > 20'000) {
      second = 1;
      price = LivePrice(tariff, {start, 0}, Rounding::half_up);
    }
    const MeterSample sample{start + second * 1000, second * 3'000'000'000,
                             second < 15'000 ? Activity::charging : Activity::parking, 16'000'000,
                             10'800'000};
    benchmark::DoNotOptimize(price.add(sample));
    if (with_bill) benchmark::DoNotOptimize(price.bill());
  }
}
void tariff_live_sample(benchmark::State& state) {
  live(state, false);
}
void tariff_live_sample_and_cost(benchmark::State& state) {
  live(state, true);
}
BENCHMARK(tariff_live_sample);
BENCHMARK(tariff_live_sample_and_cost);

}  // namespace
}  // namespace kerb::payment::tariff
