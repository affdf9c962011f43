#include "payment/emv/ca_keys.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>

#include <nlohmann/json.hpp>

#include "payment/emv/tag.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::CardKind;
using Json = nlohmann::json;

CaKey test_key() {
  return desk::trusting_terminal().ca_keys.front();
}

Json entry_of(const CaKey& key, const char* expires = "2049-12-31") {
  return {{"rid", hal::to_hex(key.rid)},
          {"index", hal::to_hex(hal::Bytes{key.index})},
          {"modulus", hal::to_hex(key.modulus)},
          {"exponent", hal::to_hex(key.exponent)},
          {"expires", expires},
          {"checksum", hal::to_hex(checksum_of(key))}};
}

std::string refusal(const Json& file) {
  const auto book = read_ca_keys(file.dump(), "keys.json");
  return book ? "" : book.error().sentence();
}

TEST(CaKeys, AreReadWithTheirChecksum) {
  const auto book = read_ca_keys(Json{{"keys", {entry_of(test_key())}}}.dump(), "keys.json");
  ASSERT_TRUE(book) << book.error().sentence();
  ASSERT_EQ(book->keys.size(), 1U);
  EXPECT_EQ(book->keys.front().modulus, test_key().modulus);
  EXPECT_EQ(book->keys.front().expires.year, 2049);
  EXPECT_TRUE(book->revoked.empty());
}

TEST(CaKeys, OneWrongOctetIsFound) {
  CaKey wrong = test_key();
  Json entry = entry_of(wrong);
  wrong.modulus[20] ^= 1;
  entry["modulus"] = hal::to_hex(wrong.modulus);
  EXPECT_NE(refusal({{"keys", {entry}}}).find("keys[0].checksum"), std::string::npos);
}

TEST(CaKeys, EveryMistakeNamesItsPlace) {
  const Json good = entry_of(test_key());
  const auto with = [&](const char* member, const Json& value) {
    Json entry = good;
    entry[member] = value;
    return refusal({{"keys", {good, entry}}});
  };
  EXPECT_NE(with("rid", "A0000000").find("keys[1].rid"), std::string::npos);
  EXPECT_NE(with("modulus", "zz").find("keys[1].modulus"), std::string::npos);
  EXPECT_NE(with("exponent", 3).find("keys[1].exponent"), std::string::npos);
  EXPECT_NE(with("expires", "31.12.2028").find("keys[1].expires"), std::string::npos);
  EXPECT_NE(refusal({{"keys", {good, good}}}).find("keys[1].index"), std::string::npos);
  EXPECT_NE(refusal({{"keys", 4}}).find("keys: a list"), std::string::npos);
  EXPECT_NE(refusal(Json::array()).find("keys: a list is expected"), std::string::npos);
  EXPECT_NE(
      refusal({{"keys", {good}}, {"revoked", {{{"rid", "A000000004"}}}}}).find("revoked[0].index"),
      std::string::npos);
  EXPECT_FALSE(read_ca_keys("{", "keys.json"));
  EXPECT_FALSE(read_ca_keys(std::string(2'000'000, ' '), "keys.json"));
}

std::string findings(const TapOutcome& outcome) {
  const auto tags = parse_tlvs(outcome.presentation->emv_tags);
  return hal::to_hex(find_tlv(*tags, tag::kTvr)->value);
}

constexpr const char* kGenuine = "0000008001";
constexpr const char* kCdaFailed = "0400008001";

TEST(CaKeys, AnExpiredKeyTrustsNobody) {
  Terminal kiosk = desk::trusting_terminal();
  kiosk.ca_keys.front().expires = {2026, 11, 22};  // the day of the tap
  EXPECT_EQ(findings(desk::tap(CardKind::mastercard, kiosk)), kGenuine);
  kiosk.ca_keys.front().expires = {2026, 11, 21};
  EXPECT_EQ(findings(desk::tap(CardKind::mastercard, kiosk)), kCdaFailed);
}

// The serial number in the issuer's certificate of the deck's card, opened with the scheme's key.
hal::Bytes issuer_serial() {
  const auto card = hal::simulated::make_card(CardKind::mastercard);
  hal::Bytes certificate;
  run(desk::trusting_terminal(), desk::transaction(), [&](hal::ByteView command) {
    hal::ReaderResult<hal::Bytes> answer = card->answer(command);
    const auto objects = parse_primitives(hal::ByteView(*answer).first(answer->size() - 2));
    for (const Tlv& object : objects ? *objects : std::vector<Tlv>{}) {
      if (object.tag == tag::kIssuerCertificate) {
        certificate.assign(object.value.begin(), object.value.end());
      }
    }
    return answer;
  });
  const CaKey key = test_key();
  const auto number = [](hal::ByteView octets) {
    return BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr);
  };
  BN_CTX* scratch = BN_CTX_new();
  BIGNUM* base = number(certificate);
  BIGNUM* exponent = number(key.exponent);
  BIGNUM* modulus = number(key.modulus);
  BIGNUM* opened = BN_new();
  BN_mod_exp(opened, base, exponent, modulus, scratch);
  hal::Bytes plain(key.modulus.size());
  BN_bn2binpad(opened, plain.data(), static_cast<int>(plain.size()));
  for (BIGNUM* each : {base, exponent, modulus, opened}) BN_free(each);
  BN_CTX_free(scratch);
  return {plain.begin() + 8, plain.begin() + 11};
}

TEST(CaKeys, ARevokedIssuerIsFound) {
  Terminal kiosk = desk::trusting_terminal();
  RevokedCertificate revoked{kiosk.ca_keys.front().rid, kiosk.ca_keys.front().index,
                             issuer_serial()};
  revoked.serial.back() ^= 1;
  kiosk.revoked = {revoked};
  EXPECT_EQ(findings(desk::tap(CardKind::mastercard, kiosk)), kGenuine);
  revoked.serial.back() ^= 1;
  kiosk.revoked = {revoked};
  EXPECT_EQ(desk::tap(CardKind::mastercard, kiosk).cause,
            "CDA failed: issuer: certificate was revoked");
}

}  // namespace
}  // namespace kerb::payment::emv
