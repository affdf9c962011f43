#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "hal/simulated/reader.hpp"

namespace kerb::hal::simulated {
namespace {

using std::chrono::steady_clock;

constexpr Millis kSoon{200};
constexpr Millis kLong{10'000};

const Bytes some_command = {0x00, 0xB0, 0x00, 0x00, 0x00};
const Bytes ok_answer = {0x90, 0x00};

// Answers 9000 to everything; `during_answer` lets something happen in the middle.
class YesCard final : public VirtualCard {
 public:
  Bytes atr() const override { return {0x3B, 0x80, 0x80, 0x01, 0x01}; }
  Bytes uid() const override { return {0x04, 0x01, 0x02, 0x03}; }
  bool speaks_apdu() const override { return apdus; }
  void power_up() override { ++power_ups; }
  Bytes answer(ByteView) override {
    ++commands;
    if (during_answer) during_answer();
    return response;
  }

  bool apdus = true;
  Bytes response = ok_answer;
  std::function<void()> during_answer;
  int power_ups = 0;
  int commands = 0;
};

class SimulatedReader : public ::testing::Test {
 protected:
  void expect_fault(const auto& result, ReaderFault fault) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, fault) << result.error().detail;
  }

  // Calls wait_for_card() in another thread and gives it time to be in the middle of it.
  std::future<ReaderResult<CardInField>> start_waiting() {
    auto waiting = std::async(std::launch::async, [this] { return reader_.wait_for_card(kLong); });
    std::this_thread::sleep_for(Millis{20});
    return waiting;
  }

  Reader reader_;
  std::shared_ptr<YesCard> card_ = std::make_shared<YesCard>();
};

TEST_F(SimulatedReader, FindsPowersAndAsksACard) {
  reader_.tap(card_);
  const auto card = reader_.wait_for_card(kLong);
  ASSERT_TRUE(card);
  EXPECT_EQ(card->atr, card_->atr());
  EXPECT_EQ(card->uid, card_->uid());
  EXPECT_TRUE(card->speaks_apdu);
  EXPECT_EQ(card_->power_ups, 1);
  EXPECT_EQ(*reader_.transceive(some_command), ok_answer);
}

TEST_F(SimulatedReader, NobodyTaps) {
  const auto before = steady_clock::now();
  expect_fault(reader_.wait_for_card(Millis{50}), ReaderFault::no_card);
  EXPECT_GE(steady_clock::now() - before, Millis{50});
}

TEST_F(SimulatedReader, ATapEndsARunningWait) {
  auto waiting = start_waiting();
  const auto tapped = steady_clock::now();
  reader_.tap(card_);
  EXPECT_TRUE(waiting.get());
  EXPECT_LT(steady_clock::now() - tapped, kSoon);
}

TEST_F(SimulatedReader, ATappedCardLeavesWhenItsRemovalIsAwaited) {
  reader_.tap(card_);
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  EXPECT_TRUE(reader_.wait_for_removal(kLong));
  expect_fault(reader_.transceive(some_command), ReaderFault::card_gone);
  expect_fault(reader_.wait_for_card(Millis{0}), ReaderFault::no_card);
}

TEST_F(SimulatedReader, TheNextTapIsNotTakenForTheLastOne) {
  reader_.tap(std::make_shared<YesCard>());
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  reader_.tap(card_);
  expect_fault(reader_.transceive(some_command), ReaderFault::card_gone);
  EXPECT_TRUE(reader_.wait_for_removal(kLong));
  ASSERT_TRUE(reader_.wait_for_card(Millis{0}));
  EXPECT_EQ(card_->power_ups, 1);
}

TEST_F(SimulatedReader, FieldOffMakesTheCardBeFoundAnew) {
  reader_.tap(card_);
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  reader_.field_off(Millis{0});
  expect_fault(reader_.transceive(some_command), ReaderFault::card_gone);
  ASSERT_TRUE(reader_.wait_for_card(Millis{0}));
  EXPECT_EQ(card_->power_ups, 2);
}

TEST_F(SimulatedReader, ATornCardAnswersThatManyCommands) {
  for (const int leaves_after : {0, 1, 2}) {
    card_->commands = 0;
    reader_.tap(card_, leaves_after);
    ASSERT_TRUE(reader_.wait_for_card(kLong));
    for (int command = 0; command < leaves_after; ++command) {
      EXPECT_TRUE(reader_.transceive(some_command));
    }
    expect_fault(reader_.transceive(some_command), ReaderFault::card_gone);
    EXPECT_EQ(card_->commands, leaves_after);
    expect_fault(reader_.wait_for_card(Millis{0}), ReaderFault::no_card);
  }
}

TEST_F(SimulatedReader, ACardTakenAwayWhileItAnswersIsGone) {
  card_->during_answer = [this] { reader_.remove(); };
  reader_.tap(card_);
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  expect_fault(reader_.transceive(some_command), ReaderFault::card_gone);
}

TEST_F(SimulatedReader, AStorageCardHasNoApdus) {
  card_->apdus = false;
  reader_.tap(card_);
  const auto card = reader_.wait_for_card(kLong);
  ASSERT_TRUE(card);
  EXPECT_FALSE(card->speaks_apdu);
  expect_fault(reader_.transceive(some_command), ReaderFault::unreadable);
}

TEST_F(SimulatedReader, AnAnswerWithoutAStatusWordIsUnreadable) {
  card_->response = {0x90};
  reader_.tap(card_);
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  expect_fault(reader_.transceive(some_command), ReaderFault::unreadable);
}

TEST_F(SimulatedReader, TwoCardsAreToldApartByNobody) {
  reader_.tap_two_cards();
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::several_cards);
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::several_cards);
  EXPECT_TRUE(reader_.wait_for_removal(kLong));
  expect_fault(reader_.wait_for_card(Millis{0}), ReaderFault::no_card);
}

TEST_F(SimulatedReader, SwitchingOffEndsAWaitAndAnExchangeAtOnce) {
  auto waiting = start_waiting();
  reader_.switch_on(false);
  expect_fault(waiting.get(), ReaderFault::reader_gone);
  EXPECT_FALSE(reader_.present());
  reader_.switch_on(true);
  EXPECT_TRUE(reader_.present());
  card_->during_answer = [this] { reader_.switch_on(false); };
  reader_.tap(card_);
  ASSERT_TRUE(reader_.wait_for_card(kLong));
  expect_fault(reader_.transceive(some_command), ReaderFault::reader_gone);
}

TEST_F(SimulatedReader, AReaderThatIsOffIsToldOnceAtOnceAndThenWithPauses) {
  reader_.switch_on(false);
  auto before = steady_clock::now();
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_LT(steady_clock::now() - before, kSoon);
  before = steady_clock::now();
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::reader_gone);
  EXPECT_GE(steady_clock::now() - before, kSoon);
  auto waiting = start_waiting();
  reader_.switch_on(true);
  reader_.tap(card_);
  EXPECT_TRUE(waiting.get());
}

TEST_F(SimulatedReader, WhatIsTappedOnADeadReaderIsNotSeenLater) {
  reader_.tap(card_);
  reader_.switch_on(false);
  reader_.tap(card_);
  reader_.switch_on(true);
  expect_fault(reader_.wait_for_card(Millis{0}), ReaderFault::no_card);
}

TEST_F(SimulatedReader, CancelEndsARunningWaitOrTheNextOneOnce) {
  auto waiting = start_waiting();
  reader_.cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
  reader_.cancel();
  reader_.tap(card_);
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::cancelled);
  EXPECT_TRUE(reader_.wait_for_card(kLong));
}

TEST_F(SimulatedReader, CancelEndsThePauseOfAReaderThatIsOff) {
  reader_.switch_on(false);
  expect_fault(reader_.wait_for_card(kLong), ReaderFault::reader_gone);
  auto waiting = start_waiting();
  reader_.cancel();
  expect_fault(waiting.get(), ReaderFault::cancelled);
}

TEST_F(SimulatedReader, ShowsItsLights) {
  EXPECT_EQ(reader_.lights(), Lights::off);
  reader_.show(Lights::ready_to_read);
  EXPECT_EQ(reader_.lights(), Lights::ready_to_read);
}

// The world is played from other threads while the worker reads: the worker must see every cancel,
// and nothing may be torn (run under the thread sanitizer).
TEST_F(SimulatedReader, TheWorldMayDoAnythingAtAnyTime) {
  std::atomic<int> found = 0;
  std::atomic<bool> done = false;
  std::thread worker([&] {
    for (int cancelled = 0; cancelled < 20;) {
      const auto card = reader_.wait_for_card(kLong);
      if (!card && card.error().fault == ReaderFault::cancelled) ++cancelled;
      if (!card) continue;
      ++found;
      while (reader_.transceive(some_command)) continue;
      reader_.show(Lights::card_read);
      reader_.wait_for_removal(kLong);
    }
  });
  std::thread hand([&] {
    for (int turn = 0; turn < 300; ++turn) {
      reader_.tap(std::make_shared<YesCard>(), turn % 4);
      if (turn % 7 == 0) reader_.remove();
      if (turn % 11 == 0) reader_.tap_two_cards();
      if (turn % 50 == 0) reader_.switch_on(false);
      if (turn % 50 == 0) reader_.switch_on(true);
      std::this_thread::yield();
    }
    // A cancel that comes while the last one is still unheard is one with it.
    while (!done) {
      reader_.cancel();
      reader_.lights();
      std::this_thread::sleep_for(Millis{1});
    }
  });
  worker.join();
  done = true;
  hand.join();
  EXPECT_GT(found, 0);
}

}  // namespace
}  // namespace kerb::hal::simulated
