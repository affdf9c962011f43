// The cards that can prove themselves: what they sign, opened with nothing but OpenSSL and the
// books.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/evp.h>

#include <map>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_keys.hpp"
#include "hal/simulated/deck.hpp"
#include "payment/emv/tlv.hpp"

namespace kerb::hal::simulated {
namespace {

using cards::hex;
using cards::join;
using payment::emv::Tag;

constexpr const char* kSelectVisa = "00A4040007A000000003101000";
constexpr const char* kRest =
    "000000004999 000000000000 0276 0000000000 0978 261122 00 12345678 00";

using Objects = std::map<Tag, Bytes>;

Objects objects_of(const Bytes& answer) {
  Objects objects;
  const auto parsed = payment::emv::parse_primitives(ByteView(answer).first(answer.size() - 2));
  if (!parsed) return objects;
  for (const auto& object : *parsed) {
    objects[object.tag] = Bytes(object.value.begin(), object.value.end());
  }
  return objects;
}

Bytes open_rsa(std::string_view modulus, const Bytes& signature) {
  BN_CTX* scratch = BN_CTX_new();
  BIGNUM* base = BN_bin2bn(signature.data(), static_cast<int>(signature.size()), nullptr);
  const Bytes octets = hex(modulus);
  BIGNUM* n = BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr);
  BIGNUM* three = BN_new();
  BN_set_word(three, 3);
  BN_mod_exp(base, base, three, n, scratch);
  Bytes plain(octets.size());
  BN_bn2binpad(base, plain.data(), static_cast<int>(plain.size()));
  for (BIGNUM* number : {base, n, three}) BN_free(number);
  BN_CTX_free(scratch);
  return plain;
}

Bytes slice(const Bytes& octets, std::size_t from, std::size_t count) {
  return {octets.begin() + static_cast<std::ptrdiff_t>(from),
          octets.begin() + static_cast<std::ptrdiff_t>(from + count)};
}

Bytes sha1(const Bytes& octets) {
  Bytes digest(20);
  EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return digest;
}

// GET PROCESSING OPTIONS with these Terminal Transaction Qualifiers, and all records of the answer.
Objects begin(VirtualCard& card, const std::string& ttq) {
  card.power_up();
  card.answer(hex(kSelectVisa));
  Objects objects = objects_of(card.answer(hex("80A80000238321" + ttq + kRest)));
  const Bytes files = objects[0x94];
  for (std::size_t at = 0; at + 3 < files.size(); at += 4) {
    for (std::uint8_t record = files[at + 1]; record <= files[at + 2]; ++record) {
      const auto file = static_cast<std::uint8_t>(files[at] | 0x04U);
      const Bytes answer = card.answer(Bytes{0x00, 0xB2, record, file, 0x00});
      EXPECT_EQ(to_hex(slice(answer, answer.size() - 2, 2)), "9000");
      objects.merge(objects_of(answer));
    }
  }
  return objects;
}

// C-3, fDDA: the hash covers format to padding, 9F37, 9F02, 5F2A and 9F69.
TEST(OfflineVisa, SignsWhatMakesThisTapThisTap) {
  struct Row {
    const char* ttq;
    std::uint8_t information;
    std::uint8_t format;
  };
  for (const Row& row : {Row{"20004000", 0x40, 0x05},  // it may decide: TC
                         Row{"21804000", 0x80, 0x95},  // ARQC, and a signature for the bank
                         Row{"21004000", 0x40, 0x05}}) {
    const auto card = deal("offline visa")->card;
    Objects said = begin(*card, row.ttq);
    EXPECT_EQ(said[0x9F27], Bytes{row.information});
    ASSERT_EQ(said[0x9F69].size(), 7U) << row.ttq;
    EXPECT_EQ(said[0x9F69][0], 0x01);
    EXPECT_EQ(slice(said[0x9F69], 5, 2), said[0x9F6C]);
    const Bytes plain = open_rsa(cards::kCardModulus, said[0x9F4B]);
    EXPECT_EQ(to_hex(slice(plain, 0, 3)), row.format == 0x05 ? "6A0501" : "6A9501");
    EXPECT_EQ(plain.back(), 0xBC);
    EXPECT_EQ(slice(plain, 3, 4), join({hex("0302"), said[0x9F36]}));
    const Bytes body = slice(plain, 1, plain.size() - 22);
    EXPECT_EQ(slice(plain, plain.size() - 21, 20),
              sha1(join({body, hex("12345678 000000004999 0978"), said[0x9F69]})));
  }
}

TEST(OfflineVisa, AsksItsBankWhereTheBankHasToBeAsked) {
  const auto card = deal("offline visa")->card;
  Objects said = begin(*card, "20804000");
  EXPECT_EQ(to_hex(said[0x9F27]), "80");
  EXPECT_EQ(said.count(0x9F4B), 0U);
  EXPECT_EQ(said.count(0x9F69), 0U);
}

// 9F10 says the same as 9F27 (octet 5, b6-b5), for who goes by that.
TEST(OfflineVisa, ItsVerificationResultsTellTheTypeToo) {
  for (const auto& [name, ttq] :
       {std::pair("offline visa", "20004000"), std::pair("offline visa", "20804000"),
        std::pair("refusing visa", "20804000"), std::pair("overstepping visa", "20804000")}) {
    Objects said = begin(*deal(name)->card, ttq);
    EXPECT_EQ((said[0x9F10][4] & 0x30U) << 2U, said[0x9F27][0]) << name;
  }
}

// A card's certificates differ by their flaw and by nothing else that can be seen.
TEST(OfflineVisa, FlawedCertificatesLookLikeOthers) {
  const Objects right = begin(*deal("offline visa")->card, "20004000");
  for (const char* flaw : {"other authority", "wrong trailer", "broken hash", "expired certificate",
                           "revoked certificate", "other issuer", "other card"}) {
    const Objects said = begin(*deal(std::string("visa with ") + flaw)->card, "20004000");
    for (const Tag tag : {0x5AU, 0x57U, 0x8FU, 0x92U, 0x9F32U, 0x9F47U, 0x9F48U, 0x9F4BU}) {
      EXPECT_EQ(said.at(tag), right.at(tag)) << flaw;
    }
    EXPECT_EQ(said.at(0x90).size(), right.at(0x90).size());
    EXPECT_TRUE(said.at(0x90) != right.at(0x90) || said.at(0x9F46) != right.at(0x9F46)) << flaw;
  }
}

std::string generate_ac(const char* name, const char* p1) {
  const auto card = deal(name)->card;
  card->power_up();
  card->answer(hex("00A4040007A000000004101000"));
  card->answer(hex("80A800000D830B 0C80000000000000 0276 24 00"));
  const std::string values =
      "000000004999 000000000000 0276 0000008000 0978 261122 00 12345678 24 1F0302 094107" +
      std::string(40, '0');
  Objects said = objects_of(card->answer(hex(std::string("80AE") + p1 + "0038" + values + "00")));
  return to_hex(said[0x9F27]) + (said.count(0x9F4B) != 0 ? " signed" : "") +
         (said.count(0xDF4B) != 0 ? " asks" : "");
}

// Book 3, 6.5.5: 80 asks for an ARQC, 40 for a TC, 00 for an AAC; 10 more asks for a signature,
// which an AAC never has.
TEST(OfflineMastercard, AnswersByItsTemper) {
  struct Row {
    const char* name;
    const char* arqc;
    const char* tc;
    const char* aac;
  };
  for (const Row& row : {Row{"mastercard", "80 signed", "80 signed", "00"},
                         Row{"offline mastercard", "80 signed", "40 signed", "00"},
                         Row{"refusing mastercard", "00", "00", "00"},
                         Row{"overstepping mastercard", "40 signed", "40 signed", "40 signed"},
                         Row{"locked mastercard phone", "00 asks", "00 asks", "00 asks"},
                         Row{"mastercard phone", "80 signed", "80 signed", "00"}}) {
    EXPECT_EQ(generate_ac(row.name, "90"), row.arqc) << row.name;
    EXPECT_EQ(generate_ac(row.name, "50"), row.tc) << row.name;
    EXPECT_EQ(generate_ac(row.name, "10"), row.aac) << row.name;
  }
}

}  // namespace
}  // namespace kerb::hal::simulated
