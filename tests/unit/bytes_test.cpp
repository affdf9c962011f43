#include "hal/bytes.hpp"

#include <gtest/gtest.h>

namespace kerb::hal {
namespace {

TEST(Bytes, HexGoesThereAndBack) {
  const Bytes octets{0x00, 0xA4, 0x04, 0xFF};
  EXPECT_EQ(to_hex(octets), "00A404FF");
  EXPECT_EQ(from_hex("00 a4 04 ff"), octets);
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Bytes, HalfAnOctetIsRefused) {
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("00 A"));
  EXPECT_FALSE(from_hex("0 0"));
  EXPECT_FALSE(from_hex("0x"));
}

}  // namespace
}  // namespace kerb::hal
