// A terminal out of a file: whoever tests a card must be able to trust that what the file says is
// what is asked.
#include "payment/emv/terminal_profile.hpp"

#include <gtest/gtest.h>

#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

constexpr const char* kEverything = R"({
  "country": 250, "currency": "CHF", "type": "25", "capabilities": "2008C8",
  "additional_capabilities": "6000003002", "merchant_category": 5541, "floor_limit": "1.00",
  "combinations": [
    {"aid": "A0000000031010", "kernel": 3, "ttq": "36004000", "transaction_limit": "100.00",
     "floor_limit": "2.00", "cvm_limit": "50.00", "zero_amount_allowed": true, "status_check": true,
     "extended_selection": true},
    {"aid": "A0000000041010", "kernel": 2, "plastic_limit": "80.00", "device_limit": "90.00",
     "cvm_capability_below": "18", "cvm_capability_above": "60", "device_verification": false,
     "tac_denial": "0102030405", "tac_online": "1112131415", "tac_default": "2122232425",
     "risk_management_data": "6C80800000000000"}],
  "transaction": {"amount": "49.99", "amount_other": "9.00", "type": "09", "date": "2027-02-28",
                  "unpredictable_number": "A1B2C3D4", "counter": 77}})";

TEST(TerminalProfile, TakesEverythingThatTheFileSays) {
  const auto read = read_terminal_profile(kEverything, "lab.json", {desk::terminal(), {}});
  ASSERT_TRUE(read) << read.error().tried;
  const Terminal& kiosk = read->terminal;
  EXPECT_EQ(kiosk.country, 250);
  EXPECT_EQ(kiosk.currency.code(), "CHF");
  EXPECT_EQ(kiosk.type, 0x25);
  EXPECT_EQ(hal::to_hex(kiosk.capabilities), "2008C8");
  EXPECT_EQ(hal::to_hex(kiosk.additional_capabilities), "6000003002");
  EXPECT_EQ(kiosk.merchant_category, 5541);
  EXPECT_EQ(kiosk.floor_limit->minor(), 100);
  ASSERT_EQ(kiosk.combinations.size(), 2U);
  const Combination& visa = kiosk.combinations[0];
  EXPECT_EQ(visa.kernel, Kernel::visa);
  EXPECT_EQ(hal::to_hex(visa.ttq), "36004000");
  EXPECT_EQ(visa.transaction_limit->minor(), 10000);
  EXPECT_EQ(visa.floor_limit->minor(), 200);
  EXPECT_EQ(visa.cvm_limit->minor(), 5000);
  EXPECT_TRUE(visa.zero_amount_allowed && visa.status_check && visa.extended_selection);
  const Combination& mastercard = kiosk.combinations[1];
  EXPECT_EQ(mastercard.kernel, Kernel::mastercard);
  EXPECT_EQ(mastercard.plastic_limit->minor(), 8000);
  EXPECT_EQ(mastercard.device_limit->minor(), 9000);
  EXPECT_EQ(mastercard.cvm_capability_below, 0x18);
  EXPECT_EQ(mastercard.cvm_capability_above, 0x60);
  EXPECT_FALSE(mastercard.device_verification);
  EXPECT_EQ(hal::to_hex(mastercard.tac_denial), "0102030405");
  EXPECT_EQ(hal::to_hex(mastercard.tac_online), "1112131415");
  EXPECT_EQ(hal::to_hex(mastercard.tac_default), "2122232425");
  EXPECT_EQ(hal::to_hex(mastercard.risk_management_data), "6C80800000000000");
  EXPECT_FALSE(mastercard.floor_limit);
  const Transaction& what = read->transaction;
  EXPECT_EQ(what.amount.minor(), 4999);
  EXPECT_EQ(what.amount_other->minor(), 900);
  EXPECT_EQ(what.type, 0x09);
  EXPECT_EQ(what.at.year * 10000 + what.at.month * 100 + what.at.day, 20270228);
  EXPECT_EQ(hal::to_hex(what.unpredictable_number), "A1B2C3D4");
  EXPECT_EQ(what.counter, 77U);
}

TEST(TerminalProfile, LeavesTheRestAsItWas) {
  const auto read =
      read_terminal_profile("{}", "empty.json", {desk::trusting_terminal(), desk::transaction()});
  ASSERT_TRUE(read) << read.error().tried;
  EXPECT_EQ(read->terminal.combinations.size(), desk::terminal().combinations.size());
  EXPECT_EQ(read->terminal.ca_keys.size(), desk::trusting_terminal().ca_keys.size());
  EXPECT_EQ(read->transaction.amount.minor(), 4999);
}

TEST(TerminalProfile, NamesThePlaceOfWhatIsWrong) {
  const auto problem = [](const char* json) {
    const auto read = read_terminal_profile(json, "lab.json", {desk::terminal(), {}});
    return read ? std::string("none") : read.error().tried;
  };
  EXPECT_NE(problem("{").find("it is no JSON"), std::string::npos);
  EXPECT_NE(problem("[]").find("an object is expected"), std::string::npos);
  EXPECT_NE(problem(R"({"limit": 3})").find("limit: a member that is known"), std::string::npos);
  EXPECT_NE(problem(R"({"country": 1000})").find("country: a number from 0 to 999"),
            std::string::npos);
  EXPECT_NE(problem(R"({"currency": "XXQ"})").find("currency: "), std::string::npos);
  EXPECT_NE(problem(R"({"type": "2"})").find("type: 1 octets in hex"), std::string::npos);
  EXPECT_NE(problem(R"({"combinations": []})").find("combinations: a list of 1 to 32"),
            std::string::npos);
  EXPECT_NE(problem(R"({"combinations": [{"kernel": 3}]})").find("combinations[0].aid: "),
            std::string::npos);
  EXPECT_NE(problem(R"({"combinations": [{"aid": "A000000003", "kernel": 4}]})")
                .find("combinations[0].kernel: a number from 2 to 3"),
            std::string::npos);
  EXPECT_NE(
      problem(R"({"combinations": [{"aid": "A000000003", "kernel": 3, "cvm_limit": "-1.00"}]})")
          .find("combinations[0].cvm_limit: an amount like"),
      std::string::npos);
  EXPECT_NE(problem(R"({"transaction": {"date": "28.2.2027"}})").find("transaction.date: "),
            std::string::npos);
  EXPECT_NE(problem(std::string(100'000, ' ').c_str()).find("larger than 64 KiB"),
            std::string::npos);
}

}  // namespace
}  // namespace kerb::payment::emv
