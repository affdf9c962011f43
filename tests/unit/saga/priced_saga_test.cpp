// A saga under a tariff whose price depends on the time, and sagas from journals that knew no prices.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "payment/saga/pauses.hpp"
#include "payment/saga/saga_json.hpp"
#include "tests/unit/saga/saga_fixture.hpp"

namespace kerb::payment {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace) the words of this test

constexpr const char* kIdleFee = R"({"country_code":"DE","party_id":"ABC","id":"1","currency":"EUR",
"elements":[{"price_components":[{"type":"ENERGY","price":0.5,"vat":19,"step_size":1},
{"type":"PARKING_TIME","price":6,"vat":19,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"})";

Saga charging(tariff::FrozenTariff::Ptr tariff) {
  SessionTerms sold = terms();
  sold.tariff = std::move(tariff);
  Saga saga = step(open_saga(sold, at({})).saga, HoldAnswered{approved()}, at({})).saga;
  return step(std::move(saga), ChargeBegan{{1000}}, at({})).saga;
}

SessionTerms raisable() {
  SessionTerms sold = terms();
  sold.raise_by = euro(2000);
  sold.raises_at_most = 2;
  return sold;
}

tariff::FrozenTariff::Ptr with_idle_fee() {
  return tariff::FrozenTariff::read(kIdleFee, "a test", {}, tariff::Rounding::half_up).value();
}

SagaStep read(const Saga& saga, std::int64_t meter, hal::Millis when,
              tariff::Activity activity = tariff::Activity::charging) {
  return step(saga, MeterRead{{meter}, activity}, at(when));
}

TEST(PricedSaga, TheJournalHearsOfAnIdleFeeThatTheMeterDoesNotShow) {
  using tariff::Activity;
  SagaStep next = read(charging(with_idle_fee()), 1200, hal::Seconds{60});
  EXPECT_FALSE(next.journal) << "the journal has the price it began with";
  next = read(next.saga, 1200, hal::Seconds{61});
  EXPECT_FALSE(next.journal) << "nothing that a power cut could lose";
  next = read(next.saga, 1200, hal::Seconds{62}, Activity::parking);
  EXPECT_TRUE(next.journal) << "from here on it costs";
  next = read(next.saga, 1200, hal::Seconds{63}, Activity::parking);
  EXPECT_FALSE(next.journal);
  next = read(next.saga, 1200, hal::Seconds{63 + 3600}, Activity::parking);
  EXPECT_TRUE(next.journal) << "an hour is worth a note";
}

// A charge that began and delivered nothing (a cable check that failed, a car that never drew) costs
// nothing, whatever the tariff asks for beginning or for time.
TEST(PricedSaga, NothingDeliveredCostsNothing) {
  constexpr const char* kFees = R"({"country_code":"DE","party_id":"ABC","id":"1","currency":"EUR",
"elements":[{"price_components":[{"type":"FLAT","price":0.5,"vat":19,"step_size":1},
{"type":"TIME","price":6,"vat":19,"step_size":1}]}],"last_updated":"2026-01-01T00:00:00Z"})";
  const auto fees =
      tariff::FrozenTariff::read(kFees, "a test", {}, tariff::Rounding::half_up).value();
  const hal::Millis later = hal::Seconds{600};
  const auto over = [&](std::int64_t meter) {
    return step(charging(fees), ChargeOver{{meter}, hal::StopReason::fault}, at(later));
  };
  const SagaStep none = over(1000);
  ASSERT_NE(effect_of<SendRelease>(none), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(none), nullptr);
  ASSERT_TRUE(state_of<Releasing>(none)->delivery);
  EXPECT_TRUE(state_of<Releasing>(none)->delivery->cost.gross.is_zero());
  const SagaStep some = over(1001);
  ASSERT_NE(effect_of<SendCapture>(some), nullptr);
  EXPECT_EQ(effect_of<SendCapture>(some)->order.amount,
            euro(179));  // (0.50 + 10 min of 6.00/h) + VAT
}

TEST(PricedSaga, AClockThatJumpsByYearsCostsNoTime) {
  const auto decades = std::chrono::duration_cast<hal::Millis>(std::chrono::hours(24 * 365 * 30));
  const SagaStep next = read(charging(with_idle_fee()), 2000, decades);
  EXPECT_EQ(cost_so_far(next.saga).gross, euro(60)) << "1 kWh at 0.595, no parking";
}

TEST(PricedSaga, ChargersWordForTheEndIsBelieved) {
  Saga saga = read(charging(with_idle_fee()), 2000, hal::Seconds{60}).saga;
  saga = step(std::move(saga), DriverStops{}, at(hal::Seconds{60})).saga;
  Fenced over = finished(1000, 2000);
  over.record->ended = at(hal::Seconds{60}).utc;
  // The answer took ten minutes, and the car was parked: none of them is paid.
  const SagaStep next = step(std::move(saga), over, at(hal::Seconds{660}));
  ASSERT_NE(state_of<Capturing>(next), nullptr);
  EXPECT_EQ(state_of<Capturing>(next)->amount, euro(60));
  EXPECT_EQ(cost_so_far(next.saga).gross, euro(60));
}

TEST(PricedSaga, EveryReasonOfTheChargerHasItsOwn) {
  const std::pair<hal::StopReason, EndReason> kWords[] = {
      {hal::StopReason::driver, EndReason::driver_stopped},
      {hal::StopReason::car, EndReason::car_stopped},
      {hal::StopReason::unplugged, EndReason::unplugged},
      {hal::StopReason::emergency_stop, EndReason::emergency_stop},
      {hal::StopReason::fault, EndReason::charger_fault},
      {hal::StopReason::power_loss, EndReason::power_loss},
      {hal::StopReason::limit, EndReason::limit_reached},
      {hal::StopReason::remote, EndReason::stopped_elsewhere}};
  for (const auto& [told, meant] : kWords) {
    const SagaStep next = step(charging(kTariff), ChargeOver{{2000}, told}, at(hal::Seconds{60}));
    ASSERT_NE(state_of<Capturing>(next), nullptr) << static_cast<int>(told);
    EXPECT_EQ(state_of<Capturing>(next)->reason, meant);
  }
}

// Before there were tariffs a charge in the journal had a price per kWh and no tally.
TEST(PricedSaga, AChargeFromAnOlderJournalGoesOn) {
  nlohmann::json body = nlohmann::json::parse(saga_to_json(charging(kTariff)));
  body.erase("price");
  body["terms"].erase("tariff");
  body["terms"]["per_kwh"] = "0.59";
  body["terms"]["vat_percent"] = "19";
  const auto old = saga_from_json(body.dump());
  ASSERT_TRUE(old) << old.error().sentence();
  EXPECT_EQ(cost_so_far(*old).gross, euro(0));
  EXPECT_FALSE(limit_is_near(*old));
  SagaStep next = read(*old, 1100, hal::Seconds{30});
  EXPECT_FALSE(next.journal);
  next = read(next.saga, 11'000, hal::Seconds{60});
  EXPECT_EQ(cost_so_far(next.saga).gross, euro(590));
}

TEST(PricedSaga, ARaiseInAnotherCurrencyIsNone) {
  const SessionTerms sold = raisable();
  Saga saga = step(open_saga(sold, at({})).saga, HoldAnswered{approved()}, at({})).saga;
  saga = step(std::move(saga), ChargeBegan{{1000}}, at({})).saga;
  SagaStep next = read(saga, 82'000, hal::Seconds{3600});
  ASSERT_NE(effect_of<SendRaise>(next), nullptr);
  EXPECT_FALSE(limit_is_near(next.saga)) << "the bank is being asked";
  Approved dollars = approved();
  dollars.hold.amount = Money(9000, *Currency::from_code("USD"));
  next = step(next.saga, RaiseAnswered{effect_of<SendRaise>(next)->order.key, dollars},
              at(hal::Seconds{3601}));
  EXPECT_EQ(state_of<Delivering>(next)->hold.amount, euro(5000));
  EXPECT_EQ(state_of<Delivering>(next)->raise, Delivering::Raise::refused);
}

TEST(PricedSaga, NoLimitIsNearWhileTheHoldCanStillBeRaised) {
  const SessionTerms sold = raisable();
  Saga saga = step(open_saga(sold, at({})).saga, HoldAnswered{approved()}, at({})).saga;
  saga = step(std::move(saga), ChargeBegan{{1000}}, at({})).saga;
  saga.price = charged(kTariff, {82'000});
  EXPECT_FALSE(limit_is_near(saga));
  saga.terms.raises_at_most = 0;
  EXPECT_TRUE(limit_is_near(saga));
}

// A charge that is found after a restart has no timer yet, and its meter may stand at nought.
TEST(PricedSaga, AFirstReadingThatSaysNothingNewStillStartsTheWatch) {
  Saga saga = step(open_saga(terms(), at({})).saga, HoldAnswered{approved()}, at({})).saga;
  saga = step(std::move(saga), ChargeBegan{{0}}, at({})).saga;
  const auto restored = saga_from_json(saga_to_json(saga));
  ASSERT_TRUE(restored);
  EXPECT_TRUE(read(*restored, 0, hal::Seconds{1}).saga.wake_at);
  saga = charging(kTariff);
  saga.meter_now = {};
  EXPECT_NE(read(saga, 500, hal::Seconds{1}).ignored, "") << "less than it began with";
}

// When the order went out is not in the journal: the whole pause counts from now.
TEST(PricedSaga, AfterARestartAnUnknownHoldIsGivenUpAfterTheFullPause) {
  Saga saga = open_saga(terms(), at({})).saga;
  saga.state = Asking{kAsksWhileDriverWaits, false};
  saga.hold_sent.reset();
  const SagaStep next =
      step(std::move(saga), AskAnswered{Question::About::hold, Unknown{}}, at(hal::Seconds{5}));
  ASSERT_NE(state_of<Abandoning>(next), nullptr);
  EXPECT_EQ(next.saga.wake_at, at(hal::Seconds{5}).monotonic + kBeforeAbandon);
}

TEST(PricedSaga, BelowItsLimitNoneIsNear) {
  const SessionTerms sold = raisable();
  Saga saga = step(open_saga(sold, at({})).saga, HoldAnswered{approved()}, at({})).saga;
  EXPECT_FALSE(limit_is_near(saga));
  saga = step(std::move(saga), ChargeBegan{{1000}}, at({})).saga;
  EXPECT_FALSE(limit_is_near(saga));
}

}  // namespace
}  // namespace kerb::payment
