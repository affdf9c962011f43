// Each kind of mistake that a technician can make, one at a time: what it is called, where it is
// said to be, and what would be right.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using ::testing::HasSubstr;

struct Mistake {
  const char* line;  // of the right file
  const char* by;    // what stands there instead
  const char* code;
  const char* tried;   // part of what is said
  const char* remedy;  // part of what would be right
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.by;
}

class Complaint : public ::testing::TestWithParam<Mistake> {};

TEST_P(Complaint, SaysWhatWouldBeRight) {
  const Mistake& mistake = GetParam();
  const auto config = parsed(station_file_with(mistake.line, mistake.by));
  ASSERT_FALSE(config);
  std::string all;
  for (const hal::Error& error : config.error()) all += error.sentence() + '\n';
  EXPECT_EQ(config.error().size(), 1U) << all;
  EXPECT_EQ(config.error().front().code, mistake.code) << all;
  EXPECT_THAT(config.error().front().tried, HasSubstr(mistake.tried));
  EXPECT_THAT(config.error().front().remedy, HasSubstr(mistake.remedy));
}

constexpr const char* kUnknown = "config.unknown_key";
constexpr const char* kMissing = "config.missing_key";
constexpr const char* kType = "config.wrong_type";
constexpr const char* kRange = "config.out_of_range";
constexpr const char* kSyntax = "config.syntax";

INSTANTIATE_TEST_SUITE_P(
    Keys, Complaint,
    ::testing::Values(
        Mistake{"width_mm = 222", "width_mm = 222\nwidht = 3", kUnknown,
                ":19: [display] widht is not a setting", "did you mean \"width_px\"?"},
        Mistake{"kind = \"pcsc\"", "kind = \"pcsc\"\nflavour = 1", kUnknown, "[reader] flavour",
                "Remove it;"},
        Mistake{"host = ", "shared_secret = \"hunter2\"\nhost = ", kUnknown,
                "[gateway] shared_secret is not", "secrets are never in this file"},
        Mistake{"[timing]", "[timng]", kUnknown, "[timng] is not a section",
                "did you mean \"timing\"?"},
        Mistake{"[site]", "volts = 3\n[site]", kUnknown, ":1: volts is not a setting", "Remove it"},
        Mistake{"country = \"DE\"\n", "", kMissing, "[payment] country is missing", "ISO 3166"},
        Mistake{"id = 2\n", "", kMissing, ":29: [[controller.evse]] id is missing",
                "from 1 to 999"},
        Mistake{"[files]\njournal = \"data/journal.db\"\n", "", kMissing,
                "the section [files] is missing", "packaging/kerb.toml"}));

INSTANTIATE_TEST_SUITE_P(
    Types, Complaint,
    ::testing::Values(
        Mistake{"width_px = 1024", "width_px = \"1024\"", kType,
                ":16: [display] width_px = \"1024\"", "without quotes"},
        Mistake{"kind = \"pcsc\"", "kind = \"libnfc\"", kRange, "[reader] name = \"ACR\"",
                "\"pn532_uart:/dev/ttyS1:115200\""},
        Mistake{"kind = \"pcsc\"\nname = \"ACR\"", "kind = \"libnfc\"", kMissing,
                "[reader] name is missing", "the driver, the serial port and its speed"},
        Mistake{"name = \"ACR\"", "name = 12", kType, "[reader] name = 12", "in quotes"},
        Mistake{"per_kwh = \"0.59\"", "per_kwh = 0.59", kType,
                "[price] per_kwh = a number with a point", "in quotes so that it stays exact"},
        Mistake{"hold = \"50.00\"", "hold = 50", kType, "[payment] hold = 50", "in quotes"},
        Mistake{"tethered = false", "tethered = \"no\"", kType, "tethered = \"no\"",
                "true or false"},
        Mistake{"time_zone = \"Europe/Berlin\"", "time_zone = 2026-01-01", kType,
                "time_zone = a date", "IANA"},
        Mistake{"plug_in_within_s = 120", "plug_in_within_s = 07:30:00", kType, "= a time of day",
                "(seconds)"},
        Mistake{"[\"04a2b3c4d5e680\"]", "\"04a2b3c4d5e680\"", kType,
                "charging_cards = ", "a list in [brackets]"},
        Mistake{"[\"04a2b3c4d5e680\"]", "[4]", kType, "charging_cards = a list of 1",
                "4 will not do"},
        Mistake{"theme = \"dark\"", "theme = {}", kType, "theme = a section",
                "\"light\", \"dark\""},
        Mistake{"theme = \"dark\"", "theme = [[[[[1]]]]]", kType, "theme = a list",
                "\"light\", \"dark\""},
        Mistake{"[display]\nwidth_px = 1024\nheight_px = 600\nwidth_mm = 222\nheight_mm = 130\n",
                "[[display]]\nwidth_px = 3\n", kType, "display = a list of 1",
                "write [display] on a line"}));

INSTANTIATE_TEST_SUITE_P(
    Ranges, Complaint,
    ::testing::Values(
        Mistake{"width_px = 1024", "width_px = 99999", kRange, ":16: [display] width_px = 99999",
                "from 320 to 4096 (pixels)"},
        Mistake{"id = 1\n", "id = 0\n", kRange, "id = 0", "from 1 to 999"},
        Mistake{"id = 2\n", "id = 1\n", kRange, ":30: [[controller.evse]] id = 1",
                "an id of its own"},
        Mistake{"connector = \"ccs2\"", "connector = \"ccs\"", kRange, "connector = \"ccs\"",
                "did you mean \"ccs2\"?"},
        Mistake{"max_power_w = 22000", "max_power_w = 22", kRange, "max_power_w = 22",
                "1000 to 1000000 (watts)"},
        Mistake{"width_mm = 222\nheight_mm = 130", "width_mm = 130\nheight_mm = 222", kRange,
                "height_mm = 222", "swapped?"},
        Mistake{"height_mm = 130", "height_mm = 130\nreach_mm = 130", kRange, "reach_mm = 130",
                "no higher than that"},
        Mistake{"height_mm = 130", "height_mm = 130\nrotation = 45", kRange, "rotation = 45",
                "0, 90, 180 or 270"},
        Mistake{"height_mm = 130", "height_mm = 130\ndevice = \"/dev/dri/card0\"", kRange, "device",
                "output = \"drm\""},
        Mistake{"[reader]", "[backlight]\nday_begins = \"25:00\"\n[reader]", kRange,
                "day_begins = \"25:00\"", "\"07:00\""},
        Mistake{"\"EUR\"", "\"EURO\"", kRange, "currency = \"EURO\"", "ISO 4217"},
        Mistake{"per_kwh = \"0.59\"", "per_kwh = \"0,59\"", kRange, "per_kwh = \"0,59\"",
                "like \"0.59\""},
        Mistake{"per_kwh = \"0.59\"", "per_kwh = \"0\"", kRange, "per_kwh = \"0\"", "from 0.0001"},
        Mistake{"vat_percent = \"19\"", "vat_percent = \"100.1\"", kRange, "vat_percent",
                "from 0 to 100"},
        Mistake{"per_kwh = \"0.59\"\nvat_percent = \"19\"", "tariffs = \"t\"\nvat_percent = \"19\"",
                kRange, "[price] vat_percent", "Take it out"},
        Mistake{"vat_percent = \"19\"", "vat_percent = \"19\"\nlaw = \"eu\"", kRange,
                "law = \"eu\"", "\"afir\""},
        Mistake{"hold = \"50.00\"", "hold = \"50.001\"", kRange, "hold = \"50.001\"",
                "\"0.01\" to \"100000.00\" EUR"},
        Mistake{"hold = \"50.00\"", "hold = \"0.00\"", kRange, "hold = \"0.00\"", "\"0.01\""},
        Mistake{"\"Europe/Berlin\"", "\"Europe/Bern\"", kRange, "time_zone", "\"Europe/Berlin\""},
        Mistake{"\"Europe/Berlin\"", "\"GMT+2\"", kRange, "time_zone", "IANA"},
        Mistake{"\"DE*VLT*E1042\"", "\"bay number 4\"", kRange, "evse_code", "\"DE*VLT*E1042\""},
        Mistake{"\"0800 724 5566\"", "\"ask Jo\"", kRange, "helpline", "a telephone number"},
        Mistake{"\"api.example.com\"", "\"https://api.example.com\"", kRange, "host",
                "a host name"},
        Mistake{"\"api.example.com\"", "\"api..com\"", kRange, "host", "a host name"},
        Mistake{"\"KRB00001\"", "\"KRB000001\"", kRange, "terminal_id", "1 to 8 characters"},
        Mistake{"country = \"DE\"", "country = \"XQ\"", kRange, "country", "ISO 3166"},
        Mistake{"\"gateway.key\"", "\"\"", kRange, "key_file", "the path of a file"},
        Mistake{"[\"04a2b3c4d5e680\"]", "[\n\"04a2b3c4\",\n\"04a2b3c4d5\"]", kRange,
                "charging_cards", "Line 49: \"04a2b3c4d5\" will not do"},
        Mistake{"[\"04a2b3c4d5e680\"]", "[\"04a2b3c4\", \"04a2b3c4\"]", kRange, "charging_cards",
                "twice"},
        Mistake{"[timing]", "[timing]\nwarning_s = 5", kRange, "warning_s = 5",
                "from 20 to 120 (seconds)"},
        Mistake{"[files]", "[files]\nretention_days = 29", kRange, "retention_days = 29",
                "30 to 36500 days, or 0"},
        Mistake{"[files]", "[files]\nretention_days = -1", kRange, "retention_days = -1",
                "from 0 to 36500 (days)"},
        Mistake{"locale = \"de\"", "locale = \"xx\"", kRange, "locale = \"xx\"", "\"en\", \"de\""},
        Mistake{"locale = \"de\"", "locales = [\"en\"]\nlocale = \"de\"", kRange, "locale = \"de\"",
                "Give \"en\""},
        Mistake{"locale = \"de\"", "locales = []", kRange, "locales", "1 to 40 items"},
        Mistake{"\"Harbour Square\"", "\"Harbour\\nSquare\"", kRange, "name = \"Harbour?Square\"",
                "on one line"}));

INSTANTIATE_TEST_SUITE_P(
    Syntax, Complaint,
    ::testing::Values(
        Mistake{"name = \"ACR\"", "name = ACR", kSyntax, "station.toml:22:", "\"quotes\""},
        Mistake{"id = 2", "id = 2\nid = 3", kSyntax, "station.toml:31:", "each key once"},
        Mistake{"[timing]", "[site]", kSyntax, "station.toml:48:", "each key once"},
        Mistake{"\"Voltaro\"", "\"Volt\xFF\"", kSyntax, "station.toml:2:", "key = value"},
        Mistake{"[timing]", "[timing", kSyntax, "station.toml:48:", "[brackets]"}));

std::string repeated(const std::string& text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

// Whatever stands in the file, it is refused in good time and on a small stack.
TEST(HostileFile, DeepNestingIsRefused) {
  const std::string dotted = repeated("a.", 240) + 'a';
  for (const std::string& text : {
           "a = " + repeated("[", 100'000),
           "a = " + repeated("[\n", 100'000),
           repeated("a.", 100'000) + "a = 1",
           '[' + dotted + "]\n" + dotted + " = [{ " + dotted + " = [{ " + dotted + " = 1 }] }]",
           "a = " + repeated("{ a = \n", 100),
       }) {
    const auto config = parsed(text);
    ASSERT_FALSE(config);
    EXPECT_LE(config.error().front().sentence().size(), 1000U);
  }
}

TEST(HostileFile, TablesByTheThousandAreTakenDownWithoutTrouble) {
  const std::string dotted = repeated("a.", 230) + 'a';
  const std::string deep =
      '[' + dotted + "]\n" + repeated(dotted + " = [\n{ ", 3) + "a = 1" + repeated(" }\n]", 3);
  const auto config = parsed(deep);
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().back().code, kUnknown) << config.error().back().sentence();
  EXPECT_THAT(config.error().back().tried, HasSubstr("[a] is not a section"));
}

TEST(HostileFile, ALongLineIsRefusedByItsNumber) {
  const auto config = parsed("[site]\nname = \"" + std::string(10'000, 'x') + '"');
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().code, kSyntax);
  EXPECT_THAT(config.error().front().tried, HasSubstr("station.toml:2: the line has 10009 octets"));
}

TEST(HostileFile, NothingIsShownThatCouldDriveATerminal) {
  const auto escape =
      parsed(station_file_with("\"Voltaro\"", "\"\\u001b[2J" + std::string(200, 'x') + '"'));
  ASSERT_FALSE(escape);
  const std::string said = escape.error().front().sentence();
  EXPECT_EQ(said.find('\x1b'), std::string::npos);
  EXPECT_LT(said.size(), 300U);
  const auto key = parsed(station_file_with("[site]", "[site]\n\"\\u001b[2J\" = 1"));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().front().sentence().find('\x1b'), std::string::npos);
}

TEST(HostileFile, ASecretInTheWrongPlaceIsNotRepeated) {
  const auto config = parsed(station_file_with("host = ", "password = \"hunter2\"\nhost = "));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().sentence().find("hunter2"), std::string::npos);
}

// The same spoiled files on every run: a plain generator, and its seed is the test.
// The library's tables of letters have holes that it takes for impossible.
TEST(HostileFile, ALetterFromAfarInAKeyIsAComplaint) {
  for (const char* letter : {"ß", "\u0499", "、", "ﺍ", "𝒳"}) {
    const auto config = parsed(fmt::format("{}\n{} = 1\n", kStationFile, letter));
    ASSERT_FALSE(config) << letter;
    EXPECT_EQ(config.error().front().code, "config.syntax") << letter;
  }
}

TEST(HostileFile, WhateverIsSpoiledEndsInAConfigurationOrInComplaints) {
  std::uint32_t state = 20'261'122;
  const auto below = [&state](std::size_t limit) {
    state = state * 1'664'525U + 1'013'904'223U;
    return static_cast<std::size_t>(state >> 8U) % limit;
  };
  static constexpr char kOctets[] = "\"'[]{}=.,#\n\0\xFF\\x-9T:";
  static constexpr std::string_view kSpoilers(kOctets,
                                              sizeof kOctets - 1);  // with the zero in the middle
  int refused = 0;
  for (int round = 0; round < 3'000; ++round) {
    std::string text(kStationFile);
    for (std::size_t change = 0; change <= below(4); ++change) {
      const std::size_t at = below(text.size());
      const std::size_t kind = below(3);
      if (kind == 0) text[at] = kSpoilers[below(kSpoilers.size())];
      if (kind == 1) text.erase(at, 1 + below(40));
      if (kind == 2) text.insert(at, text.substr(below(text.size()), below(60)));
    }
    const auto config = parsed(text);
    if (config) continue;
    ++refused;
    ASSERT_FALSE(config.error().empty());
    for (const hal::Error& error : config.error()) {
      ASSERT_TRUE(error.tried.starts_with("station.toml:")) << error.tried;
      ASSERT_LT(error.sentence().size(), 1000U) << error.sentence();
      ASSERT_FALSE(error.remedy.empty()) << error.tried;
    }
  }
  EXPECT_GT(refused, 1'000);
}

TEST(HostileFile, TooManyEvsesAreRefused) {
  std::string evses;
  for (int id = 3; id <= 17; ++id) {
    evses +=
        fmt::format("[[controller.evse]]\nid = {}\nconnector = \"nacs\"\nmax_power_w = 1000\n", id);
  }
  const auto config = parsed(station_file_with("[gateway]", evses + "[gateway]"));
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().front().remedy, "Give at most 16 EVSEs.");
}

}  // namespace
}  // namespace kerb::kiosk
