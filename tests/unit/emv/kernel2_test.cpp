// Kernel 2 beyond the straight way: what the card's data and answers may change.
#include <gtest/gtest.h>

#include "payment/emv/cardholder_verification.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using desk::tap_altered;
using hal::simulated::CardKind;

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

// Commands of a Mastercard tap, in order.
enum Step : int {
  ppse,
  select_application,
  gpo,
  record_data,
  record_key,
  record_issuer,
  record_card,
  gen_ac
};

TapOutcome answering(int step, const char* answer, const Terminal& kiosk = desk::terminal()) {
  return tap_altered(CardKind::mastercard, kiosk, [&](int command, hal::Bytes& octets) {
    if (command == step) octets = hex(answer);
  });
}

TEST(Kernel2, KnowsItsStatusWordsAndModes) {
  EXPECT_EQ(answering(gpo, "6985").kind, OutcomeKind::other_card);
  EXPECT_EQ(answering(gpo, "6986").kind, OutcomeKind::other_card);  // S3.9: the next application
  EXPECT_EQ(answering(gpo, "800A 1900 08010101 10010300 9000").cause,
            "card speaks mag-stripe mode only");
  EXPECT_EQ(answering(gpo, "80021980 9000").cause, "card data missing: 94");
  EXPECT_EQ(answering(record_data, "6A83").kind, OutcomeKind::other_card);
  EXPECT_EQ(answering(record_data, "7000 9000").cause, "card data missing: 5F24");
  EXPECT_EQ(answering(record_data, "7700 9000").cause, "card data error: record is no template 70");
  EXPECT_EQ(answering(gen_ac, "6985").kind, OutcomeKind::other_card);
}

TEST(Kernel2, ReadsBothFormatsOfProcessingOptionsAndCryptogram) {
  EXPECT_EQ(answering(gpo, "800A 1980 08010101 10010300 9000").kind, OutcomeKind::online_request);
  EXPECT_EQ(answering(gen_ac, "8012 80 0001 0102030405060708 06010A03A00000 9000").kind,
            OutcomeKind::online_request);
  EXPECT_EQ(answering(gen_ac, "800A 80 0001 01020304050607 9000").kind, OutcomeKind::other_card);
}

TEST(Kernel2, TheCardMayAnswerLowerButNeverHigher) {
  const auto with = [](const std::string& information) {
    return answering(gen_ac, ("7720 9F2701" + information +
                              "9F36020001 9F26080102030405060708 9F1007 06010A03A00000 9000")
                                 .c_str());
  };
  // The template's length is corrected below: 4 + 5 + 11 + 10.
  const auto fixed = [](const std::string& information, const std::string& more = "") {
    hal::Bytes content = hex("9F2701" + information +
                             "9F36020001 9F26080102030405060708 9F1007 06010A03A00000" + more);
    hal::Bytes answer;
    append_tlv(answer, 0x77, content);
    return answering(gen_ac, (hal::to_hex(answer) + "9000").c_str());
  };
  EXPECT_EQ(with("80").kind, OutcomeKind::other_card);  // lies about its length
  EXPECT_EQ(fixed("80").kind, OutcomeKind::online_request);
  EXPECT_EQ(fixed("00").kind, OutcomeKind::declined_by_card);
  EXPECT_EQ(fixed("40").cause, "card data error: card answered above what was asked");
  EXPECT_EQ(fixed("C0").kind, OutcomeKind::other_card);
  EXPECT_EQ(fixed("00", "DF4B03 000300").kind, OutcomeKind::see_phone);
  EXPECT_EQ(fixed("80", "DF4B03 000001").kind, OutcomeKind::see_phone);
  EXPECT_EQ(fixed("80", "DF4B03 800000").kind, OutcomeKind::online_request);
  EXPECT_EQ(fixed("80", "9F36 02 0001").cause, "card data error: 9F36 twice");
}

TEST(Kernel2, ACardAskedToSignMustSign) {
  const TapOutcome outcome = answering(
      gen_ac, "771E 9F270180 9F36020001 9F26080102030405060708 9F1007 06010A03A00000 9000",
      desk::trusting_terminal());
  EXPECT_EQ(outcome.kind, OutcomeKind::other_card);
  EXPECT_EQ(outcome.cause, "card data error: no signature");
}

TEST(Kernel2, ADenialCodeIsObeyed) {
  Terminal strict = desk::terminal();
  for (Combination& combination : strict.combinations) combination.tac_denial = {0x80, 0, 0, 0, 0};
  const TapOutcome outcome = desk::tap(CardKind::mastercard, strict);
  EXPECT_EQ(outcome.kind, OutcomeKind::declined_by_card) << outcome.cause;
}

std::string tvr(const TapOutcome& outcome) {
  if (!outcome.presentation) return outcome.cause;
  const auto tags = parse_tlvs(outcome.presentation->emv_tags);
  return hal::to_hex(find_tlv(*tags, 0x95)->value);
}

TEST(Kernel2, S456_25AnUnknownAuthorityIsNotedAndTheBankDecides) {
  Terminal other = desk::trusting_terminal();
  other.ca_keys.front().index = 0x98;
  EXPECT_EQ(tvr(desk::tap(CardKind::mastercard, other)), "0400008001");
  Transaction later = desk::transaction();
  later.at.year = 2050;
  Terminal old = desk::trusting_terminal();
  old.ca_keys.front().expires = {2049, 12, 31};
  EXPECT_EQ(tvr(desk::tap(CardKind::mastercard, old, later)), "0440008001");
}

TEST(Kernel2, S910_46ASignatureThatDoesNotHoldIsNoPayment) {
  Terminal forged = desk::trusting_terminal();
  forged.ca_keys.front().modulus[50] ^= 1;
  const TapOutcome outcome = desk::tap(CardKind::mastercard, forged);
  EXPECT_EQ(outcome.cause, "CDA failed: issuer: certificate has no frame");
  EXPECT_EQ(outcome.error.level2, Level2::authentication_failed);
  EXPECT_EQ(outcome.parameters.status, Status::end_application);
}

TEST(Kernel2, StaticDataIsCoveredByTheCertificate) {
  // The card's expiry changed from 2049 to 2048: valid TLV, but not what the issuer signed.
  const TapOutcome outcome = tap_altered(
      CardKind::mastercard, desk::trusting_terminal(), [](int command, hal::Bytes& answer) {
        if (command != record_data) return;
        const hal::Bytes date = hex("5F2403491231");
        const auto at = std::search(answer.begin(), answer.end(), date.begin(), date.end());
        ASSERT_NE(at, answer.end());
        at[3] = 0x48;
      });
  EXPECT_EQ(outcome.cause, "CDA failed: card: hash in certificate differs");
}

// ---- the CVM list

struct Verified {
  std::string results;
  bool owner_not_verified;
  bool unrecognised;
};

Verified verify(const char* list, std::int64_t cents, std::uint8_t profile = 0x10) {
  const Terminal kiosk = desk::terminal();
  const Transaction what = desk::transaction(cents);
  const Combination& combination = kiosk.combinations[1];
  const Allowed allowed{&combination, pre_process(combination, what.amount)};
  const SelectedApplication application;
  const Activation activation{kiosk, what, allowed, application};
  DataObjects objects = terminal_objects(kiosk, what, combination, allowed.indicators);
  hal::Bytes card = {0x82, 0x02, profile, 0x80};
  if (*list != '\0') append_tlv(card, 0x8E, hex(list));
  append_tlv(card, 0x9F42, hex("0978"));
  EXPECT_TRUE(objects.store_from_card(card));
  VerificationResults findings;
  const auto decision = verify_cardholder(activation, objects, findings);
  if (!decision) return {decision.error().cause, false, false};
  return {hal::to_hex(decision->results), findings.noted(Finding::owner_not_verified),
          findings.noted(Finding::unrecognised_cvm)};
}

TEST(CardholderVerification, WalksTheList) {
  const std::string none = "0000000000000000";
  const auto with = [&](const std::string& rules) { return verify((none + rules).c_str(), 100); };
  EXPECT_EQ(with("1F00").results, "1F0002");
  EXPECT_EQ(with("42031E031F03").results, "1F0302");
  EXPECT_EQ(with("4200 1F00").results, "1F0002");  // PIN impossible, next allowed
  EXPECT_EQ(with("0200 1F00").results, "3F0001");  // PIN impossible, next not allowed (CVM.25)
  EXPECT_TRUE(with("0200 1F00").owner_not_verified);
  EXPECT_EQ(with("0000 1F00").results, "000001");  // fail at once (CVM.24)
  EXPECT_EQ(with("4000 1F00").results, "1F0002");  // fail, unless the next one works (CVM.19)
  EXPECT_EQ(with("4000").results, "400001");       // and there is none (CVM.20)
  EXPECT_EQ(with("4200 5E00").results, "3F0001");  // the list ends
  EXPECT_EQ(with("1F01").results, "3F0001");       // only for cash
  EXPECT_EQ(with("6A00 1F00").results, "1F0002");
  EXPECT_TRUE(with("6A00 1F00").unrecognised);
  EXPECT_EQ(with("1F0A").results, "3F0001");  // a condition that nobody defined
}

TEST(CardholderVerification, ComparesAmountsInTheCardsCurrency) {
  const char* list = "000003E8 000007D0 1F06 0009";  // below 10.00 nothing, above 20.00 fail
  EXPECT_EQ(verify(list, 999).results, "1F0602");
  EXPECT_EQ(verify(list, 1000).results, "3F0001");
  EXPECT_EQ(verify(list, 2001).results, "000901");
}

TEST(CardholderVerification, OnlyWhatTheProfileOffers) {
  EXPECT_EQ(verify("", 100, 0x00).results, "3F0000");
  EXPECT_EQ(verify("", 100, 0x10).results, "3F0000");
  EXPECT_EQ(verify("", 100, 0x12).results, "3F0002");   // a device, below the limit
  EXPECT_EQ(verify("", 5000, 0x12).results, "3F0002");  // at it
  EXPECT_EQ(verify("", 5001, 0x12).results, "010002");  // above it
  EXPECT_EQ(verify("0000000000000000 1F0000", 100).results, "card data error: CVM list");
}

}  // namespace
}  // namespace kerb::payment::emv
