// Every agreed code has words for its driver, and those whom a driver can help say how.
#include "kiosk/screens/fault_words.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kerb::kiosk {
namespace {

using hal::ChargerFault;

TEST(FaultWords, HaveACodeForTheHelpline_MREC) {
  EXPECT_EQ(fault_code(ChargerFault::none), "");
  EXPECT_EQ(fault_code(ChargerFault::lock_failure), "CX001");
  EXPECT_EQ(fault_code(ChargerFault::connector_voltage), "CX024");
  EXPECT_EQ(fault_code(ChargerFault::cut_cable), "CX026");
  EXPECT_EQ(fault_code(ChargerFault::internal), "K-904");
}

// EVgo's display requirements: codes that a driver can act upon say what to do, the others give the
// code for support.
TEST(FaultWords, TellAnActionExactlyWhereADriverHasOne_MREC) {
  const std::set<int> mendable{1, 8, 9, 14, 20, 23, 25};
  for (int number = 1; number <= 26; ++number) {
    const FaultWords words = fault_words(*hal::fault_of_mrec(number));
    EXPECT_EQ(words.mendable, mendable.count(number) == 1) << number;
    EXPECT_FALSE(words.reason.id.empty()) << number;
    EXPECT_EQ(words.next.id == "fault.next.other", !words.mendable && number != 26) << number;
  }
}

TEST(FaultWords, KeepTheOrderOfTheCodes_MREC) {
  EXPECT_EQ(fault_words(ChargerFault::emergency_stop).reason.id, "failure.emergency_stop.title");
  EXPECT_EQ(fault_words(ChargerFault::partial_insertion).reason.id,
            "failure.partial_insertion.title");
  EXPECT_EQ(fault_words(ChargerFault::authorization_timeout).reason.id, "fault.waited");
  EXPECT_EQ(fault_words(ChargerFault::power_loss).reason.id, "fault.grid");
  EXPECT_EQ(fault_words(ChargerFault::cable_hot).reason.id, "fault.hot");
  EXPECT_EQ(fault_words(ChargerFault::cut_cable).reason.id, "fault.cable");
  EXPECT_EQ(fault_words(static_cast<ChargerFault>(99)).reason.id, "fault.internal");
}

}  // namespace
}  // namespace kerb::kiosk
