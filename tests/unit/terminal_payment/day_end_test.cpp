// The end of day against the simulated terminal, whose turnover store is the oracle; with the power
// cut and the line broken between any two steps.
#include "payment/terminal/day_end.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "hal/simulated/terminal/server.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "payment/terminal/shared_terminal.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::payment::terminal {
namespace {

namespace pretended = hal::simulated::terminal;
using ::testing::HasSubstr;
using How = DayEnd::How;
using Days = std::chrono::days;

constexpr hal::Utc kNoon{hal::Millis{1'795'000'000'000}};

// Kerb with its books, which outlive its power; and the terminal, which does too.
class TerminalDay : public ::testing::Test {
 protected:
  TerminalDay() {
    pretended::Settings settings;
    settings.profile = *pretended::profile_named("generic");
    server_ = pretended::Server::open(0, std::move(settings), clock_).value();
    order("host slow 0");
    power_on();
  }
  void power_on() {
    kerb_.reset();
    kerb_.emplace(folder_, server_->port(), clock_);
  }
  void order(const std::string& line) {
    EXPECT_THAT(server_->obey(line), HasSubstr("\"ok\":true")) << line;
  }
  std::string hold(const std::string& key) {
    order("tap visa");
    HoldOrder hold;
    hold.key = key;
    hold.amount = {5'000, Currency{}};
    hold.presentation = CardAtTerminal{};
    const auto held = kerb_->shared.hold(hold);
    EXPECT_TRUE(std::holds_alternative<Approved>(held));
    kerb_->shared.acknowledge(key);
    return std::holds_alternative<Approved>(held) ? std::get<Approved>(held).hold.reference : "";
  }
  void book(const std::string& name, std::int64_t cents) {
    const std::string reference = hold(name + "-H");
    capture(name, reference, cents);
    kerb_->shared.acknowledge(name + "-C");
  }
  void capture(const std::string& name, const std::string& reference, std::int64_t cents) {
    const auto booked =
        kerb_->shared.capture({name + "-C", reference, {cents, Currency{}}, {5'000, Currency{}}});
    EXPECT_TRUE(std::holds_alternative<Done>(booked));
  }
  // Somebody else's till, in between. Nothing: it only reserves.
  void book_elsewhere(std::optional<std::int64_t> cents) {
    kerb_->terminal.drop();
    const TemporaryFolder elsewhere;
    Kerb other(elsewhere, server_->port(), clock_);
    order("tap visa");
    HoldOrder hold;
    hold.key = "other-H";
    hold.amount = {5'000, Currency{}};
    hold.presentation = CardAtTerminal{};
    const auto held = other.shared.hold(hold);
    other.shared.acknowledge("other-H");
    if (!cents) return;
    (void)other.shared.capture({"other-C",
                                std::get<Approved>(held).hold.reference,
                                {*cents, Currency{}},
                                {5'000, Currency{}}});
    other.shared.acknowledge("other-C");
  }
  DayEnd::Told end(std::int64_t day) {
    auto told = kerb_->shared.end_day(day, kNoon + Days(day));
    EXPECT_TRUE(told) << told.error().sentence();
    return told.value_or(DayEnd::Told{});
  }
  // From here on the turnover is Kerb's own.
  void begin() { ASSERT_EQ(end(1).how, How::ended); }
  std::string turnover() { return server_->obey("turnover"); }

  struct Kerb {
    Kerb(const TemporaryFolder& folder, std::uint16_t port, const hal::Clock& clock)
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
  std::optional<Kerb> kerb_;
};

TEST_F(TerminalDay, AgreesOnWhatWasBookedAndIsEndedOncePerDay) {
  begin();
  book("a", 1'205);
  book("b", 99);
  const auto told = end(2);
  EXPECT_EQ(told.how, How::ended);
  EXPECT_TRUE(told.differences.empty());
  EXPECT_THAT(turnover(), HasSubstr("\"payments\":[]"));
  EXPECT_TRUE(kerb_->days->content().booked.empty());
  EXPECT_EQ(end(2).how, How::not_due);
  EXPECT_EQ(end(3).how, How::ended) << "nothing on either side is no difference";
  EXPECT_TRUE(kerb_->shared.concerns().empty());
}

TEST_F(TerminalDay, WhatStoodThereBeforeKerbCameIsNotCompared) {
  book_elsewhere(700);
  const auto told = end(1);
  EXPECT_EQ(told.how, How::ended);
  EXPECT_TRUE(told.differences.empty());
}

TEST_F(TerminalDay, ADifferenceIsToldWithBothListsAndKeptForAWeek) {
  begin();
  book("a", 1'205);
  book_elsewhere(700);
  const auto told = end(2);
  ASSERT_EQ(told.differences.size(), 1U);
  const std::string words = words_for(told.differences.front());
  EXPECT_THAT(words, HasSubstr("the terminal counted 19.05 (2 x Visa 19.05)"));
  EXPECT_THAT(words, HasSubstr("Kerb booked 12.05 (zvt-t52523535-r"));
  EXPECT_THAT(json_for(told.differences.front()), HasSubstr("\"counted\":1905"));
  power_on();
  EXPECT_THAT(kerb_->shared.concerns(), ::testing::ElementsAre(words));
  EXPECT_EQ(end(3).how, How::ended);
  EXPECT_EQ(kerb_->shared.concerns().size(), 1U) << "a day that agrees does not make it good";
  EXPECT_EQ(end(10).how, How::ended);
  EXPECT_TRUE(kerb_->shared.concerns().empty());
}

TEST_F(TerminalDay, WaitsForAnOpenHold) {
  begin();
  const std::string reference = hold("a-H");
  EXPECT_EQ(end(2).how, How::put_off);
  capture("a", reference, 300);
  EXPECT_EQ(end(2).how, How::put_off) << "its outcome waits to be acknowledged";
  kerb_->shared.acknowledge("a-C");
  const auto told = end(2);
  EXPECT_EQ(told.how, How::ended);
  EXPECT_TRUE(told.differences.empty());
}

// Whatever the reason: here the bank cannot be reached.
TEST_F(TerminalDay, ARefusalLosesNothingAndIsTriedAgain) {
  begin();
  book("a", 1'205);
  order("host down");
  const auto refused = end(2);
  EXPECT_EQ(refused.how, How::refused);
  EXPECT_THAT(refused.why, HasSubstr("A3"));
  EXPECT_EQ(kerb_->days->content().booked.size(), 1U);
  order("host up");
  const auto told = end(2);
  EXPECT_EQ(told.how, How::ended);
  EXPECT_TRUE(told.differences.empty());
}

struct Break {
  const char* fault;  // at the terminal
  bool totals_heard;  // by Kerb
};

// Whichever way it ended: it is not ordered again that day, and the next day's totals tell.
// PA00P015, 06 50: result 77 while a reservation is open, also one that Kerb did not make.
TEST_F(TerminalDay, AReservationOfSomebodyElseKeepsTheDayOpen) {
  begin();
  book("a", 1'205);
  book_elsewhere({});
  const auto refused = end(2);
  EXPECT_EQ(refused.how, How::refused);
  EXPECT_THAT(refused.why, HasSubstr("77"));
  EXPECT_EQ(kerb_->days->content().booked.size(), 1U) << "it is compared when the day ends";
  ASSERT_TRUE(kerb_->shared.compare());
  EXPECT_THAT(kerb_->shared.concerns(), ::testing::ElementsAre(HasSubstr("Kerb did not make it")));
}

// It takes no card before: the configured time of day, and whether that day's was ended, do not count.
TEST_F(TerminalDay, IsEndedWhenTheTerminalWantsIt) {
  begin();
  book("a", 1'205);
  const auto asked = kerb_->shared.end_day(1, kNoon, true);
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->how, How::ended);
  EXPECT_TRUE(asked->differences.empty());
  EXPECT_EQ(end(1).how, How::not_due);
  EXPECT_EQ(end(2).how, How::ended);
}

TEST_F(TerminalDay, AnEndThatNobodyHeardIsTakenUpByTheNextDay) {
  for (const Break& broken : {Break{"cut before 8000", false}, Break{"cut before 040F", false},
                              Break{"cut after 040F", true}, Break{"deaf 040F", true},
                              Break{"cut before 060F", true}, Break{"cut after 060F", true}}) {
    SCOPED_TRACE(broken.fault);
    order("well");
    const std::int64_t first = kerb_->days->content().ended_for + 100;
    ASSERT_EQ(end(first).how, How::ended);
    book(std::string(broken.fault) + "a", 1'205);
    (void)kerb_->terminal.meet();
    order(broken.fault);
    const auto lost = end(first + 1);
    EXPECT_TRUE(lost.how == How::unknown || lost.how == How::ended);
    order("well");
    power_on();
    EXPECT_EQ(end(first + 1).how, How::not_due) << "never twice for one day";
    book(std::string(broken.fault) + "b", 99);
    const bool counted = turnover().find("1205") == std::string::npos;
    const auto told = end(first + 2);
    EXPECT_EQ(told.how, How::ended);
    if (counted && !broken.totals_heard) {
      ASSERT_EQ(told.differences.size(), 1U);
      EXPECT_THAT(words_for(told.differences.front()),
                  HasSubstr("was not heard, Kerb booked 12.05"));
    } else {
      EXPECT_TRUE(told.differences.empty())
          << (told.differences.empty() ? "" : words_for(told.differences.front()));
    }
    EXPECT_THAT(turnover(), HasSubstr("\"payments\":[]"));
  }
}

// The power goes when the order is written down and has not left; and when the terminal has ended
// its day and nothing of that is written down.
TEST_F(TerminalDay, APowerCutNeverLosesTheList) {
  begin();
  book("a", 1'205);
  DayContent ordered = kerb_->days->content();
  ordered.batches.push_back({kNoon, std::exchange(ordered.booked, {}), {}});
  ordered.ended_for = 2;
  ASSERT_TRUE(kerb_->days->write(ordered));
  power_on();
  EXPECT_EQ(end(2).how, How::not_due);
  book("b", 99);
  EXPECT_TRUE(end(3).differences.empty()) << "the terminal counted both";

  book("c", 500);
  ordered = kerb_->days->content();
  ordered.batches.push_back({kNoon, std::exchange(ordered.booked, {}), {}});
  ordered.ended_for = 4;
  (void)kerb_->terminal.run(hal::zvt::end_of_day(0));
  ASSERT_TRUE(kerb_->days->write(ordered));
  power_on();
  book("d", 70);
  const auto told = end(5);
  ASSERT_EQ(told.differences.size(), 1U);
  EXPECT_THAT(words_for(told.differences.front()), HasSubstr("Kerb booked 5.00"));
}

// The answer to a booking was lost: it is learned from the book when that knows.
TEST_F(TerminalDay, ABookingWhoseAnswerWasLostIsCounted) {
  begin();
  const std::string reference = hold("a-H");
  capture("a", reference, 300);
  kerb_->terminal.drop();  // not acknowledged: the terminal takes it back, and is told again
  power_on();
  const auto again = kerb_->shared.ask({Question::About::capture, "a-C", kNoon, Currency{}});
  EXPECT_TRUE(std::holds_alternative<Done>(again));
  const auto told = end(2);
  EXPECT_EQ(told.how, How::ended);
  EXPECT_TRUE(told.differences.empty());
}

TEST(TerminalDayDue, IsTheDayOfTheLastSuchMoment) {
  struct Row {
    hal::zvt::WallClock now;
    int minutes;
    std::int64_t day;
  };
  for (const Row& row :
       {Row{{2026, 11, 24, 3, 29, 59}, 210, 20'261'123},
        Row{{2026, 11, 24, 3, 30, 0}, 210, 20'261'124}, Row{{2026, 11, 24, 0, 0, 0}, 0, 20'261'124},
        Row{{2027, 1, 1, 1, 0, 0}, 210, 20'261'231},
        Row{{2028, 3, 1, 1, 0, 0}, 1'439, 20'280'229}}) {
    EXPECT_EQ(day_due(row.now, std::chrono::minutes(row.minutes)), row.day);
  }
}

TEST(TerminalDayBook, ComesBackAsItWasAndRefusesWhatItCannotRead) {
  const TemporaryFolder folder;
  const auto file = folder / "days";
  {
    auto book = DayBook::open(file).value();
    DayContent content;
    content.booked = {{"zvt-t1-r2-n3-d4", 5}};
    content.batches = {{kNoon, {{"zvt-t1-r3-n4-d4", -7}}, 12}};
    content.differences = {{kNoon, {{"", 9, 3}}, {{{"Visa", 2, 11}}}}, {kNoon, {}, {}}};
    content.ended_for = 20'261'123;
    content.counted_before = true;
    ASSERT_TRUE(book->write(content));
    ASSERT_TRUE(book->expect("a-C"));
    ASSERT_TRUE(book->expect("a-C"));
  }
  const auto book = DayBook::open(file);
  ASSERT_TRUE(book);
  const DayContent& content = (*book)->content();
  EXPECT_EQ(content.expected, std::vector<OrderKey>{"a-C"});
  EXPECT_EQ(sum_of(content.booked), 5);
  ASSERT_EQ(content.batches.size(), 1U);
  EXPECT_EQ(content.batches[0].heard, 12);
  EXPECT_EQ(sum_of(content.batches[0].booked), -7);
  ASSERT_EQ(content.differences.size(), 2U);
  EXPECT_EQ(content.differences[0].theirs->at(0).kind, "Visa");
  EXPECT_FALSE(content.differences[1].theirs);
  EXPECT_EQ(content.ended_for, 20'261'123);
  EXPECT_TRUE(content.counted_before);
  std::ifstream in(file);
  const std::string right((std::istreambuf_iterator<char>(in)), {});
  std::vector<std::string> wrong{"", "[]", "{}", "{\"version\":1}", right.substr(0, 40)};
  for (const auto& [from, into] :
       {std::pair{"\"version\":1", "\"version\":2"}, std::pair{"true", "1"},
        std::pair{"\"zvt-t1-r2-n3-d4\"", "17"}, std::pair{"20261123", "\"x\""},
        std::pair{"\"a-C\"", "{}"}, std::pair{"-7", "0.5"}, std::pair{"\"Visa\"", "null"}}) {
    std::string spoiled = right;
    ASSERT_NE(spoiled.find(from), std::string::npos) << from;
    wrong.push_back(spoiled.replace(spoiled.find(from), std::string(from).size(), into));
  }
  for (const std::string& text : wrong) {
    std::ofstream(file) << text;
    const auto opened = DayBook::open(file);
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().code, "terminal.day_unreadable");
  }
}

TEST(TerminalDayBook, AStationThatNeverEndsItsDayStillKnowsHowMuch) {
  const TemporaryFolder folder;
  auto book = DayBook::open(folder / "days").value();
  DayContent content;
  for (int number = 0; number < 700; ++number) content.booked.push_back({"zvt-t1-r1-n1-d1", 3});
  for (int number = 0; number < 40; ++number) content.batches.push_back({kNoon, {{"x", 2}}, {}});
  ASSERT_TRUE(book->write(content));
  EXPECT_EQ(book->content().booked.size(), DayBook::kMostBooked);
  EXPECT_EQ(book->content().booked.front().count, 201);
  EXPECT_EQ(sum_of(book->content().booked), 2'100);
  std::int64_t batches = 0;
  for (const DayBatch& batch : book->content().batches) batches += sum_of(batch.booked);
  EXPECT_EQ(batches, 80);
  EXPECT_TRUE(DayBook::open(folder / "days"));
}

// Without a place for it nothing is booked: the saga tries again.
TEST_F(TerminalDay, ABookingThatCannotBeNotedIsNotOrdered) {
  begin();
  const std::string reference = hold("a-H");
  std::filesystem::create_directory(folder_ / "days.new");  // where the next one would be written
  const auto booked =
      kerb_->shared.capture({"a-C", reference, {300, Currency{}}, {5'000, Currency{}}});
  EXPECT_TRUE(std::holds_alternative<NotProcessed>(booked));
  EXPECT_EQ(kerb_->orders->find("a-C"), nullptr);
}

}  // namespace
}  // namespace kerb::payment::terminal
