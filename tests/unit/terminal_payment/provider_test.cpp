#include "payment/terminal/provider.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "hal/zvt/codes.hpp"
#include "payment/terminal/refusal.hpp"
#include "tests/unit/temporary_folder.hpp"
#include "tests/unit/zvt/fake_terminal.hpp"

namespace kerb::payment::terminal {
namespace {

namespace zvt = hal::zvt;

const Currency kEuro = Currency::from_code("EUR").value();
const hal::Utc kAtNoon{hal::Millis{1'764'000'000'000}};

Money euro(std::int64_t cents) {
  return {cents, kEuro};
}

// Kerb between two power cuts; the folder and the terminal's store outlive it.
struct Power {
  Power(zvt::FakeStore& store, const TemporaryFolder& folder, ProviderSettings settings = {}) {
    book = OrderBook::open(folder.path() / "terminal.json").value();
    auto owned = std::make_unique<zvt::FakeTerminal>(store, clock);
    line = owned.get();
    terminal = std::make_unique<zvt::Terminal>(zvt::TerminalSettings{}, std::move(owned), clock);
    provider = std::make_unique<TerminalProvider>(*terminal, *book, std::move(settings));
  }
  HoldAnswer hold(const OrderKey& key = "S-H", std::int64_t cents = 2'500) const {
    return provider->hold({key, euro(cents), kAtNoon, NothingToPay{}});
  }
  SettleAnswer capture(const std::string& reference, std::int64_t cents) const {
    return provider->capture({"S-C", reference, euro(cents), euro(2'500)});
  }
  SettleAnswer release(const std::string& reference) const {
    return provider->release({"S-R", reference, euro(2'500)});
  }
  AskAnswer ask(Question::About about, const OrderKey& key) const {
    return provider->ask({about, key, kAtNoon, kEuro});
  }
  zvt::TurningClock clock;
  std::unique_ptr<OrderBook> book;
  zvt::FakeTerminal* line = nullptr;
  std::unique_ptr<zvt::Terminal> terminal;
  std::unique_ptr<TerminalProvider> provider;
};

// A hold that stands; gives its reference.
std::string held(const Power& power) {
  const auto answer = power.hold();
  EXPECT_TRUE(std::holds_alternative<Approved>(answer));
  power.provider->acknowledge("S-H");
  return std::get<Approved>(answer).hold.reference;
}

TEST(TerminalProvider, AChargeIsHeldAndBooked) {
  const TemporaryFolder folder;
  zvt::FakeStore store;
  const Power power(store, folder);
  const auto answer = power.hold();
  ASSERT_TRUE(std::holds_alternative<Approved>(answer));
  const Hold hold = std::get<Approved>(answer).hold;
  EXPECT_EQ(hold.reference, "zvt-t52523535-r0231-n000975-d0405");
  EXPECT_EQ(hold.amount, euro(2'500));
  EXPECT_EQ(hold.approval_code, "750071");
  EXPECT_TRUE(store.reserved.empty()) << "the journal does not have it yet";
  power.provider->acknowledge("S-H");
  EXPECT_EQ(store.reserved.at(231), 2'500U);
  ASSERT_TRUE(std::holds_alternative<Done>(power.capture(hold.reference, 1'205)));
  EXPECT_TRUE(store.booked.empty());
  power.provider->acknowledge("S-C");
  EXPECT_EQ(store.booked, std::vector<std::uint64_t>{1'205});
  EXPECT_TRUE(store.reserved.empty());
  EXPECT_TRUE(power.book->open_holds().empty());
  EXPECT_TRUE(power.provider->concerns().empty());
}

TEST(TerminalProvider, TheKindOfCardDecidesHowItIsBooked) {
  for (const Booking booking : {Booking::partial_reversal, Booking::book_total}) {
    const TemporaryFolder folder;
    zvt::FakeStore store;
    const Power power(store, folder, {.by_card_type = {{6, booking}}});
    power.capture(held(power), 1'205);
    power.provider->acknowledge("S-C");
    EXPECT_EQ(store.booked, std::vector<std::uint64_t>{1'205});
    const auto sent = [&](zvt::Command command) {
      return std::any_of(power.line->got.begin(), power.line->got.end(),
                         [&](const zvt::Frame& frame) { return frame.command == command; });
    };
    EXPECT_EQ(sent(zvt::kPartialReversal), booking == Booking::partial_reversal);
    EXPECT_EQ(sent(zvt::kBookTotal), booking == Booking::book_total);
  }
}

TEST(TerminalProvider, NothingDeliveredTakesTheWholeReservationBack) {
  for (const Booking booking : {Booking::partial_reversal, Booking::book_total}) {
    const TemporaryFolder folder;
    zvt::FakeStore store;
    const Power power(store, folder, {.by_card_type = {{6, booking}}});
    const std::string reference = held(power);
    ASSERT_TRUE(std::holds_alternative<Done>(power.release(reference)));
    power.provider->acknowledge("S-R");
    EXPECT_TRUE(store.reserved.empty());
    const std::uint64_t taken = store.booked.empty() ? 0 : store.booked.front();
    EXPECT_EQ(taken, 0U);
    EXPECT_TRUE(std::holds_alternative<Done>(power.release(reference))) << "done already";
  }
}

struct DeclineRow {
  std::uint8_t result;
  DeclineReason reason;
};

TEST(TerminalProvider, RefusalsSayWhatTheDriverCanDo) {
  constexpr DeclineRow kRows[] = {
      {0x05, DeclineReason::generic},      {0x33, DeclineReason::needs_owner},
      {0xEC, DeclineReason::needs_owner},  {0x3E, DeclineReason::blocked},
      {0x71, DeclineReason::insufficient}, {0x78, DeclineReason::expired},
      {0xA1, DeclineReason::try_later},    {0xC5, DeclineReason::not_accepted}};
  for (const DeclineRow& row : kRows) {
    SCOPED_TRACE(int{row.result});
    const TemporaryFolder folder;
    zvt::FakeStore store;
    store.decline = row.result;
    const Power power(store, folder);
    const auto answer = power.hold();
    ASSERT_TRUE(std::holds_alternative<Declined>(answer));
    EXPECT_EQ(std::get<Declined>(answer).reason, row.reason);
    EXPECT_TRUE(power.book->doubts().empty());
  }
}

TEST(TerminalProvider, TheSameOrderIsNeverSentTwice) {
  const TemporaryFolder folder;
  zvt::FakeStore store;
  const Power power(store, folder);
  const std::string reference = held(power);
  EXPECT_TRUE(std::holds_alternative<Approved>(power.hold()));
  power.capture(reference, 1'205);
  EXPECT_TRUE(std::holds_alternative<Done>(power.capture(reference, 1'205)));
  power.provider->acknowledge("S-C");
  EXPECT_TRUE(std::holds_alternative<Done>(power.capture(reference, 1'205)));
  EXPECT_EQ(store.booked.size(), 1U);
}

TEST(TerminalProvider, WhatCannotBeWrittenDownIsNotOrdered) {
  const TemporaryFolder folder;
  zvt::FakeStore store;
  const Power power(store, folder);
  std::filesystem::create_directory(folder.path() / "terminal.json.new");
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(power.hold()));
  for (const zvt::Frame& frame : power.line->got) EXPECT_NE(frame.command, zvt::kReservation);
}

TEST(TerminalProvider, WhatTheTerminalHasAndKerbNotIsAConcernAndStays) {
  const TemporaryFolder folder;
  zvt::FakeStore store;
  store.reserved[77] = 1'000;
  const Power power(store, folder);
  ASSERT_TRUE(power.provider->compare());
  ASSERT_EQ(power.provider->concerns().size(), 1U);
  EXPECT_NE(power.provider->concerns()[0].what.find("0077"), std::string::npos);
  // An order of our own that is lost meanwhile is told apart from it.
  power.line->cut_at(power.line->messages() + 5, false);
  power.hold();
  EXPECT_TRUE(power.line->was_cut());
  power.ask(Question::About::hold, "S-H");
  EXPECT_EQ(store.reserved.size(), 1U);
  EXPECT_TRUE(store.reserved.contains(77));
  store.reserved.clear();
  ASSERT_TRUE(power.provider->compare());
  EXPECT_TRUE(power.provider->concerns().empty());
}

TEST(TerminalProvider, ABookThatCannotBeReadStopsTheStart) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "terminal.json") << R"({"version":1,"orders":[{}],"strangers":[]})";
  const auto book = OrderBook::open(folder.path() / "terminal.json");
  ASSERT_FALSE(book);
  EXPECT_EQ(book.error().code, "terminal.book_unreadable");
}

TEST(TerminalProvider, ReferencesNameAPaymentAndNothingElseIsOne) {
  const zvt::PaymentName name{"52523535", "0231", "000975", "0405"};
  EXPECT_EQ(name_in(reference_of(name)), name);
  EXPECT_EQ(name_in(reference_of({})), zvt::PaymentName{});
  for (const char* wrong : {"", "card-1", "zvt-", "zvt-t5-r1-n2", "zvt-t5-r1-n2-d3-",
                            "zvt-t5-r1-n2-dX", "zvt-t525235351-r0231-n000975-d0405"}) {
    EXPECT_FALSE(name_in(wrong)) << wrong;
  }
}

// The saga in a few lines: what it would do next, from what the journal says.
struct SmallSaga {
  enum class At { begun, held, captured, ended };
  At at = At::begun;
  std::string reference;
  bool refused = false;

  void step(const Power& power) {
    if (at == At::begun) return begin(power);
    if (at == At::held) return settle(power);
  }
  // After a power cut: what was not journaled as held is abandoned.
  void recover(const Power& power) {
    if (at == At::begun && power.book->find("S-H")) {
      const auto answer = power.provider->abandon({"S-H", euro(2'500)});
      if (std::holds_alternative<Done>(answer)) at = At::ended;
      if (std::holds_alternative<Refused>(answer)) refused = true;
      return;
    }
    step(power);
  }

 private:
  void begin(const Power& power) {
    auto answer = power.hold();
    if (std::holds_alternative<Unknown>(answer)) {
      const auto told = power.ask(Question::About::hold, "S-H");
      if (const auto* yes = std::get_if<Approved>(&told)) answer = *yes;
      if (std::holds_alternative<Declined>(told)) at = At::ended;
    }
    if (const auto* yes = std::get_if<Approved>(&answer)) {
      at = At::held;
      reference = yes->hold.reference;
      power.provider->acknowledge("S-H");
    }
    if (std::holds_alternative<NotProcessed>(answer)) at = At::ended;
  }
  void settle(const Power& power) {
    auto answer = power.capture(reference, 1'205);
    if (std::holds_alternative<Unknown>(answer)) {
      const auto told = power.ask(Question::About::capture, "S-C");
      if (std::holds_alternative<Done>(told)) answer = Done{};
    }
    if (std::holds_alternative<Done>(answer)) {
      at = At::captured;
      power.provider->acknowledge("S-C");
    }
    refused = refused || std::holds_alternative<Refused>(answer);
  }
};

// The terminal's turnover store is the oracle: what the saga believes at the end is what it has.
void expect_agreement(const SmallSaga& saga, const Power& power, const zvt::FakeStore& store) {
  if (saga.refused) {
    // Kerb's side says that it could not; it never says that it did.
    EXPECT_NE(saga.at, SmallSaga::At::captured);
    return;
  }
  EXPECT_TRUE(power.provider->compare());
  EXPECT_TRUE(store.reserved.empty());
  if (saga.at == SmallSaga::At::captured) {
    const bool booked = store.booked == std::vector<std::uint64_t>{1'205};
    EXPECT_TRUE(booked || !power.provider->concerns().empty());
  } else {
    EXPECT_EQ(saga.at, SmallSaga::At::ended);
    EXPECT_TRUE(store.booked.empty());
  }
}

struct CutRow {
  bool power;  // cut, not only the line
  bool keeps_unacknowledged;
  bool same_trace;
  Booking booking;
  bool lists_one;
};

// Line or power are cut at each message in turn, before or after it arrived.
void cut_everywhere(const CutRow& row) {
  int last = 0;
  for (int cut = 1; cut <= 60 && last == 0; ++cut) {
    for (const bool arrives : {false, true}) {
      SCOPED_TRACE(testing::Message() << "message " << cut << (arrives ? " arrives" : " is lost")
                                      << (row.power ? ", power" : ", line")
                                      << (row.keeps_unacknowledged ? ", keeps" : "")
                                      << (row.same_trace ? ", same trace" : ""));
      const TemporaryFolder folder;
      zvt::FakeStore store;
      store.keeps_unacknowledged = row.keeps_unacknowledged;
      store.same_trace = row.same_trace;
      store.lists_one = row.lists_one;
      const ProviderSettings settings{.booking = row.booking};
      SmallSaga saga;
      auto power = std::make_unique<Power>(store, folder, settings);
      power->line->cut_at(cut, arrives);
      bool was_cut = false;
      for (int steps = 0; steps < 6; ++steps) {
        const SmallSaga before = saga;
        saga.step(*power);
        was_cut = was_cut || power->line->was_cut();
        if (row.power && power->line->was_cut()) {
          saga = before;  // nothing of this step came into the journal
          power = std::make_unique<Power>(store, folder, settings);
          for (int again = 0; again < 3; ++again) saga.recover(*power);
          break;
        }
      }
      if (!was_cut) last = cut;
      power->line->cut_at(zvt::FakeTerminal::kNever, false);
      expect_agreement(saga, *power, store);
      EXPECT_LE(store.booked.size(), 1U);
    }
  }
  EXPECT_GT(last, 20);
}

TEST(TerminalProvider, ALineCutAnywhereLeavesBookAndTerminalInAgreement) {
  cut_everywhere({false, false, false, Booking::book_total, false});
  cut_everywhere({false, true, true, Booking::partial_reversal, true});
}

TEST(TerminalProvider, PowerCutAnywhereLeavesBookAndTerminalInAgreement) {
  cut_everywhere({true, false, false, Booking::book_total, false});
  cut_everywhere({true, true, true, Booking::partial_reversal, true});
}

}  // namespace
}  // namespace kerb::payment::terminal
