#include "payment/receipt/receipt_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/sold_charge.hpp"

namespace kerb::payment {
namespace {

Receipt paid() {
  Receipt receipt;
  receipt.number = "K7F3-2291";
  receipt.merchant = {"Voltaro GmbH", "Hafenstraße 12, 20457 Hamburg", "DE299988877",
                      "0800 724 5566"};
  receipt.site = "Harbour Square";
  receipt.evse_code = "DE*VLT*E1042*1";
  receipt.started = hal::Utc(hal::Seconds(1'795'000'000));
  receipt.ended = hal::Utc(hal::Seconds(1'795'001'800));
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

nlohmann::json written(const Receipt& receipt) {
  return nlohmann::json::parse(receipt_json(receipt, "00ff", "de"));
}

TEST(ReceiptJson, HasWhatTheReceiptHas) {
  const auto whole = written(paid());
  EXPECT_EQ(whole["token"], "00ff");
  EXPECT_EQ(whole["language"], "de");
  const auto& receipt = whole["receipt"];
  EXPECT_EQ(receipt["number"], "K7F3-2291");
  EXPECT_EQ(receipt["merchant"]["vat_number"], "DE299988877");
  EXPECT_EQ(receipt["started"], "2026-11-18T11:06:40Z");
  EXPECT_EQ(receipt["kwh"], "42.818");
  EXPECT_EQ(receipt["meter_stop_kwh"], "1326.930");
  EXPECT_EQ(receipt["currency"], "EUR");
  EXPECT_EQ(receipt["total"], "25.26");
  EXPECT_EQ(receipt["held"], "50.00");
  EXPECT_EQ(receipt["card"]["last_four"], "0010");
  EXPECT_TRUE(receipt["paid"].get<bool>());
  ASSERT_EQ(receipt["lines"].size(), 1U);
  EXPECT_EQ(receipt["lines"][0]["kind"], "energy");
  EXPECT_EQ(receipt["lines"][0]["kwh"], "42.818");
  ASSERT_EQ(receipt["taxes"].size(), 1U);
  EXPECT_EQ(receipt["taxes"][0]["tax"], "4.03");
}

TEST(ReceiptJson, HasTheSlipOfAnApprovedTerminal) {
  Receipt by_terminal = paid();
  EXPECT_FALSE(written(by_terminal)["receipt"]["card"].contains("slip"));
  by_terminal.slip = {"TID 52523535", "TA 000976"};
  EXPECT_EQ(written(by_terminal)["receipt"]["card"]["slip"],
            nlohmann::json({"TID 52523535", "TA 000976"}));
}

TEST(ReceiptJson, NamesNoCardWhereAPhonePaid) {
  Receipt by_phone = paid();
  by_phone.paid_by = PaidBy::checkout;
  const auto receipt = written(by_phone)["receipt"];
  EXPECT_EQ(receipt["paid_by"], "phone");
  EXPECT_FALSE(receipt.contains("card"));
  EXPECT_EQ(receipt["held"], "50.00");
}

TEST(ReceiptJson, MakesNamesValidThatAreNot) {
  Receipt odd = paid();
  odd.merchant.name = "Vol\xfftaro \"&\" Co";
  EXPECT_EQ(written(odd)["receipt"]["merchant"]["name"], "Vol\uFFFDtaro \"&\" Co");
}

}  // namespace
}  // namespace kerb::payment
