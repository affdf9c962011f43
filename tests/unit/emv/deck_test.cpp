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

std::string tvr_of(const TapOutcome& outcome) {
  const auto tags = parse_tlvs(outcome.presentation->emv_tags);
  return hal::to_hex(find_tlv(*tags, tag::kTvr)->value);
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

// Book 2, 6; the findings go into the TVR (Book 3, C5): CDA failed, and above the floor limit.
TEST(Deck, TheBankLearnsOfEveryFlawedCertificate) {
  for (const DeckOutcome& expected : deck_outcomes()) {
    if (!expected.card.starts_with("mastercard with ")) continue;
    const auto dealt = deal(expected.card);
    const TapOutcome outcome = tap_for(*dealt->card, kMostCommands);
    if (outcome.kind != OutcomeKind::online_request) continue;
    EXPECT_EQ(tvr_of(outcome), "0400008000") << expected.card;
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
