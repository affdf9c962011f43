// Kernel 3 where the card may decide (Book C-3, 5.5 to 5.7): every word that a card's qualifiers
// (9F6C) may say, on Visa cards that are made for each row and signed by the test authority.
#include <gtest/gtest.h>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/ppse.hpp"
#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/cards/visa.hpp"
#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

namespace cards = hal::simulated::cards;
using cards::hex;
using cards::join;
using cards::tlv;
using hal::Bytes;

constexpr const char* kNumber = "4761739001010010";
constexpr const char* kVisaAid = "A0000000031010";
constexpr const char* kProfile = "2000";

enum class Proof { fast, fixed, none };

// What a Visa of one row says; by itself a genuine one that approves.
struct Made {
  std::string qualifiers = "0000";  // 9F6C; empty: absent
  std::uint8_t type = 0x40;         // 9F27
  Proof proof = Proof::fast;
  std::string related = "01 12345678";  // 9F69 before its copy of the qualifiers
  std::string signed_head = "0501";     // format and algorithm; of 93 "0301"
  std::uint8_t dynamic_length = 3;
  std::string usage = "FF80";  // 9F07
  std::string tags = "82";     // 9F4A
};

class MadeVisa {
 public:
  explicit MadeVisa(Made made) : made_(std::move(made)) {
    data_ = join({tlv(0x5A, hex(kNumber)), tlv(0x5F24, hex("491231")), tlv(0x5F28, hex("0276")),
                  tlv(0x9F07, hex(made_.usage)), tlv(0x9F4A, hex(made_.tags))});
    certificates_ = cards::issue_certificates(kNumber, join({data_, hex(kProfile)}));
  }

  Bytes answer(hal::ByteView command) {
    if (cards::selects_directory(command)) {
      return ok(cards::directory_answer({{hex(kVisaAid), "VISA", 1, {0x03}}}));
    }
    switch (command[1]) {
      case 0xA4:
        return ok(cards::application_answer(hex(kVisaAid), "VISA", cards::dol(cards::kVisaPdol)));
      case 0xA8:
        return ok(options(command.subspan(7, cards::dol_length(cards::kVisaPdol))));
      default:
        return ok(tlv(0x70, record(command[3], command[2])));
    }
  }

 private:
  static Bytes ok(const Bytes& content) { return cards::with_status(content, 0x9000); }

  Bytes options(hal::ByteView values) const {
    const bool is_signed = made_.proof != Proof::none;
    Bytes content = join(
        {tlv(0x82, hex(kProfile)), tlv(0x94, hex(is_signed ? "08010101 10010300" : "08010101")),
         tlv(0x57, hex("4761739001010010D49122010000012345")),
         tlv(0x9F10, cards::visa_issuer_data(made_.type)), tlv(0x9F26, hex("0102030405060708")),
         tlv(0x9F27, Bytes{made_.type}), tlv(0x9F36, hex("0001"))});
    if (!made_.qualifiers.empty()) {
      content = join({content, tlv(0x9F6C, hex(made_.qualifiers))});
    }
    return tlv(0x77, join({content, proof_over(values)}));
  }

  Bytes proof_over(hal::ByteView values) const {
    Bytes related;
    if (!made_.related.empty()) related = join({hex(made_.related), hex(made_.qualifiers)});
    const Bytes told = related.empty() ? Bytes{} : tlv(0x9F69, related);
    if (made_.proof == Proof::none) return told;
    if (made_.proof == Proof::fixed) return told;  // it stands in a record
    Bytes hashed_too;
    for (const std::uint32_t tag : {0x9F37U, 0x9F02U, 0x5F2AU}) {
      const auto value = cards::dol_value(cards::kVisaPdol, values, tag);
      hashed_too.insert(hashed_too.end(), value.begin(), value.end());
    }
    Bytes body = join({hex(made_.signed_head), {made_.dynamic_length}, hex("020001")});
    body.resize(cards::room_of(cards::Signer::card), 0xBB);
    return join({told, tlv(0x9F4B, cards::sign_as(cards::Signer::card, body,
                                                  join({hashed_too, related})))});
  }

  Bytes record(std::uint8_t file, std::uint8_t number) const {
    if (file == 0x0C) return data_;
    if (number == 2) return tlv(0x90, certificates_.issuer);
    if (number == 3 && made_.proof == Proof::fast) return tlv(0x9F46, certificates_.card);
    if (number == 3) {
      Bytes body = join({hex(made_.signed_head), hex("DAC1")});
      body.resize(cards::room_of(cards::Signer::issuer), 0xBB);
      return tlv(0x93, cards::sign_as(cards::Signer::issuer, body, join({data_, hex(kProfile)})));
    }
    return join({tlv(0x8F, hex("99")), tlv(0x9F32, hex("03")),
                 tlv(0x92, certificates_.issuer_remainder), tlv(0x9F47, hex("03")),
                 tlv(0x9F48, certificates_.card_remainder)});
  }

  Made made_;
  Bytes data_;
  cards::CardCertificates certificates_;
};

struct Place {
  std::uint8_t abilities = 0x20;  // 9F66 octet 1
  bool knows_authority = true;
  std::int64_t cents = 1000;
  std::int64_t cvm_limit = 5000;
  int year = 2026;
  std::uint8_t type = 0x00;  // 9C
  const char* country = "DE";
  std::uint8_t owner = 0x40;  // 9F66 octet 3: a device may verify its owner
};

TapOutcome tap(const Made& made, const Place& place = {}) {
  Terminal kiosk = *no_pin_kiosk(place.country, Currency{}, Money(place.cvm_limit, Currency{}),
                                 desk::identity_key());
  if (place.knows_authority) kiosk.ca_keys = desk::trusting_terminal().ca_keys;
  Combination& visa = kiosk.combinations.front();
  visa.floor_limit = Money(100'000, Currency{});
  visa.ttq[0] = place.abilities;
  visa.ttq[2] = place.owner;
  Transaction what = desk::transaction(place.cents);
  what.at.year = place.year;
  what.type = place.type;
  MadeVisa card(made);
  const TapOutcome outcome =
      run(kiosk, what,
          [&](hal::ByteView command) -> hal::ReaderResult<Bytes> { return card.answer(command); });
  EXPECT_EQ(inconsistency(outcome, what), "") << outcome.cause;
  return outcome;
}

struct Row {
  const char* name;
  Made made;
  Place place;
  OutcomeKind kind;
  const char* cause;  // a part of it
};

class BookC3 : public ::testing::TestWithParam<Row> {};

TEST_P(BookC3, EndsAsTheBookSays) {
  const Row& row = GetParam();
  const TapOutcome outcome = tap(row.made, row.place);
  EXPECT_EQ(outcome_word(outcome.kind), outcome_word(row.kind)) << outcome.cause;
  EXPECT_NE(outcome.cause.find(row.cause), std::string::npos) << outcome.cause;
}

constexpr auto kApproved = OutcomeKind::approved_offline;
constexpr auto kOnline = OutcomeKind::online_request;
constexpr auto kDeclined = OutcomeKind::declined_by_card;
constexpr auto kSlot = OutcomeKind::other_interface;
constexpr auto kDevice = OutcomeKind::needs_device;

constexpr std::uint8_t kContact = 0x30;      // EMV mode, and a slot
constexpr std::uint8_t kOfflineOnly = 0x28;  // …, and no line to a bank
constexpr std::uint8_t kPin = 0x24;
constexpr std::uint8_t kSignature = 0x22;
constexpr std::uint8_t kChecksOnline = 0x21;

const Made unsigned_one = {"0000", 0x40, Proof::none};

Made with(std::string qualifiers, Made made = {}) {
  made.qualifiers = std::move(qualifiers);
  return made;
}

Made fixed_data(std::string head = "0301") {
  Made made;
  made.proof = Proof::fixed;
  made.signed_head = std::move(head);
  return made;
}

Made changed(void (*change)(Made&)) {
  Made made;
  change(made);
  return made;
}

// 5.5: an old card, cash and cashback, where the card would approve.
const Row restrictions[] = {
    {"Genuine", {}, {}, kApproved, ""},
    {"Expired", {}, {0x20, true, 1000, 5000, 2050}, kDeclined, "expired"},
    {"ExpiredGoesOnline", with("0800"), {0x20, true, 1000, 5000, 2050}, kOnline, "bank"},
    {"ExpiredOfflineOnly",
     with("0800"),
     {kOfflineOnly, true, 1000, 5000, 2050},
     kDeclined,
     "expired"},
    {"Cash", {}, {0x20, true, 1000, 5000, 2026, 0x01}, kApproved, ""},
    {"NoCash",
     changed([](Made& it) { it.usage = "3F80"; }),
     {0x20, true, 1000, 5000, 2026, 0x01},
     kDeclined,
     "no cash"},
    {"NoCashButASlot",
     changed([](Made& it) { it.usage = "3F80", it.qualifiers = "0400"; }),
     {kContact, true, 1000, 5000, 2026, 0x01},
     kSlot,
     "contacts"},
    {"NoCashAndNoSlot",
     changed([](Made& it) { it.usage = "3F80", it.qualifiers = "0400"; }),
     {0x20, true, 1000, 5000, 2026, 0x17},
     kDeclined,
     "no cash"},
    {"Cashback", {}, {0x20, true, 1000, 5000, 2026, 0x09}, kApproved, ""},
    {"NoCashbackAbroad", {}, {0x20, true, 1000, 5000, 2026, 0x09, "AT"}, kDeclined, "no cashback"},
    {"NoCashbackButASlot",
     with("0200"),
     {kContact, true, 1000, 5000, 2026, 0x09, "AT"},
     kSlot,
     "contacts"},
    {"NoCashbackAndNoSlot",
     with("0200"),
     {0x20, true, 1000, 5000, 2026, 0x09, "AT"},
     kDeclined,
     "no cashback"},
};
INSTANTIATE_TEST_SUITE_P(S_5_5, BookC3, ::testing::ValuesIn(restrictions),
                         [](const auto& row) { return row.param.name; });

// 5.6: what proves that the card is genuine, and what the card wants when it does not.
const Row authentication[] = {
    {"FixedData", fixed_data(), {}, kApproved, ""},
    {"FixedDataOfAnotherKind", fixed_data("0401"), {}, kDeclined, "of another kind"},
    {"FixedDataOfAnotherAlgorithm", fixed_data("0302"), {}, kDeclined, "of another kind"},
    {"FixedDataTags",
     changed([](Made& it) { it.proof = Proof::fixed, it.signed_head = "0301", it.tags = "95"; }),
     {},
     kDeclined,
     "9F4A"},
    {"NoSignature", unsigned_one, {}, kDeclined, "not authentic"},
    {"NoSignatureGoesOnline", with("2000", unsigned_one), {}, kOnline, "bank"},
    {"NoSignatureOfflineOnly",
     with("2000", unsigned_one),
     {kOfflineOnly},
     kDeclined,
     "not authentic"},
    {"NoSignatureButASlot", with("1000", unsigned_one), {kContact}, kSlot, "contacts"},
    {"NoSignatureAndNoSlot", with("1000", unsigned_one), {}, kDeclined, "not authentic"},
    {"NoKeyOfTheScheme", {}, {0x20, false}, kDeclined, "no key of the scheme"},
    {"AnotherVersion",
     changed([](Made& it) { it.related = "02 12345678"; }),
     {},
     kDeclined,
     "not of version 1"},
    {"NoVersion", changed([](Made& it) { it.related = ""; }), {}, kDeclined, "not of version 1"},
    {"AnotherKind",
     changed([](Made& it) { it.signed_head = "0401"; }),
     {},
     kDeclined,
     "of another kind"},
    {"AnotherAlgorithm",
     changed([](Made& it) { it.signed_head = "0502"; }),
     {},
     kDeclined,
     "of another kind"},
    {"TheKindForTheBank", changed([](Made& it) { it.signed_head = "9501"; }), {}, kApproved, ""},
    {"PastTheEnd",
     changed([](Made& it) { it.dynamic_length = 0xFF; }),
     {},
     kDeclined,
     "past the end"},
    {"OnlineAndChecked",
     changed([](Made& it) { it.type = 0x80, it.signed_head = "9501"; }),
     {kChecksOnline},
     kOnline,
     "bank"},
    {"OnlineAndForged",
     changed([](Made& it) { it.type = 0x80, it.signed_head = "9502"; }),
     {kChecksOnline},
     kDeclined,
     "not authentic"},
    {"OnlineAndFixed",
     changed([](Made& it) { it.type = 0x80, it.proof = Proof::fixed, it.signed_head = "0301"; }),
     {kChecksOnline},
     kOnline,
     "bank"},
    {"OnlineAndUnsigned",
     changed([](Made& it) { it.type = 0x80, it.proof = Proof::none, it.related = ""; }),
     {kChecksOnline},
     kOnline,
     "bank"},
    {"OnlineAndForgedUnchecked",
     changed([](Made& it) { it.type = 0x80, it.signed_head = "9502"; }),
     {},
     kOnline,
     "bank"},
};
INSTANTIATE_TEST_SUITE_P(S_5_6, BookC3, ::testing::ValuesIn(authentication),
                         [](const auto& row) { return row.param.name; });

// 5.7: the owner, at 10.00 under a limit of 5.00 unless the row says otherwise.
constexpr std::int64_t kAbove = 500;
const Row cardholder[] = {
    {"PinAsked", with("8000"), {kPin, true, 1000, kAbove}, kOnline, "bank"},
    {"PinNotThere", with("8000"), {0x20, true, 1000, kAbove}, kDevice, "owner"},
    {"PinNotThereNorNeeded", with("8000"), {}, kApproved, ""},
    {"SignatureAsked", with("4000"), {kSignature, true, 1000, kAbove}, kApproved, ""},
    {"SignatureNotThere", with("4000"), {0x20, true, 1000, kAbove}, kDevice, "owner"},
    {"NothingAsked", {}, {kPin | kSignature, true, 1000, kAbove}, kDevice, "owner"},
    {"DeviceVerified", with("0080"), {0x20, true, 1000, kAbove}, kApproved, ""},
    {"DeviceVerifiedForNobody",
     with("0080"),
     {0x20, true, 1000, kAbove, 2026, 0x00, "DE", 0x00},
     kDevice,
     "owner"},
    {"DeviceVerifiedUnsigned",
     changed([](Made& it) {
       it.proof = Proof::fixed, it.signed_head = "0301", it.related = "", it.qualifiers = "0080";
     }),
     {},
     kDeclined,
     "not signed"},
    {"OldCardSigns", with(""), {kSignature, true, 1000, kAbove}, kApproved, ""},
    {"OldCardWithPin", with(""), {kPin, true, 1000, kAbove}, kOnline, "bank"},
    {"OldCardWithNothing", with(""), {0x20, true, 1000, kAbove}, kDevice, "owner"},
    {"OldCardBelowTheLimit", with(""), {}, kApproved, ""},
    {"RefusalAboveTheLimit",
     changed([](Made& it) { it.type = 0x00; }),
     {0x20, true, 1000, kAbove},
     kDevice,
     "AAC"},
    {"Refusal", changed([](Made& it) { it.type = 0x00; }), {}, kDeclined, "AAC"},
};
INSTANTIATE_TEST_SUITE_P(S_5_7, BookC3, ::testing::ValuesIn(cardholder),
                         [](const auto& row) { return row.param.name; });

TEST(BookC3_5_7, TheOwnerIsVerifiedAsTheOutcomeSays) {
  const auto cvm = [](const char* qualifiers, std::uint8_t abilities) {
    return tap(with(qualifiers), {abilities, true, 1000, kAbove}).parameters.cvm;
  };
  EXPECT_EQ(cvm("8000", kPin), Cvm::online_pin);
  EXPECT_EQ(cvm("4000", kSignature), Cvm::signature);
  EXPECT_EQ(cvm("0080", 0x20), Cvm::device);
  EXPECT_EQ(tap({}).parameters.cvm, Cvm::no_cvm);
}

}  // namespace
}  // namespace kerb::payment::emv
