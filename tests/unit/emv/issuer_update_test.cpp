// What the bank has for the card itself: proof of who it is, and its scripts.
#include "payment/emv/issuer_update.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

// A card that gives these answers in order and writes down what it was told.
struct ScriptedCard {
  std::vector<std::string> answers;
  std::vector<std::string> told;

  Transceive transceive() {
    return [this](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
      told.push_back(hal::to_hex(command));
      if (told.size() > answers.size()) {
        return tl::make_unexpected(hal::ReaderFailure{hal::ReaderFault::card_gone, "test"});
      }
      return hex(answers[told.size() - 1]);
    };
  }
};

const hal::Bytes kVisaApplication = hex("A0000000031010");
constexpr const char* kSelect = "00A4040007A000000003101000";
constexpr const char* kTwoScripts = "710E 8605 8418000000 8605 8424000000 7207 8605 8416000000";

IssuerUpdate update(ScriptedCard& card, bool approved, std::string_view proof,
                    std::string_view scripts) {
  return update_card(kVisaApplication, {approved, hex(proof), hex(scripts)}, card.transceive());
}

TEST(IssuerUpdate, StartDSelectsAuthenticatesAndCarriesOut) {
  ScriptedCard card{{"6F009000", "9000", "9000", "9000", "9000"}, {}};
  const IssuerUpdate done = update(card, true, "01020304050607083030", kTwoScripts);
  EXPECT_EQ(card.told, (std::vector<std::string>{kSelect, "008200000A01020304050607083030",
                                                 "8418000000", "8424000000", "8416000000"}));
  EXPECT_TRUE(done.reached && done.authenticated && done.complete);
  EXPECT_EQ(done.commands, 3);
  EXPECT_EQ(done.parameters.status, Status::approved);
  EXPECT_EQ(done.ui_on_outcome.message, Message::approved);
}

TEST(IssuerUpdate, Book3_10_10AFailedCommandEndsItsScriptOnly) {
  ScriptedCard card{{"9000", "6985", "6300", "9000"}, {}};
  IssuerUpdate done = update(card, true, "", kTwoScripts);
  EXPECT_EQ(card.told, (std::vector<std::string>{kSelect, "8418000000", "8416000000"}));
  EXPECT_EQ(done.commands, 1);  // 63xx is a warning
  EXPECT_FALSE(done.complete);
}

TEST(IssuerUpdate, TheBanksWordStandsWhateverTheCardSays) {
  ScriptedCard gone;
  const IssuerUpdate declined = update(gone, false, "0102030405060708", kTwoScripts);
  EXPECT_FALSE(declined.reached || declined.authenticated || declined.complete);
  EXPECT_EQ(declined.parameters.status, Status::declined);
  ScriptedCard refuses{{"9000", "6300"}, {}};
  const IssuerUpdate approved = update(refuses, true, "0102030405060708", "");
  EXPECT_TRUE(approved.reached);
  EXPECT_FALSE(approved.authenticated || approved.complete);
  EXPECT_EQ(approved.parameters.status, Status::approved);
}

TEST(IssuerUpdate, ABankMaySendRubbish) {
  for (const char* scripts : {"71", "7102 86", "7103 860184", "7105 8684841800", "FFFFFFFFFF"}) {
    const auto octets = hal::from_hex(scripts);
    ScriptedCard card{{"9000", "9000"}, {}};
    const IssuerUpdate done = update_card(kVisaApplication, {true, {}, *octets}, card.transceive());
    EXPECT_FALSE(done.complete && done.commands != 0) << scripts;
    EXPECT_EQ(card.told.size(), 1U) << scripts;
  }
  ScriptedCard card{std::vector<std::string>(100, "9000"), {}};
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "7207 86058416000000";
  EXPECT_FALSE(update(card, true, "01", endless).complete);
  EXPECT_EQ(card.told.size(), 33U);  // SELECT and 32 commands; a proof of one octet is none
}

// 9F66 octet 3, b8 and 9F6C octet 2, b7.
TEST(IssuerUpdate, C3OnlyWhereTerminalAndCardBothSaySo) {
  for (const bool terminal : {false, true}) {
    for (const bool accepts : {false, true}) {
      Terminal kiosk = desk::terminal();
      if (terminal) kiosk.combinations.front().ttq[2] |= 0x80;
      const TapOutcome outcome = desk::tap_altered(
          hal::simulated::CardKind::visa, kiosk, [&](int command, hal::Bytes& answer) {
            const hal::Bytes qualifiers = hex("9F6C02");
            const auto at =
                std::search(answer.begin(), answer.end(), qualifiers.begin(), qualifiers.end());
            if (command == 2 && accepts && at != answer.end()) at[4] |= 0x40;
          });
      ASSERT_EQ(outcome.kind, OutcomeKind::online_request) << outcome.cause;
      EXPECT_EQ(outcome.parameters.start == Start::d, terminal && accepts);
    }
  }
}

}  // namespace
}  // namespace kerb::payment::emv
