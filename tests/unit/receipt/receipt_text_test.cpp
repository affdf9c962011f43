#include "payment/receipt/receipt_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <vector>

#include "payment/receipt/print_columns.hpp"
#include "tests/sold_charge.hpp"

namespace kerb::payment {
namespace {

Receipt receipt() {
  Receipt receipt;
  receipt.number = "K7F3-2291";
  receipt.merchant = {"Voltaro GmbH", "Hafenstraße 12, 20457 Hamburg", "DE299988877",
                      "0800 724 5566"};
  receipt.site = "Harbour Square · Bay 4, by the water and the old crane";
  receipt.evse_code = "DE*VLT*E1042*1";
  receipt.meter_start = {1'284'112};
  receipt.meter_stop = {1'326'930};
  test::sell(receipt, test::per_kwh("0.59", "19"));
  receipt.card_label = "Visa Debit";
  receipt.card_last_four = "0010";
  receipt.approval_code = "831000";
  receipt.held = {5000, Currency{}};
  receipt.captured = true;
  return receipt;
}

std::string noon(hal::Utc) {
  return "22\u00A0Nov 2026, 14:01";
}

std::string text(const Receipt& of, const char* locale = "en") {
  return receipt_text(of, receipt_words(locale), noon);
}

TEST(ReceiptText, has_everything_that_must_be_on_it) {
  const std::string english = text(receipt());
  for (const char* part : {"Voltaro GmbH", "Hafenstraße 12", "DE299988877",
                           "K7F3-2291",    "DE*VLT*E1042*1", "22 Nov 2026, 14:01",
                           "1284.112 kWh", "1326.930 kWh",   "42.818 kWh",
                           "EUR 0.59",     "EUR 21.23",      "VAT 19 %",
                           "EUR 4.03",     "EUR 25.26",      "Visa Debit **** 0010",
                           "831000",       "EUR 50.00",      "EUR 24.74",
                           "Paid.",        "0800 724 5566"}) {
    EXPECT_NE(english.find(part), std::string::npos) << part << " is missing in\n" << english;
  }
}

TEST(ReceiptText, repeats_what_the_payment_terminal_wants_printed) {
  Receipt by_terminal = receipt();
  by_terminal.slip = {"TID 52523535 · MID 804011926", "EMV-AID A0000000031010"};
  const std::string printed = text(by_terminal);
  EXPECT_NE(printed.find("\nTID 52523535 · MID 804011926\nEMV-AID A0000000031010\n"),
            std::string::npos)
      << printed;
}

TEST(ReceiptText, is_german_with_german_numbers) {
  const std::string german = text(receipt(), "de-AT");
  for (const char* part : {"Beleg", "42,818 kWh", "25,26 EUR", "MwSt. 19 %", "Belegnummer"}) {
    EXPECT_NE(german.find(part), std::string::npos) << part << " is missing in\n" << german;
  }
}

std::vector<std::string> languages_of_the_screen() {
  std::vector<std::string> languages;
  for (const auto& file : std::filesystem::directory_iterator(KERB_LOCALES)) {
    if (file.path().extension() == ".po") languages.push_back(file.path().stem().string());
  }
  return languages;
}

TEST(ReceiptText, speaks_every_language_of_the_screen) {
  const auto languages = languages_of_the_screen();
  EXPECT_GE(languages.size(), 24U);
  std::set<std::string> titles;
  for (const std::string& language : languages) {
    const ReceiptWords& words = receipt_words(language);
    EXPECT_EQ(words.locale, language);
    EXPECT_FALSE(words.told.empty() || words.not_captured.empty()) << language;
    const std::string whole = text(receipt(), language.c_str());
    EXPECT_NE(whole.find("0800 724 5566"), std::string::npos) << whole;
    EXPECT_EQ(whole.find_first_of("{}"), std::string::npos) << whole;
    titles.insert(words.title + words.started + words.captured);
  }
  EXPECT_EQ(titles.size(), languages.size()) << "one is a copy of another";
  EXPECT_EQ(receipt_words("zh-Hans-CN").locale, "zh-Hans");
  EXPECT_EQ(receipt_words("xx").locale, "en");
  EXPECT_EQ(receipt_words("").locale, "en");
}

TEST(ReceiptText, keeps_to_its_columns) {
  for (const std::string& locale : languages_of_the_screen()) {
    std::istringstream lines(text(receipt(), locale.c_str()));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(print_columns(line), kReceiptColumns) << locale << ": " << line;
    }
  }
}

TEST(PrintColumns, AreThoseOfAPrinter) {
  struct {
    const char* text;
    std::size_t columns;
    std::size_t octets_in_three;
  } const rows[] = {
      {"", 0, 0},
      {"abcd", 4, 3},
      {"Zähler", 6, 4},  // a letter of two octets
      {"合計", 4, 3},    // two columns each: only one fits into three
      {"총액", 4, 3},
      {"ที่นี่", 2, 18},            // three letters a syllable, two of them above it
      {"a\xff\xff\xff", 4, 3},  // no UTF-8
  };
  for (const auto& row : rows) {
    EXPECT_EQ(print_columns(row.text), row.columns) << row.text;
    EXPECT_EQ(octets_within(row.text, 3), row.octets_in_three) << row.text;
  }
}

TEST(ReceiptText, says_paid_and_given_back_only_when_the_bank_confirmed) {
  Receipt pending = receipt();
  pending.captured = false;
  const std::string open = text(pending);
  EXPECT_EQ(open.find("Paid."), std::string::npos);
  EXPECT_EQ(open.find("24.74"), std::string::npos);
  EXPECT_NE(open.find("not confirmed"), std::string::npos);
}

TEST(ReceiptText, of_a_charging_card_names_no_hold) {
  Receipt on_account = receipt();
  on_account.paid_by = PaidBy::charging_card;
  const std::string words = text(on_account);
  EXPECT_EQ(words.find("50.00"), std::string::npos);
  EXPECT_NE(words.find("Charging card"), std::string::npos);
}

TEST(ReceiptText, says_in_every_language_that_a_phone_paid) {
  Receipt by_phone = receipt();
  by_phone.paid_by = PaidBy::checkout;
  by_phone.card_label.clear();
  by_phone.card_last_four.clear();
  EXPECT_NE(text(by_phone).find("Phone"), std::string::npos);
  EXPECT_NE(text(by_phone, "de").find("Handy"), std::string::npos);
  for (const std::string& locale : languages_of_the_screen()) {
    const ReceiptWords& words = receipt_words(locale);
    ASSERT_FALSE(words.phone.empty()) << locale;
    const auto rows = receipt_rows(by_phone, words, noon);
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const ReceiptRow& row) {
      return row.label == words.paid_with && row.value == words.phone;
    })) << locale;
  }
}

TEST(ReceiptText, drops_control_characters_from_names) {
  Receipt odd = receipt();
  odd.merchant.name = "Vol\x1b[2Jtaro\nGmbH";
  const std::string words = text(odd);
  EXPECT_EQ(words.find('\x1b'), std::string::npos);
  EXPECT_NE(words.find("Vol[2JtaroGmbH"), std::string::npos);
}

TEST(ReceiptText, is_the_same_every_time) {
  EXPECT_EQ(text(receipt()), text(receipt()));
}

}  // namespace
}  // namespace kerb::payment
