#include "payment/emv/tlv.hpp"

#include <gtest/gtest.h>

#include "payment/emv/data_objects.hpp"
#include "payment/emv/dol.hpp"

namespace kerb::payment::emv {
namespace {

hal::Bytes hex(std::string_view text) {
  return *hal::from_hex(text);
}

TlvFault fault_of(std::string_view text) {
  const hal::Bytes octets = hex(text);
  const auto parsed = parse_primitives(octets);
  EXPECT_FALSE(parsed) << text;
  return parsed ? TlvFault::too_many : parsed.error();
}

TEST(Tlv, ReadsTagsOfOneToFourOctets) {
  const hal::Bytes octets = hex("820219 80 9F26 02 AABB DF8129 01 07 DF81823F 00");
  const auto parsed = parse_tlvs(octets);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->size(), 4U);
  EXPECT_EQ((*parsed)[0].tag, 0x82U);
  EXPECT_EQ((*parsed)[1].tag, 0x9F26U);
  EXPECT_EQ((*parsed)[2].tag, 0xDF8129U);
  EXPECT_EQ((*parsed)[3].tag, 0xDF81823FU);
  EXPECT_EQ(hal::to_hex((*parsed)[1].value), "AABB");
  EXPECT_EQ(hal::to_hex((*parsed)[1].encoded), "9F2602AABB");
  EXPECT_TRUE((*parsed)[3].value.empty());
}

TEST(Tlv, SkipsFillingBetweenObjects) {
  const hal::Bytes octets = hex("0000 8201 19 00 9C01 00 00");
  const auto parsed = parse_tlvs(octets);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->size(), 2U);
}

TEST(Tlv, OpensTemplates) {
  const hal::Bytes octets = hex("770A 8202 1980 A504 9F36 01 05");
  const auto parsed = parse_primitives(octets);
  ASSERT_TRUE(parsed);
  ASSERT_EQ(parsed->size(), 2U);
  EXPECT_EQ((*parsed)[1].tag, 0x9F36U);
}

TEST(Tlv, RefusesWhatLies) {
  EXPECT_EQ(fault_of("82"), TlvFault::truncated);
  EXPECT_EQ(fault_of("9F"), TlvFault::truncated);
  EXPECT_EQ(fault_of("8202 19"), TlvFault::truncated);
  EXPECT_EQ(fault_of("9F2608 AABB"), TlvFault::truncated);
  EXPECT_EQ(fault_of("8281"), TlvFault::truncated);
  EXPECT_EQ(fault_of("8282 01"), TlvFault::truncated);
  EXPECT_EQ(fault_of("8282 FFFF 00"), TlvFault::truncated);
  EXPECT_EQ(fault_of("7080 8200 0000"), TlvFault::indefinite_length);
  EXPECT_EQ(fault_of("8283 000001 00"), TlvFault::bad_length);
  EXPECT_EQ(fault_of("82FF"), TlvFault::bad_length);
  EXPECT_EQ(fault_of("9F80 01 00"), TlvFault::bad_tag);
  EXPECT_EQ(fault_of("DF818283 01 00"), TlvFault::bad_tag);
  EXPECT_EQ(fault_of("7003 8202 19"), TlvFault::truncated);  // fits outside, lies inside
}

TEST(Tlv, RefusesEveryCutOfAnAnswer) {
  const hal::Bytes whole = hex("7712 8202 1980 9408 08010101 10010300 9F36 01 05");
  ASSERT_TRUE(parse_primitives(whole));
  for (std::size_t length = 1; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_primitives(hal::ByteView(whole).first(length))) << length;
  }
}

TEST(Tlv, RefusesBottomlessNestingAndFloods) {
  hal::Bytes nested;
  for (int i = 0; i < 40; ++i) {
    hal::Bytes outer;
    append_tlv(outer, 0x70, nested);
    nested = outer;
  }
  EXPECT_EQ(parse_primitives(nested).error(), TlvFault::too_deep);
  hal::Bytes flood;
  for (int i = 0; i < 300; ++i) append_tlv(flood, 0x82, {});
  EXPECT_EQ(parse_tlvs(flood).error(), TlvFault::too_many);
}

TEST(Tlv, WritesWhatItReads) {
  for (const std::size_t length : {0U, 1U, 127U, 128U, 255U, 256U, 65535U}) {
    const hal::Bytes value(length, 0x5A);
    hal::Bytes written;
    append_tlv(written, 0xDF8129, value);
    const auto parsed = parse_tlvs(written);
    ASSERT_TRUE(parsed) << length;
    ASSERT_EQ(parsed->size(), 1U);
    EXPECT_EQ(parsed->front().value.size(), length);
    EXPECT_EQ(parsed->front().tag, 0xDF8129U);
  }
}

TEST(DataObjects, RefusesASecondOne) {
  DataObjects objects;
  EXPECT_TRUE(objects.store_from_card(hex("8202 1980")));
  EXPECT_EQ(objects.store_from_card(hex("8202 1980")).error(), "82 twice");
  DataObjects other;
  EXPECT_FALSE(other.store_from_card(hex("9F3602 0001 A505 9F3602 0001")));
}

TEST(DataObjects, RefusesImpossibleLengthsAndDigits) {
  EXPECT_FALSE(DataObjects().store_from_card(hex("8203 198000")));
  EXPECT_FALSE(DataObjects().store_from_card(hex("9F2607 00000000000000")));
  EXPECT_FALSE(DataObjects().store_from_card(hex("5F3401 0A")));
  EXPECT_FALSE(DataObjects().store_from_card(hex("5A08 47617390010100F0")));
  EXPECT_TRUE(DataObjects().store_from_card(hex("5A08 476173900101 0FFF")));
  EXPECT_TRUE(DataObjects().store_from_card(hex("9F26 00")));  // empty is absent, not wrong
}

TEST(DataObjects, TheTerminalHasTheLastWord) {
  DataObjects objects;
  objects.set(tag::kAmount, hex("000000004999"));
  EXPECT_TRUE(objects.store_from_card(hex("9F02 06 000000000001 9505 FFFFFFFFFF")));
  EXPECT_EQ(hal::to_hex(*objects.get(tag::kAmount)), "000000004999");
  EXPECT_FALSE(objects.has(tag::kTvr));
}

// EMV Book 3, 5.4.
TEST(Dol, CutsAndPadsByFormat) {
  DataObjects objects;
  objects.set(tag::kAmount, hex("000000004999"));  // n
  ASSERT_TRUE(objects.store_from_card(hex("5A04 47617390")).has_value() == false);
  ASSERT_TRUE(objects.store_from_card(hex("5A06 476173900101")));      // cn
  objects.set(tag::kTerminalCapabilities, hex("0008C8"));              // b
  objects.set(tag::kInterfaceSerial, hal::Bytes{'K', 'E', 'R', 'B'});  // an
  const auto value = [&](Tag tag, std::size_t length) {
    return hal::to_hex(dol_value({tag, length}, objects));
  };
  EXPECT_EQ(value(tag::kAmount, 6), "000000004999");
  EXPECT_EQ(value(tag::kAmount, 2), "4999");
  EXPECT_EQ(value(tag::kAmount, 8), "0000000000004999");
  EXPECT_EQ(value(tag::kPan, 3), "476173");
  EXPECT_EQ(value(tag::kPan, 8), "476173900101FFFF");
  EXPECT_EQ(value(tag::kTerminalCapabilities, 2), "0008");
  EXPECT_EQ(value(tag::kTerminalCapabilities, 5), "0008C80000");
  EXPECT_EQ(value(tag::kInterfaceSerial, 3), "4B4552");
  EXPECT_EQ(value(tag::kInterfaceSerial, 6), "4B4552420000");
  EXPECT_EQ(value(0x9F7C, 4), "00000000");  // absent
  EXPECT_EQ(value(0x70, 3), "000000");      // a template
  EXPECT_EQ(value(0xDF01, 0), "");
}

TEST(Dol, BuildsInOrder) {
  DataObjects objects;
  objects.set(tag::kTransactionType, hex("00"));
  objects.set(tag::kUnpredictableNumber, hex("12345678"));
  const auto entries = parse_dol(hex("9F3704 9C01 DF810102"));
  ASSERT_TRUE(entries);
  EXPECT_EQ(hal::to_hex(build_dol(*entries, objects)), "12345678000000");
}

TEST(Dol, RefusesHalfEntriesAndTooMuch) {
  EXPECT_EQ(parse_dol(hex("9F37")).error(), DolFault::malformed);
  EXPECT_EQ(parse_dol(hex("9F")).error(), DolFault::malformed);
  EXPECT_EQ(parse_dol(hex("9F02FF")).error(), DolFault::too_long);
  EXPECT_EQ(parse_dol(hex("9F0280 9F0380")).error(), DolFault::too_long);
  EXPECT_TRUE(parse_dol({})->empty());
}

}  // namespace
}  // namespace kerb::payment::emv
