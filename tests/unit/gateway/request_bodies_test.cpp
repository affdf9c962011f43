#include "payment/gateway/request_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "payment/gateway/chip_tags.hpp"
#include "tests/gateway/sample_card.hpp"

namespace kerb::payment::gateway {
namespace {

using nlohmann::json;
using payment::testing::euros;
using payment::testing::kMastercardNumber;
using payment::testing::kVisaNumber;
using payment::testing::sample_card;
using ::testing::HasSubstr;
using ::testing::Not;

Account account() {
  Account account;
  account.terminal_id = "T1";
  account.developer_id = "DEV1";
  account.solution_id = "SOL1";
  account.certification_number = "CERT1";
  return account;
}

HoldOrder hold_of(const CardPresentation& card, std::int64_t cents = 5000) {
  return {"K7f3-A1", euros(cents), {}, card};
}

json body_of(const CardPresentation& card, std::int64_t cents = 5000) {
  const auto body = hold_body(account(), hold_of(card, cents), card, "20261001101530");
  EXPECT_TRUE(body) << body.error().sentence();
  return body ? json::parse(*body) : json();
}

TEST(HoldBody, IsAnEstimatedContactlessAuthorisationForCharging) {
  json body = body_of(sample_card(kVisaNumber, euros(5000)));
  EXPECT_THAT(body["pointOfSaleInformation"]["emv"]["tags"].get<std::string>(),
              HasSubstr("9F0206"));
  body["pointOfSaleInformation"]["emv"].erase("tags");
  const json expected = json::parse(R"({
    "clientReferenceInformation": {"code": "K7f3-A1", "comments": "Pre-Pay Auth", "transactionId": "K7f3-A1",
      "partner": {"developerId": "DEV1", "solutionId": "SOL1", "thirdPartyCertificationNumber": "CERT1"}},
    "processingInformation": {"capture": false, "commerceIndicator": "retail",
      "authorizationOptions": {"authIndicator": "0", "partialAuthIndicator": false}},
    "orderInformation": {"amountDetails": {"totalAmount": "50.00", "currency": "EUR"}},
    "paymentInformation": {"card": {"type": "001"}},
    "pointOfSaleInformation": {"entryMode": "contactless", "terminalCapability": 5,
      "terminalPinCapability": 0, "catLevel": 2, "terminalId": "T1",
      "trackData": ";4761739001010010=30122010000012345?", "emv": {"cardSequenceNumber": "001"}},
    "merchantInformation": {"transactionLocalDateTime": "20261001101530", "categoryCode": 5552}})");
  EXPECT_EQ(body, expected);
}

TEST(HoldBody, ForMastercardHasItsTypeAndServiceCode) {
  const json body = body_of(sample_card(kMastercardNumber, euros(5000)));
  EXPECT_EQ(body["paymentInformation"]["card"]["type"], "002");
  EXPECT_EQ(body["pointOfSaleInformation"]["serviceCode"], "201");
}

TEST(HoldBody, LeavesOutWhatTheAccountOrCardDoesNotHave) {
  CardPresentation card = sample_card(kVisaNumber, euros(5000));
  card.sequence_number.reset();
  const auto text = hold_body(Account{}, hold_of(card), card, "20261001101530");
  const json body = json::parse(*text);
  EXPECT_FALSE(body["clientReferenceInformation"].contains("partner"));
  EXPECT_FALSE(body["pointOfSaleInformation"].contains("terminalId"));
  EXPECT_FALSE(body["pointOfSaleInformation"]["emv"].contains("cardSequenceNumber"));
}

TEST(HoldBody, RefusesOrdersThatCannotBeSentWithoutSayingTheCardData) {
  const CardPresentation good = sample_card(kVisaNumber, euros(5000));
  const auto refused = [](const HoldOrder& order, const CardPresentation& card) {
    const auto body = hold_body(account(), order, card, "20261001101530");
    EXPECT_FALSE(body);
    if (!body) {
      EXPECT_THAT(body.error().sentence(), Not(HasSubstr("476173")));
    }
    return !body;
  };
  HoldOrder order = hold_of(good);
  for (const char* key : {"", "-A1", "a b", "a:b", "0123456789012345678901234567890"}) {
    order.key = key;
    EXPECT_TRUE(refused(order, good)) << key;
  }
  EXPECT_TRUE(refused(hold_of(good, 0), good));
  EXPECT_TRUE(refused(hold_of(good, -1), good));
  for (const char* track : {"", ";=?", "4761739001010010=3012201", ";4761739001010010=301?",
                            ";4761739001010010D30122010000?", ";47=30122010000012345?",
                            ";4761739001010010=3012=201000?"}) {
    CardPresentation card = good;
    const std::string text = track;
    card.track2 = Secret(hal::Bytes(text.begin(), text.end()));
    EXPECT_TRUE(refused(hold_of(card), card)) << track;
  }
  CardPresentation card = good;
  card.service_code = "2x1";
  EXPECT_TRUE(refused(hold_of(card), card));
  card = good;
  card.sequence_number = 100;
  EXPECT_TRUE(refused(hold_of(card), card));
}

TEST(ChipTags, SendsOnlyWhatTheGuideAllows) {
  CardPresentation card = sample_card(kVisaNumber, euros(5000));
  // Track 2, PAN, name, expiry and a kernel's own object: none may leave.
  const auto more =
      hal::from_hex("570447617390 5A084761739001010010 5F2003412F42 5F2403301231 DF810101AA");
  CardPresentation careless = card;
  const auto extra = hal::from_hex("5A084761739001010010 5F2403301231 DF810101AA 9F0B0141");
  careless.emv_tags.insert(careless.emv_tags.end(), extra->begin(), extra->end());
  EXPECT_EQ(select_chip_tags(careless.emv_tags, Scheme::visa, euros(5000)).value(),
            select_chip_tags(card.emv_tags, Scheme::visa, euros(5000)).value());
  EXPECT_FALSE(select_chip_tags(*more, Scheme::visa, euros(5000)));
}

TEST(ChipTags, NeedsEveryMandatoryObjectAndTheSignedAmount) {
  const hal::Bytes all = sample_card(kMastercardNumber, euros(5000)).emv_tags;
  EXPECT_TRUE(select_chip_tags(all, Scheme::mastercard, euros(5000)));
  EXPECT_THAT(select_chip_tags(all, Scheme::mastercard, euros(5001)).error().tried,
              HasSubstr("another amount"));
  const std::string hex = hal::to_hex(all);
  for (const char* object : {"9A03261001", "9F370412345678", "9F34031F0000", "9F270180"}) {
    std::string without = hex;
    without.erase(without.find(object), std::string(object).size());
    EXPECT_THAT(
        select_chip_tags(*hal::from_hex(without), Scheme::mastercard, euros(5000)).error().tried,
        HasSubstr("missing"))
        << object;
  }
  // 9F34 and 9F27 are optional for Visa.
  std::string without = hex;
  without.erase(without.find("9F34031F0000"), 12);
  EXPECT_TRUE(select_chip_tags(*hal::from_hex(without), Scheme::visa, euros(5000)));
}

TEST(ChipTags, RefusesMalformedLists) {
  const hal::Bytes good = sample_card(kVisaNumber, euros(5000)).emv_tags;
  for (std::size_t length = 0; length < good.size(); ++length) {
    // Without its optional tail the list is whole again, so only the mandatory part must fail at
    // every cut.
    const hal::ByteView cut(good.data(), length);
    if (hal::to_hex(cut).find("9F370412345678") == std::string::npos) {
      EXPECT_FALSE(select_chip_tags(cut, Scheme::visa, euros(5000))) << length;
    }
  }
  for (const char* tail :
       {"9F", "9F6E", "9F6E05AA", "9F6E80", "9F6E8200", "9FFFFF7F00", "9A03261001"}) {
    hal::Bytes list = good;
    const auto more = hal::from_hex(tail);
    list.insert(list.end(), more->begin(), more->end());
    EXPECT_FALSE(select_chip_tags(list, Scheme::visa, euros(5000))) << tail;
  }
}

TEST(ChipTags, StaysWithinTheProcessorsLimit) {
  hal::Bytes list = sample_card(kMastercardNumber, euros(5000)).emv_tags;
  std::string hex = hal::to_hex(list);
  const std::string short_iad = "9F100706010A03A00000";
  hex.replace(hex.find(short_iad), short_iad.size(), "9F1012" + std::string(36, '1'));
  hex += "9F6E07" + std::string(14, '2') + "9F60021234";
  const auto chosen = select_chip_tags(*hal::from_hex(hex), Scheme::mastercard, euros(5000));
  ASSERT_TRUE(chosen) << chosen.error().sentence();
  EXPECT_LE(chosen->size(), 252U);
  EXPECT_THAT(*chosen, HasSubstr("5F340101"));
}

TEST(FollowUpBodies, CarryTheirOwnKeyAndNoCardData) {
  const RaiseOrder raise{"K-R1", "7001", euros(2000), {}};
  EXPECT_EQ(json::parse(raise_body(Account{}, raise, "20261001101530")), json::parse(R"({
    "clientReferenceInformation": {"code": "K-R1", "comments": "Flexible Incremental Auth", "transactionId": "K-R1"},
    "processingInformation": {"authorizationOptions": {"initiator": {"storedCredentialUsed": true}}},
    "orderInformation": {"amountDetails": {"additionalAmount": "20.00", "currency": "EUR"}},
    "merchantInformation": {"transactionLocalDateTime": "20261001101530"}})"));

  const CaptureOrder less_than_held{"K-C1", "7001", euros(1264), euros(5000)};
  EXPECT_EQ(json::parse(capture_body(Account{}, less_than_held)), json::parse(R"({
    "clientReferenceInformation": {"code": "K-C1", "comments": "Pre-Pay Capture Less Than Auth", "transactionId": "K-C1"},
    "orderInformation": {"amountDetails": {"totalAmount": "12.64", "currency": "EUR"}}})"));
  const CaptureOrder all{"K-C1", "7001", euros(5000), euros(5000)};
  EXPECT_EQ(json::parse(capture_body(Account{}, all))["clientReferenceInformation"]["comments"],
            "Pre-Pay Capture");

  EXPECT_EQ(json::parse(release_body(account(), {"K-V1", "7001", euros(5000)})), json::parse(R"({
    "clientReferenceInformation": {"code": "K-V1", "comments": "Pre-Pay Reversal",
      "partner": {"thirdPartyCertificationNumber": "CERT1"}},
    "reversalInformation": {"amountDetails": {"totalAmount": "50.00", "currency": "EUR"},
      "reason": "nothing delivered"}})"));

  EXPECT_EQ(json::parse(abandon_body({"K7f3-A1", euros(5000)})), json::parse(R"({
    "clientReferenceInformation": {"transactionId": "K7f3-A1"},
    "reversalInformation": {"amountDetails": {"totalAmount": "50.00", "currency": "EUR"},
      "reason": "no answer"}})"));

  EXPECT_EQ(json::parse(search_body("K7f3-A1", 2))["query"],
            "clientReferenceInformation.code:K7f3-A1 AND "
            "submitTimeUtc:[NOW/DAY-2DAYS TO NOW/DAY+1DAY}");
}

}  // namespace
}  // namespace kerb::payment::gateway
