// Each row's source is in the name of its test.
#include "payment/tapped_card.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace kerb::payment {
namespace {

struct Number {
  const char* uid;
  UidWorth worth;
};
void PrintTo(const Number& number, std::ostream* out) {
  *out << '"' << number.uid << '"';
}

class UidNumbers : public ::testing::TestWithParam<Number> {};

TEST_P(UidNumbers, AreWorthThis) {
  const auto uid = hal::from_hex(GetParam().uid);
  ASSERT_TRUE(uid);
  EXPECT_EQ(worth_of(*uid), GetParam().worth);
}

// NFCID1 of single, double and triple size; a double one begins with its maker (04: NXP).
INSTANTIATE_TEST_SUITE_P(
    Iso14443Part3Section64Lengths, UidNumbers,
    ::testing::Values(Number{"B2A4C6D1", UidWorth::names_it},
                      Number{"04E14AF2225C80", UidWorth::names_it},
                      Number{"04E14AF2225C80112233", UidWorth::names_it},
                      Number{"", UidWorth::wrong_length}, Number{"B2A4C6", UidWorth::wrong_length},
                      Number{"B2A4C6D1E2", UidWorth::wrong_length},
                      Number{"04E14AF2225C", UidWorth::wrong_length},
                      Number{"04E14AF2225C8011", UidWorth::wrong_length},
                      Number{"04E14AF2225C801122", UidWorth::wrong_length},
                      Number{"04E14AF2225C8011223344", UidWorth::wrong_length}));

// Only four octets can be random; a longer number that begins with 08 is its maker's.
INSTANTIATE_TEST_SUITE_P(Iso14443Part3Section644RandomUid, UidNumbers,
                         ::testing::Values(Number{"08D41C77", UidWorth::changing},
                                           Number{"08000000", UidWorth::changing},
                                           Number{"08FFFFFF", UidWorth::changing},
                                           Number{"07D41C77", UidWorth::names_it},
                                           Number{"18D41C77", UidWorth::names_it},
                                           Number{"08D41C77225C80", UidWorth::names_it},
                                           Number{"D4081C77", UidWorth::names_it}));

// 88 announces that more octets follow: a reader that stops there gives part of a number, and the
// same part for many cards.
INSTANTIATE_TEST_SUITE_P(Iso14443Part3Section644CascadeTag, UidNumbers,
                         ::testing::Values(Number{"8804E14A", UidWorth::cut_off},
                                           Number{"8804E14AF2225C", UidWorth::names_it}));

// What emulators, blank "magic" cards and readers without an answer give.
INSTANTIATE_TEST_SUITE_P(NumbersOfManyCards, UidNumbers,
                         ::testing::Values(Number{"00000000", UidWorth::placeholder},
                                           Number{"00000000000000", UidWorth::placeholder},
                                           Number{"00000000000000000000", UidWorth::placeholder},
                                           Number{"FFFFFFFF", UidWorth::placeholder},
                                           Number{"FFFFFFFFFFFFFF", UidWorth::placeholder},
                                           Number{"FFFFFFFFFFFFFFFFFFFF", UidWorth::placeholder},
                                           Number{"01020304", UidWorth::placeholder},
                                           Number{"01020305", UidWorth::names_it},
                                           Number{"01020304050607", UidWorth::names_it},
                                           Number{"00000001", UidWorth::names_it},
                                           Number{"FFFFFFFE", UidWorth::names_it}));

struct Seen {
  const char* what;
  const char* uid;
  bool speaks_apdu;
  bool no_payment_application;
  TappedKind kind;
};
void PrintTo(const Seen& seen, std::ostream* out) {
  *out << seen.what;
}

class TappedCards : public ::testing::TestWithParam<Seen> {};

TEST_P(TappedCards, AreToldApart) {
  const auto uid = hal::from_hex(GetParam().uid);
  ASSERT_TRUE(uid);
  EXPECT_EQ(kind_of({*uid, GetParam().speaks_apdu, GetParam().no_payment_application}),
            GetParam().kind);
}

// Storage cards: MIFARE Classic and Ultralight, and what is made like them.
INSTANTIATE_TEST_SUITE_P(
    Iso14443Part3OnlyHasANumberAndNoMore, TappedCards,
    ::testing::Values(Seen{"Classic", "B2A4C6D1", false, false, TappedKind::charging_card},
                      Seen{"Ultralight", "04E14AF2225C80", false, false, TappedKind::charging_card},
                      Seen{"random", "08E25B03", false, false, TappedKind::changing_number},
                      Seen{"clone", "01020304", false, false, TappedKind::unknown},
                      Seen{"number hidden", "", false, false, TappedKind::unknown},
                      Seen{"half a number", "8804E14A", false, false, TappedKind::unknown}));

// 6A82: the card has no payment system environment. DESFire, JCOP, passports answer so.
INSTANTIATE_TEST_SUITE_P(
    EmvBookBSection332NoPpseIsNoPaymentCard, TappedCards,
    ::testing::Values(Seen{"DESFire", "04E14AF2225C80", true, true, TappedKind::charging_card},
                      Seen{"DESFire, random id", "08A1B2C3", true, true,
                           TappedKind::changing_number},
                      Seen{"passport", "08123456", true, true, TappedKind::changing_number},
                      Seen{"emulator", "00000000", true, true, TappedKind::unknown},
                      Seen{"number hidden", "", true, true, TappedKind::unknown}));

// Whatever its number: one that has a PPSE, or did not say that it has none.
INSTANTIATE_TEST_SUITE_P(
    EmvBookBSection332AnythingElseMayPay, TappedCards,
    ::testing::Values(Seen{"plastic", "B2A4C6D1", true, false, TappedKind::payment},
                      Seen{"long number", "04E14AF2225C80", true, false, TappedKind::payment},
                      Seen{"phone", "08D41C77", true, false, TappedKind::payment},
                      Seen{"number hidden", "", true, false, TappedKind::payment}));

}  // namespace
}  // namespace kerb::payment
