// Who looks for cards at an approved terminal: against the simulated one, over a real port.
#include "kiosk/runtime/terminal_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "hal/simulated/terminal/profile.hpp"
#include "hal/simulated/terminal/server.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "payment/terminal/order_book.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

namespace pretended = hal::simulated::terminal;

constexpr hal::Seconds kPatience{20};

payment::Money euro(std::int64_t cents) {
  return {cents, *payment::Currency::from_code("EUR")};
}

std::unique_ptr<pretended::Server> started(const hal::Clock& clock, std::uint16_t port = 0) {
  pretended::Settings settings;
  settings.profile = *pretended::profile_named("generic");
  auto server = pretended::Server::open(port, std::move(settings), clock);
  EXPECT_TRUE(server);
  return server ? *std::move(server) : nullptr;
}

class TerminalWatchTest : public ::testing::Test {
 protected:
  TerminalWatchTest()
      : server_(started(clock_)),
        book_(payment::terminal::OrderBook::open(folder_.path() / "book").value()),
        terminal_({.port = server_->port()},
                  std::make_unique<hal::zvt::TcpLine>("127.0.0.1", server_->port()), clock_),
        provider_(terminal_, *book_, {}),
        shared_(terminal_, provider_) {}

  void watch() {
    const auto tell = [this](std::string word) {
      {
        const std::scoped_lock lock(mutex_);
        told_.push_back(std::move(word));
      }
      changed_.notify_all();
    };
    CardWatch::Reports reports{[tell](const TapResult& result) {
                                 if (std::holds_alternative<CardAtTerminalSeen>(result))
                                   tell("pays");
                                 if (const auto* card = std::get_if<ChargingCardRead>(&result))
                                   tell(card->card.uid);
                                 if (const auto* failed = std::get_if<TapFailed>(&result)) {
                                   tell("failed " + std::to_string(static_cast<int>(failed->hint)));
                                 }
                               },
                               [tell](bool ready) { tell(ready ? "ready" : "away"); }};
    watch_.emplace(shared_, payment::Secret(hal::Bytes(32, 7)),
                   TerminalWatch::Times{"Europe/Berlin", end_of_day_},
                   TerminalWatch::Told{std::move(reports),
                                       [tell](const std::vector<std::string>& concerns) {
                                         tell("concerns " + std::to_string(concerns.size()));
                                       },
                                       [tell](const std::string& both) { tell(both); },
                                       [](const std::string&) {}});
  }
  // Waits until that was told so often.
  bool heard(const std::string& word, std::ptrdiff_t times = 1) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience,
                             [&] { return std::count(told_.begin(), told_.end(), word) >= times; });
  }
  std::ptrdiff_t count(const std::string& word) {
    const std::scoped_lock lock(mutex_);
    return std::count(told_.begin(), told_.end(), word);
  }
  void order(const std::string& line) {
    EXPECT_THAT(server_->obey(line), ::testing::HasSubstr("\"ok\":true")) << line;
  }
  void pay_there(bool chosen = true) {
    watch_->wish({ReaderWish::Mode::purchase, euro(5000), chosen});
  }
  payment::HoldOrder hold_order(const std::string& key) {
    payment::HoldOrder hold;
    hold.key = key;
    hold.amount = euro(5000);
    hold.presentation = payment::CardAtTerminal{};
    return hold;
  }

  TemporaryFolder folder_;
  hal::SystemClock clock_;
  std::unique_ptr<pretended::Server> server_;
  std::unique_ptr<payment::terminal::OrderBook> book_;
  hal::zvt::Terminal terminal_;
  payment::terminal::TerminalProvider provider_;
  payment::terminal::SharedTerminal shared_;
  std::unique_ptr<payment::terminal::DayBook> day_book_ =
      payment::terminal::DayBook::open(folder_.path() / "day").value();
  payment::terminal::DayEnd day_{terminal_, *book_, *day_book_, 0};
  std::optional<hal::Minutes> end_of_day_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> told_;
  std::optional<TerminalWatch> watch_;  // last: it uses the others
};

TEST_F(TerminalWatchTest, TellsOfEachCardOnceUntilItHasLeft) {
  watch();
  ASSERT_TRUE(heard("ready"));
  pay_there();
  order("tap visa 60000");
  ASSERT_TRUE(heard("pays"));
  // It stays: several looks later it is still the same tap.
  ASSERT_TRUE(heard("pays"));
  order("remove");
  std::this_thread::sleep_for(hal::Millis{700});
  EXPECT_EQ(count("pays"), 1);
  order("tap mastercard 60000");
  EXPECT_TRUE(heard("pays", 2));
}

TEST_F(TerminalWatchTest, TakesTheCardThatLiesThereWhenTheDriverAsksToPay) {
  watch();
  watch_->wish({ReaderWish::Mode::identify, euro(5000), false});
  order("tap visa 60000");
  ASSERT_TRUE(heard("pays")) << "at home: whoever holds a card sees the price";
  pay_there(false);
  std::this_thread::sleep_for(hal::Millis{700});
  EXPECT_EQ(count("pays"), 1) << "the price is on screen, and nothing was touched";
  pay_there();
  EXPECT_TRUE(heard("pays", 2));
}

// It answers the question as if there were no card, whatever lies there: drivers could never pay.
TEST_F(TerminalWatchTest, ATerminalThatNeverToldOfACardWaitsForOneItself) {
  order("passes_over_cards on");
  watch();
  ASSERT_TRUE(heard("ready"));
  pay_there();
  order("tap visa 60000");
  EXPECT_TRUE(heard("pays"));
  std::this_thread::sleep_for(hal::Millis{700});
  EXPECT_EQ(count("pays"), 1);
}

TEST_F(TerminalWatchTest, TellsAChargingCardByItsNumber) {
  watch();
  pay_there();
  order("tap charging7 60000");
  EXPECT_TRUE(heard("04A1B2C3D4E5F6"));
  EXPECT_EQ(count("pays"), 0);
}

TEST_F(TerminalWatchTest, SaysWhenTheTerminalIsAwayAndBack) {
  const std::uint16_t port = server_->port();
  watch();
  ASSERT_TRUE(heard("ready"));
  server_.reset();
  ASSERT_TRUE(heard("away"));
  server_ = started(clock_, port);
  EXPECT_TRUE(heard("ready", 2));
}

TEST_F(TerminalWatchTest, LooksForNoCardWhileAnApprovalWaitsToBeAcknowledged) {
  order("tap visa 60000");
  const auto answer = shared_.hold(hold_order("A-H"));
  ASSERT_TRUE(std::holds_alternative<payment::Approved>(answer));
  EXPECT_EQ(std::get<payment::Approved>(answer).hold.card->label, "Visa");
  EXPECT_EQ(std::get<payment::Approved>(answer).hold.card->last_four, "0119");
  using Saw = payment::terminal::SharedTerminal::Look::Saw;
  EXPECT_EQ(shared_.look_for_card()->saw, Saw::at_work);
  EXPECT_FALSE(shared_.compare().value());
  shared_.acknowledge("A-H");
  EXPECT_EQ(shared_.look_for_card()->saw, Saw::nothing) << "the card has paid and left";
}

TEST_F(TerminalWatchTest, TellsWhatTheBooksDoNotAgreeOn) {
  {
    // Another till left a reservation.
    hal::zvt::TcpLine line("127.0.0.1", server_->port());
    auto other_book = payment::terminal::OrderBook::open(folder_.path() / "other").value();
    hal::zvt::Terminal other({.port = server_->port()},
                             std::make_unique<hal::zvt::TcpLine>("127.0.0.1", server_->port()),
                             clock_);
    payment::terminal::TerminalProvider provider(other, *other_book, {});
    order("tap visa 60000");
    ASSERT_TRUE(std::holds_alternative<payment::Approved>(provider.hold(hold_order("B-H"))));
    provider.acknowledge("B-H");
  }
  watch();
  EXPECT_TRUE(heard("concerns 1"));
}

// 00:00 is always past: the day that has just begun is due.
TEST_F(TerminalWatchTest, EndsTheDayWhenNothingIsOpenAndTellsADifference) {
  payment::terminal::DayContent counted;
  counted.counted_before = true;
  counted.booked = {{"zvt-t52523535-r0001-n000001-d1123", 1'205}};  // the terminal has nothing
  ASSERT_TRUE(day_book_->write(counted));
  shared_.count_for(day_);
  end_of_day_ = hal::Minutes{0};
  watch();
  EXPECT_TRUE(heard("concerns 1"));
  const std::scoped_lock lock(mutex_);
  EXPECT_THAT(told_,
              ::testing::Contains(::testing::AllOf(
                  ::testing::HasSubstr("\"booked\":1205"), ::testing::HasSubstr("\"counted\":0"),
                  ::testing::HasSubstr("zvt-t52523535-r0001-n000001-d1123"))));
}

// It takes no card before, whatever the configuration says of the time of day.
TEST_F(TerminalWatchTest, EndsTheDayOfATerminalThatWantsIt) {
  shared_.count_for(day_);
  watch();
  ASSERT_TRUE(heard("ready"));
  order("status F0");
  const auto until = clock_.monotonic() + kPatience;
  while (server_->obey("state").find("\"status\":\"00\"") == std::string::npos &&
         clock_.monotonic() < until) {
    std::this_thread::sleep_for(hal::Millis{50});
  }
  EXPECT_THAT(server_->obey("state"), ::testing::HasSubstr("\"status\":\"00\""));
  pay_there();
  order("tap visa 60000");
  EXPECT_TRUE(heard("pays"));
}

TEST_F(TerminalWatchTest, SetsTheClockOfATerminalThatAsksForIt) {
  order("status 62");  // PA00P015: its clock is wrong
  watch();
  ASSERT_TRUE(heard("ready"));
  const auto until = clock_.monotonic() + kPatience;
  std::string state;
  do {
    state = server_->obey("state");
    std::this_thread::sleep_for(hal::Millis{20});
  } while (state.find("\"status\":\"00\"") == std::string::npos && clock_.monotonic() < until);
  EXPECT_THAT(state, ::testing::HasSubstr("\"status\":\"00\""));
}

TEST_F(TerminalWatchTest, ADriverWhoLeavesEndsTheTerminalsWait) {
  std::thread worker([this] {
    const auto answer = shared_.hold(hold_order("C-H"));  // nobody holds a card
    EXPECT_TRUE(std::holds_alternative<payment::Declined>(answer));
  });
  std::this_thread::sleep_for(hal::Millis{300});
  shared_.ask_to_stop("C-H");
  worker.join();
  order("tap visa 60000");
  EXPECT_TRUE(std::holds_alternative<payment::Approved>(shared_.hold(hold_order("D-H"))))
      << "the next driver's is not stopped";
}

TEST_F(TerminalWatchTest, ADriverWhoLeftBeforeTheirTurnIsNotAskedForACard) {
  shared_.ask_to_stop("C-H");
  EXPECT_TRUE(std::holds_alternative<payment::NotProcessed>(shared_.hold(hold_order("C-H"))));
  EXPECT_EQ(book_->find("C-H"), nullptr) << "it never left";
}

TEST_F(TerminalWatchTest, EndsWhileADriverTakesTheirTime) {
  std::thread worker([this] {
    const auto answer = shared_.hold(hold_order("C-H"));  // nobody holds a card
    EXPECT_TRUE(std::holds_alternative<payment::Unknown>(answer));
  });
  std::this_thread::sleep_for(hal::Millis{300});
  shared_.close_down();
  worker.join();
  EXPECT_TRUE(std::holds_alternative<payment::NotProcessed>(shared_.hold(hold_order("D-H"))));
}

}  // namespace
}  // namespace kerb::kiosk
