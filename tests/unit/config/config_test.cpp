#include "kiosk/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/unit/config/station_file.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

TEST(Config, ReadsEverySetting) {
  const auto config = parsed(std::string(kStationFile));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->site.operator_name, "Voltaro");
  EXPECT_EQ(config->price.vat_percent, *payment::Decimal::from_text("19"));
  EXPECT_EQ(config->merchant.helpline, "0800 724 5566") << "the site's stands in";
  EXPECT_EQ(config->price.per_kwh.micros, 590'000);
  EXPECT_EQ(config->display.width_mm, 222);
  EXPECT_EQ(config->reader.kind, ReaderKind::pcsc);
  EXPECT_EQ(config->reader.name, "ACR");
  ASSERT_EQ(config->controller.evses.size(), 2U);
  EXPECT_EQ(config->controller.evses[0].max_power.count, 150'000);
  EXPECT_TRUE(config->controller.evses[0].tethered);
  EXPECT_EQ(config->controller.evses[1].connector, hal::ConnectorKind::type2);
  EXPECT_FALSE(config->controller.evses[1].tethered);
  EXPECT_EQ(config->gateway.port, 443);
  EXPECT_EQ(config->gateway.key_file, "/etc/kerb/gateway.key");
  EXPECT_TRUE(config->gateway.ca_file.empty());
  EXPECT_EQ(config->payment.hold.minor(), 5000);
  EXPECT_EQ(config->payment.charging_cards, std::vector<std::string>{"04A2B3C4D5E680"});
  EXPECT_EQ(config->timing.plug_in_within, hal::Seconds(120));
  EXPECT_EQ(config->timing.left_alone, hal::Seconds(60));
  EXPECT_EQ(config->preferences.locale, "de");
  EXPECT_EQ(config->preferences.theme, ThemeChoice::dark);
  EXPECT_EQ(config->journal_file, "/etc/kerb/data/journal.db");
  EXPECT_TRUE(config->log_file.empty());
  EXPECT_EQ(config->journal.retention_days, 4018);
  EXPECT_TRUE(config->journal.backup_folder.empty());
}

TEST(Config, OffersALanguageOfTheOperatorsOwn) {
  const auto config = parsed(
      station_file_with("locale = \"de\"", "texts = \"texts\"\nlocales = [\"de\", \"pt-BR\"]"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->own_texts, "/etc/kerb/texts");
  EXPECT_EQ(config->locales, (std::vector<std::string>{"de", "pt-BR"}));
  EXPECT_FALSE(parsed(station_file_with("locale = \"de\"", "locales = [\"de\", \"pt-BR\"]")));
  EXPECT_FALSE(
      parsed(station_file_with("locale = \"de\"", "texts = \"texts\"\nlocales = [\"../x\"]")));
}

TEST(Config, ReadsHowLongTheJournalIsKept) {
  const auto config = parsed(station_file_with(
      "journal = \"data/journal.db\"",
      "journal = \"data/journal.db\"\nretention_days = 0\nbackup_folder = \"/mnt/backup\""));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->journal.retention_days, 0);
  EXPECT_EQ(config->journal.backup_folder, "/mnt/backup");
}

TEST(Config, ReadsWhereAChipAtASerialPortIs) {
  const auto config =
      parsed(station_file_with("kind = \"pcsc\"\nname = \"ACR\"",
                               "kind = \"libnfc\"\nname = \"pn532_uart:/dev/ttyS1:115200\""));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->reader.kind, ReaderKind::libnfc);
  EXPECT_EQ(config->reader.name, "pn532_uart:/dev/ttyS1:115200");
}

TEST(Config, ReadsWhereTheSimulatedWorldIs) {
  const auto config = parsed(
      station_file_with("kind = \"pcsc\"\nname = \"ACR\"",
                        "kind = \"simulated\"\n[simulated]\nsocket = \"world.sock\"\nspeed = 60"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->simulated.socket, "/etc/kerb/world.sock");
  EXPECT_EQ(config->simulated.speed, 60);
}

TEST(Config, OnlyASimulatedStationHasATimeOfItsOwn) {
  const std::string all_simulated = "kind = \"simulated\"\n";
  const auto said = [](const ConfigResult<Config>& config) {
    return config ? "nothing" : config.error().front().remedy;
  };
  EXPECT_THAT(said(parsed(station_file_with("[controller]",
                                            "[simulated]\nsocket = \"w.sock\"\n[controller]"))),
              HasSubstr("make both [reader] kind and [controller] kind"));
  EXPECT_THAT(said(parsed(station_file_with("kind = \"pcsc\"\nname = \"ACR\"",
                                            all_simulated + "[simulated]\nspeed = 2"))),
              HasSubstr("only with a simulated world at a socket"));
  EXPECT_THAT(said(parsed(station_file_with(
                  "kind = \"pcsc\"\nname = \"ACR\"",
                  all_simulated + "[simulated]\nsocket = \"/" + std::string(120, 'x') + '"'))),
              HasSubstr("at most 107 octets"));
}

TEST(Config, AmountsFollowTheCurrency) {
  std::string text = station_file_with("\"EUR\"", "\"JPY\"");
  text.replace(text.find("\"50.00\""), 7, "\"5000\"");
  text.replace(text.find("\"50.00\""), 7, "\"3000\"");
  const auto config = parsed(text);
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->payment.hold.decimal(), "5000");
  EXPECT_EQ(config->payment.device_only_above.currency().code(), "JPY");
}

TEST(Config, TheFirstOfferedLanguageIsShown) {
  const auto config = parsed(station_file_with("locale = \"de\"", "locales = [\"de\", \"en\"]"));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->preferences.locale, "de");
}

TEST(Config, TellsAllMistakesAtOnceInTheOrderOfTheFile) {
  std::string text = station_file_with("operator = \"Voltaro\"", "opertor = \"Voltaro\"");
  text.replace(text.find("per_kwh = \"0.59\""), 16, "per_kwh = 0.59");
  text.replace(text.find("[files]"), 7, "[flies]");
  const auto config = parsed(text);
  ASSERT_FALSE(config);
  std::vector<std::string> lines;
  for (const hal::Error& error : config.error())
    lines.push_back(error.tried + " (" + error.code + ")");
  EXPECT_THAT(lines,
              ::testing::ElementsAre(
                  "station.toml:1: [site] operator is missing (config.missing_key)",
                  "station.toml:1: the section [files] is missing (config.missing_key)",
                  "station.toml:2: [site] opertor is not a setting of Kerb (config.unknown_key)",
                  "station.toml:13: [price] per_kwh = a number with a point (config.wrong_type)",
                  "station.toml:53: [flies] is not a section of Kerb (config.unknown_key)"));
  EXPECT_EQ(config.error()[2].remedy, "Remove it, or did you mean \"operator\"?");
  EXPECT_EQ(config.error()[4].remedy, "Remove it, or did you mean \"files\"?");
}

TEST(ReadConfig, NeedsAFileThatItCanRead) {
  const auto nowhere = read_config("/nowhere/station.toml");
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().front().code, "config.unreadable");
  const auto folder = read_config("/");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().front().code, "config.unreadable");
}

// A scratch folder for one test.
class ReadConfigFrom : public ::testing::Test {
 protected:
  std::filesystem::path written(std::string_view text) const {
    std::ofstream(folder_ / "station.toml", std::ios::binary) << text;
    return folder_ / "station.toml";
  }

  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
};

TEST_F(ReadConfigFrom, RelativePathsStartAtTheFile) {
  const auto config = read_config(written(kStationFile));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->journal_file, folder_ / "data/journal.db");
}

TEST_F(ReadConfigFrom, AFileThatIsTooLargeIsNotRead) {
  const auto config = read_config(written(std::string(300 * 1024, '\n')));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().code, "config.syntax");
  EXPECT_THAT(config.error().front().remedy, HasSubstr("is this the right file?"));
}

TEST_F(ReadConfigFrom, APipeDoesNotHangIt) {
  const std::filesystem::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const auto config = read_config(pipe);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().code, "config.unreadable");
}

TEST(Example, IsRight) {
  const auto config = read_config(KERB_SOURCE_DIR "/packaging/kerb.toml");
  std::string all;
  if (!config) {
    for (const hal::Error& error : config.error()) all += error.sentence() + '\n';
  }
  ASSERT_TRUE(config) << all;
  EXPECT_EQ(config->controller.evses.size(), 2U);
}

// The example shows every default in a comment: taken out of its comment, each line must be right
// and change nothing.
TEST(Example, ShowsTheRealDefaults) {
  std::ifstream stream(KERB_SOURCE_DIR "/packaging/kerb.toml");
  std::string text;
  std::string line;
  int uncommented = 0;
  while (std::getline(stream, line)) {
    // Tariffs take the place of another setting.
    const bool setting = line.starts_with("# ") && line.find(" = ") != std::string::npos &&
                         !line.starts_with("# tariffs = ");
    uncommented += setting ? 1 : 0;
    text += (setting ? line.substr(2) : line) + '\n';
  }
  ASSERT_GT(uncommented, 10);
  const auto shown = parse_config(text, "kerb.toml", "/etc/kerb");
  ASSERT_TRUE(shown) << shown.error().front().sentence();
  const Config built_in;
  EXPECT_EQ(shown->gateway.port, built_in.gateway.port);
  EXPECT_EQ(shown->gateway.connect_timeout, built_in.gateway.connect_timeout);
  EXPECT_EQ(shown->gateway.answer_timeout, built_in.gateway.answer_timeout);
  EXPECT_EQ(shown->payment.released_within_days, built_in.payment.released_within_days);
  EXPECT_EQ(shown->checkout.settings.page_valid_for, built_in.checkout.settings.page_valid_for);
  EXPECT_EQ(shown->checkout.settings.page_port, built_in.checkout.settings.page_port);
  EXPECT_EQ(shown->checkout.settings.raises, built_in.checkout.settings.raises);
  EXPECT_EQ(shown->checkout.settings.connect_timeout, built_in.checkout.settings.connect_timeout);
  EXPECT_EQ(shown->checkout.settings.answer_timeout, built_in.checkout.settings.answer_timeout);
  EXPECT_EQ(shown->timing.plug_in_within, built_in.timing.plug_in_within);
  EXPECT_EQ(shown->timing.left_alone, built_in.timing.left_alone);
  EXPECT_EQ(shown->timing.warning, built_in.timing.warning);
  EXPECT_EQ(shown->timing.receipt_shown, built_in.timing.receipt_shown);
  EXPECT_EQ(shown->speech.program, built_in.speech.program);
  EXPECT_EQ(shown->speech.words_per_minute, built_in.speech.words_per_minute);
  EXPECT_EQ(shown->speech.volume, built_in.speech.volume);
  EXPECT_EQ(shown->backlight.day_percent, built_in.backlight.day_percent);
  EXPECT_EQ(shown->backlight.night_percent, built_in.backlight.night_percent);
  EXPECT_EQ(shown->backlight.day_begins, built_in.backlight.day_begins);
  EXPECT_EQ(shown->backlight.night_begins, built_in.backlight.night_begins);
  EXPECT_EQ(shown->backlight.dim_percent, built_in.backlight.dim_percent);
  EXPECT_EQ(shown->backlight.dim_after, built_in.backlight.dim_after);
  EXPECT_EQ(shown->display.output, built_in.display.output);
  EXPECT_EQ(shown->display.rotation, built_in.display.rotation);
  EXPECT_EQ(shown->locales, built_in.locales);
  EXPECT_EQ(shown->preferences, built_in.preferences);
}

TEST(Config, TakesTariffsInThePlaceOfAPrice) {
  const auto config =
      parsed(station_file_with("per_kwh = \"0.59\"\nvat_percent = \"19\"",
                               "tariffs = \"sold\"\nlaw = \"uk\"\nrounding = \"up\""));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_EQ(config->tariffs.path, "/etc/kerb/sold");
  EXPECT_EQ(config->tariffs.law, payment::tariff::Law::uk);
  EXPECT_EQ(config->tariffs.rounding, payment::tariff::Rounding::up);
  const auto own = parsed(station_file_with("max_power_w = 22000",
                                            "max_power_w = 22000\ntariffs = [\"ac\", \"night\"]"));
  ASSERT_TRUE(own) << own.error().front().sentence();
  EXPECT_EQ(own->tariffs.ids.size(), 1U);
  EXPECT_EQ(own->tariffs.ids.at(2), (std::vector<std::string>{"ac", "night"}));
}

}  // namespace
}  // namespace kerb::kiosk
