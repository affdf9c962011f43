#include "payment/emv/bit_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "payment/emv/tag.hpp"

namespace kerb::payment::emv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> bits(Tag tag, const char* hex) {
  return bits_of(tag, *hal::from_hex(hex));
}

TEST(BitNames, ReadATvrInTheOrderOfItsOctets) {
  EXPECT_THAT(
      bits(tag::kTvr, "8400008002"),
      ElementsAre("offline data authentication was not performed", "CDA failed",
                  "transaction exceeds the floor limit", "relay resistance protocol performed"));
  EXPECT_THAT(bits(tag::kTvr, "0000000000"), IsEmpty());
  EXPECT_EQ(bits(tag::kIacOnline, "FC50ACF800"), bits(tag::kTvr, "FC50ACF800"));
}

TEST(BitNames, TellAFieldFromItsBits) {
  EXPECT_THAT(bits(tag::kCryptogramInformation, "80"),
              ElementsAre("ARQC: the bank is to be asked"));
  EXPECT_THAT(bits(tag::kCryptogramInformation, "00"), ElementsAre("AAC: declined"));
  EXPECT_THAT(bits(tag::kCryptogramInformation, "42"),
              ElementsAre("TC: approved offline", "PIN try limit exceeded"));
  EXPECT_THAT(bits(tag::kCvmResults, "1F0302"),
              ElementsAre("method: no CVM required", "condition: terminal supports the method",
                          "result: successful"));
  EXPECT_THAT(bits(tag::kTerminalType, "24"),
              ElementsAre("operated by a merchant", "unattended, online only"));
}

TEST(BitNames, NameWhatIsReserved) {
  EXPECT_THAT(bits(tag::kCtq, "0081"),
              ElementsAre("consumer device CVM performed", "reserved: octet 2, bit 1"));
  EXPECT_THAT(bits(tag::kTtq, "60000000"),
              ElementsAre("EMV mode supported", "reserved: octet 1, bit 7"));
}

// Of one bit each: no two lines of an object say the same.
TEST(BitNames, EveryBitHasAnOwnName) {
  for (const Tag tag : {tag::kAip, tag::kTvr, tag::kTtq, tag::kCtq, tag::kUsageControl,
                        tag::kTerminalCapabilities, tag::kRiskManagementData}) {
    const std::size_t length = find_tag(tag)->longest;
    std::vector<std::string> seen;
    for (std::size_t octet = 0; octet < length; ++octet) {
      for (unsigned mask = 0x80; mask != 0; mask >>= 1U) {
        hal::Bytes value(length);
        value[octet] = static_cast<std::uint8_t>(mask);
        const auto lines = bits_of(tag, value);
        ASSERT_EQ(lines.size(), 1U) << tag_hex(tag) << " " << hal::to_hex(value);
        EXPECT_THAT(seen, testing::Not(testing::Contains(lines.front()))) << tag_hex(tag);
        seen.push_back(lines.front());
      }
    }
  }
}

TEST(BitNames, SayNothingOfWhatTheyDoNotKnow) {
  EXPECT_THAT(bits(tag::kAmount, "000000004999"), IsEmpty());
  EXPECT_THAT(bits(tag::kTvr, "80"), IsEmpty()) << "a value of the wrong length means nothing";
}

}  // namespace
}  // namespace kerb::payment::emv
