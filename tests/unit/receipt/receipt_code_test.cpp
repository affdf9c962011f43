#include "payment/receipt/receipt_code.hpp"

#include <gtest/gtest.h>

#include "tests/sold_charge.hpp"

namespace kerb::payment {
namespace {

Receipt sold_receipt() {
  Receipt receipt;
  receipt.number = "K7F3-2291";
  receipt.merchant = {"Voltaro GmbH", "Hafenstraße 12, 20457 Hamburg", "DE299988877", ""};
  receipt.evse_code = "DE*VLT*E1042*1";
  receipt.meter_start = {1'284'112};
  receipt.meter_stop = {1'326'930};
  test::sell(receipt, test::per_kwh("0.59", "19"));
  receipt.card_label = "Visa Debit";
  receipt.card_last_four = "0010";
  receipt.captured = true;
  return receipt;
}

std::string half_past(hal::Utc) {
  return "22\u00A0Nov\u202F2026, 14:01";
}

TEST(ReceiptCode, HasWhatProvesThePayment) {
  EXPECT_EQ(receipt_code(sold_receipt(), half_past),
            "K7F3-2291\n22 Nov 2026, 14:01\n25.26 EUR\nVoltaro GmbH\nDE299988877\n"
            "19%: 4.03 EUR\n42.818 kWh\nDE*VLT*E1042*1\nVisa Debit *0010");
}

TEST(ReceiptCode, SaysNoCardWhereNonePaid) {
  Receipt receipt = sold_receipt();
  receipt.paid_by = PaidBy::charging_card;
  EXPECT_EQ(receipt_code(receipt, half_past).find("Visa"), std::string::npos);
}

TEST(ReceiptCode, StaysReadableWhateverTheNamesAre) {
  Receipt receipt = sold_receipt();
  receipt.merchant.name = "Stadtwerke\nFälschung " + std::string(500, 'x');
  receipt.merchant.vat_number = std::string(500, 'y');
  receipt.evse_code = std::string(500, 'z');
  receipt.card_label = "\xFF\x1B[2J" + std::string(500, 'c');
  const std::string code = receipt_code(receipt, half_past);
  EXPECT_LE(code.size(), kLongestReceiptCode);
  EXPECT_EQ(code.find('\x1B'), std::string::npos);
  EXPECT_EQ(code.rfind("K7F3-2291\n22 Nov 2026, 14:01\n25.26 EUR\nStadtwerke Fälschung ", 0), 0U)
      << code;
}

}  // namespace
}  // namespace kerb::payment
