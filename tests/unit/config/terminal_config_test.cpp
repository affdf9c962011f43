// [terminal]: with it neither [reader] nor [gateway] is asked for.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/station_file.hpp"

namespace kerb::kiosk {
namespace {

using payment::terminal::Booking;
using ::testing::HasSubstr;

constexpr const char* kTerminal = R"([terminal]
kind = "feig-cvend"
address = "192.168.1.60"
)";

std::string file_with(const std::string& terminal) {
  return station_file_with("[timing]", terminal + "[timing]");
}

std::string complaint(const std::string& terminal) {
  const auto config = parsed(file_with(terminal));
  return config ? "none" : config.error().front().sentence();
}

TEST(TerminalConfig, IsOffWithoutAKind) {
  EXPECT_FALSE(parsed(std::string(kStationFile))->terminal.used);
  EXPECT_FALSE(parsed(file_with("[terminal]\n"))->terminal.used);
}

TEST(TerminalConfig, KnowsWhatItsKindNeeds) {
  const auto config = parsed(file_with(kTerminal));
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_TRUE(config->terminal.used);
  EXPECT_EQ(config->terminal.settings.host, "192.168.1.60");
  EXPECT_EQ(config->terminal.settings.port, 22'000);
  EXPECT_EQ(config->terminal.settings.currency, 978);
  EXPECT_TRUE(config->terminal.provider.names_holds);
  EXPECT_EQ(config->terminal.provider.booking, Booking::book_total);
}

TEST(TerminalConfig, TakesThePlaceOfReaderAndGateway) {
  std::string file = file_with(kTerminal);
  for (const char* section : {"[reader]", "[gateway]"}) {
    const std::size_t begins = file.find(section);
    ASSERT_NE(begins, std::string::npos);
    file.erase(begins, file.find("\n[", begins) + 1 - begins);
  }
  const std::string limit = "device_only_above = \"50.00\"\n";
  file.erase(file.find(limit), limit.size());
  const auto config = parsed(file);
  ASSERT_TRUE(config) << config.error().front().sentence();
  EXPECT_TRUE(config->gateway.host.empty());
  EXPECT_TRUE(less(config->payment.hold, config->payment.device_only_above))
      << "the terminal has a PIN pad";
}

TEST(TerminalConfig, BooksEachKindOfCardAsItsNetworkWants) {
  std::string section = kTerminal;
  section += R"(booking = "partial_reversal"
partly_reversed = ["visa"]
booked_in_total = ["girocard"]
reservation_days = 30
)";
  const auto config = parsed(file_with(section));
  ASSERT_TRUE(config) << config.error().front().sentence();
  const auto& rules = config->terminal.provider;
  EXPECT_EQ(rules.booking, Booking::partial_reversal);
  EXPECT_EQ(rules.by_card_type.at(10), Booking::partial_reversal);
  EXPECT_EQ(rules.by_card_type.at(5), Booking::book_total);
  EXPECT_EQ(rules.by_card_type.at(46), Booking::partial_reversal) << "as it was";
  EXPECT_EQ(rules.hold_lasts, std::chrono::days(30));
}

TEST(TerminalConfig, NamesASerialLine) {
  const std::string serial = "[terminal]\nkind = \"ccv-rea\"\naddress = \"/dev/ttyS1\"\n";
  const auto slow = parsed(file_with(serial));
  ASSERT_TRUE(slow) << slow.error().front().sentence();
  EXPECT_EQ(slow->terminal.settings.device, "/dev/ttyS1");
  EXPECT_EQ(slow->terminal.settings.speed, 9'600);
  EXPECT_TRUE(slow->terminal.settings.host.empty());
  const auto fast = parsed(file_with(fmt::format("{}serial_speed = 115200\n", serial)));
  ASSERT_TRUE(fast) << fast.error().front().sentence();
  EXPECT_EQ(fast->terminal.settings.speed, 115'200);
  for (const char* speed : {"19200", "0", "230400", "\"fast\""}) {  // PA00P016, ch. 3
    EXPECT_THAT(complaint(fmt::format("{}serial_speed = {}\n", serial, speed)),
                HasSubstr("9600 or 115200"))
        << speed;
  }
  for (const char* device :
       {"/dev/", "/dev/../etc/shadow", "/etc/passwd", "/dev/tty S1", "ttyS1/"}) {
    EXPECT_THAT(
        complaint(fmt::format("[terminal]\nkind = \"generic\"\naddress = \"{}\"\n", device)),
        HasSubstr("/dev/ttyS1"))
        << device;
  }
}

TEST(TerminalConfig, EndsTheDayAtATimeOfDay) {
  EXPECT_FALSE(parsed(file_with(kTerminal))->terminal.end_of_day);
  for (const auto& [text, minutes] :
       {std::pair{"00:00", 0}, std::pair{"03:30", 210}, std::pair{"23:59", 1'439}}) {
    const auto config = parsed(file_with(fmt::format("{}end_of_day = \"{}\"\n", kTerminal, text)));
    ASSERT_TRUE(config) << config.error().front().sentence();
    EXPECT_EQ(config->terminal.end_of_day, hal::Minutes(minutes));
  }
  for (const char* text : {"24:00", "3:30", "03.30", "03:60", "night"}) {
    EXPECT_THAT(complaint(fmt::format("{}end_of_day = \"{}\"\n", kTerminal, text)),
                HasSubstr("03:30"))
        << text;
  }
}

TEST(TerminalConfig, SaysWhatTheTerminalCounts) {
  const auto usual = parsed(file_with(kTerminal));
  EXPECT_FALSE(usual->terminal.settings.mirrors_receipts);
  EXPECT_FALSE(usual->terminal.settings.numbers_messages);
  EXPECT_FALSE(usual->terminal.provider.raises_holds);
  const auto counts = parsed(file_with(fmt::format(
      "{}mirrors_receipts = true\nnumbers_messages = true\nraises_holds = true\n", kTerminal)));
  ASSERT_TRUE(counts) << counts.error().front().sentence();
  EXPECT_TRUE(counts->terminal.settings.mirrors_receipts);
  EXPECT_TRUE(counts->terminal.settings.numbers_messages);
  EXPECT_TRUE(counts->terminal.provider.raises_holds);
}

TEST(TerminalConfig, RefusesWhatIsWrong) {
  const std::string own = kTerminal;
  EXPECT_THAT(complaint("[terminal]\nkind = \"verifone\"\naddress = \"10.0.0.1\"\n"),
              HasSubstr("\"feig-cvend\""));
  EXPECT_THAT(complaint("[terminal]\nkind = \"generic\"\n"), HasSubstr("address"));
  EXPECT_THAT(complaint("[terminal]\nkind = \"generic\"\naddress = \"10.0.0.1:99999\"\n"),
              HasSubstr("192.168.1.60"));
  EXPECT_THAT(complaint(own + "terminal_id = \"1234\"\n"), HasSubstr("eight digits"));
  EXPECT_THAT(complaint(own + "serial = \"xyz\"\n"), HasSubstr("hex"));
  EXPECT_THAT(complaint(own + "partly_reversed = [\"diners\"]\n"), HasSubstr("girocard"));
  EXPECT_THAT(complaint(own + "reservation_days = 0\n"), HasSubstr("1 to 30"));
}

}  // namespace
}  // namespace kerb::kiosk
