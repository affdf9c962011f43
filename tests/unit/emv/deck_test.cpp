// The whole deck, card by card, in process.
#include "hal/simulated/deck.hpp"

#include <gtest/gtest.h>

#include <set>

#include "payment/emv/tag.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/deck_outcomes.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::deal;
using hal::simulated::deck;

constexpr int kMostCommands = 40;

TapOutcome tap_for(hal::simulated::VirtualCard& card, int commands) {
  card.power_up();
  const TapOutcome outcome =
      run(desk::trusting_terminal(), desk::transaction(), desk::hold_for(card, commands));
  EXPECT_EQ(inconsistency(outcome, desk::transaction()), "") << outcome.cause;
  return outcome;
}

int commands_of(const DeckOutcome& expected) {
  int commands = 0;
  const auto dealt = deal(expected.card);
  dealt->card->power_up();
  run(desk::trusting_terminal(), desk::transaction(),
      [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
        ++commands;
        return dealt->card->answer(command);
      });
  return commands;
}

TEST(Deck, EachCardHasItsNameAndItsOutcome) {
  std::set<std::string> expected = {"charging card"};
  for (const DeckOutcome& outcome : deck_outcomes()) {
    EXPECT_TRUE(expected.emplace(outcome.card).second) << outcome.card;
  }
  std::set<std::string> there;
  for (const auto& card : deck()) {
    EXPECT_TRUE(there.insert(card.name).second) << card.name;
    EXPECT_FALSE(card.what.empty()) << card.name;
    ASSERT_NE(card.make(), nullptr) << card.name;
    EXPECT_NE(card.make(), card.make()) << card.name;
  }
  EXPECT_EQ(there, expected);
}

TEST(Deck, HasEveryCardOfTheSimulatorByItsWord) {
  for (const auto kind : hal::simulated::all_card_kinds()) {
    EXPECT_TRUE(deal(hal::simulated::card_word(kind))) << hal::simulated::card_word(kind);
  }
}

TEST(Deck, DealsByNameWholeOrTorn) {
  EXPECT_FALSE(deal("visa")->leaves_after);
  EXPECT_EQ(deal("torn")->leaves_after, 2);
  EXPECT_EQ(deal("visa torn at 1")->leaves_after, 0);
  EXPECT_EQ(deal("co-badged, first refuses torn at 99")->leaves_after, 98);
  for (const char* nobody :
       {"", "Visa", "visa ", "visa torn at", "visa torn at 0", "visa torn at 3x",
        "visa torn at 100", "visa torn at -1", "nobody torn at 1", "visa torn at 1 torn at 2"}) {
    EXPECT_FALSE(deal(nobody)) << nobody;
  }
}

TEST(Deck, EachCardComesToItsOutcome) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    const auto dealt = deal(expected.card);
    expect_outcome(expected, tap_for(*dealt->card, dealt->leaves_after.value_or(kMostCommands)));
    if (!expected.pays_at_second_tap) continue;
    EXPECT_EQ(tap_for(*dealt->card, kMostCommands).kind, OutcomeKind::online_request)
        << expected.card;
  }
}

TEST(Deck, ACardTornAtAnyCommandIsTriedAgainAndThenComesToItsOutcome) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    if (expected.card == "torn" || expected.card.starts_with("slow")) continue;
    const int commands = commands_of(expected);
    for (int torn_at = 0; torn_at < commands; ++torn_at) {
      const auto dealt = deal(expected.card);
      const TapOutcome torn = tap_for(*dealt->card, torn_at);
      EXPECT_EQ(outcome_word(torn.kind), "try again") << expected.card << " at " << torn_at;
      expect_outcome_at_last(expected, tap_for(*dealt->card, kMostCommands));
    }
  }
}

// C-2, S910.46.
TEST(Deck, AMastercardThatDoesNotProveItselfIsNoPayment) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    if (!expected.card.starts_with("mastercard with ")) continue;
    const TapOutcome outcome = tap_for(*deal(expected.card)->card, kMostCommands);
    EXPECT_EQ(outcome.error.level2, Level2::authentication_failed) << expected.card;
    EXPECT_FALSE(outcome.presentation) << expected.card;
  }
}

// A terminal that may approve up to 1,000.00 without the bank.
Terminal approving_terminal() {
  Terminal kiosk = desk::trusting_terminal();
  kiosk.type = 0x25;
  for (Combination& combination : kiosk.combinations) {
    combination.floor_limit = Money(100'000, Currency{});
    combination.cvm_limit.reset();
  }
  return kiosk;
}

TapOutcome tap_approving(std::string_view card, const Terminal& kiosk = approving_terminal()) {
  const auto dealt = deal(card);
  dealt->card->power_up();
  return run(kiosk, desk::transaction(), desk::hold(*dealt->card));
}

// C-3 5.6 and annex A: a Visa that approves signs, and what it signs must hold. The cards of the
// deck ask for the bank when it does not (9F6C octet 1, b6).
TEST(Deck, AVisaIsApprovedWithoutTheBankOnlyWithASignatureThatHolds) {
  const TapOutcome good = tap_approving("offline visa");
  EXPECT_EQ(outcome_word(good.kind), "approved offline") << good.cause;
  EXPECT_EQ(hal::to_hex(octets_of(good.parameters)), "10F0F000B0F0FF00");
  ASSERT_TRUE(good.presentation);
  int flawed = 0;
  for (const DeckOutcome& expected : deck_outcomes()) {
    if (!expected.card.starts_with("visa with ")) continue;
    const TapOutcome outcome = tap_approving(expected.card);
    EXPECT_EQ(outcome_word(outcome.kind), "online request") << expected.card << outcome.cause;
    Terminal offline_only = approving_terminal();
    for (Combination& combination : offline_only.combinations) combination.ttq[0] |= 0x08;
    const TapOutcome alone = tap_approving(expected.card, offline_only);
    EXPECT_EQ(outcome_word(alone.kind), "declined by card") << expected.card << alone.cause;
    EXPECT_EQ(alone.error.level2, Level2::authentication_failed) << expected.card;
    ++flawed;
  }
  EXPECT_EQ(flawed, 8);
}

TEST(Deck, AMastercardIsApprovedWithoutTheBankOnlyWithASignatureThatHolds) {
  const TapOutcome good = tap_approving("offline mastercard");
  EXPECT_EQ(outcome_word(good.kind), "approved offline") << good.cause;
  for (const DeckOutcome& expected : deck_outcomes()) {
    if (!expected.card.starts_with("mastercard with ")) continue;
    EXPECT_EQ(outcome_word(tap_approving(expected.card).kind), "other card") << expected.card;
  }
}

TEST(Deck, CoBadgedCardsPayWithTheApplicationThatWasTaken) {
  const auto scheme = [](const char* name) {
    return tap_for(*deal(name)->card, kMostCommands).presentation->identity.scheme;
  };
  EXPECT_EQ(scheme("co-badged"), Scheme::visa);
  EXPECT_EQ(scheme("co-badged, first refuses"), Scheme::mastercard);
  EXPECT_EQ(scheme("co-badged, second first"), Scheme::mastercard);
}

}  // namespace
}  // namespace kerb::payment::emv
