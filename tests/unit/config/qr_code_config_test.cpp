// [qr_code]: the code that a driver scans to pay where the back end sells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

std::string with_code(const std::string& settings) {
  std::string whole(kStationFile);
  whole += "[qr_code]\n";
  whole += settings;
  return whole;
}

const std::string kSound =
    "url_template = \"https://pay.example/{evse}?{totp}\"\nshared_secret_file = \"qr.secret\"\n";

TEST(QrCodeConfig, ThereIsNoneUnlessItIsAskedFor) {
  EXPECT_TRUE(parsed(std::string(kStationFile))->qr_code.url_template.empty());
}

TEST(QrCodeConfig, ReadsEverySetting) {
  const auto config = parsed(with_code(
      "scheme = \"ocpp\"\n"
      "url_template = \"https://p.example/{chargingStationId}/{roamingCSId}/{totp}"
      "?t={maxTime}&e={maxEnergy}&c={maxCost}\"\n"
      "shared_secret_file = \"qr.secret\"\nvalidity_s = 60\nlength = 12\ntotp_version = \"v1\"\n"
      "station_id = \"CS 1\"\nroaming_station_id = \"DE*VLT*S1\"\nmax_time_s = 3600\n"
      "max_energy_wh = 20000\nmax_cost = \"25.50\"\n"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  const QrCodeConfig& code = config->qr_code;
  EXPECT_EQ(code.shared_secret_file, "/etc/kerb/qr.secret");
  EXPECT_EQ(code.validity, hal::Seconds{60});
  EXPECT_EQ(code.length, 12);
  EXPECT_EQ(code.station_id, "CS 1");
  EXPECT_EQ(code.roaming_station_id, "DE*VLT*S1");
  EXPECT_EQ(code.max_time, hal::Seconds{3600});
  EXPECT_EQ(code.max_energy_wh, 20'000);
  EXPECT_EQ(code.max_cost.minor(), 2550);
}

TEST(QrCodeConfig, LeavesItsTermsToTheCharger) {
  const auto config =
      parsed(with_code("terms = \"charger\"\nshared_secret_file = \"s\"\nstation_id = \"CS 1\"\n"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_TRUE(config->qr_code.told_by_charger);
  EXPECT_EQ(config->qr_code.station_id, "CS 1");
}

struct Slip {
  std::string settings;
  const char* tried;
  const char* remedy;
};

TEST(QrCodeConfig, SaysWhatWouldBeRight) {
  ASSERT_TRUE(parsed(with_code(kSound)));
  const Slip slips[] = {
      {kSound + "scheme = \"pix\"\n", "scheme = \"pix\"", "no charge would start"},
      {kSound + "scheme = \"epc\"\n", "scheme = \"epc\"", "back end that confirms the payment"},
      {"scheme = \"upi\"\n", "scheme = \"upi\"", "no charge would start"},
      {"url_template = \"https://pay.example/{totp}\"\n", "shared_secret_file is missing", "file"},
      {"shared_secret_file = \"qr.secret\"\n", "shared_secret_file", "Give url_template, or terms"},
      {"url_template = \"http://pay.example/{totp}\"\nshared_secret_file = \"s\"\n", "url_template",
       "begins with https://"},
      {"url_template = \"https://pay.example/1\"\nshared_secret_file = \"s\"\n", "url_template",
       "It holds {totp}"},
      {"url_template = \"https://pay.example/{totp}/{pin}\"\nshared_secret_file = \"s\"\n",
       "url_template", "{pin} is no variable"},
      {"url_template = \"https://pay.example/{chargingStationId}/{totp}\"\n"
       "shared_secret_file = \"s\"\n",
       "url_template", "Give station_id, too"},
      {kSound + "terms = \"charger\"\n", "url_template", "the charger says it"},
      {"terms = \"charger\"\n", "shared_secret_file is missing", "file"},
      {kSound + "max_cost = \"25.50\"\n", "max_cost", "url_template has no {maxCost} for it"},
      {kSound + "validity_s = 5\n", "validity_s = 5", "6 to 3600"},
      {kSound + "length = 33\n", "length = 33", "6 to 32"},
      {kSound + "totp_version = \"v2\"\n", "totp_version", "\"v1\""},
      {kSound + "shared_secret = \"hunter2\"\n", "shared_secret is not",
       "secrets are never in this file"},
  };
  for (const Slip& slip : slips) {
    const auto config = parsed(with_code(slip.settings));
    ASSERT_FALSE(config) << slip.settings;
    EXPECT_EQ(config.error().size(), 1U) << slip.settings;
    EXPECT_THAT(config.error().front().tried, HasSubstr(slip.tried));
    EXPECT_THAT(config.error().front().remedy, HasSubstr(slip.remedy));
    EXPECT_EQ(config.error().front().sentence().find("hunter2"), std::string::npos);
  }
}

// Modbus stations have no back end, and without EVerest's OCPP nobody says whether it is there.
TEST(QrCodeConfig, NeedsABackEndThatStartsTheCharge) {
  std::string file = with_code(kSound);
  const std::string_view kind = "[controller]\nkind = \"simulated\"";
  file.replace(file.find(kind), kind.size(), "[controller]\nkind = \"modbus\"");
  file += "[modbus]\nstations = [\"192.168.1.50\", \"192.168.1.51\"]\n";
  const auto config = parsed(file);
  ASSERT_FALSE(config);
  EXPECT_THAT(config.error().front().remedy, HasSubstr("no back end that could start a charge"));
}

}  // namespace
}  // namespace kerb::kiosk
