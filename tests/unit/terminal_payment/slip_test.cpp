#include "payment/terminal/slip.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "payment/terminal/provider.hpp"
#include "tests/unit/temporary_folder.hpp"
#include "tests/unit/zvt/fake_terminal.hpp"

namespace kerb::payment::terminal {
namespace {

hal::zvt::Status booking_told() {
  hal::zvt::Status status;
  status.name = {"52523535", "0232", "000976", "0405"};
  status.contract = "804011926";
  status.text = "Unterschrift nicht nötig\r\nAS-Proc-Code 00";
  return status;
}

TEST(PaymentSlipOfATerminal, NamesThePaymentAndRepeatsWhatHasToBePrinted) {
  hal::zvt::Status status = booking_told();
  status.emv_print = "EMV-AID A0000000041010\nTVR 0000008000";
  EXPECT_EQ(
      slip_of(status, {"of the reservation"}),
      (PaymentSlip{"TID 52523535 · MID 804011926", "TA 000976 · 0232", "EMV-AID A0000000041010",
                   "TVR 0000008000", "Unterschrift nicht nötig", "AS-Proc-Code 00"}));
}

TEST(PaymentSlipOfATerminal, TakesTheCardsApplicationFromItsReservationWhereTheBookingHasNone) {
  hal::zvt::Status reservation;
  reservation.emv_print = "\n  \nEMV-AID A0000000041010  \n";
  const PaymentSlip application = application_lines(reservation);
  EXPECT_EQ(application, PaymentSlip{"EMV-AID A0000000041010"});
  const PaymentSlip slip = slip_of(booking_told(), application);
  ASSERT_EQ(slip.size(), 5U);
  EXPECT_EQ(slip[2], "EMV-AID A0000000041010");
}

TEST(PaymentSlipOfATerminal, LeavesOutWhatIsNotToldAndBoundsWhatIs) {
  EXPECT_TRUE(slip_of({}, {}).empty());
  hal::zvt::Status status;
  status.name.receipt = "0232";
  for (int line = 0; line < 100; ++line) status.text += std::string(200, 'x') + "\x1B[2J\n";
  const PaymentSlip slip = slip_of(status, {});
  EXPECT_EQ(slip.front(), "0232");
  EXPECT_EQ(slip.size(), kMostSlipLines);
  for (const std::string& line : slip) {
    EXPECT_LE(line.size(), kLongestSlipLine);
    EXPECT_EQ(line.find('\x1B'), std::string::npos);
  }
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The journal may not have it yet when the power fails, and has it once that was acknowledged.
TEST(PaymentSlipOfATerminal, IsToldAgainAfterAPowerCutUntilTheJournalHasIt) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "terminal.json";
  const Currency currency = Currency::from_code("EUR").value();
  const Question question{Question::About::capture, "S-C", {}, currency};
  hal::zvt::FakeStore store;
  hal::zvt::TurningClock clock;
  const auto powered = [&](const auto& deeds) {
    const auto book = OrderBook::open(file).value();
    hal::zvt::Terminal terminal({}, std::make_unique<hal::zvt::FakeTerminal>(store, clock), clock);
    TerminalProvider provider(terminal, *book, {});
    deeds(provider);
  };
  powered([&](TerminalProvider& provider) {
    const auto held = provider.hold({"S-H", {2'500, currency}, {}, NothingToPay{}});
    provider.acknowledge("S-H");
    const auto captured = provider.capture(
        {"S-C", std::get<Approved>(held).hold.reference, {1'205, currency}, {2'500, currency}});
    EXPECT_EQ(std::get<Done>(captured).slip, (PaymentSlip{"TID 52523535", "TA 000976 · 0232"}));
  });
  // The terminal did not hear of it either, so it is booked once more.
  const PaymentSlip expected{"TID 52523535", "TA 000977 · 0233"};
  powered([&](TerminalProvider& provider) {
    EXPECT_EQ(std::get<Done>(provider.ask(question)).slip, expected);
  });
  powered([&](TerminalProvider& provider) {
    EXPECT_EQ(std::get<Done>(provider.ask(question)).slip, expected);
    EXPECT_NE(content_of(file).find("TID"), std::string::npos);
    provider.acknowledge("S-C");
    EXPECT_EQ(content_of(file).find("TID"), std::string::npos);
  });
  powered([&](TerminalProvider& provider) {
    EXPECT_TRUE(std::get<Done>(provider.ask(question)).slip.empty());
  });
}

TEST(PaymentSlipOfATerminal, IsInTheBookWithTheReservationUntilThatIsBooked) {
  const TemporaryFolder folder;
  const auto book = OrderBook::open(folder.path() / "terminal.json").value();
  Order hold{.key = "S-H", .state = Order::State::kept, .slip = {"EMV-AID A0000000041010"}};
  ASSERT_TRUE(book->note(hold));
  Order booking{.key = "S-C",
                .kind = Order::Kind::booking,
                .state = Order::State::approved,
                .hold_key = "S-H",
                .slip = {"TA 000976"}};
  ASSERT_TRUE(book->note(booking));
  auto again = OrderBook::open(folder.path() / "terminal.json").value();
  EXPECT_EQ(again->find("S-H")->slip, hold.slip);
  EXPECT_EQ(again->find("S-C")->slip, booking.slip);
  booking.slip.clear();
  booking.state = Order::State::kept;
  ASSERT_TRUE(again->note(booking));
  EXPECT_TRUE(again->find("S-H")->slip.empty());
}

}  // namespace
}  // namespace kerb::payment::terminal
