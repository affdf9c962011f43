// What the back end says about costs, on its way through the station: into money, the journal and
// the screen.
#include <gtest/gtest.h>

#include "payment/saga/saga_json.hpp"
#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;
using Stage = hal::CostReported::Stage;

const std::string kSession(32, 'a');

hal::BackEndReport cost(std::int64_t thousandths, Stage stage, std::string currency = "EUR") {
  hal::CostReported report;
  report.charge = kSession;
  report.stage = stage;
  report.total = {thousandths, 3, std::move(currency)};
  return report;
}

StationSettings billed_by_back_end() {
  StationSettings out = settings();
  out.told_cost.billed = true;
  return out;
}

std::vector<std::string> kinds_of(const StationStep& step) {
  std::vector<std::string> kinds;
  for (const Commit& commit : step.commits) kinds.push_back(commit.kind);
  return kinds;
}

void end_charge(Kiosk& kiosk) {
  kiosk.meter(1, 11'000);
  kiosk.feed(
      hal::ControllerEvent{hal::ChargeStopped{1, kSession, {11'000}, hal::StopReason::unplugged}});
  kiosk.becomes(1, hal::EvseState::available);
}

TEST(StationBackEndCost, TheDriverSeesTheRunningCostThatIsBilled) {
  for (const bool billed : {true, false}) {
    Kiosk kiosk(billed ? billed_by_back_end() : settings());
    kiosk.charge();
    kiosk.meter(1, 11'000);
    kiosk.feed(cost(2009, Stage::running));
    const auto model = std::get<ChargingModel>(kiosk.snapshot().screen);
    EXPECT_EQ(model.cost.minor(), billed ? 201 : 590);
    kiosk.act(ShowCost{});
    const auto parts = std::get<CostModel>(kiosk.snapshot().screen);
    ASSERT_FALSE(parts.lines.empty());
    EXPECT_EQ(parts.lines.front().kind == payment::ReceiptLine::Kind::told, billed);
    EXPECT_EQ(parts.lines.front().amount.minor(), billed ? 201 : 590);
  }
}

TEST(StationBackEndCost, TheBayIsFreeWhileTheFinalPriceIsWorkedOut) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  ASSERT_EQ(kiosk.screen(), "finishing");
  const auto model = std::get<FinishingModel>(kiosk.snapshot().screen);
  EXPECT_TRUE(model.unplug);
  EXPECT_TRUE(model.cost_pending);
  EXPECT_EQ(kiosk.snapshot().connectors.front().availability, Availability::free);

  const StationStep& told = kiosk.feed(cost(5900, Stage::finished));
  EXPECT_EQ(kinds_of(told), std::vector<std::string>{"saga.capturing"});
  ASSERT_EQ(kiosk.screen(), "receipt");
  const payment::Receipt receipt = std::get<ReceiptModel>(kiosk.snapshot().screen).receipt;
  EXPECT_EQ(receipt.cost.gross.minor(), 590);
  EXPECT_EQ(receipt.cost.net.minor() + receipt.cost.vat.minor(), 590);
  ASSERT_EQ(receipt.lines.size(), 1U);
  EXPECT_EQ(receipt.lines.front().kind, payment::ReceiptLine::Kind::told);
  ASSERT_EQ(receipt.taxes.size(), 1U) << "at the tariff's rate";
  EXPECT_EQ(receipt.taxes.front().tax.minor(), 94);
}

TEST(StationBackEndCost, ANextDriverMayChargeThereMeanwhile) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  kiosk.act(DoneHere{});
  kiosk.charge('b');
  EXPECT_EQ(kiosk.screen(), "charging");
  const StationStep& told = kiosk.feed(cost(5900, Stage::finished));
  EXPECT_EQ(kinds_of(told), std::vector<std::string>{"saga.capturing"});
  EXPECT_EQ(kiosk.screen(), "charging") << "it is somebody else's screen now";
}

TEST(StationBackEndCost, NobodyWaitsForEver) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  kiosk.pass(Seconds{599});
  EXPECT_EQ(kiosk.station().sessions.size(), 1U);
  kiosk.pass(Seconds{2});
  const payment::Saga& saga = kiosk.station().sessions.at(kSession).saga;
  ASSERT_TRUE(std::holds_alternative<payment::Capturing>(saga.state));
  EXPECT_EQ(std::get<payment::Capturing>(saga.state).amount.minor(), 590);
}

TEST(StationBackEndCost, AnAlarmIsAnEntryAndALineOfTheLog) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  const StationStep& told = kiosk.feed(cost(7000, Stage::finished));
  EXPECT_EQ(kinds_of(told), (std::vector<std::string>{"saga.capturing", "alarm.cost_differs"}));
  EXPECT_EQ(std::get<std::string>(told.commits.back().content),
            R"({"currency":"EUR","ours":"5.90","told":"7.00"})");
  ASSERT_EQ(told.alarms.size(), 1U);
  EXPECT_EQ(told.alarms.front(),
            "session AAAA-AAAA: the back end says 7.00 EUR, the tariff says 5.90 EUR");
}

TEST(StationBackEndCost, WhatIsNoCostIsRefusedAndTold) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  for (const auto& [value, currency] : std::vector<std::pair<std::int64_t, std::string>>{
           {5900, "USD"}, {-1, "EUR"}, {4'111'111'111'111'111, "EUR"}}) {
    const StationStep& told = kiosk.feed(cost(value, Stage::finished, currency));
    EXPECT_EQ(kinds_of(told), std::vector<std::string>{"alarm.cost_refused"}) << value;
    EXPECT_EQ(std::get<std::string>(told.commits.front().content).find("4111"), std::string::npos);
    EXPECT_TRUE(told.effects.empty());
  }
  EXPECT_TRUE(kiosk.feed(cost(-1, Stage::running)).commits.empty())
      << "a running one is only noted";
  EXPECT_EQ(kiosk.screen(), "finishing") << "the right word may still come";
}

TEST(StationBackEndCost, ABackEndThatNeverMakesUpItsMindDoesNotFillTheJournal) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  std::size_t entries = 0;
  for (int cents = 0; cents < 500; ++cents) {
    entries += kiosk.feed(cost(cents * 10, Stage::finished)).commits.size();
  }
  EXPECT_EQ(entries, 32U);
}

TEST(StationBackEndCost, OfASettledChargeOnlyAnAlarmFollows) {
  Kiosk kiosk(billed_by_back_end());
  kiosk.charge();
  end_charge(kiosk);
  kiosk.feed(cost(5900, Stage::finished));
  kiosk.answer('a', payment::CaptureAnswered{payment::Done{}});
  payment::Saga saga = kiosk.station().sessions.at(kSession).saga;
  kiosk.act(DoneHere{});
  ASSERT_TRUE(kiosk.station().sessions.empty());
  saga = payment::saga_from_json(payment::saga_to_json(saga)).value();

  const auto report = std::get<hal::CostReported>(cost(6100, Stage::finished));
  const StationStep& late = kiosk.feed(SettledCost{report, saga});
  EXPECT_EQ(kinds_of(late), std::vector<std::string>{"alarm.cost_late"});
  EXPECT_FALSE(late.commits.front().open);
  EXPECT_TRUE(late.effects.empty());
  EXPECT_TRUE(kiosk.feed(SettledCost{report, saga}).commits.empty()) << "said once is enough";
  const auto same = std::get<hal::CostReported>(cost(5900, Stage::finished));
  EXPECT_TRUE(kiosk.feed(SettledCost{same, saga}).commits.empty()) << "that is what was billed";
}

TEST(StationBackEndCost, ACostOfNobodyIsIgnored) {
  Kiosk kiosk;
  const StationStep& step = kiosk.feed(cost(100, Stage::finished));
  EXPECT_TRUE(step.commits.empty());
  EXPECT_EQ(step.remarks.size(), 1U);
}

}  // namespace
}  // namespace kerb::kiosk
