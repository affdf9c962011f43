#include "kiosk/commands/commands.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

// A folder of its own for the files of a command line.
class PriceCommandTest : public ::testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  struct Outcome {
    int code = 0;
    std::string out;
    std::string problem;
  };
  static Outcome run(const PriceCommand& command) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome outcome;
    outcome.code = price_command(command);
    outcome.out = testing::internal::GetCapturedStdout();
    outcome.problem = testing::internal::GetCapturedStderr();
    return outcome;
  }
  static bool has(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
  }

  TemporaryFolder temporary_;
  const std::filesystem::path& folder_ = temporary_.path();
};

constexpr const char* kTariff = R"({"id":"1","currency":"EUR","elements":[{"price_components":[
  {"type":"ENERGY","price":0.5,"vat":19,"step_size":1}],"restrictions":{"start_time":"11:00"}}]})";
constexpr const char* kRecord = R"("start_date_time":"2026-01-15T10:00:00Z",
  "end_date_time":"2026-01-15T11:00:00Z","total_cost":{"excl_vat":9},"charging_periods":[
  {"start_date_time":"2026-01-15T10:00:00Z","dimensions":[{"type":"ENERGY","volume":20}]}])";

TEST_F(PriceCommandTest, PrintsOneObject) {
  PriceCommand command;
  command.tariff = file("t.json", kTariff);
  command.record = file("c.json", "{" + std::string(kRecord) + "}");
  command.time_zone = "Europe/Berlin";
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.code, 0) << outcome.problem;
  EXPECT_TRUE(
      has(outcome.out, R"("currency":"EUR","total_excl_vat":"10.00","total_incl_vat":"11.90")"))
      << outcome.out;
  EXPECT_TRUE(has(outcome.out, "the record says 9.00 without taxes")) << outcome.out;
  command.text = true;
  EXPECT_TRUE(has(run(command).out, "total with taxes: 11.90 EUR"));
}

TEST_F(PriceCommandTest, TakesARecordThatCarriesItsTariff) {
  PriceCommand command;
  command.tariff =
      file("c.json", "{" + std::string(kRecord) + R"(,"time_zone":"Europe/Berlin","tariffs":[)" +
                         kTariff + "]}");
  EXPECT_TRUE(has(run(command).out, R"("total_incl_vat":"11.90")"));
  command.tariff = file("d.json", R"({"time_zone":"Europe/Berlin","cdr":{)" + std::string(kRecord) +
                                      R"(},"tariff":)" + kTariff + "}");
  EXPECT_TRUE(has(run(command).out, R"("total_incl_vat":"11.90")"));
}

// Never a wrong price: which of two tariffs prices what is for whoever wrote the record to say.
TEST_F(PriceCommandTest, ARecordOfTwoTariffsNeedsOneToBeGiven) {
  const std::string periods = R"("charging_periods":[
  {"start_date_time":"2026-01-15T10:00:00Z","tariff_id":"1","dimensions":[{"type":"ENERGY","volume":20}]},
  {"start_date_time":"2026-01-15T10:30:00Z","tariff_id":"2","dimensions":[{"type":"ENERGY","volume":1}]}])";
  const std::string times =
      R"("start_date_time":"2026-01-15T10:00:00Z","end_date_time":"2026-01-15T11:00:00Z",)";
  PriceCommand command;
  command.time_zone = "Europe/Berlin";
  command.tariff = file("both.json", "{" + times + periods + R"(,"tariffs":[)" + kTariff + "]}");
  EXPECT_TRUE(has(run(command).problem, "charging_periods[1].tariff_id"));

  command.tariff = file("t.json", kTariff);
  command.record = file("c.json", "{" + times + periods + "}");
  const Outcome given = run(command);
  EXPECT_TRUE(has(given.out, R"("total_excl_vat":"10.50")")) << given.out << given.problem;
  EXPECT_TRUE(has(given.out, "the given tariff prices all of it")) << given.out;
  command.tariff = file("two.json", "[" + std::string(kTariff) + "," + kTariff + "]");
  EXPECT_TRUE(has(run(command).problem, "different tariffs"));
}

TEST_F(PriceCommandTest, ABadTariffInTheRecordOnlyMattersWhereItIsNeeded) {
  const std::string record = "{" + std::string(kRecord) + R"(,"tariffs":[{"id":"x"}]})";
  PriceCommand command;
  command.tariff = file("c.json", record);
  EXPECT_TRUE(has(run(command).problem, "tariffs[0]"));
  command.record = file("c.json", record);
  command.tariff = file("t.json", kTariff);
  EXPECT_EQ(run(command).code, 0) << run(command).problem;
}

TEST_F(PriceCommandTest, SaysWhichTimeZoneItTookWhereThatMatters) {
  PriceCommand command;
  command.tariff = file("t.json", kTariff);
  command.record = file("c.json", "{" + std::string(kRecord) + "}");
  EXPECT_TRUE(has(run(command).out, "UTC is taken"));
  command.time_zone = "Nowhere/Land";
  const Outcome outcome = run(command);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(has(outcome.problem, "Nowhere/Land"));
}

TEST_F(PriceCommandTest, FailsWithAReason) {
  PriceCommand command;
  command.tariff = folder_ / "absent.json";
  EXPECT_EQ(run(command).code, 1);
  EXPECT_TRUE(has(run(command).problem, "absent.json"));
  command.tariff = file("c.json", "{" + std::string(kRecord) + "}");
  EXPECT_TRUE(has(run(command).problem, "price.no_tariff"));
  command.rounding = "sideways";
  EXPECT_EQ(run(command).code, 2);
}

TEST_F(PriceCommandTest, LintsWithAnExitCode) {
  PriceCommand command;
  command.lint = true;
  command.tariff = file("t.json", kTariff);
  EXPECT_EQ(run(command).code, 2);  // whose law?
  command.law = "afir";
  command.power = "150";
  const Outcome misleading = run(command);
  EXPECT_EQ(misleading.code, 0);
  EXPECT_TRUE(has(misleading.out, "free by accident") || has(misleading.out, "no element prices"));
  command.law = "uk";
  command.json = true;
  const Outcome unlawful = run(command);
  EXPECT_EQ(unlawful.code, 1);
  EXPECT_TRUE(has(unlawful.out, R"("lawful":false)")) << unlawful.out;
}

}  // namespace
}  // namespace kerb::kiosk
