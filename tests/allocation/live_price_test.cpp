// A meter sample is priced without a single allocation, whatever the tariff.
#include "payment/tariff/live_price.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "payment/tariff/tariff_reader.hpp"

namespace {

long allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace kerb::payment::tariff {
namespace {

constexpr const char* kTariff = R"({"id":"1","currency":"EUR","tax_included":"YES",
  "min_price":{"before_taxes":1},"max_price":{"after_taxes":50},
  "elements":[
  {"price_components":[{"type":"ENERGY","price":0.3,"vat":19,"step_size":1}],
   "restrictions":{"start_time":"22:00","end_time":"06:00","day_of_week":["SUNDAY"]}},
  {"price_components":[{"type":"ENERGY","price":0.4,"vat":7,"step_size":1}],
   "restrictions":{"min_kwh":10,"max_power":20,"min_duration":600}},
  {"price_components":[{"type":"ENERGY","price":0.5,"vat":19,"step_size":1},
   {"type":"PARKING_TIME","price":6,"vat":19,"step_size":60},
   {"type":"TIME","price":1,"vat":19,"step_size":60},{"type":"FLAT","price":1,"vat":19}]}]})";

TEST(LivePrice, AllocatesNothing) {
  Setting setting;
  setting.zone = *Zone::load("Europe/Berlin");
  const auto tariff = std::make_shared<const CompiledTariff>(
      *CompiledTariff::compile(*read_tariff(kTariff, "t"), setting));
  const std::int64_t start = *read_utc("2026-03-28T20:00:00Z");
  LivePrice price(tariff, {start, 0, Activity::charging, kUnknown, kUnknown}, Rounding::half_up);
  allocations = 0;
  std::int64_t gross = 0;
  for (std::int64_t second = 1; second <= 40'000; ++second) {
    const Activity activity = second < 30'000 ? Activity::charging : Activity::parking;
    const auto verdict =
        price.add({start + second * 1000, second * 3'000'000'000, activity, 16'000'000, kUnknown});
    gross = price.bill().gross_minor;
    ASSERT_EQ(verdict, LivePrice::Verdict::taken);
  }
  EXPECT_EQ(allocations, 0);
  EXPECT_EQ(gross, 5000);
  // That the counter works.
  const auto counted = std::make_unique<int>(1);
  EXPECT_EQ(allocations, *counted);
}

}  // namespace
}  // namespace kerb::payment::tariff
