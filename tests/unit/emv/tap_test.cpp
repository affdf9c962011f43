// Whole taps of every kind of card, to the outcome that the driver sees.
#include "tests/unit/emv/tap.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "payment/emv/tag.hpp"
#include "tests/unit/emv/consistency.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::CardKind;
using hal::simulated::make_card;

std::string tag_value(const CardPresentation& presentation, Tag tag) {
  const auto tags = parse_tlvs(presentation.emv_tags);
  const Tlv* found = tags ? find_tlv(*tags, tag) : nullptr;
  return found != nullptr ? hal::to_hex(found->value) : "absent";
}

// Every use is checked for consistency first.
TapOutcome checked(const TapOutcome& outcome, const Transaction& what = desk::transaction()) {
  EXPECT_EQ(inconsistency(outcome, what), "") << outcome.cause;
  return outcome;
}

TEST(Tap, VisaGoesOnline) {
  const TapOutcome outcome = checked(desk::tap(CardKind::visa));
  ASSERT_EQ(outcome.kind, OutcomeKind::online_request) << outcome.cause;
  const CardPresentation& presentation = *outcome.presentation;
  EXPECT_EQ(presentation.identity.scheme, Scheme::visa);
  EXPECT_EQ(presentation.identity.label, "VISA DEBIT");
  EXPECT_EQ(presentation.identity.last_four, "0010");
  EXPECT_EQ(presentation.service_code, "201");
  EXPECT_EQ(presentation.sequence_number, 1);
  EXPECT_FALSE(presentation.device_verified);
  EXPECT_EQ(tag_value(presentation, 0x9F02), "000000004999");
  EXPECT_EQ(tag_value(presentation, 0x5F2A), "0978");
  EXPECT_EQ(tag_value(presentation, 0x9F1A), "0276");
  EXPECT_EQ(tag_value(presentation, 0x9A), "261122");
  EXPECT_EQ(tag_value(presentation, 0x9F6E), "20700000");
  EXPECT_EQ(tag_value(presentation, 0x9F33), "0008C8");
}

TEST(Tap, MastercardGoesOnline) {
  const TapOutcome outcome = checked(desk::tap(CardKind::mastercard));
  ASSERT_EQ(outcome.kind, OutcomeKind::online_request) << outcome.cause;
  const CardPresentation& presentation = *outcome.presentation;
  EXPECT_EQ(presentation.identity.scheme, Scheme::mastercard);
  EXPECT_EQ(presentation.identity.last_four, "0011");
  EXPECT_EQ(tag_value(presentation, 0x9F27), "80");
  EXPECT_EQ(tag_value(presentation, 0x9F34), "1F0302");  // no CVM, as the card's list allows
  EXPECT_EQ(tag_value(presentation, 0x95),
            "8000008001");  // not authenticated offline, over floor limit, no relay resistance
  EXPECT_EQ(tag_value(presentation, 0x5F34), "01");
}

TEST(Tap, MastercardSignsWhenTheAuthorityIsKnown) {
  const TapOutcome outcome = checked(desk::tap(CardKind::mastercard, desk::trusting_terminal()));
  ASSERT_EQ(outcome.kind, OutcomeKind::online_request) << outcome.cause;
  EXPECT_EQ(tag_value(*outcome.presentation, 0x95), "0000008001");
}

TEST(Tap, PhonesHaveVerifiedTheirOwner) {
  const TapOutcome outcome = checked(desk::tap(CardKind::phone));
  ASSERT_EQ(outcome.kind, OutcomeKind::online_request) << outcome.cause;
  EXPECT_TRUE(outcome.presentation->device_verified);
}

TEST(Tap, LockedPhoneWorksAtTheSecondTap) {
  const auto phone = make_card(CardKind::locked_phone);
  phone->power_up();
  const TapOutcome first = run(desk::terminal(), desk::transaction(), desk::hold(*phone));
  EXPECT_EQ(first.kind, OutcomeKind::see_phone);
  EXPECT_EQ(first.field_off, hal::Millis{1300});
  EXPECT_FALSE(first.presentation);
  phone->power_up();
  const TapOutcome second = run(desk::terminal(), desk::transaction(), desk::hold(*phone));
  EXPECT_EQ(second.kind, OutcomeKind::online_request) << second.cause;
}

TEST(Tap, AboveTheLimitOnlyDevicesPay) {
  for (const std::int64_t cents : {4999, 5000, 5001}) {
    const Transaction what = desk::transaction(cents);
    const auto tap = [&](CardKind kind) {
      return checked(desk::tap(kind, desk::terminal(5000), what), what).kind;
    };
    // Entry Point counts the limit itself as reached, kernel 2 only what is above it (Book B 3.1.1;
    // C-2).
    EXPECT_EQ(tap(CardKind::visa),
              cents < 5000 ? OutcomeKind::online_request : OutcomeKind::needs_device);
    EXPECT_EQ(tap(CardKind::mastercard),
              cents <= 5000 ? OutcomeKind::online_request : OutcomeKind::needs_device);
    EXPECT_EQ(tap(CardKind::phone), OutcomeKind::online_request);
  }
}

TEST(Tap, OtherCardsAreToldSo) {
  EXPECT_EQ(desk::tap(CardKind::charging_card).kind, OutcomeKind::other_card);
  Terminal picky = desk::terminal();
  picky.combinations.erase(picky.combinations.begin());
  EXPECT_EQ(desk::tap(CardKind::visa, picky).kind, OutcomeKind::other_card);
}

TEST(Tap, NoiseIsTriedAgain) {
  const TapOutcome outcome = desk::tap(CardKind::unreadable);
  EXPECT_EQ(outcome.kind, OutcomeKind::try_again) << outcome.cause;
}

TEST(Tap, TornAtEveryCommandIsTriedAgain) {
  for (const CardKind kind : {CardKind::visa, CardKind::mastercard, CardKind::phone}) {
    int stays = 0;
    for (;; ++stays) {
      const auto card = make_card(kind);
      const TapOutcome outcome = checked(
          run(desk::trusting_terminal(), desk::transaction(), desk::hold_for(*card, stays)));
      if (outcome.kind == OutcomeKind::online_request) break;
      ASSERT_EQ(outcome.kind, OutcomeKind::try_again) << stays << outcome.cause;
      ASSERT_LT(stays, 20);
    }
    EXPECT_GE(stays, 3);  // PPSE, application, GET PROCESSING OPTIONS at least
  }
}

TEST(Tap, TheCryptogramAnswersToAmountAndNumber) {
  for (const CardKind kind : {CardKind::visa, CardKind::mastercard}) {
    for (const Terminal& kiosk : {desk::terminal(), desk::trusting_terminal()}) {
      const auto cryptogram = [&](const Transaction& what) {
        return tag_value(*checked(desk::tap(kind, kiosk, what), what).presentation, 0x9F26);
      };
      Transaction other_number = desk::transaction();
      other_number.unpredictable_number[3] ^= 1;
      const std::set<std::string> different = {cryptogram(desk::transaction()),
                                               cryptogram(desk::transaction(4998)),
                                               cryptogram(other_number)};
      EXPECT_EQ(different.size(), 3U);
      EXPECT_EQ(cryptogram(desk::transaction()), cryptogram(desk::transaction()));
    }
  }
}

TEST(Tap, TheSameCardIsRecognisedAndNoOther) {
  std::map<std::string, CardKind> seen;
  for (const CardKind kind : {CardKind::visa, CardKind::mastercard, CardKind::phone,
                              CardKind::declined, CardKind::needs_owner, CardKind::torn}) {
    const TapOutcome first = desk::tap(kind);
    const TapOutcome again = desk::tap(kind, desk::terminal(), desk::transaction(100));
    ASSERT_TRUE(first.presentation && again.presentation);
    EXPECT_EQ(first.presentation->identity, again.presentation->identity);
    EXPECT_TRUE(seen.emplace(first.presentation->identity.fingerprint, kind).second);
  }
  Terminal elsewhere = desk::terminal();
  elsewhere.identity_key = Secret(hal::Bytes(32, 0x77));
  EXPECT_FALSE(desk::tap(CardKind::visa, elsewhere).presentation->identity ==
               desk::tap(CardKind::visa).presentation->identity);
}

TEST(Tap, AStationThatIsWronglySetUpBeginsNothing) {
  const auto refused = [](const Terminal& kiosk, const Transaction& what) {
    int commands = 0;
    const TapOutcome outcome =
        run(kiosk, what, [&](hal::ByteView) -> hal::ReaderResult<hal::Bytes> {
          ++commands;
          return hal::Bytes{0x90, 0x00};
        });
    EXPECT_EQ(commands, 0);
    EXPECT_EQ(outcome.kind, OutcomeKind::other_card);
    return outcome.cause.rfind("station: ", 0) == 0;
  };
  Terminal keyless = desk::terminal();
  keyless.identity_key = Secret();
  EXPECT_TRUE(refused(keyless, desk::transaction()));
  EXPECT_TRUE(refused(desk::terminal(), desk::transaction(-1)));
  EXPECT_TRUE(refused(desk::terminal(), desk::transaction(1'000'000'000'000)));
  Transaction francs = desk::transaction();
  francs.amount = Money(100, *Currency::from_code("CHF"));
  EXPECT_TRUE(refused(desk::terminal(), francs));
  Transaction dateless = desk::transaction();
  dateless.at.month = 13;
  EXPECT_TRUE(refused(desk::terminal(), dateless));
}

}  // namespace
}  // namespace kerb::payment::emv
