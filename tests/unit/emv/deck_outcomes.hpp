// What each card of the deck comes to at a kiosk that asks the bank about every tap: one table, for
// the tests in process and for those behind the real pcscd.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "hal/simulated/deck.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

struct DeckOutcome {
  std::string_view card;
  OutcomeKind kind = OutcomeKind::online_request;
  std::string_view cause = "the bank is asked";  // a part of it
  std::string_view last_four = {};               // of the card that pays
  bool pays_at_second_tap = false;
};

// For 49.99 under a limit of 50.00, at desk::trusting_terminal(). Only the charging card is
// missing: it cannot be asked anything.
inline const std::vector<DeckOutcome>& deck_outcomes() {
  using Kind = OutcomeKind;
  constexpr std::string_view kNothing = "no application that is taken here";
  constexpr std::string_view kNoDirectory = "card has no payment directory";
  constexpr std::string_view kAsked = "the bank is asked";
  constexpr Kind kOnline = Kind::online_request;
  static const std::vector<DeckOutcome> outcomes = {
      {"visa", kOnline, kAsked, "0010"},
      {"mastercard", kOnline, kAsked, "0011"},
      {"phone", kOnline, kAsked, "0110"},
      {"locked phone", Kind::see_phone, "6986", "0128", true},
      {"declined", kOnline, kAsked, "0028"},
      {"needs owner", kOnline, kAsked, "0036"},
      {"desfire charging card", Kind::other_card, kNoDirectory},
      {"transit card", Kind::other_card, kNoDirectory},
      {"changing card", Kind::other_card, kNoDirectory},
      {"insert only", Kind::other_interface, "6984"},
      {"refusing", Kind::declined_by_card, "AAC"},
      {"other scheme", Kind::other_card, "American Express is not taken here"},
      {"unreadable", Kind::try_again, "answer is garbled"},
      {"torn", Kind::try_again, "card left at GET PROCESSING OPTIONS"},
      {"mastercard phone", kOnline, kAsked, "4784"},
      {"locked mastercard phone", Kind::see_phone, "DF4B", "4784", true},
      {"maestro", kOnline, kAsked, "8453"},
      {"amex", Kind::other_card, "American Express is not taken here"},
      {"jcb", Kind::other_card, "JCB is not taken here"},
      {"discover", Kind::other_card, "Discover is not taken here"},
      {"unionpay", Kind::other_card, "UnionPay is not taken here"},
      {"offline visa", kOnline, kAsked, "0010"},
      {"offline mastercard", kOnline, kAsked, "0011"},
      {"refusing visa", Kind::declined_by_card, "AAC"},
      {"refusing mastercard", Kind::declined_by_card, "AAC"},
      // C-3 5.6: a TC where the bank had to be asked goes to the bank; C-2 knows no such mercy.
      {"overstepping visa", kOnline, kAsked, "0010"},
      {"overstepping mastercard", Kind::other_card, "answered above what was asked"},
      // C-2 S910.46: a card asked to prove itself that does not is no payment.
      {"mastercard with other authority", Kind::other_card,
       "CDA failed: issuer: certificate has no frame"},
      {"mastercard with wrong trailer", Kind::other_card,
       "CDA failed: issuer: certificate has no frame"},
      {"mastercard with broken hash", Kind::other_card,
       "CDA failed: issuer: hash in certificate differs"},
      {"mastercard with expired certificate", Kind::other_card,
       "CDA failed: issuer: certificate is out of date"},
      {"mastercard with revoked certificate", Kind::other_card,
       "CDA failed: issuer: certificate was revoked"},
      {"mastercard with other issuer", Kind::other_card,
       "CDA failed: issuer: certificate for other card numbers"},
      {"mastercard with other card", Kind::other_card,
       "CDA failed: card: certificate of another card"},
      {"mastercard with broken signature", Kind::other_card, "CDA failed"},
      // A Visa that asks its bank signs nothing.
      {"visa with other authority", kOnline, kAsked, "0010"},
      {"visa with wrong trailer", kOnline, kAsked, "0010"},
      {"visa with broken hash", kOnline, kAsked, "0010"},
      {"visa with expired certificate", kOnline, kAsked, "0010"},
      {"visa with revoked certificate", kOnline, kAsked, "0010"},
      {"visa with other issuer", kOnline, kAsked, "0010"},
      {"visa with other card", kOnline, kAsked, "0010"},
      {"visa with broken signature", kOnline, kAsked, "0010"},
      {"length past the end", Kind::other_card, "runs past the end"},
      {"two length octets", kOnline, kAsked, "0010"},
      {"three length octets", Kind::other_card, "length too long"},
      {"missing records", Kind::other_card, "status words at READ RECORD"},
      {"trailing octets", Kind::other_card, "not exactly one template"},
      {"nested template", kOnline, kAsked, "0010"},
      {"slow visa", kOnline, kAsked, "0010"},
      {"slow mastercard", kOnline, kAsked, "0011"},
      {"co-badged", kOnline, kAsked, "0010"},
      {"co-badged, first refuses", kOnline, kAsked, "0011"},
      {"co-badged, second first", kOnline, kAsked, "0011"},
      {"domestic kernel", Kind::other_card, kNothing},
      {"any domestic kernel", kOnline, kAsked, "0010"},
      {"short domestic kernel", Kind::other_card, kNothing},
      {"no directory", Kind::other_card, kNoDirectory},
      {"empty directory", Kind::other_card, kNothing},
  };
  return outcomes;
}

inline void expect_outcome(const DeckOutcome& expected, const TapOutcome& outcome) {
  EXPECT_EQ(outcome_word(outcome.kind), outcome_word(expected.kind))
      << expected.card << ": " << outcome.cause;
  EXPECT_NE(outcome.cause.find(expected.cause), std::string::npos)
      << expected.card << ": " << outcome.cause;
  if (expected.kind != OutcomeKind::online_request || !outcome.presentation) return;
  EXPECT_EQ(outcome.presentation->identity.last_four, expected.last_four) << expected.card;
}

// After a tap that was torn or that asked for its owner.
inline void expect_outcome_at_last(const DeckOutcome& expected, const TapOutcome& outcome) {
  const bool unlocked = expected.pays_at_second_tap && outcome.kind == OutcomeKind::online_request;
  DeckOutcome at_last = expected;
  if (unlocked) at_last.kind = OutcomeKind::online_request;
  if (unlocked) at_last.cause = "the bank is asked";
  expect_outcome(at_last, outcome);
}

}  // namespace kerb::payment::emv
