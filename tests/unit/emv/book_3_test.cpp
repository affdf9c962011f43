// EMV Book 3, as far as both kernels follow it: lists of data objects (5.4), the Application File
// Locator (10.2) and the cardholder verification list (10.5) at a station that can verify nobody.
#include <gtest/gtest.h>

#include "payment/emv/application_data.hpp"
#include "payment/emv/cardholder_verification.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

// ---- 5.4 data object lists

// Each format, each stored length and each asked length; the rule is spelled octet by octet here.
TEST(Book3_5_4, AValueIsCutOrPaddedByItsFormat) {
  struct Row {
    Tag tag;
    bool right_aligned;
    std::uint8_t fill;
  };
  for (const Row& row : {Row{tag::kAmount, true, 0x00},                 // n
                         Row{tag::kPan, false, 0xFF},                   // cn
                         Row{tag::kTerminalCapabilities, false, 0x00},  // b
                         Row{tag::kInterfaceSerial, false, 0x00},       // an
                         Row{0xDF01, false, 0x00}}) {                   // unknown: as b
    for (std::size_t stored = 1; stored <= 9; ++stored) {
      hal::Bytes value;
      for (std::size_t i = 0; i < stored; ++i) value.push_back(static_cast<std::uint8_t>(0x11 + i));
      DataObjects objects;
      objects.set(row.tag, value);
      for (std::size_t asked = 0; asked <= 12; ++asked) {
        hal::Bytes expected(asked, row.fill);
        for (std::size_t i = 0; i < asked && i < stored; ++i) {
          if (row.right_aligned) expected[asked - 1 - i] = value[stored - 1 - i];
          if (!row.right_aligned) expected[i] = value[i];
        }
        EXPECT_EQ(dol_value({row.tag, asked}, objects), expected)
            << tag_hex(row.tag) << " of " << stored << " as " << asked;
      }
    }
  }
}

TEST(Book3_5_4, WhatIsNotThereOrIsATemplateIsAllZeros) {
  DataObjects objects;
  objects.set(0x70, hex("0102"));
  objects.set(0xBF0C, hex("0102"));
  for (const Tag absent : {Tag{0x9F02}, Tag{0x5A}, Tag{0x70}, Tag{0xBF0C}, Tag{0x9F7C}}) {
    EXPECT_EQ(dol_value({absent, 3}, objects), hex("000000")) << tag_hex(absent);
  }
}

TEST(Book3_5_4, AListOfAsMuchAsACommandCarriesAndNoMore) {
  EXPECT_EQ(parse_dol(hex("9F02FC"))->front().length, 252U);
  EXPECT_EQ(parse_dol(hex("9F02FD")).error(), DolFault::too_long);
  EXPECT_EQ(parse_dol(hex("9F02FB 9F0301"))->size(), 2U);
  EXPECT_EQ(parse_dol(hex("9F02FB 9F0302")).error(), DolFault::too_long);
  EXPECT_EQ(parse_dol(hex("9F0200"))->front().length, 0U);
}

// ---- 10.2 application file locator

TEST(Book3_10_2, ALocatorNamesRealRecordsInGroupsOfFour) {
  const auto fine = [](std::string_view afl) { return parse_afl(hex(afl)).has_value(); };
  // How many are signed may be all of the group's records.
  for (const char* good : {"08010100", "08010101", "F0010200", "08FFFF01", "08012828"}) {
    EXPECT_TRUE(fine(good)) << good;
  }
  for (const char* bad : {"", "08", "0801", "080101", "0801010010", "00010100", "F8010100",
                          "09010100", "0C010100", "08000000", "08000100", "08020100", "08010102",
                          "08010203", "08012900", "08010A00 10010A00 18010A00 20010B00"}) {
    EXPECT_FALSE(fine(bad)) << bad;
  }
  EXPECT_TRUE(fine("08010A00 10010A00 18010A00 20010A00"));  // forty
}

TEST(Book3_10_2, WhatTheLocatorSays) {
  const auto ranges = parse_afl(hex("08010301 F0050502 10020402"));
  EXPECT_FALSE(ranges);  // two signed of one
  const auto right = parse_afl(hex("08010301 F0050501"));
  ASSERT_TRUE(right);
  ASSERT_EQ(right->size(), 2U);
  EXPECT_EQ((*right)[0].sfi, 1);
  EXPECT_EQ((*right)[0].first, 1);
  EXPECT_EQ((*right)[0].last, 3);
  EXPECT_EQ((*right)[0].signed_records, 1);
  EXPECT_EQ((*right)[1].sfi, 30);
}

// 10.3: of files 1 to 10 the content is signed, of the others the whole record.
TEST(Book3_10_3, WhatOfARecordIsSigned) {
  const auto signed_part = [](const char* afl, int& commands) {
    DataObjects objects;
    EXPECT_TRUE(objects.store_from_card(hex(afl)));
    const auto card = [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
      ++commands;
      EXPECT_EQ(command[1], 0xB2);
      EXPECT_EQ(command[3] & 0x07, 0x04);
      hal::Bytes record = hex("7004DF0101");
      record[3] = command[2];  // another object in each
      record.push_back(command[3]);
      record.push_back(0x90);
      record.push_back(0x00);
      return record;
    };
    const Transceive transceive = card;
    const Observer nobody;
    const Display dark;
    Exchange exchange(transceive, nobody, dark);
    const auto data = read_records(exchange, objects);
    return data ? hal::to_hex(*data) : "error: " + data.error().cause;
  };
  int commands = 0;
  EXPECT_EQ(signed_part("9404 08010201", commands), "DF01010C");
  EXPECT_EQ(commands, 2);
  EXPECT_EQ(signed_part("9404 08010200", commands), "");
  EXPECT_EQ(signed_part("9404 50010202", commands), "DF010154DF020154");  // file 10
  EXPECT_EQ(signed_part("9404 58010101", commands), "7004DF01015C");      // file 11
  EXPECT_EQ(signed_part("9408 08010101 58020301", commands), "DF01010C7004DF02015C");
}

// ---- 10.5 cardholder verification

struct Rules {
  std::string list;  // the rules alone
  std::int64_t amount = 100;
  std::uint8_t capability = 0x08;  // 9F33 octet 2: no CVM
  std::uint64_t x = 0;
  std::uint64_t y = 0;
  const char* card_currency = "0978";
};

// 9F34, and with a + behind it when the TVR says that the owner was not verified.
std::string verified(const Rules& rules) {
  Terminal kiosk = desk::terminal();
  Combination& combination = kiosk.combinations[1];
  combination.cvm_capability_below = rules.capability;
  combination.cvm_capability_above = rules.capability;
  const Transaction what = desk::transaction(rules.amount);
  const Allowed allowed{&combination, pre_process(combination, what.amount)};
  const SelectedApplication application;
  const Activation activation{kiosk, what, allowed, application};
  DataObjects objects = terminal_objects(kiosk, what, combination, allowed.indicators);
  hal::Bytes list;
  for (const std::uint64_t amount : {rules.x, rules.y}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      list.push_back(static_cast<std::uint8_t>(amount >> shift & 0xFFU));
    }
  }
  const hal::Bytes more = hex(rules.list);
  list.insert(list.end(), more.begin(), more.end());
  hal::Bytes card = hex("82021080");
  append_tlv(card, 0x8E, list);
  append_tlv(card, 0x9F42, hex(rules.card_currency));
  EXPECT_TRUE(objects.store_from_card(card));
  VerificationResults findings;
  const auto decision = verify_cardholder(activation, objects, findings);
  if (!decision) return decision.error().cause;
  return hal::to_hex(decision->results) + (findings.noted(Finding::owner_not_verified) ? "+" : "");
}

// Table 43 without anything that could verify: every method but "no CVM" fails, and whether the
// next rule may be tried is the list's to say.
TEST(Book3_10_5, EveryMethodAtAStationThatCanVerifyNobody) {
  for (unsigned method = 0; method < 0x40; ++method) {
    const auto code = [&](unsigned flags) {
      return hal::to_hex(hal::Bytes{static_cast<std::uint8_t>(method | flags)});
    };
    const std::string here = code(0) + "00";
    const std::string here_or_next = code(0x40) + "00";
    if (method == 0x1F) {
      EXPECT_EQ(verified({here}), "1F0002");
      EXPECT_EQ(verified({here_or_next}), "5F0002");
      EXPECT_EQ(verified({here, 100, 0x00}), "3F0001+");  // not even that
      continue;
    }
    // C-2, CVM.24 and 25: only "fail" is named in the results.
    EXPECT_EQ(verified({here + "1F00"}), method == 0 ? "000001+" : "3F0001+") << method;
    EXPECT_EQ(verified({here_or_next + "1F00"}), "1F0002") << method;
    EXPECT_EQ(verified({here_or_next}), method == 0 ? "400001+" : "3F0001+") << method;
  }
}

// Table 44, for goods at a station without cash.
TEST(Book3_10_5, EveryCondition) {
  const auto taken = [](const char* condition, Rules rules) {
    rules.list = std::string("1F") + condition;
    return verified(rules) == rules.list + "02";
  };
  EXPECT_TRUE(taken("00", {}));   // always
  EXPECT_FALSE(taken("01", {}));  // unattended cash
  EXPECT_TRUE(taken("02", {}));   // neither cash nor cashback
  EXPECT_TRUE(taken("03", {}));   // if the terminal supports it
  EXPECT_FALSE(taken("03", {"", 100, 0x00}));
  EXPECT_FALSE(taken("04", {}));  // manual cash
  EXPECT_FALSE(taken("05", {}));  // cashback
  for (unsigned condition = 0x0A; condition <= 0xFF; ++condition) {
    const auto code = hal::to_hex(hal::Bytes{static_cast<std::uint8_t>(condition)});
    EXPECT_FALSE(taken(code.c_str(), {})) << code;
  }
}

TEST(Book3_10_5, AmountsAreComparedInTheCardsCurrencyOnly) {
  struct Row {
    const char* condition;
    bool below, at, above;
  };
  constexpr std::int64_t kX = 2000;
  for (const Row& row : {Row{"06", true, false, false}, Row{"07", false, false, true},
                         Row{"08", true, false, false}, Row{"09", false, false, true}}) {
    const bool about_x = row.condition[1] < '8';
    const auto taken = [&](std::int64_t amount, const char* currency) {
      Rules rules{std::string("1F") + row.condition, amount};
      (about_x ? rules.x : rules.y) = static_cast<std::uint64_t>(kX);
      rules.card_currency = currency;
      return verified(rules) == rules.list + "02";
    };
    EXPECT_EQ(taken(kX - 1, "0978"), row.below) << row.condition;
    EXPECT_EQ(taken(kX, "0978"), row.at) << row.condition;
    EXPECT_EQ(taken(kX + 1, "0978"), row.above) << row.condition;
    EXPECT_FALSE(taken(kX - 1, "0840")) << row.condition;
    EXPECT_FALSE(taken(kX + 1, "0840")) << row.condition;
  }
}

// C-2, CVM.18: what a bank or a shopkeeper will check later is neither done nor failed.
TEST(Book3_10_5, WhatIsCheckedLaterIsChosen) {
  EXPECT_EQ(verified({"0203", 100, 0x40}), "020300");
  EXPECT_EQ(verified({"4203 1F00", 100, 0x48}), "420300");
  EXPECT_EQ(verified({"1E03", 100, 0x20}), "1E0300");
  EXPECT_EQ(verified({"4203 1F00", 100, 0x08}), "1F0002");  // cannot be asked for
}

TEST(Book3_10_5, AListIsAtLeastOneRuleAndEven) {
  EXPECT_EQ(verified({"1F001F"}), "card data error: CVM list");
  EXPECT_EQ(verified({"1F00"}), "1F0002");
}

}  // namespace
}  // namespace kerb::payment::emv
