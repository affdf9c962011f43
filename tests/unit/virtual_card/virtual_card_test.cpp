#include "hal/simulated/virtual_card.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/evp.h>

#include <map>
#include <set>

#include "hal/simulated/cards/cryptogram.hpp"
#include "hal/simulated/cards/octets.hpp"
#include "payment/emv/tlv.hpp"

namespace kerb::hal::simulated {
namespace {

using cards::hex;
using payment::emv::parse_primitives;
using payment::emv::Tag;

constexpr const char* kSelectVisa = "00A4040007A000000003101000";
constexpr const char* kSelectMastercard = "00A4040007A000000004101000";
constexpr const char* kVisaOptions =
    "80A80000238321 20804000 000000004999 000000000000 0276 0000000000 0978 261122 00 12345678 00";
constexpr const char* kMastercardOptions = "80A800000D830B 0C80000000000000 0276 24 00";
std::string cdol_data() {
  return "000000004999 000000000000 0276 0000008000 0978 261122 00 12345678 24 1F0302 094107" +
         std::string(40, '0');
}

std::string ask(VirtualCard& card, std::string_view command) {
  return to_hex(card.answer(hex(command)));
}

std::string status_of(VirtualCard& card, std::string_view command) {
  const std::string answer = ask(card, command);
  return answer.size() >= 4 ? answer.substr(answer.size() - 4) : answer;
}

// The primitive objects of an answer without its status word.
std::map<Tag, Bytes> objects_of(const Bytes& answer) {
  const auto parsed = parse_primitives(ByteView(answer).first(answer.size() - 2));
  std::map<Tag, Bytes> objects;
  if (!parsed) return objects;
  for (const auto& object : *parsed) {
    objects[object.tag] = Bytes(object.value.begin(), object.value.end());
  }
  return objects;
}

bool passes_check_digit(const std::string& number) {
  int sum = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    int digit = number[number.size() - 1 - i] - '0';
    if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 == 0;
}

TEST(VirtualCard, EveryKindHasItsWord) {
  for (const CardKind kind : all_card_kinds()) {
    EXPECT_EQ(card_kind(card_word(kind)), kind);
    ASSERT_NE(make_card(kind), nullptr);
    EXPECT_FALSE(make_card(kind)->uid().empty());
  }
  EXPECT_EQ(all_card_kinds().size(), 15U);
  EXPECT_EQ(card_word(CardKind::locked_phone), "locked phone");
  EXPECT_FALSE(card_kind("Visa"));
}

// The wrapped commands of MIFARE DESFire (AN12343), which know nothing of ISO/IEC 7816-4 names.
TEST(VirtualCard, DesfireTellsItsVersionAndHasNoPaymentSystem) {
  const auto card = make_card(CardKind::transit_card);
  card->power_up();
  EXPECT_EQ(status_of(*card, "00A404000E325041592E5359532E444446303100"), "6A82");
  EXPECT_EQ(ask(*card, "9060000000"), "0401010100180591AF");
  EXPECT_EQ(ask(*card, "90AF000000"), "0401010104180591AF");
  EXPECT_EQ(ask(*card, "90AF000000"), "04337AD2A15B80BA3451449012159100");
  EXPECT_EQ(status_of(*card, "90AF000000"), "911C");  // nothing more to tell
  EXPECT_EQ(status_of(*card, "80A8000002830000"), "6E00");
  EXPECT_EQ(status_of(*card, "9060"), "6700");
}

TEST(VirtualCard, ACardThatHidesItsNumberDrawsAnotherEachTime) {
  const auto card = make_card(CardKind::changing_card);
  std::set<std::string> seen;
  for (int tap = 0; tap < 5; ++tap) {
    card->power_up();
    const Bytes uid = card->uid();
    ASSERT_EQ(uid.size(), 4U);
    EXPECT_EQ(uid[0], 0x08);
    seen.insert(to_hex(uid));
  }
  EXPECT_EQ(seen.size(), 5U);
}

TEST(VirtualCard, NumbersDifferAndEndInACheckDigit) {
  const auto numbers = all_card_numbers();
  EXPECT_EQ(std::set<std::string>(numbers.begin(), numbers.end()).size(), 12U);
  for (const std::string& number : numbers)
    EXPECT_TRUE(passes_check_digit(number)) << number.size();
}

TEST(VirtualCard, AtrIsThatOfAContactlessCard) {
  for (const CardKind kind : all_card_kinds()) {
    const Bytes atr = make_card(kind)->atr();
    ASSERT_GE(atr.size(), 5U);
    EXPECT_EQ(atr[0], 0x3B);
    EXPECT_EQ(atr[1] & 0x0FU, atr.size() - 5) << card_word(kind);  // historical octets
    EXPECT_EQ(atr[2], 0x80);
    EXPECT_EQ(atr[3], 0x01);
    std::uint8_t check = 0;
    for (std::size_t i = 1; i < atr.size(); ++i) check ^= atr[i];
    EXPECT_EQ(check, 0) << card_word(kind);
  }
}

TEST(VirtualCard, MalformedCommandsGetRealStatusWords) {
  const auto card = make_card(CardKind::visa);
  card->power_up();
  EXPECT_EQ(status_of(*card, ""), "6700");
  EXPECT_EQ(status_of(*card, "00A404"), "6700");
  EXPECT_EQ(status_of(*card, "00A4040007A0000000"), "6700");            // Lc lies
  EXPECT_EQ(status_of(*card, "00A4040007A00000000310100000"), "6700");  // one octet too many
  EXPECT_EQ(status_of(*card, "00A4000007A000000003101000"), "6A86");
  EXPECT_EQ(status_of(*card, "00A40400 00"), "6700");
  EXPECT_EQ(status_of(*card, kSelectMastercard), "6A82");
  EXPECT_EQ(status_of(*card, "FFCA000000"), "6E00");
  EXPECT_EQ(status_of(*card, "00C0000000"), "6D00");
  EXPECT_EQ(status_of(*card, kVisaOptions), "6985");  // nothing selected
  EXPECT_EQ(status_of(*card, "00B2010C00"), "6985");
  EXPECT_EQ(status_of(*card, kSelectVisa), "9000");
  EXPECT_EQ(status_of(*card, "80A80000028300 00"), "6700");  // PDOL data is missing
  EXPECT_EQ(status_of(*card, "80A80000028301 00"), "6A80");  // template lies
  EXPECT_EQ(status_of(*card, "80A80000 00"), "6A80");
  EXPECT_EQ(status_of(*card, kVisaOptions), "9000");
  EXPECT_EQ(status_of(*card, kVisaOptions), "6985");  // twice
  EXPECT_EQ(status_of(*card, "00B2010C00"), "9000");
  EXPECT_EQ(status_of(*card, "00B2020C00"), "6A83");
  EXPECT_EQ(status_of(*card, "00B2010800"), "6A86");
  EXPECT_EQ(status_of(*card, "80AE8000 0100 00"), "6D00");  // a Visa needs none
}

TEST(VirtualCard, PowerUpForgetsTheTransactionButNotTheCounter) {
  const auto card = make_card(CardKind::visa);
  card->power_up();
  ask(*card, kSelectVisa);
  const auto first = objects_of(card->answer(hex(kVisaOptions)));
  card->power_up();
  EXPECT_EQ(status_of(*card, kVisaOptions), "6985");
  ask(*card, kSelectVisa);
  const auto second = objects_of(card->answer(hex(kVisaOptions)));
  EXPECT_EQ(first.at(0x9F36)[1] + 1, second.at(0x9F36)[1]);
  EXPECT_NE(first.at(0x9F26), second.at(0x9F26));
}

TEST(VirtualCard, LockedPhoneAsksUntilItWasPutAway) {
  const auto phone = make_card(CardKind::locked_phone);
  phone->power_up();
  phone->power_up();  // merely passing by unlocks nothing
  ask(*phone, kSelectVisa);
  EXPECT_EQ(status_of(*phone, kVisaOptions), "6986");
  EXPECT_EQ(status_of(*phone, kVisaOptions), "6986");
  phone->power_up();
  ask(*phone, kSelectVisa);
  EXPECT_EQ(status_of(*phone, kVisaOptions), "9000");
}

TEST(VirtualCard, StorageCardHasNoCommands) {
  const auto card = make_card(CardKind::charging_card);
  EXPECT_FALSE(card->speaks_apdu());
  EXPECT_EQ(card->uid().size(), 7U);
  EXPECT_EQ(status_of(*card, kSelectVisa), "6A81");
}

TEST(VirtualCard, NoiseIsNeverAResponse) {
  const auto card = make_card(CardKind::unreadable);
  card->power_up();
  for (int i = 0; i < 2000; ++i) {
    const Bytes answer = card->answer(hex(kSelectVisa));
    ASSERT_GE(answer.size(), 3U);
    const unsigned sw1 = answer[answer.size() - 2] >> 4U;
    ASSERT_TRUE(sw1 != 6 && sw1 != 9);
  }
}

// ---- cryptograms, computed a second time with nothing but OpenSSL's DES

Bytes des(ByteView key16, ByteView block, const EVP_CIPHER* cipher) {
  EVP_CIPHER_CTX* context = EVP_CIPHER_CTX_new();
  Bytes out(16);
  int length = 0;
  EVP_EncryptInit_ex(context, cipher, nullptr, key16.data(), nullptr);
  EVP_CIPHER_CTX_set_padding(context, 0);
  EVP_EncryptUpdate(context, out.data(), &length, block.data(), static_cast<int>(block.size()));
  EVP_CIPHER_CTX_free(context);
  out.resize(static_cast<std::size_t>(length));
  return out;
}

TEST(Cryptogram, MacOfOneBlockIsTripleDes) {
  // Algorithm 3 over one block is encrypt, decrypt, encrypt with the two halves: two-key triple DES
  // itself.
  const Bytes key = hex("0123456789ABCDEFFEDCBA9876543210");
  const Bytes block = hex("0011223344556677");
  EXPECT_EQ(cards::mac(key, block, cards::Padding::zeros), des(key, block, EVP_des_ede_ecb()));
}

TEST(Cryptogram, PaddingMakesADifference) {
  const Bytes key = hex("0123456789ABCDEFFEDCBA9876543210");
  const Bytes text = hex("00112233");
  EXPECT_EQ(cards::mac(key, text, cards::Padding::zeros),
            cards::mac(key, hex("0011223300"), cards::Padding::zeros));
  EXPECT_NE(cards::mac(key, text, cards::Padding::one_then_zeros),
            cards::mac(key, hex("0011223300"), cards::Padding::one_then_zeros));
}

TEST(Cryptogram, KeysDifferByCardAndCounter) {
  const Bytes key = cards::card_key("5413330089020011", 1);
  EXPECT_EQ(key.size(), 16U);
  EXPECT_NE(key, cards::card_key("5413330089020011", 2));
  EXPECT_NE(key, cards::card_key("4761739001010010", 1));
  EXPECT_NE(cards::session_key(key, hex("0001")), cards::session_key(key, hex("0002")));
}

TEST(Cryptogram, VisaAnswersWithCvn10) {
  const auto card = make_card(CardKind::visa);
  card->power_up();
  ask(*card, kSelectVisa);
  const auto answer = objects_of(card->answer(hex(kVisaOptions)));
  const Bytes message =
      cards::join({hex("000000004999 000000000000 0276 0000000000 0978 261122 00 12345678"),
                   answer.at(0x82), answer.at(0x9F36), hex("03A00000")});
  EXPECT_EQ(answer.at(0x9F26),
            cards::mac(cards::card_key("4761739001010010", 1), message, cards::Padding::zeros));
}

// ---- the Mastercard's certificates and signature, opened here with OpenSSL only (EMV Book 2, 6)

Bytes open_rsa(const Bytes& modulus, const Bytes& signature) {
  EXPECT_EQ(modulus.size(), signature.size());
  BN_CTX* scratch = BN_CTX_new();
  BIGNUM* base = BN_bin2bn(signature.data(), static_cast<int>(signature.size()), nullptr);
  BIGNUM* n = BN_bin2bn(modulus.data(), static_cast<int>(modulus.size()), nullptr);
  BIGNUM* three = BN_new();
  BN_set_word(three, 3);
  BN_mod_exp(base, base, three, n, scratch);
  Bytes plain(modulus.size());
  BN_bn2binpad(base, plain.data(), static_cast<int>(plain.size()));
  for (BIGNUM* number : {base, n, three}) BN_free(number);
  BN_CTX_free(scratch);
  EXPECT_EQ(plain.front(), 0x6A);
  EXPECT_EQ(plain.back(), 0xBC);
  return plain;
}

Bytes sha1(const Bytes& octets) {
  Bytes digest(20);
  EVP_Digest(octets.data(), octets.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
  return digest;
}

Bytes slice(const Bytes& octets, std::size_t from, std::size_t count) {
  return {octets.begin() + static_cast<std::ptrdiff_t>(from),
          octets.begin() + static_cast<std::ptrdiff_t>(from + count)};
}

void expect_hash(const Bytes& plain, const Bytes& hashed_too) {
  const Bytes body = slice(plain, 1, plain.size() - 22);
  EXPECT_EQ(slice(plain, plain.size() - 21, 20), sha1(cards::join({body, hashed_too})));
}

// A Mastercard after a signed GENERATE AC, with all that it said.
struct SignedTap {
  std::shared_ptr<VirtualCard> card = make_card(CardKind::mastercard);
  std::map<Tag, Bytes> objects;
  Bytes signed_record;
  Bytes answer;

  SignedTap() {
    card->power_up();
    ask(*card, kSelectMastercard);
    objects = objects_of(card->answer(hex(kMastercardOptions)));
    for (const char* command : {"00B2010C00", "00B2011400", "00B2021400", "00B2031400"}) {
      const Bytes record = card->answer(hex(command));
      EXPECT_EQ(to_hex(slice(record, record.size() - 2, 2)), "9000");
      if (signed_record.empty()) signed_record = content_of(record);
      objects.merge(objects_of(record));
    }
    answer = card->answer(hex("80AE9000 38" + cdol_data() + "00"));
    for (const auto& [tag, value] : objects_of(answer)) objects[tag] = value;
  }

  static Bytes content_of(const Bytes& record) {
    const std::size_t header = record[1] == 0x81 ? 3 : 2;
    return slice(record, header, record.size() - header - 2);
  }
};

TEST(Signature, ChainLeadsFromAuthorityToAnswer) {
  SignedTap tap;
  auto& objects = tap.objects;
  const Bytes issuer = open_rsa(test_authority().modulus, objects.at(0x90));
  expect_hash(issuer, cards::join({objects[0x92], objects.at(0x9F32)}));
  EXPECT_EQ(to_hex(slice(issuer, 1, 5)), "02541333FF");
  const Bytes issuer_key = cards::join({slice(issuer, 15, issuer.size() - 36), objects[0x92]});
  ASSERT_EQ(issuer_key.size(), issuer[13]);

  const Bytes own = open_rsa(issuer_key, objects.at(0x9F46));
  expect_hash(
      own, cards::join({objects[0x9F48], objects.at(0x9F47), tap.signed_record, objects.at(0x82)}));
  EXPECT_EQ(to_hex(slice(own, 2, 8)), to_hex(objects.at(0x5A)));
  const Bytes card_key = cards::join({slice(own, 21, own.size() - 42), objects[0x9F48]});
  ASSERT_EQ(card_key.size(), own[19]);

  const Bytes proof = open_rsa(card_key, objects.at(0x9F4B));
  expect_hash(proof, hex("12345678"));
  EXPECT_EQ(to_hex(slice(proof, 1, 4)), "05012608");  // format, SHA-1, 38 octets, number of 8
  EXPECT_EQ(proof[13], 0x80);                         // an ARQC
  const Bytes said =
      cards::join({cards::tlv(0x9F27, objects.at(0x9F27)), cards::tlv(0x9F36, objects.at(0x9F36)),
                   cards::tlv(0x9F10, objects.at(0x9F10))});
  EXPECT_EQ(slice(proof, 22, 20),
            sha1(cards::join({hex("0C80000000000000 0276 24"), hex(cdol_data()), said})));
  EXPECT_EQ(objects.count(0x9F26), 0U);  // the cryptogram is inside
}

TEST(Signature, WithoutItTheCryptogramIsInTheClear) {
  const auto card = make_card(CardKind::mastercard);
  card->power_up();
  EXPECT_EQ(status_of(*card, "80AE9000 38" + cdol_data() + "00"), "6985");
  ask(*card, kSelectMastercard);
  ask(*card, kMastercardOptions);
  EXPECT_EQ(status_of(*card, "80AE9000 37" + cdol_data().substr(0, cdol_data().size() - 2) + "00"),
            "6700");
  EXPECT_EQ(status_of(*card, "80AEC000 38" + cdol_data() + "00"), "6A86");
  const auto answer = objects_of(card->answer(hex("80AE8000 38" + cdol_data() + "00")));
  EXPECT_EQ(answer.count(0x9F4B), 0U);
  EXPECT_EQ(answer.at(0x9F26).size(), 8U);
  EXPECT_EQ(status_of(*card, "80AE8000 38" + cdol_data() + "00"), "6985");  // once a transaction
}

}  // namespace
}  // namespace kerb::hal::simulated
