// One event, its commits, and only then its effects; nothing else while the books are closed.
#include "kiosk/runtime/conductor.hpp"

#include <gtest/gtest.h>

#include "tests/sold_charge.hpp"

#include <algorithm>
#include <vector>

namespace kerb::kiosk {
namespace {

const payment::Currency kEuro{};

StationSettings settings() {
  StationSettings out;
  out.currency = kEuro;
  out.tariff = payment::test::per_kwh("0.59", "19");
  out.payment.hold = payment::Money(5000, kEuro);
  out.evses.push_back({1, hal::ConnectorKind::ccs2, {150'000}, true});
  return out;
}

// A disk that fails when the test says so.
struct Disk {
  bool works = true;
  int written = 0;
};

class TestBooks final : public Books {
 public:
  explicit TestBooks(Disk& disk) : disk_(disk) {}
  hal::Result<void> write(const Commit& /*commit*/, hal::Utc /*at*/) override {
    if (!disk_.works) return hal::failure("journal.io", "the disk failed", "");
    ++disk_.written;
    return {};
  }
  hal::Result<Open> open_sessions() override { return Open{}; }

 private:
  Disk& disk_;
};

Now at(hal::Millis passed) {
  return {hal::Monotonic(passed), hal::Utc(passed)};
}

TEST(Conductor, NothingLeavesWhileTheBooksAreClosed) {
  Disk disk;
  std::vector<StationEffect> left;
  std::optional<hal::OwnTrouble> told;
  auto made = Conductor::create(settings(),
                                {.open_books = [&]() -> hal::Result<std::unique_ptr<Books>> {
                                   if (!disk.works)
                                     return hal::failure("journal.io", "the disk failed", "");
                                   return std::unique_ptr<Books>(std::make_unique<TestBooks>(disk));
                                 },
                                 .carry_out =
                                     [&](StationEffect& effect) {
                                       // A tone is no order, nor is a word to the operator.
                                       if (const auto* it = std::get_if<TellTrouble>(&effect)) {
                                         told = it->trouble;
                                       } else if (!std::holds_alternative<Sound>(effect)) {
                                         left.push_back(effect);
                                       }
                                     },
                                 .log = [](const std::string&) {}},
                                at(hal::Millis{0}));
  ASSERT_TRUE(made.has_value());
  Conductor& conductor = **made;
  const std::string session(32, 'a');
  const auto says = [&](const payment::SagaEvent& event, hal::Seconds when) {
    conductor.take(SessionEvent{session, event}, at(when));
  };
  conductor.take(hal::ControllerEvent{hal::EvseChanged{1, hal::EvseState::available, {}}},
                 at(hal::Millis{1}));
  conductor.take(Intent{ChooseConnector{1}}, at(hal::Millis{2}));
  conductor.take(Tapped{CardRead{payment::CardPresentation{}}, session}, at(hal::Millis{3}));
  ASSERT_EQ(disk.written, 1);
  const payment::AskAnswered nothing{payment::Question::About::hold, payment::NotFound{}};
  says(payment::HoldAnswered{payment::Unknown{}}, hal::Seconds{60});
  says(nothing, hal::Seconds{61});
  conductor.pass_time(at(hal::Seconds{66}));
  says(nothing, hal::Seconds{67});
  conductor.pass_time(at(hal::Seconds{72}));
  disk.works = false;
  left.clear();
  says(nothing, hal::Seconds{73});  // gives up: the undoing is intended, and cannot be written
  ASSERT_EQ(conductor.books(), nullptr);
  for (int second = 74; second < 400; ++second) conductor.pass_time(at(hal::Seconds{second}));
  EXPECT_TRUE(left.empty()) << "an order left whose intent is in no book";
  EXPECT_EQ(told, hal::OwnTrouble::journal);
}

// It says so once, and a disk that is ill for a minute must not change what somebody pays.
TEST(Conductor, AFinalCostThatComesWhileTheBooksAreClosedIsNotLost) {
  Disk disk;
  StationSettings billed = settings();
  billed.told_cost.billed = true;
  std::vector<std::string> log;
  auto made = Conductor::create(billed,
                                {.open_books = [&]() -> hal::Result<std::unique_ptr<Books>> {
                                   if (!disk.works)
                                     return hal::failure("journal.io", "the disk failed", "");
                                   return std::unique_ptr<Books>(std::make_unique<TestBooks>(disk));
                                 },
                                 .carry_out = [](StationEffect&) {},
                                 .log = [&](const std::string& line) { log.push_back(line); }},
                                at(hal::Millis{0}));
  ASSERT_TRUE(made.has_value());
  Conductor& conductor = **made;
  disk.works = false;
  conductor.take(Tapped{CardRead{payment::CardPresentation{}}, std::string(32, 'a')},
                 at(hal::Millis{1}));
  conductor.take(Intent{OpenReport{}}, at(hal::Millis{2}));
  conductor.take(Intent{FileReport{ReportedFault::cable}}, at(hal::Millis{3}));
  ASSERT_EQ(conductor.books(), nullptr);
  hal::CostReported cost;
  cost.charge = std::string(32, 'b');
  cost.stage = hal::CostReported::Stage::finished;
  for (int times = 0; times < 100; ++times) {
    conductor.take(hal::BackEndReport{cost}, at(hal::Millis{4}));
  }
  const auto heard = [&] {
    return std::count(log.begin(), log.end(), "ignored: a cost of no session that is known here");
  };
  EXPECT_EQ(heard(), 0);
  disk.works = true;
  conductor.pass_time(at(hal::Seconds{60}));
  ASSERT_NE(conductor.books(), nullptr);
  EXPECT_EQ(heard(), 64) << "bounded, and then told to the station";
}

}  // namespace
}  // namespace kerb::kiosk
