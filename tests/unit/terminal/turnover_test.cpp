// What a terminal remembers of its payments.
#include "hal/simulated/terminal/turnover.hpp"

#include <gtest/gtest.h>

namespace kerb::hal::simulated::terminal {
namespace {

const Card& mastercard() {
  return *card_named("mastercard");
}
constexpr Utc kNow{Millis(1'795'000'000'000)};

Turnover fresh() {
  return {Profile::Receipts::new_one, 2};
}

TEST(Turnover, ABookingClosesItsReservationUnderANewNumber) {
  Turnover store = fresh();
  store.set_numbers(60, 120);
  const auto held = store.reserve(5'000, mastercard(), kNow);
  EXPECT_TRUE(store.open().empty()) << "nobody has taken notice yet";
  store.keep(held);
  EXPECT_EQ(store.open(), std::vector<ReceiptNumber>{60});
  const auto booked = store.book(held, Deal::book_total, 2'500, kNow);
  EXPECT_EQ(store.at(booked).receipt, 61);
  EXPECT_EQ(store.at(booked).trace, 122U);
  EXPECT_EQ(store.at(booked).original, 120U);
  store.keep(booked);
  EXPECT_TRUE(store.open().empty());
  EXPECT_EQ(store.totals().all, 2'500);
}

TEST(Turnover, WhatIsTakenBackLeavesEverythingAsItWas) {
  Turnover store = fresh();
  const auto held = store.reserve(5'000, mastercard(), kNow);
  store.keep(held);
  store.take_back(store.book(held, Deal::partial_reversal, 1'000, kNow));
  EXPECT_EQ(store.open().size(), 1U) << "a booking";
  const auto more = store.extend(held, 700, kNow);
  EXPECT_EQ(store.at(held).held, 5'700);
  store.take_back(more);
  store.take_back(more);
  EXPECT_EQ(store.at(held).held, 5'000) << "an extension, once";
  const auto paid = store.purchase(400, mastercard(), kNow);
  store.keep(paid);
  store.take_back(store.reverse(paid, kNow));
  EXPECT_FALSE(store.at(paid).reversed) << "a reversal";
  EXPECT_EQ(store.totals().all, 400);
  store.take_back(paid);
  EXPECT_EQ(store.totals().all, 0);
  store.take_back(held);
  EXPECT_TRUE(store.open().empty());
}

TEST(Turnover, NumbersBeginAgainBehindTheirLast) {
  Turnover store = fresh();
  store.set_numbers(9'999, 999'999);
  const auto last = store.purchase(1, mastercard(), kNow);
  const auto first = store.purchase(1, mastercard(), kNow);
  EXPECT_EQ(store.at(last).receipt, 9'999);
  EXPECT_EQ(store.at(first).receipt, 1);
  EXPECT_EQ(store.at(first).trace, 1U);
}

TEST(Turnover, AnOldReceiptNumberMeansTheLatestPaymentWithIt) {
  Turnover store = fresh();
  store.set_numbers(7, 1);
  const auto old = store.reserve(1'000, mastercard(), kNow);
  store.keep(old);
  store.set_numbers(7, 500);
  const auto young = store.reserve(2'000, mastercard(), kNow);
  store.keep(young);
  EXPECT_EQ(store.open_with(7), young);
  EXPECT_EQ(store.latest_with(7), young);
  EXPECT_EQ(store.open_with_trace(1), old);
}

TEST(Turnover, TotalsCountByKindAndWithoutWhatWasReversed) {
  Turnover store = fresh();
  const auto keep = [&](std::size_t payment) {
    store.keep(payment);
    return payment;
  };
  keep(store.purchase(100, *card_named("girocard"), kNow));
  keep(store.purchase(200, *card_named("visa"), kNow));
  keep(store.purchase(300, *card_named("amex"), kNow));
  keep(store.reverse(keep(store.purchase(400, mastercard(), kNow)), kNow));
  keep(store.refund(50, *card_named("visa"), kNow));
  store.purchase(9'999, mastercard(), kNow);  // nobody took notice
  const Totals totals = store.totals();
  EXPECT_EQ(totals.kinds[0].amount, 100);
  EXPECT_EQ(totals.kinds[2].count, 0);
  EXPECT_EQ(totals.kinds[3].amount, 300);
  EXPECT_EQ(totals.kinds[4].amount, 150);
  EXPECT_EQ(totals.kinds[4].count, 2);
  EXPECT_EQ(totals.all, 550);
  EXPECT_EQ(totals.first, 1);
}

TEST(Turnover, IsFullAtItsCapacity) {
  Turnover store = fresh();
  store.set_capacity(1);
  EXPECT_FALSE(store.full());
  store.purchase(1, mastercard(), kNow);
  EXPECT_TRUE(store.full());
  store.clear();
  EXPECT_FALSE(store.full());
}

TEST(TerminalCards, EachHasANameOfItsOwnAndNoWholeNumber) {
  for (const Card& card : cards()) {
    EXPECT_EQ(card_named(card.name), &card) << card.name;
    EXPECT_FALSE(card.what.empty()) << card.name;
    if (card.pays()) {
      EXPECT_NE(to_hex(card.number).find("EEEE"), std::string::npos) << card.name;
    }
    EXPECT_TRUE(card.uid.empty() || card.uid.size() == 10) << card.name;
  }
  EXPECT_EQ(card_named("nobody"), nullptr);
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
