// Staff gives back a payment: against the simulated terminal, whose turnover store is the oracle, with
// a real journal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hal/simulated/terminal/server.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "payment/saga/saga_json.hpp"
#include "payment/terminal/refund_by_staff.hpp"
#include "tests/unit/saga/saga_fixture.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment::terminal {
namespace {

namespace pretended = hal::simulated::terminal;
using ::testing::HasSubstr;

constexpr std::int64_t kPaidCents = 1'205;
constexpr const char* kCode = "0123-4567";
constexpr hal::Utc kLater{hal::Millis{1'790'000'900'000}};

class RefundByStaff : public ::testing::Test {
 protected:
  RefundByStaff() : journal_(Journal::open(folder_ / "journal.db").value()) {
    pretended::Settings settings;
    settings.profile = *pretended::profile_named("generic");
    server_ = pretended::Server::open(0, std::move(settings), clock_).value();
    order("host slow 0");
    till_.emplace(folder_, server_->port(), clock_);
  }
  // A charge that was paid by card, as the kiosk leaves it.
  void pay(std::int64_t cents = kPaidCents) {
    ASSERT_EQ(end_day(1), DayEnd::How::ended);
    order("tap visa");
    const SessionTerms terms = test::terms();
    HoldOrder hold;
    hold.key = hold_key(terms);
    hold.amount = terms.hold;
    hold.presentation = CardAtTerminal{};
    const auto held = till_->shared.hold(hold);
    ASSERT_TRUE(std::holds_alternative<Approved>(held));
    till_->shared.acknowledge(hold.key);
    const Hold& kept = std::get<Approved>(held).hold;
    const Money amount = test::euro(cents);
    ASSERT_TRUE(std::holds_alternative<Done>(
        till_->shared.capture({capture_key(terms), kept.reference, amount, terms.hold})));
    till_->shared.acknowledge(capture_key(terms));
    note_captured(kept, amount);
  }
  void note_captured(const Hold& hold, Money amount) {
    Saga saga{};
    saga.terms = test::terms();
    saga.state = Ended{WasCaptured{hold, {}, amount, EndReason::driver_stopped}};
    std::vector<JournalEntry> entries(1);
    entries.front().session = saga.terms.session;
    entries.front().kind = "saga." + std::string(state_word(saga.state));
    entries.front().body = saga_to_json(saga);
    ASSERT_TRUE(journal_->append(entries, false));
  }
  hal::Result<Refunded> refund(const std::string& why = "charged twice") {
    return refund_by_staff(*journal_, till_->shared, kCode, why, kLater);
  }
  std::string code_of_refund() {
    const auto told = refund();
    return told ? "" : told.error().code;
  }
  std::vector<std::string> kinds() {
    std::vector<std::string> all;
    EXPECT_TRUE(journal_->read([&](const JournalEntry& entry) {
      if (entry.kind.starts_with("refund.")) all.push_back(entry.kind);
      return true;
    }));
    return all;
  }
  void order(const std::string& line) {
    EXPECT_THAT(server_->obey(line), HasSubstr("\"ok\":true")) << line;
  }
  DayEnd::How end_day(std::int64_t day) {
    const auto told = till_->shared.end_day(day, kLater + std::chrono::days(day));
    EXPECT_TRUE(told) << told.error().sentence();
    EXPECT_TRUE(told->differences.empty());
    return told->how;
  }

  struct Till {
    Till(const TemporaryFolder& folder, std::uint16_t port, const hal::Clock& clock)
        : orders(OrderBook::open(folder / "orders").value()),
          days(DayBook::open(folder / "days").value()),
          terminal({.port = port}, std::make_unique<hal::zvt::TcpLine>("127.0.0.1", port), clock,
                   {hal::Millis{500}, hal::Millis{2'000}, hal::Millis{10'000}}),
          provider(terminal, *orders, {}),
          day(terminal, *orders, *days, 0),
          shared(terminal, provider) {
      shared.count_for(day);
    }
    std::unique_ptr<OrderBook> orders;
    std::unique_ptr<DayBook> days;
    hal::zvt::Terminal terminal;
    TerminalProvider provider;
    DayEnd day;
    SharedTerminal shared;
  };
  TemporaryFolder folder_;
  hal::SystemClock clock_;
  std::unique_ptr<pretended::Server> server_;
  std::unique_ptr<Journal> journal_;
  std::optional<Till> till_;
};

TEST_F(RefundByStaff, GivesAllOfItBackOnceAndTheDayStillAgrees) {
  pay();
  const auto refunded = refund();
  ASSERT_TRUE(refunded) << refunded.error().sentence();
  EXPECT_EQ(refunded->amount, test::euro(kPaidCents));
  EXPECT_EQ(kinds(), (std::vector<std::string>{"refund.ordered", "refund.done"}));
  EXPECT_EQ(code_of_refund(), "refund.done_before");
  EXPECT_THAT(server_->obey("turnover"), HasSubstr("\"total\":0"));
  EXPECT_EQ(journal_->verify()->broken_at, std::nullopt);
  EXPECT_EQ(end_day(2), DayEnd::How::ended);
}

TEST_F(RefundByStaff, OfNothingThatWasPaidHereOrWithoutAReasonIsRefused) {
  EXPECT_EQ(code_of_refund(), "refund.not_found");
  pay();
  EXPECT_EQ(refund("").error().code, "refund.bad_note");
  EXPECT_EQ(refund(std::string(501, 'x')).error().code, "refund.bad_note");
  EXPECT_EQ(refund_by_staff(*journal_, till_->shared, "0123-456", "too short", kLater).error().code,
            "refund.not_found");
  EXPECT_TRUE(kinds().empty());
}

// A gateway's capture has another reference: the terminal is not even asked.
TEST_F(RefundByStaff, OfWhatAGatewayTookIsRefused) {
  note_captured(test::approved().hold, test::euro(kPaidCents));
  EXPECT_EQ(code_of_refund(), "refund.not_found");
}

TEST_F(RefundByStaff, ThatTheTerminalRefusesMayBeTriedAgainAndIsOrderedOnce) {
  pay();
  order("host down");
  const std::string first = code_of_refund();
  EXPECT_TRUE(first == "refund.refused" || first == "refund.not_sent") << first;
  order("host up");
  const auto again = refund();
  ASSERT_TRUE(again) << again.error().sentence();
  const auto all = kinds();
  EXPECT_EQ(std::count(all.begin(), all.end(), "refund.ordered"), 1);
  EXPECT_EQ(all.back(), "refund.done");
}

// The yes is lost on the way: asked again, it is given back once or not at all, never twice.
TEST_F(RefundByStaff, WhoseAnswerIsLostIsNeverOrderedTwice) {
  pay();
  order("cut before 040F");
  EXPECT_EQ(code_of_refund(), "refund.unknown");
  order("well");
  const std::string second = code_of_refund();
  EXPECT_TRUE(second.empty() || second == "refund.refused") << second;
  const std::string total = second.empty() ? "0" : std::to_string(kPaidCents);
  EXPECT_THAT(server_->obey("turnover"), HasSubstr("\"total\":" + total));
}

}  // namespace
}  // namespace kerb::payment::terminal
