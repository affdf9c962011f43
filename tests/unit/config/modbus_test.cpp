// Stations over Modbus TCP in the station's file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

ConfigResult<Config> with(const std::string& section) {
  return parsed(station_file_with("[controller]\nkind = \"simulated\"",
                                  "[modbus]\n" + section + "\n[controller]\nkind = \"modbus\""));
}

TEST(ModbusSection, NamesAStationForEachEvse) {
  const auto config = with("stations = [\"10.0.0.1\", \"p30.local:1502\"]");
  ASSERT_TRUE(config) << config.error().front().sentence();
  ASSERT_EQ(config->modbus.size(), 2U);
  const auto& first = config->modbus[0];
  EXPECT_EQ(first.evse.id, 1);
  EXPECT_EQ(first.address.host, "10.0.0.1");
  EXPECT_EQ(first.address.port, 502);
  EXPECT_EQ(first.address.unit, 255);
  EXPECT_EQ(first.amperes, 16);
  EXPECT_EQ(first.failsafe, hal::Seconds{60});
  EXPECT_EQ(config->modbus[1].evse.id, 2);
  EXPECT_FALSE(config->modbus[1].evse.tethered);
  EXPECT_EQ(config->modbus[1].address.host, "p30.local");
  EXPECT_EQ(config->modbus[1].address.port, 1502);
}

TEST(ModbusSection, SharesTheOtherNumbers) {
  const auto config =
      with("stations = [\"a\", \"[fd00::50]:503\"]\nunit = 1\nmax_current_a = 32\nfailsafe_s = 10");
  ASSERT_TRUE(config) << config.error().front().sentence();
  for (const auto& station : config->modbus) {
    EXPECT_EQ(station.address.unit, 1);
    EXPECT_EQ(station.amperes, 32);
    EXPECT_EQ(station.failsafe, hal::Seconds{10});
  }
  EXPECT_EQ(config->modbus[1].address.host, "fd00::50");
  EXPECT_EQ(config->modbus[1].address.port, 503);
}

TEST(ModbusSection, SaysWhatWouldBeRight) {
  struct Case {
    const char* section;
    const char* code;
    const char* remedy;
  };
  for (const Case& one :
       {Case{"", "config.missing_key", "a host name or an IP address"},
        Case{"stations = [\"a\"]", "config.out_of_range", "one for each [[controller.evse]]"},
        Case{"stations = [\"a\", \"a\"]", "config.out_of_range", ""},
        Case{"stations = [\"a\", \"b:0\"]", "config.out_of_range", "a host name"},
        Case{"stations = [\"a\", \"b c\"]", "config.out_of_range", "a host name"},
        Case{"stations = [\"a\", \"b\"]\nunit = 256", "config.out_of_range", "0 to 255"},
        Case{"stations = [\"a\", \"b\"]\nmax_current_a = 5", "config.out_of_range", "6 to 63"},
        Case{"stations = [\"a\", \"b\"]\nfailsafe_s = 9", "config.out_of_range", "10 to 600"},
        Case{"stations = [\"a\", \"b\"]\nhost = \"a\"", "config.unknown_key", ""}}) {
    const auto config = with(one.section);
    ASSERT_FALSE(config) << one.section;
    EXPECT_EQ(config.error().front().code, one.code) << one.section;
    EXPECT_THAT(config.error().front().remedy, HasSubstr(one.remedy));
  }
}

TEST(ModbusSection, CountsForNothingWithAnotherCharger) {
  const auto config =
      parsed(station_file_with("[controller]", "[modbus]\nstations = [\"a\"]\n[controller]"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_TRUE(config->modbus.empty());
}

TEST(ModbusAddress, TakesHostileText) {
  for (const char* text : {"", ":", ":502", "a:", "a:x", "a:65536", "a:-1", "a:5 ", "[", "[]", "[a",
                           "[::1", "[::1]5", "[::1]:", "-a", "a/b", "a\nb", "::1", "a b"}) {
    EXPECT_FALSE(hal::modbus::read_address(text)) << text;
  }
  EXPECT_FALSE(hal::modbus::read_address(std::string(254, 'a')));
  EXPECT_EQ(hal::modbus::read_address("[::1]")->host, "::1");
}

}  // namespace
}  // namespace kerb::kiosk
