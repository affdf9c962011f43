#include "payment/receipt/receipt_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

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

TEST(ReceiptText, is_german_with_german_numbers) {
  const std::string german = text(receipt(), "de-AT");
  for (const char* part : {"Beleg", "42,818 kWh", "25,26 EUR", "MwSt. 19 %", "Belegnummer"}) {
    EXPECT_NE(german.find(part), std::string::npos) << part << " is missing in\n" << german;
  }
}

TEST(ReceiptText, keeps_to_its_columns) {
  for (const char* locale : {"en", "de"}) {
    std::istringstream lines(text(receipt(), locale));
    for (std::string line; std::getline(lines, line);) {
      const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      });
      EXPECT_LE(columns, kReceiptColumns) << line;
    }
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
