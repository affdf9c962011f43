// The edges of what a card may write: its track, its objects, and how they are shown.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/deck.hpp"
#include "payment/emv/ca_keys.hpp"
#include "payment/emv/card_report.hpp"
#include "payment/emv/exchange.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "payment/emv/track2.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

namespace cards = hal::simulated::cards;
using hal::simulated::CardKind;

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

// ---- EMV Book 3, annex A: track 2 equivalent data

// Filled up to whole octets with F, as cards do.
bool is_track2(std::string nibbles) {
  if (nibbles.size() % 2 != 0) nibbles += 'F';
  return parse_track2(hex(nibbles)).has_value();
}

TEST(Track2, EdgesOfEachPart) {
  for (const char* good : {
           "4761739001010010D49122010000012345",
           "476173900101D4912201",                   // a number of twelve digits
           "4761739001010010001D4912201",            // of nineteen
           "4761739001010010D49122010123456789012",  // 37 characters
           "4761739001010010D4901201",               // January
       }) {
    EXPECT_TRUE(is_track2(good)) << good;
  }
  for (const char* bad : {
           "", "FF", "D4912201",
           "47617390010D4912201",           // eleven
           "47617390010100100012D4912201",  // twenty
           "4761739001010010", "4761739001010010D",
           "4761739001010010D49122",   // no service code
           "4761739001010010D491220",  // half of one
           "4761739001010010D4900201", "4761739001010010D4913201", "4761739001010010D491220A",
           "476173900A010010D4912201", "4761739001010010D4912201D0", "4761739001010010D4912201FF",
           "4761739001010010D491220101234567890123",  // 38 characters
       }) {
    EXPECT_FALSE(is_track2(bad)) << bad;
  }
}

TEST(Track2, IsComparedWithTheNumberDigitByDigit) {
  const auto track2 = parse_track2(hex("4761739001010010D4912201"));
  ASSERT_TRUE(track2);
  EXPECT_TRUE(same_number(hex("4761739001010010"), *track2));
  EXPECT_TRUE(same_number(hex("4761739001010010FFFF"), *track2));
  for (const char* other :
       {"", "FFFF", "4761739001010011", "47617390010100", "476173900101001000"}) {
    EXPECT_FALSE(same_number(hex(other), *track2)) << other;
  }
}

// ---- objects

TEST(Objects, ParsersNameEveryFault) {
  hal::Bytes nested;
  for (int i = 0; i < 12; ++i) {
    hal::Bytes outer;
    append_tlv(outer, 0x70, nested);
    nested = outer;
  }
  hal::Bytes many;
  for (int i = 0; i < 2; ++i) {
    hal::Bytes level;
    for (int k = 0; k < 129; ++k) append_tlv(level, 0xDF01, {});
    append_tlv(many, 0x70, level);
  }
  hal::Bytes flood;
  for (int i = 0; i < 257; ++i) append_tlv(flood, 0xDF01, {});
  const std::pair<hal::Bytes, const char*> table[] = {{hex("8202"), "TLV runs past the end"},
                                                      {hex("9F8001"), "TLV malformed tag"},
                                                      {hex("8283000001"), "TLV length too long"},
                                                      {hex("7080"), "TLV indefinite length"},
                                                      {nested, "TLV nested too deeply"},
                                                      {flood, "TLV too many objects"},
                                                      {many, "TLV too many objects"}};
  for (const auto& [octets, words] : table) {
    EXPECT_EQ(DataObjects().store_from_card(octets).error(), words);
  }
  std::size_t at = 0;
  EXPECT_EQ(read_tag({}, at).error(), TlvFault::truncated);
  hal::Bytes nothing;
  append_tag(nothing, 0);
  EXPECT_EQ(nothing, hal::Bytes{0x00});
}

TEST(Objects, AnOctetBehindTheEndIsZero) {
  DataObjects objects;
  objects.set(tag::kAip, hex("1980"));
  EXPECT_EQ(objects.octet(tag::kAip, 1), 0x80);
  EXPECT_EQ(objects.octet(tag::kAip, 2), 0x00);
  EXPECT_EQ(objects.octet(tag::kAfl, 0), 0x00);
}

TEST(Objects, ANumberThatIsNoneIsNotShown) {
  EXPECT_EQ(show_object(tag::kPan, hex("476173900101001A")).value, "(8 octets)");
  EXPECT_EQ(show_object(tag::kPan, hex("FFFFFFFFFFFF")).value, "(6 octets)");
  EXPECT_TRUE(show_response(hex("8202")).empty());
}

TEST(Objects, AnAnswerThatIsNoTlvIsNotedInTheReport) {
  CardReport report;
  report.finish(run(
      desk::terminal(), desk::transaction(),
      [](hal::ByteView) -> hal::ReaderResult<hal::Bytes> { return hex("6F05 9000"); },
      [&](const Step& step) { report.add(step, std::chrono::microseconds{1}); }));
  EXPECT_NE(report.text().find("! answer is no valid TLV: runs past the end"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(report.json())["steps"][0]["note"],
            "answer is no valid TLV: runs past the end");
}

// ---- keys and certificates that are not as they should be

using Json = nlohmann::json;

CaKey test_key() {
  return desk::trusting_terminal().ca_keys.front();
}

Json entry_of(const CaKey& key) {
  return {{"rid", hal::to_hex(key.rid)},
          {"index", hal::to_hex(hal::Bytes{key.index})},
          {"modulus", hal::to_hex(key.modulus)},
          {"exponent", hal::to_hex(key.exponent)},
          {"expires", "2049-12-31"},
          {"checksum", hal::to_hex(checksum_of(key))}};
}

std::string refusal(const Json& file) {
  const auto book = read_ca_keys(file.dump(), "keys.json");
  return book ? "" : book.error().sentence();
}

TEST(CaKeysEdges, DatesAreDays) {
  const auto fine = [](const char* date) {
    Json entry = entry_of(test_key());
    entry["expires"] = date;
    return refusal({{"keys", {entry}}}).empty();
  };
  for (const char* good : {"2028-12-31", "2028-01-01"}) EXPECT_TRUE(fine(good)) << good;
  for (const char* bad : {"", "2028-12-3", "2028-12-311", "2028-00-01", "2028-13-01", "2028-01-00",
                          "2028-01-32", "20281-1-01", "2028-1-1  ", "tomorrow! "}) {
    EXPECT_FALSE(fine(bad)) << bad;
  }
}

TEST(CaKeysEdges, SizesListsAndIndexes) {
  CaKey key = test_key();
  const auto refused = [](const CaKey& odd, const char* member) {
    return refusal({{"keys", {entry_of(odd)}}}).find(member) != std::string::npos;
  };
  key.exponent = {0x05};
  EXPECT_TRUE(refused(key, "keys[0].exponent"));
  key.exponent = {0x01, 0x00, 0x01};
  EXPECT_EQ(refusal({{"keys", {entry_of(key)}}}), "");
  key.modulus.resize(249, 0x01);
  EXPECT_TRUE(refused(key, "keys[0].modulus"));
  key.modulus.resize(63);
  EXPECT_TRUE(refused(key, "keys[0].modulus"));
  EXPECT_NE(refusal({{"keys", {4}}}).find("keys[0].rid"), std::string::npos);
  Json no_index = entry_of(test_key());
  no_index.erase("index");
  EXPECT_NE(refusal({{"keys", {no_index}}}).find("keys[0].index"), std::string::npos);
  // The same index is another key under another RID, and so is another index under the same one.
  CaKey other_rid = test_key();
  other_rid.rid.back() = 0x03;
  CaKey other_index = test_key();
  other_index.index = 0x01;
  EXPECT_EQ(refusal({{"keys", {entry_of(test_key()), entry_of(other_rid), entry_of(other_index)}}}),
            "");
  const Json revoked = {{"rid", "A000000004"}, {"index", "99"}, {"serial", "0A1B2C"}};
  EXPECT_EQ(refusal({{"keys", {entry_of(test_key())}}, {"revoked", {revoked}}}), "");
  EXPECT_NE(refusal({{"keys", std::vector<int>(201)}}).find("at most 200"), std::string::npos);
}

TEST(CertificateEdges, AKeyIsFoundByRidAndIndexOnly) {
  const CaKey key = test_key();
  DataObjects objects;
  const hal::Bytes name = hex("A0000000041010");
  EXPECT_EQ(find_ca_key({key}, name, objects), nullptr);  // the card names none
  objects.set(tag::kCaKeyIndex, hal::Bytes{key.index});
  EXPECT_NE(find_ca_key({key}, name, objects), nullptr);  // on no day at all
  EXPECT_EQ(find_ca_key({key}, hex("A0000000"), objects), nullptr);
  EXPECT_EQ(find_ca_key({key}, hex("A0000000031010"), objects), nullptr);
  CaKey short_rid = key;
  short_rid.rid.pop_back();
  EXPECT_EQ(find_ca_key({short_rid}, name, objects), nullptr);
  objects.set(tag::kCaKeyIndex, hal::Bytes{0x01});
  EXPECT_EQ(find_ca_key({key}, name, objects), nullptr);
}

TEST(CertificateEdges, ASerialIsRevokedUnderItsOwnKeyOnly) {
  const auto failed = [](void (*change)(RevokedCertificate&)) {
    Terminal kiosk = desk::trusting_terminal();
    for (RevokedCertificate& revoked : kiosk.revoked) {
      revoked.serial = {0x00, 0x00, 0x01};  // of all good cards
      change(revoked);
    }
    return desk::tap(CardKind::mastercard, kiosk).cause ==
           "CDA failed: issuer: certificate was revoked";
  };
  EXPECT_TRUE(failed([](RevokedCertificate&) {}));
  EXPECT_FALSE(failed([](RevokedCertificate& it) { it.index = 0x98; }));
  EXPECT_FALSE(failed([](RevokedCertificate& it) { it.rid = {0xA0, 0, 0, 0, 0x05}; }));
  EXPECT_FALSE(failed([](RevokedCertificate& it) { it.serial = {0x00, 0x00, 0x02}; }));
}

// ---- kernel 2 at terminals that may approve, that have a slot, that give money back

struct Place2 {
  std::uint8_t terminal_type = 0x24;
  std::uint8_t transaction_type = 0x00;
  bool slot = false;
  bool knows_authority = true;
};

TapOutcome tap2(const char* card, const Place2& place, const desk::Alter& alter = {}) {
  Terminal kiosk = place.knows_authority ? desk::trusting_terminal() : desk::terminal();
  kiosk.type = place.terminal_type;
  if (place.slot) kiosk.capabilities[0] = 0x20;
  for (Combination& combination : kiosk.combinations) {
    combination.floor_limit = Money(5000, Currency{});
  }
  Transaction what = desk::transaction();
  what.type = place.transaction_type;
  const auto dealt = hal::simulated::deal(card)->card;
  int count = 0;
  return run(kiosk, what, [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
    hal::Bytes answer = dealt->answer(command);
    if (alter) alter(count, answer);
    ++count;
    return answer;
  });
}

TEST(Kernel2Places, ATcIsAskedForWhereTheTerminalMayApprove) {
  const Place2 offline{0x25};
  EXPECT_EQ(tap2("offline mastercard", offline).kind, OutcomeKind::approved_offline);
  EXPECT_EQ(tap2("mastercard", offline).kind, OutcomeKind::online_request);  // answers lower
  EXPECT_EQ(tap2("refusing mastercard", offline).kind, OutcomeKind::declined_by_card);
  EXPECT_EQ(tap2("offline mastercard", {0x24}).kind, OutcomeKind::online_request);
}

// S910.74.
TEST(Kernel2Places, ARefusalIsNoRefusalWhereThereIsASlotOrMoneyComesBack) {
  EXPECT_EQ(tap2("refusing mastercard", {0x24, 0x00, true}).kind, OutcomeKind::other_interface);
  EXPECT_EQ(tap2("refusing mastercard", {0x24, 0x20}).kind, OutcomeKind::other_card);
  const auto form = [](const char* form_factor) {
    return tap2("refusing mastercard", {0x24, 0x00, true},
                [&](int, hal::Bytes& answer) {
                  const hal::Bytes version = hex("9F08020002");
                  const auto at =
                      std::search(answer.begin(), answer.end(), version.begin(), version.end());
                  if (at == answer.end()) return;
                  // In the place of the card's version, so that no length changes but that of the
                  // record.
                  hal::Bytes content(answer.begin() + 3, answer.end() - 2);
                  append_tlv(content, tag::kFormFactor, hex(form_factor));
                  answer.clear();
                  append_tlv(answer, 0x70, content);
                  answer.push_back(0x90);
                  answer.push_back(0x00);
                })
        .kind;
  };
  EXPECT_EQ(form("08400000 3030 00"), OutcomeKind::other_interface);   // plastic
  EXPECT_EQ(form("08400000 3130 00"), OutcomeKind::declined_by_card);  // a phone
  EXPECT_EQ(form("08400000 31"), OutcomeKind::other_interface);        // too short to tell
}

TEST(Kernel2Places, AnotherListOfStaticDataIsACardDataError) {
  const TapOutcome outcome = tap2("mastercard", {}, [](int, hal::Bytes& answer) {
    const hal::Bytes list = hex("9F4A0182");
    const auto at = std::search(answer.begin(), answer.end(), list.begin(), list.end());
    if (at != answer.end()) at[3] = 0x94;
  });
  EXPECT_EQ(outcome.cause, "card data error: 9F4A is not just 82");
  const TapOutcome two = tap2("mastercard", {}, [](int, hal::Bytes& answer) {
    const hal::Bytes list = hex("9F42020978");
    const auto at = std::search(answer.begin(), answer.end(), list.begin(), list.end());
    if (at == answer.end()) return;
    // 9F42 02 0978 9F4A 01 82 becomes 9F42 02 0978 and, in the same room, a list of two.
    hal::Bytes content(answer.begin() + 3, answer.end() - 2);
    content.erase(content.end() - 4, content.end());
    append_tlv(content, tag::kStaticDataTags, hex("8294"));
    answer.clear();
    append_tlv(answer, 0x70, content);
    answer.push_back(0x90);
    answer.push_back(0x00);
  });
  EXPECT_EQ(two.cause, "card data error: 9F4A is not just 82");
}

// GAC.20: a phone whose signature cannot be checked has not proved that it verified its owner.
TEST(Kernel2Places, ADeviceThatCannotProveItselfIsAskedForARefusal) {
  std::string asked;
  Terminal kiosk = desk::trusting_terminal();
  for (CaKey& key : kiosk.ca_keys) key.index = 0x98;
  const auto phone = hal::simulated::deal("mastercard phone")->card;
  const TapOutcome outcome =
      run(kiosk, desk::transaction(), desk::hold(*phone), [&](const Step& step) {
        if (step.name == "GENERATE AC") asked = step.command;
      });
  EXPECT_EQ(asked, "80AE0000");
  EXPECT_EQ(outcome.kind, OutcomeKind::declined_by_card) << outcome.cause;
}

// Book 2, 6.6.2, step 12: what is signed must be what was said.
TEST(CertificateEdges, ASignatureOfAnotherTypeIsNoPayment) {
  const auto card = hal::simulated::deal("mastercard")->card;
  hal::Bytes pdol_data;
  const TapOutcome outcome = run(
      desk::trusting_terminal(), desk::transaction(),
      [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
        if (command[1] == 0xA8) pdol_data.assign(command.begin() + 7, command.end() - 1);
        if (command[1] != 0xAE) return card->answer(command);
        const hal::Bytes cdol_data(command.begin() + 5, command.end() - 1);
        const hal::Bytes said = hex("9F270180 9F36020042 9F1007 06010A03A00000");
        const hal::Bytes dynamic =
            cards::join({hex("020102 40 0102030405060708"),
                         cards::sha1(cards::join({pdol_data, cdol_data, said}))});
        const hal::Bytes proof = cards::tlv(
            0x9F4B, cards::sign_dynamic_data(dynamic, desk::transaction().unpredictable_number));
        return cards::with_status(cards::tlv(0x77, cards::join({said, proof})), 0x9000);
      });
  EXPECT_EQ(outcome.kind, OutcomeKind::other_card);
  EXPECT_EQ(outcome.cause, "CDA failed: signature of another answer");
}

}  // namespace
}  // namespace kerb::payment::emv
