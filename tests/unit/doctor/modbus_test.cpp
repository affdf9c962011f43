// Stations over Modbus TCP that are well; then one thing wrong at a time.
#include "kiosk/doctor/modbus.hpp"

#include <gtest/gtest.h>

namespace kerb::kiosk::doctor {
namespace {

class ModbusDoctor : public ::testing::Test {
 protected:
  ModbusDoctor() {
    hal::modbus::ChargerSettings settings;
    settings.evse.id = 7;
    settings.evse.tethered = false;
    config_.modbus.push_back(settings);
    seen_ = hal::modbus::Inspection{
        {.serial = 18'416'854, .firmware = "3.10.42", .rated_amperes = 32, .calibrated = true},
        {.state = hal::modbus::ChargingState::interrupted, .power = {}, .energy = {38'001}}};
  }
  Finding finding() {
    Probes probes;
    probes.modbus_station = [this](const auto& settings) {
      EXPECT_EQ(settings.evse.id, 7);
      return seen_;
    };
    const auto findings = examine_modbus(config_, probes);
    EXPECT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings.front().check, "charger");
    return findings.front();
  }
  void expect_warning(const char* seen) {
    const Finding found = finding();
    EXPECT_EQ(found.verdict, Verdict::warn);
    EXPECT_EQ(found.seen, seen);
    EXPECT_NE(found.remedy, "");
  }

  Config config_;
  hal::Result<hal::modbus::Inspection> seen_;
};

TEST_F(ModbusDoctor, SaysWhatIsThere) {
  const Finding found = finding();
  EXPECT_EQ(found.verdict, Verdict::pass);
  EXPECT_EQ(found.seen,
            "EVSE 7: KEBA P30 18416854, firmware 3.10.42, suspended; its register says 38.001 kWh");
  EXPECT_EQ(found.remedy, "");
}

TEST_F(ModbusDoctor, SaysWhyNothingAnswers) {
  seen_ = hal::failure("modbus.unreachable", "connecting at 10.0.0.1", "is it on?");
  const Finding found = finding();
  EXPECT_EQ(found.verdict, Verdict::fail);
  EXPECT_EQ(found.seen, "EVSE 7: connecting at 10.0.0.1");
  EXPECT_EQ(found.remedy, "is it on?");
}

TEST_F(ModbusDoctor, ComparesCableAndSocket) {
  seen_->portrait.tethered = true;
  expect_warning("EVSE 7: the station has a cable of its own");
  config_.modbus[0].evse.tethered = true;
  seen_->portrait.tethered = false;
  expect_warning("EVSE 7: the station has a socket");
}

TEST_F(ModbusDoctor, WarnsOfAMeterThatIsNotCalibrated) {
  seen_->portrait.calibrated = false;
  expect_warning("EVSE 7: the station's meter is not calibrated");
}

TEST_F(ModbusDoctor, NamesTheStationsErrorAsItsManualDoes) {
  seen_->status.state = hal::modbus::ChargingState::error;
  seen_->status.error_code = 262'144;
  expect_warning("EVSE 7: the station is in error: 40000");
}

TEST_F(ModbusDoctor, IsSilentAboutOtherChargers) {
  config_.modbus.clear();
  Probes probes;
  probes.modbus_station = [this](const auto&) { return seen_; };
  EXPECT_TRUE(examine_modbus(config_, probes).empty());
}

}  // namespace
}  // namespace kerb::kiosk::doctor
