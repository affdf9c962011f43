// EMV Book 2: certificates and signatures, check by check (6.3, 6.4, 6.6), and the checksum of a
// scheme's key (11.2.2).
#include <gtest/gtest.h>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/cards/test_keys.hpp"
#include "hal/simulated/deck.hpp"
#include "payment/emv/ca_keys.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

namespace cards = hal::simulated::cards;
using cards::hex;
using cards::join;
using cards::Signer;
using hal::Bytes;

constexpr const char* kNumber = "4761739001010010";
constexpr const char* kToday = "261122";

// ---- 11.2.2

// A key that its scheme has published with this checksum.
TEST(Book2_11_2_2, TheChecksumIsThatOfTheScheme) {
  const CaKey visa_92{
      hex("A000000003"), 0x92,
      hex("996AF56F569187D09293C14810450ED8EE3357397B18A2458EFAA92DA3B6DF6514EC060195318FD43BE9B8F0"
          "CC669E3F844057CBDDF8BDA191BB64473BC8DC9A730DB8F6B4EDE3924186FFD9B8C7735789C23A36BA0B8AF6"
          "5372EB57EA5D89E7D14E9C7B6B557460F10885DA16AC923F15AF3758F0F03EBD3C5C2C949CBA306DB44E6A2C"
          "076C5F67E281D7EF56785DC4D75945E491F01918800A9E2DC66F60080566CE0DAF8D17EAD46AD8E30A247C9"
          "F"),
      hex("03")};
  EXPECT_EQ(hal::to_hex(checksum_of(visa_92)), "429C954A3859CEF91295F663C963E582ED6EB253");
  for (const auto change :
       {+[](CaKey& key) { key.rid[4] = 0x04; }, +[](CaKey& key) { key.index = 0x93; },
        +[](CaKey& key) { key.modulus[100] ^= 1; },
        +[](CaKey& key) {
          key.exponent = {0x01, 0x00, 0x01};
        }}) {
    CaKey other = visa_92;
    change(other);
    EXPECT_NE(checksum_of(other), checksum_of(visa_92));
  }
}

// ---- 6.3 and 6.4: certificates that are made field by field

struct Certificate {
  Bytes body;
  Bytes remainder;
  Bytes hashed_too;  // behind body, remainder and exponent
  bool wrong_hash = false;
  bool garbled = false;
  bool cut = false;

  Bytes signed_by(Signer signer) const {
    Bytes covered = join({remainder, {0x03}, hashed_too});
    if (wrong_hash) covered.push_back(0x00);
    Bytes made = cards::sign_as(signer, body, covered);
    if (garbled) made[made.size() / 2] ^= 0x01;
    if (cut) made.pop_back();
    return made;
  }
};

Certificate certificate(const char* head, std::string_view modulus, std::size_t room) {
  const Bytes key = hex(modulus);
  Certificate made;
  made.body = join({hex(head), {static_cast<std::uint8_t>(key.size()), 0x01}});
  const auto left = static_cast<std::ptrdiff_t>(room - made.body.size());
  made.body.insert(made.body.end(), key.begin(), key.begin() + left);
  made.remainder.assign(key.begin() + left, key.end());
  return made;
}

// Octets of an issuer's certificate: 0 format, 1 number, 5 month, 7 serial, 10 and 11 algorithms,
// 12 and 13 lengths, then the key. Of a card's: the number has ten, the rest follows it.
struct Pair {
  Certificate issuer = certificate("02 476173FF 1249 000001 0101", cards::kIssuerModulus,
                                   cards::room_of(Signer::authority));
  Certificate card = certificate("04 4761739001010010FFFF 1249 000002 0101", cards::kCardModulus,
                                 cards::room_of(Signer::issuer));
  const char* tags = "";  // 9F4A
  const char* today = kToday;
  const char* exponent = "03";  // 9F47

  DataObjects objects() const {
    DataObjects all;
    all.set(tag::kTransactionDate, hex(today));
    Bytes told = cards::tlv(0x82, hex("1980"));
    const auto add = [&](std::uint32_t tag, const Bytes& value) {
      if (!value.empty()) told = join({told, cards::tlv(tag, value)});
    };
    add(0x5A, hex(kNumber));
    add(0x90, issuer.signed_by(Signer::authority));
    add(0x92, issuer.remainder);
    add(0x9F32, hex("03"));
    add(0x9F46, card.signed_by(Signer::issuer));
    add(0x9F48, card.remainder);
    add(0x9F47, hex(exponent));
    add(0x9F4A, hex(tags));
    EXPECT_TRUE(all.store_from_card(told));
    return all;
  }

  // Empty when the card's key is found.
  std::string objection(const Bytes& static_data = {}) const {
    const Terminal kiosk = desk::trusting_terminal();
    const auto key = recover_card_key(kiosk.ca_keys.front(), kiosk.revoked, objects(), static_data);
    if (!key) return key.error();
    EXPECT_EQ(hal::to_hex(key->modulus), cards::kCardModulus);
    return {};
  }
};

struct Flaw {
  const char* objection;
  void (*put)(Pair& pair);
};

// Whatever else is wrong, the first check in the book's order speaks.
void expect_in_order(std::vector<Flaw> flaws) {
  EXPECT_EQ(Pair().objection(), "");
  while (!flaws.empty()) {
    Pair pair;
    for (const Flaw& flaw : flaws) flaw.put(pair);
    EXPECT_EQ(pair.objection(), flaws.front().objection);
    Pair alone;
    flaws.front().put(alone);
    EXPECT_EQ(alone.objection(), flaws.front().objection);
    flaws.erase(flaws.begin());
  }
}

const Flaw issuer_number = {"issuer: certificate for other card numbers",
                            [](Pair& pair) { pair.issuer.body[2] = 0x99; }};
const Flaw issuer_date = {"issuer: certificate is out of date",
                          [](Pair& pair) { pair.issuer.body[6] = 0x20; }};
const Flaw issuer_serial = {"issuer: certificate was revoked", [](Pair& pair) {
                              pair.issuer.body[7] = 0x00;
                              pair.issuer.body[8] = 0xDE;
                              pair.issuer.body[9] = 0xAD;
                            }};
const Flaw issuer_algorithm = {"issuer: unknown algorithm",
                               [](Pair& pair) { pair.issuer.body[11] = 0x02; }};

TEST(Book2_6_3, TheIssuersCertificateIsCheckedInOrder) {
  const Flaw length = {"issuer: certificate is not as long as its key",
                       [](Pair& pair) { pair.issuer.cut = true; }};
  const Flaw frame = {"issuer: certificate has no frame",
                      [](Pair& pair) { pair.issuer.garbled = true; }};
  const Flaw hash = {"issuer: hash in certificate differs",
                     [](Pair& pair) { pair.issuer.wrong_hash = true; }};
  const Flaw format = {"issuer: certificate of another kind",
                       [](Pair& pair) { pair.issuer.body[0] = 0x04; }};
  // Which of format and hash speaks first, nobody can tell from outside.
  for (const Flaw& third : {hash, format}) {
    expect_in_order(
        {length, frame, third, issuer_number, issuer_date, issuer_serial, issuer_algorithm});
  }
  const Flaw hash_algorithm = {"issuer: unknown algorithm",
                               [](Pair& pair) { pair.issuer.body[10] = 0x02; }};
  expect_in_order({issuer_serial, hash_algorithm});
}

TEST(Book2_6_4, TheCardsCertificateIsCheckedInOrderAndAfterTheIssuers) {
  const Flaw length = {"card: certificate is not as long as its key",
                       [](Pair& pair) { pair.card.cut = true; }};
  const Flaw frame = {"card: certificate has no frame",
                      [](Pair& pair) { pair.card.garbled = true; }};
  const Flaw hash = {"card: hash in certificate differs",
                     [](Pair& pair) { pair.card.wrong_hash = true; }};
  const Flaw format = {"card: certificate of another kind",
                       [](Pair& pair) { pair.card.body[0] = 0x02; }};
  const Flaw number = {"card: certificate of another card",
                       [](Pair& pair) { pair.card.body[8] = 0x11; }};
  const Flaw date = {"card: certificate is out of date",
                     [](Pair& pair) { pair.card.body[12] = 0x20; }};
  const Flaw algorithm = {"card: unknown algorithm", [](Pair& pair) { pair.card.body[17] = 0x02; }};
  for (const Flaw& third : {hash, format}) {
    expect_in_order({issuer_algorithm, length, frame, third, number, date, algorithm});
  }
  const Flaw hash_algorithm = {"card: unknown algorithm",
                               [](Pair& pair) { pair.card.body[16] = 0x02; }};
  expect_in_order({date, hash_algorithm});
}

TEST(Book2_6_3, ACertificateIsGoodToTheEndOfItsMonth) {
  struct Row {
    std::uint8_t month, year;
    const char* today;
    bool good;
  };
  for (const Row& row : {Row{0x11, 0x26, "261122", true}, Row{0x11, 0x26, "261130", true},
                         Row{0x10, 0x26, "261101", false}, Row{0x12, 0x25, "260101", false},
                         Row{0x01, 0x27, "261231", true}, Row{0x12, 0x26, "270101", false}}) {
    for (const bool of_card : {false, true}) {
      Pair pair;
      pair.today = row.today;
      Bytes& body = of_card ? pair.card.body : pair.issuer.body;
      body[of_card ? 11 : 5] = row.month;
      body[of_card ? 12 : 6] = row.year;
      EXPECT_EQ(pair.objection().empty(), row.good) << row.today << of_card;
    }
  }
}

TEST(Book2_6_3, AnIssuerIdentifiesThreeToEightDigitsOfItsNumbers) {
  for (const char* fits : {"476FFFFF", "4761FFFF", "476173FF", "47617390"}) {
    Pair pair;
    const Bytes digits = hex(fits);
    std::copy(digits.begin(), digits.end(), pair.issuer.body.begin() + 1);
    EXPECT_EQ(pair.objection(), "") << fits;
  }
  for (const char* other :
       {"FFFFFFFF", "4FFFFFFF", "47FFFFFF", "477FFFFF", "47617391", "5FFFFFFF"}) {
    Pair pair;
    const Bytes digits = hex(other);
    std::copy(digits.begin(), digits.end(), pair.issuer.body.begin() + 1);
    EXPECT_EQ(pair.objection(), "issuer: certificate for other card numbers") << other;
  }
}

TEST(Book2_6_4, KeyLengthsThatDoNotFitAreRefused) {
  Pair longer;
  longer.issuer.body[12] = 0x91;  // one octet more than certificate and remainder hold
  EXPECT_EQ(longer.objection(), "key remainder does not fit");
  Pair without;
  without.card.remainder.clear();
  EXPECT_EQ(without.objection(), "key remainder does not fit");
  Pair endless;
  endless.card.body[18] = 0xF9;
  EXPECT_EQ(endless.objection(), "key in certificate is too long");
  Pair even;  // an issuer's key that no RSA key can be
  even.issuer.remainder.back() ^= 0x01;
  EXPECT_EQ(even.objection(), "card: certificate cannot be opened");
}

TEST(Book2_6_4, AShortKeyIsPaddedInItsCertificate) {
  Pair pair;
  const Bytes key(64, 0x77);
  pair.card.body[18] = 64;
  pair.card.remainder.clear();
  std::fill(pair.card.body.begin() + 20, pair.card.body.end(), std::uint8_t{0xBB});
  std::copy(key.begin(), key.end(), pair.card.body.begin() + 20);
  const Terminal kiosk = desk::trusting_terminal();
  const auto found = recover_card_key(kiosk.ca_keys.front(), kiosk.revoked, pair.objects(), {});
  ASSERT_TRUE(found) << found.error();
  EXPECT_EQ(found->modulus, key);
}

TEST(Book2_6_4, StaticDataAndProfileAreUnderTheHash) {
  Pair pair;
  pair.card.hashed_too = hex("5F2403491231");
  EXPECT_EQ(pair.objection(hex("5F2403491231")), "");
  EXPECT_EQ(pair.objection(hex("5F2403481231")), "card: hash in certificate differs");
  EXPECT_EQ(pair.objection(), "card: hash in certificate differs");
  pair.tags = "82";
  EXPECT_EQ(pair.objection(hex("5F2403491231")), "card: hash in certificate differs");
  pair.card.hashed_too = hex("5F2403491231 1980");
  EXPECT_EQ(pair.objection(hex("5F2403491231")), "");
  for (const char* other : {"8294", "95", "8282"}) {
    pair.tags = other;
    EXPECT_EQ(pair.objection(hex("5F2403491231")), "card: 9F4A is not just 82") << other;
  }
}

// The keys that the deck's cards are made with go the same way.
TEST(Book2_6_4, EveryFlawOfTheDeckIsFound) {
  using Flaws = cards::CertificateFlaw;
  const std::pair<Flaws, const char*> table[] = {
      {Flaws::none, ""},
      {Flaws::other_authority, "issuer: certificate has no frame"},
      {Flaws::wrong_trailer, "issuer: certificate has no frame"},
      {Flaws::broken_hash, "issuer: hash in certificate differs"},
      {Flaws::expired, "issuer: certificate is out of date"},
      {Flaws::revoked, "issuer: certificate was revoked"},
      {Flaws::other_issuer, "issuer: certificate for other card numbers"},
      {Flaws::other_card, "card: certificate of another card"},
      {Flaws::broken_signature, ""},
  };
  const Terminal kiosk = desk::trusting_terminal();
  for (const auto& [flaw, objection] : table) {
    const auto made = cards::issue_certificates(kNumber, {}, flaw);
    DataObjects objects;
    objects.set(tag::kTransactionDate, hex(kToday));
    objects.set(tag::kPan, hex(kNumber));
    objects.set(tag::kIssuerCertificate, made.issuer);
    objects.set(tag::kIssuerRemainder, made.issuer_remainder);
    objects.set(tag::kIssuerExponent, hex("03"));
    objects.set(tag::kIccCertificate, made.card);
    objects.set(tag::kIccRemainder, made.card_remainder);
    objects.set(tag::kIccExponent, hex("03"));
    const auto key = recover_card_key(kiosk.ca_keys.front(), kiosk.revoked, objects, {});
    EXPECT_EQ(key ? "" : key.error(), objection) << cards::flaw_word(flaw);
  }
}

// ---- 6.6: the signature over an answer

std::string signature_objection(const Bytes& body, const Bytes& number = hex("12345678")) {
  const RsaKey key{hex(cards::kCardModulus), {0x03}};
  Bytes whole = body;
  whole.resize(cards::room_of(Signer::card), 0xBB);
  const auto found =
      recover_signed_answer(key, cards::sign_as(Signer::card, whole, number), hex("12345678"));
  return found ? "" : found.error();
}

TEST(Book2_6_6, TheSignatureIsCheckedInOrder) {
  const Bytes rest = join({Bytes(9, 0x80), Bytes(20, 0x11)});  // 9F27, 9F26, hash
  const Bytes right = join({hex("05 01 20 020102"), rest});
  EXPECT_EQ(signature_objection(right), "");
  EXPECT_EQ(signature_objection(join({hex("05 01 26 080102030405060708"), rest})), "");
  EXPECT_EQ(signature_objection(right, hex("12345679")), "signature: hash in certificate differs");
  EXPECT_EQ(signature_objection(join({hex("04 01 20 020102"), rest})),
            "signature: of another kind");
  EXPECT_EQ(signature_objection(join({hex("05 02 20 020102"), rest})),
            "signature: of another kind");
  EXPECT_EQ(signature_objection(join({hex("05 01 FF 020102"), rest})),
            "signature: dynamic data runs past the end");
  for (const char* short_one : {"05 01 00", "05 01 1F 020102", "05 01 01 02", "05 01 20 0101",
                                "05 01 20 09010203040506070809", "05 01 20 000102"}) {
    EXPECT_EQ(signature_objection(join({hex(short_one), rest})),
              "signature: dynamic data is too short")
        << short_one;
  }
}

TEST(Book2_6_6, ASignatureIsAsLongAsItsKeyAndTheKeyIsRsa) {
  const Bytes right = cards::sign_dynamic_data(Bytes(32, 0x02), hex("12345678"));
  const auto opened = [&](const RsaKey& key, const Bytes& signature) {
    const auto found = recover_signed_answer(key, signature, hex("12345678"));
    return found ? "" : found.error();
  };
  const RsaKey key{hex(cards::kCardModulus), {0x03}};
  EXPECT_EQ(opened(key, right), "");
  EXPECT_EQ(opened(key, Bytes(right.begin(), right.end() - 1)),
            "signature: certificate is not as long as its key");
  EXPECT_EQ(opened({Bytes(29, 0xFF), {0x03}}, Bytes(29, 0x01)),
            "signature: certificate is not as long as its key");
  EXPECT_EQ(opened({Bytes(249, 0xFF), {0x03}}, Bytes(249, 0x01)),
            "signature: certificate is not as long as its key");
  for (const char* exponent : {"", "02", "00", "010000", "010101"}) {
    EXPECT_EQ(opened({key.modulus, hex(exponent)}, right),
              "signature: key exponent is neither 3 nor 65537")
        << exponent;
  }
  EXPECT_EQ(opened({key.modulus, hex("010001")}, right), "signature: certificate has no frame");
}

}  // namespace
}  // namespace kerb::payment::emv
