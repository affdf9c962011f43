// [everest] and what it asks of [[controller.evse]].
#include <gmock/gmock.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

// A station behind EVerest; `more` goes into [everest].
std::string station_with(const std::string& more = {}) {
  std::string text = station_file_with(
      "[controller]\nkind = \"simulated\"",
      "[everest]\ntoken_provider = \"kiosk_token\"\nauth = \"kiosk_auth\"\nerrors = "
      "\"kiosk_errors\"\n" +
          more + "[controller]\nkind = \"everest\"");
  text.replace(text.find("max_power_w = 150000"), 20,
               "max_power_w = 150000\nmodule = \"kiosk_evse_1\"\nerror_modules = "
               "[\"evse_manager_1\", \"yeti_driver_1\"]");
  text.replace(text.find("max_power_w = 22000"), 19,
               "max_power_w = 22000\nmodule = \"kiosk_evse_2\"\nmodule_connector = 2");
  return text;
}

std::string complaint(const std::string& text) {
  const auto config = parsed(text);
  return config ? "" : config.error().front().sentence();
}

TEST(EverestConfig, NamesEveryModule) {
  const auto config = parsed(station_with(
      "host = \"10.0.0.7\"\nport = 8883\nca_file = \"ca.pem\"\nuser = \"kerb\"\npassword_file = "
      "\"pw\"\ntopic_prefix = \"s7/\"\ndisplay = \"kiosk_display\"\n"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->controller.kind, ControllerKind::everest);
  const EverestConfig& everest = config->everest;
  EXPECT_EQ(everest.broker.host, "10.0.0.7");
  EXPECT_EQ(everest.broker.port, 8883);
  EXPECT_EQ(everest.broker.ca_file, "/etc/kerb/ca.pem");
  EXPECT_EQ(everest.broker.password_file, "/etc/kerb/pw");
  EXPECT_EQ(everest.topic_prefix, "s7/");
  EXPECT_EQ(everest.modules.token_provider, "kiosk_token");
  EXPECT_EQ(everest.modules.display, "kiosk_display");
  EXPECT_EQ(everest.modules.ocpp, "");
  ASSERT_EQ(everest.evses.size(), 2U);
  EXPECT_EQ(everest.evses[0].module, "kiosk_evse_1");
  EXPECT_EQ(everest.evses[0].connector, 1);
  EXPECT_EQ(everest.evses[0].error_modules.size(), 2U);
  EXPECT_EQ(everest.evses[1].evse, 2);
  EXPECT_EQ(everest.evses[1].connector, 2);
  // Beside the journal, unless it is said.
  EXPECT_EQ(everest.ledger, "/etc/kerb/data/everest-charges.json");
}

TEST(EverestConfig, SaysWhatIsWrong) {
  const std::string there = station_with();
  const auto spoiled = [&](const std::string& line, const std::string& by) {
    std::string text = there;
    text.replace(text.find(line), line.size(), by);
    return text;
  };
  const struct {
    std::string text;
    const char* said;
  } cases[] = {
      {spoiled("token_provider = \"kiosk_token\"\n", ""), "[everest] token_provider is missing"},
      {spoiled("auth = \"kiosk_auth\"\n", ""), "[everest] auth is missing"},
      {spoiled("errors = \"kiosk_errors\"\n", ""), "[everest] errors is missing"},
      {spoiled("module = \"kiosk_evse_2\"\n", ""), "module is missing"},
      {spoiled("\"kiosk_evse_2\"", "\"kiosk_evse_1\""), "a module of its own"},
      {spoiled("\"kiosk_evse_2\"", "\"kiosk/evse\""), "the id of a module"},
      {station_with("topic_prefix = \"a b\"\n"), "mqtt_external_prefix"},
      {station_with("host = \"no host\"\n"), "a host name or an IP address"},
      {station_with("password_file = \"pw\"\n"), "the user whose password it is"},
      {station_with("user = \"kerb\"\npassword_file = \"pw\"\nhost = \"10.0.0.7\"\n"), "needs TLS"},
      {station_with("ca_file = \"ca\"\nkey_file = \"key\"\n"), "or neither"},
      {station_with("certificate_file = \"c\"\nkey_file = \"k\"\n"), "without TLS"},
      {station_with("ocp = \"kiosk_ocpp\"\n"), "did you mean \"ocpp\""},
  };
  for (const auto& [text, said] : cases) EXPECT_THAT(complaint(text), HasSubstr(said));
}

TEST(EverestConfig, IsNotNeededForASimulatedCharger) {
  EXPECT_EQ(complaint(std::string(kStationFile)), "");
}

TEST(EverestConfig, IsNeededForOne) {
  std::string text(kStationFile);
  text.replace(text.find("[controller]\nkind = \"simulated\""), 31,
               "[controller]\nkind = \"everest\"");
  EXPECT_THAT(complaint(text), HasSubstr("section [everest] is missing"));
}

}  // namespace
}  // namespace kerb::kiosk
