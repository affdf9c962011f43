// What a KEBA P30 says, word by word: "KeContact P30 Modbus TCP Programmers Guide", V 1.07.
#include "hal/modbus/registers.hpp"

#include <gtest/gtest.h>

namespace kerb::hal::modbus {
namespace {

constexpr RawStatus kCharging{3, 7, 0, 11'040'999, 380'019};

TEST(ModbusRegisters, ReadsAStatus) {
  const auto status = status_in(kCharging);
  ASSERT_TRUE(status) << status.error().sentence();
  EXPECT_EQ(status->state, ChargingState::charging);
  EXPECT_TRUE(status->car);
  EXPECT_TRUE(status->locked);
  EXPECT_EQ(status->power.count, 11'040) << "milliwatts";
  EXPECT_EQ(status->energy.count, 38'001) << "tenths of a watt hour, cut off";
}

TEST(ModbusRegisters, KnowsTheCableStatesOfTheGuide) {
  struct Case {
    std::uint32_t word;
    bool locked;
    bool car;
  };
  for (const Case& one : {Case{0, false, false},
                          {1, false, false},
                          {3, true, false},
                          {5, false, true},
                          {7, true, true}}) {
    RawStatus raw = kCharging;
    raw.cable_state = one.word;
    const auto status = status_in(raw);
    ASSERT_TRUE(status) << one.word;
    EXPECT_EQ(status->locked, one.locked) << one.word;
    EXPECT_EQ(status->car, one.car) << one.word;
  }
}

TEST(ModbusRegisters, BelievesNothingThatCannotBe) {
  struct Case {
    RawStatus raw;
    const char* address;
  };
  for (const Case& one :
       {Case{{6, 7, 0, 0, 0}, "1000"}, Case{{0xFFFFFFFF, 7, 0, 0, 0}, "1000"},
        Case{{3, 2, 0, 0, 0}, "1004"}, Case{{3, 4, 0, 0, 0}, "1004"}, Case{{3, 6, 0, 0, 0}, "1004"},
        Case{{3, 9, 0, 0, 0}, "1004"}, Case{{3, 7, 0, 100'000'001, 0}, "1020"},
        Case{{3, 7, 0, 0, 1'000'000'000}, "1036"}, Case{{3, 7, 0, 0, 0xFFFFFFFF}, "1036"}}) {
    const auto status = status_in(one.raw);
    ASSERT_FALSE(status) << one.address;
    EXPECT_EQ(status.error().code, "modbus.garbage");
    EXPECT_NE(status.error().tried.find(one.address), std::string::npos) << status.error().tried;
  }
}

TEST(ModbusRegisters, KnowsAP30ByItsDigits) {
  const auto portrait = portrait_in(18'416'854, 314'131, 0x030A1000);
  ASSERT_TRUE(portrait) << portrait.error().sentence();
  EXPECT_EQ(portrait->serial, 18'416'854U);
  EXPECT_EQ(portrait->firmware, "3.10.16");
  EXPECT_TRUE(portrait->tethered);
  EXPECT_EQ(portrait->rated_amperes, 32);
  EXPECT_TRUE(portrait->calibrated);
  const auto socket = portrait_in(1, 302'010, 0);
  ASSERT_TRUE(socket);
  EXPECT_FALSE(socket->tethered);
  EXPECT_EQ(socket->rated_amperes, 16);
  EXPECT_FALSE(socket->calibrated) << "a standard meter";
}

TEST(ModbusRegisters, SellsNothingAtAStationThatItDoesNotKnow) {
  for (const std::uint32_t product :
       {0U, 30'411U, 204'111U, 4'041'110U, 404'111U, 324'111U, 300'111U, 305'111U, 0xFFFFFFFFU}) {
    const auto portrait = portrait_in(1, product, 0);
    ASSERT_FALSE(portrait) << product;
    EXPECT_EQ(portrait.error().code, "modbus.other_product") << product;
  }
  EXPECT_EQ(portrait_in(1, 304'101, 0).error().code, "modbus.no_meter");
}

TEST(ModbusRegisters, JoinsTheHighWordFirst) {
  EXPECT_EQ(joined(0xD4CD, 0x7650), 3'570'234'960U) << "the guide's example of register 1500";
}

}  // namespace
}  // namespace kerb::hal::modbus
