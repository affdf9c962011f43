#include "hal/zvt/settings.hpp"

#include <gtest/gtest.h>

namespace kerb::hal::zvt {
namespace {

struct AddressRow {
  const char* text;
  const char* host;  // empty: refused
  int port;
};

constexpr AddressRow kAddresses[] = {
    {"192.168.1.60", "192.168.1.60", 20'007},
    {"cvend.local:22000", "cvend.local", 22'000},
    {"[fd00::60]", "fd00::60", 20'007},
    {"[fd00::60]:1", "fd00::60", 1},
    {"", "", 0},
    {":20007", "", 0},
    {"a:", "", 0},
    {"a:0", "", 0},
    {"a:65536", "", 0},
    {"a:2x", "", 0},
    {"[fd00::60", "", 0},
    {"[fd00::60]x", "", 0},
    {"a b", "", 0},
    {"-a", "", 0},
};

TEST(ZvtSettings, AddressesAreReadStrictly) {
  for (const AddressRow& row : kAddresses) {
    SCOPED_TRACE(row.text);
    std::string host;
    int port = 20'007;
    const bool read = read_address(row.text, host, port).has_value();
    EXPECT_EQ(read, *row.host != '\0');
    EXPECT_EQ(host, row.host);
    EXPECT_TRUE(!read || port == row.port);
  }
}

TEST(ZvtSettings, OnlyPrivateAddressesAreLocal) {  // RFC 1918, 3927, 4193, 4291
  for (const char* local : {"127.0.0.1", "10.1.2.3", "192.168.1.60", "172.16.0.1", "172.31.255.1",
                            "169.254.7.7", "localhost", "::1", "fd00::60", "fe80::1"}) {
    EXPECT_TRUE(is_local_address(local)) << local;
  }
  for (const char* far : {"8.8.8.8", "172.32.0.1", "192.169.0.1", "2001:db8::1", "cvend.local",
                          "::2", "fec0::1", ""}) {
    EXPECT_FALSE(is_local_address(far)) << far;
  }
}

TEST(ZvtSettings, EveryKindHasAName) {
  for (const Kind kind : {Kind::generic, Kind::feig_cvend, Kind::ccv_rea}) {
    EXPECT_EQ(kind_named(profile_of(kind).name), kind);
  }
  EXPECT_FALSE(kind_named("other"));
}

}  // namespace
}  // namespace kerb::hal::zvt
