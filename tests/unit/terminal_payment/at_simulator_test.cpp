// The provider against the simulated terminal, which was written by somebody else from the same
// papers. Its turnover store is the oracle.
#include <gtest/gtest.h>

#include "hal/simulated/terminal/terminal.hpp"
#include "payment/terminal/provider.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment::terminal {
namespace {

namespace machine = hal::simulated::terminal;

class StoryClock final : public hal::Clock {
 public:
  hal::Monotonic monotonic() const override { return now.monotonic; }
  hal::Utc utc() const override { return now.utc; }
  machine::Moment now{hal::Monotonic{hal::Millis{1'000'000}},
                      hal::Utc{hal::Millis{1'764'000'000'000}}};
};

// A line to it, without a socket; waiting moves the clock.
class LineToMachine final : public hal::zvt::Line {
 public:
  LineToMachine(machine::Terminal& terminal, StoryClock& clock)
      : terminal_(terminal), clock_(clock) {}

  hal::Result<void> open() override {
    close();
    if (!terminal_.on(clock_.now)) return hal::failure("zvt.unreachable", "it starts", "wait");
    terminal_.connected();
    open_ = true;
    return {};
  }
  bool is_open() const override { return open_; }
  void close() override {
    if (open_) terminal_.gone(clock_.now);
    open_ = false;
    reader_.clear();
  }
  hal::Result<void> send(const hal::zvt::Frame& frame) override {
    if (!open_) return hal::failure("zvt.lost", "closed", "none");
    hear(terminal_.hear(hal::zvt::octets_of(frame), clock_.now));
    return {};
  }
  hal::Result<std::optional<hal::zvt::Frame>> receive(hal::Millis within) override {
    const hal::Monotonic until = clock_.now.monotonic + within;
    for (;;) {
      if (auto frame = reader_.next()) return frame;
      if (!open_) return hal::failure("zvt.lost", "closed by it", "none");
      const auto at = terminal_.wake_at();
      const hal::Monotonic next = at && *at < until ? std::max(*at, clock_.monotonic()) : until;
      clock_.now.utc += next - clock_.now.monotonic;
      clock_.now.monotonic = next;
      if (!at || *at > until) return std::optional<hal::zvt::Frame>{};
      hear(terminal_.wake(clock_.now));
    }
  }
  void wake() override {}

 private:
  void hear(const machine::Moves& moves) {
    for (const machine::Move& move : moves) {
      if (const auto* said = std::get_if<machine::Send>(&move)) {
        EXPECT_TRUE(reader_.feed(said->octets));
      } else {
        close();
      }
    }
  }
  machine::Terminal& terminal_;
  StoryClock& clock_;
  hal::zvt::FrameReader reader_;
  bool open_ = false;
};

machine::Settings machine_like(std::string_view profile) {
  machine::Settings settings;
  settings.profile = *machine::profile_named(profile);
  return settings;
}

struct Story {
  explicit Story(std::string_view profile, std::string_view card)
      : machine(machine_like(profile)), card_name(card) {
    book = OrderBook::open(folder / "terminal.json").value();
    terminal = std::make_unique<hal::zvt::Terminal>(
        hal::zvt::TerminalSettings{}, std::make_unique<LineToMachine>(machine, clock), clock);
    provider = std::make_unique<TerminalProvider>(*terminal, *book, ProviderSettings{});
  }
  // The power failed: only the book and the terminal know what was.
  void restart() {
    provider.reset();
    book = OrderBook::open(folder / "terminal.json").value();
    terminal = std::make_unique<hal::zvt::Terminal>(
        hal::zvt::TerminalSettings{}, std::make_unique<LineToMachine>(machine, clock), clock);
    provider = std::make_unique<TerminalProvider>(*terminal, *book, ProviderSettings{});
  }
  static Money euro(std::int64_t cents) { return {cents, Currency{}}; }

  HoldAnswer hold(const OrderKey& key = "S-H") {
    machine.remove_card();
    machine.tap(*machine::card_named(card_name), hal::Millis{600'000}, clock.now);
    auto answer = provider->hold({key, euro(2'500), clock.utc(), NothingToPay{}});
    if (std::holds_alternative<Unknown>(answer)) {
      const auto told = provider->ask({Question::About::hold, key, clock.utc(), Currency{}});
      if (const auto* yes = std::get_if<Approved>(&told)) answer = *yes;
      if (const auto* no = std::get_if<Declined>(&told)) answer = *no;
    }
    if (const auto* yes = std::get_if<Approved>(&answer)) {
      reference = yes->hold.reference;
      provider->acknowledge(key);
    }
    return answer;
  }
  // As the saga does: until it is done or refused.
  SettleAnswer capture(std::int64_t cents) {
    SettleAnswer answer = NotProcessed{};
    for (int times = 0; times < 4; ++times) {
      answer = provider->capture({"S-C", reference, euro(cents), euro(2'500)});
      if (std::holds_alternative<Done>(answer)) provider->acknowledge("S-C");
      if (std::holds_alternative<Done>(answer) || std::holds_alternative<Refused>(answer)) break;
      clock.now.monotonic += hal::Minutes{1};
    }
    return answer;
  }
  SettleAnswer release() {
    auto answer = provider->release({"S-R", reference, euro(2'500)});
    if (std::holds_alternative<Done>(answer)) provider->acknowledge("S-R");
    return answer;
  }
  // What its books say was taken, and whether any reservation is open.
  std::int64_t taken() const { return machine.turnover().totals().all; }
  bool open() const { return !machine.turnover().open().empty(); }

  TemporaryFolder folder;
  StoryClock clock;
  machine::Terminal machine;
  std::string card_name;
  std::unique_ptr<OrderBook> book;
  std::unique_ptr<hal::zvt::Terminal> terminal;
  std::unique_ptr<TerminalProvider> provider;
  std::string reference;
};

TEST(AtSimulatedTerminal, EveryKindIsChargedAndLetGoWithEveryCardThatPays) {
  int paid = 0;
  for (const machine::Profile& profile : machine::profiles()) {
    for (const machine::Card& card : machine::cards()) {
      if (!card.pays() || card.result != 0 || card.most != 0) continue;
      SCOPED_TRACE(profile.name + " " + card.name);
      Story charged(profile.name, card.name);
      ASSERT_TRUE(std::holds_alternative<Approved>(charged.hold()));
      EXPECT_TRUE(charged.open());
      const auto booked = charged.capture(1'205);
      ASSERT_TRUE(std::holds_alternative<Done>(booked))
          << (std::holds_alternative<Refused>(booked) ? std::get<Refused>(booked).detail : "");
      EXPECT_EQ(charged.taken(), 1'205);
      EXPECT_FALSE(charged.open());
      Story let_go(profile.name, card.name);
      ASSERT_TRUE(std::holds_alternative<Approved>(let_go.hold()));
      const auto released = let_go.release();
      ASSERT_TRUE(std::holds_alternative<Done>(released))
          << (std::holds_alternative<Refused>(released) ? std::get<Refused>(released).detail : "");
      EXPECT_EQ(let_go.taken(), 0);
      EXPECT_FALSE(let_go.open());
      ++paid;
    }
  }
  EXPECT_GT(paid, 6);
}

TEST(AtSimulatedTerminal, EveryCardThatIsRefusedIsDeclined) {
  int refused = 0;
  for (const machine::Card& card : machine::cards()) {
    if (!card.pays() || card.result == 0) continue;
    SCOPED_TRACE(card.name);
    Story story("feig", card.name);
    EXPECT_TRUE(std::holds_alternative<Declined>(story.hold()));
    EXPECT_TRUE(story.book->doubts().empty());
    ++refused;
  }
  EXPECT_GT(refused, 5);
}

// Each mishap to each kind of message, the first and the second of its kind: what the provider says
// at the end is what the turnover store has, or it is in the queue for a person.
TEST(AtSimulatedTerminal, NoMishapLeavesAFalseBelief) {
  using Mishap = machine::Mishap;
  using MishapKind = Mishap::Kind;
  constexpr MishapKind kKinds[] = {
      MishapKind::lost,       MishapKind::doubled,   MishapKind::late, MishapKind::cut_before,
      MishapKind::cut_within, MishapKind::cut_after, MishapKind::deaf};
  constexpr hal::zvt::Command kAbout[] = {hal::zvt::kStatusInformation, hal::zvt::kCompletion,
                                          hal::zvt::kPositive, hal::zvt::kIntermediateStatus};
  for (const std::string_view profile : {"feig", "ccv"}) {
    for (const MishapKind kind : kKinds) {
      for (const hal::zvt::Command about : kAbout) {
        for (const bool at_booking : {false, true}) {
          SCOPED_TRACE(testing::Message()
                       << profile << " mishap " << static_cast<int>(kind) << " about " << std::hex
                       << about << (at_booking ? " at the booking" : " at the hold"));
          Story story(profile, "mastercard");
          ASSERT_TRUE(story.terminal->meet());
          const Mishap mishap{kind, about, 1, hal::Millis{2'000}};
          if (!at_booking) story.machine.mishaps().add(mishap);
          const auto answer = story.hold();
          story.machine.mishaps().clear();
          if (!std::holds_alternative<Approved>(answer)) {
            EXPECT_TRUE(story.provider->compare());
            EXPECT_TRUE(!story.open() || !story.provider->concerns().empty());
            EXPECT_EQ(story.taken(), 0);
            continue;
          }
          if (at_booking) story.machine.mishaps().add(mishap);
          const auto booked = story.capture(1'205);
          story.machine.mishaps().clear();
          const auto compared = story.provider->compare();
          EXPECT_TRUE(compared) << compared.error().sentence();
          if (std::holds_alternative<Done>(booked)) {
            EXPECT_TRUE(story.taken() == 1'205 || !story.provider->concerns().empty());
          } else {
            EXPECT_TRUE(story.taken() == 0 || !story.provider->concerns().empty());
          }
        }
      }
    }
  }
}

// Two bays at one terminal: an order of the other is next in line while the first one's hold is
// written down.
TEST(AtSimulatedTerminal, AHoldThatIsBeingWrittenDownIsNotDroppedForAnotherOrder) {
  Story story("generic", "mastercard");
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("A-H")));
  const std::string first = story.reference;
  story.machine.tap(*machine::card_named("visa"), hal::Millis{600'000}, story.clock.now);
  const HoldOrder second{"B-H", Story::euro(2'500), story.clock.utc(), NothingToPay{}};
  ASSERT_TRUE(std::holds_alternative<Approved>(story.provider->hold(second)));
  const CaptureOrder other{"A-C", first, Story::euro(1'205), Story::euro(2'500)};
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(story.provider->capture(other)));
  EXPECT_FALSE(story.provider->compare());
  story.provider->acknowledge("B-H");
  EXPECT_EQ(story.machine.turnover().open().size(), 2U);
  EXPECT_EQ(story.machine.taken_back(), 0);
  ASSERT_TRUE(std::holds_alternative<Done>(story.provider->capture(other)));
  story.provider->acknowledge("A-C");
  EXPECT_EQ(story.taken(), 1'205);
}

TEST(AtSimulatedTerminal, AHoldThatNobodyWroteDownKeepsTheOthersNoLongerThanTheTerminalWaits) {
  Story story("generic", "mastercard");
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("A-H")));
  const std::string first = story.reference;
  story.machine.tap(*machine::card_named("visa"), hal::Millis{600'000}, story.clock.now);
  const HoldOrder second{"B-H", Story::euro(2'500), story.clock.utc(), NothingToPay{}};
  ASSERT_TRUE(std::holds_alternative<Approved>(story.provider->hold(second)));
  story.clock.now.monotonic += hal::Seconds{6};
  const CaptureOrder other{"A-C", first, Story::euro(1'205), Story::euro(2'500)};
  ASSERT_TRUE(std::holds_alternative<Done>(story.provider->capture(other)));
  story.provider->acknowledge("A-C");
  EXPECT_EQ(story.taken(), 1'205);
  EXPECT_FALSE(story.open());
}

// PA00P015, 06 25: a debit card's reservation cannot be reversed, only left unused (found by
// torture: no card could pay any more, and the money stayed reserved).
TEST(AtSimulatedTerminal, EveryCardsLostHoldIsTakenBackAndKeepsNobodyWaiting) {
  for (const std::string_view card : {"mastercard", "girocard", "maestro"}) {
    SCOPED_TRACE(card);
    Story story("ccv", card);
    story.machine.settings().by_receipt = true;  // it keeps what it did not hear about
    ASSERT_TRUE(story.terminal->meet());
    story.machine.mishaps().add(
        {machine::Mishap::Kind::cut_before, hal::zvt::kStatusInformation, 1, {}});
    story.machine.tap(*machine::card_named(card), hal::Millis{600'000}, story.clock.now);
    const HoldOrder lost{"S-H", Story::euro(2'500), story.clock.utc(), NothingToPay{}};
    ASSERT_TRUE(std::holds_alternative<Unknown>(story.provider->hold(lost)));
    ASSERT_TRUE(story.open());
    EXPECT_TRUE(story.provider->compare());
    EXPECT_FALSE(story.open());
    EXPECT_TRUE(story.book->doubts().empty());
    EXPECT_TRUE(story.provider->concerns().empty());
    EXPECT_TRUE(std::holds_alternative<Approved>(story.hold("T-H")));
  }
}

// The journal says held by then, so whoever waits for the charge has to be told.
TEST(AtSimulatedTerminal,
     AHoldThatVanishesAtItsAcknowledgementIsToldOnceAndAfterAPowerFailureAgain) {
  Story story("generic", "mastercard");
  std::vector<OrderKey> vanished;
  const auto listen = [&](const OrderKey& key) { vanished.push_back(key); };
  story.provider->on_vanished_hold(listen);
  ASSERT_TRUE(story.terminal->meet());
  story.machine.mishaps().add({machine::Mishap::Kind::deaf, hal::zvt::kStatusInformation, 1, {}});
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold()));
  EXPECT_FALSE(story.open());
  EXPECT_EQ(vanished, std::vector<OrderKey>{"S-H"});
  ASSERT_TRUE(story.provider->compare());
  EXPECT_EQ(vanished.size(), 1U);
  story.restart();
  story.provider->on_vanished_hold(listen);
  ASSERT_TRUE(story.provider->compare());
  EXPECT_EQ(vanished.size(), 2U);
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("T-H")));
  EXPECT_EQ(vanished.size(), 2U);
}

// PA00P015, ch. 4: what was found to stand is mirrored by the next order, or that order takes it back
// (found by torture: a booking that the disk failed to keep was undone by the next driver's hold).
TEST(AtSimulatedTerminal, WhatWasFoundToStandIsNotTakenBackByTheNextOrder) {
  for (const bool restarted : {false, true}) {
    for (const bool booked : {false, true}) {
      SCOPED_TRACE(testing::Message() << "restarted " << restarted << " booked " << booked);
      Story story("generic", "mastercard");
      story.machine.settings().by_receipt = true;
      if (booked) {
        ASSERT_TRUE(std::holds_alternative<Approved>(story.hold()));
        const CaptureOrder order{"S-C", story.reference, Story::euro(1'205), Story::euro(2'500)};
        ASSERT_TRUE(std::holds_alternative<Done>(story.provider->capture(order)));
      } else {
        story.machine.tap(*machine::card_named("visa"), hal::Millis{600'000}, story.clock.now);
        const HoldOrder order{"S-H", Story::euro(2'500), story.clock.utc(), NothingToPay{}};
        ASSERT_TRUE(std::holds_alternative<Approved>(story.provider->hold(order)));
      }
      story.clock.now.monotonic += hal::Minutes{10};  // it was never written down
      if (restarted) story.restart();
      ASSERT_TRUE(story.provider->compare());
      ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("T-H")));
      EXPECT_EQ(story.taken(), booked ? 1'205 : 0);
      EXPECT_EQ(story.machine.turnover().open().size(), booked ? 1U : 2U);
      EXPECT_EQ(story.machine.taken_back(), 0);
    }
  }
}

// After a power failure the terminal is told the last one that was kept, not that Kerb has none.
TEST(AtSimulatedTerminal, WhatWasKeptIsMirroredAfterAPowerFailureToo) {
  Story story("generic", "mastercard");
  story.machine.settings().by_receipt = true;
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("A-H")));
  ASSERT_TRUE(std::holds_alternative<Approved>(story.hold("B-H")));
  story.restart();
  const Order* const last = story.book->last_standing();
  ASSERT_NE(last, nullptr);
  EXPECT_EQ(last->key, "B-H");
  EXPECT_EQ(last->mirror, hal::from_hex(last->name.receipt));
}

}  // namespace
}  // namespace kerb::payment::terminal
