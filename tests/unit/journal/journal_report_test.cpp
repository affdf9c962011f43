#include "payment/journal_report.hpp"

#include <nlohmann/json.hpp>

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

class JournalReportTest : public JournalTest {
 protected:
  static JournalEntry captured(const std::string& body) {
    JournalEntry made = entry("saga.capture_intended", kSessionA, body);
    made.number = 12;
    made.hash = std::string(64, 'a');
    made.session_open = true;
    return made;
  }
  static std::string written(Journal& journal, JournalForm form, std::string_view code = {}) {
    std::ostringstream out;
    EXPECT_TRUE(write_journal(journal, form, code, out));
    return out.str();
  }
};

constexpr const char* kFull =
    R"({"state":"capturing","amount":"12.64","currency":"EUR","energy_wh":21424,)"
    R"("card":{"label":"Visa Debit","last_four":"0010"},"reason":"stopped on the screen"})";

TEST_F(JournalReportTest, ALineSaysWhatTheHelplineNeeds) {
  EXPECT_EQ(journal_line(captured(kFull)),
            "    12  2025-11-22 05:33:10.123Z  01234567  capture intended          12.64 EUR  "
            "21.424 kWh  "
            "Visa Debit 0010  stopped on the screen");
  EXPECT_EQ(journal_line(captured("{}")),
            "    12  2025-11-22 05:33:10.123Z  01234567  capture intended");
  JournalEntry report = captured(R"({"energy_wh":7})");
  report.kind = "report.filed";
  report.session.clear();
  EXPECT_EQ(journal_line(report),
            "    12  2025-11-22 05:33:10.123Z            report filed              0.007 kWh");
}

TEST_F(JournalReportTest, AnAlarmSaysBothAccounts) {
  JournalEntry alarm = captured(R"({"currency":"EUR","ours":"5.90","told":"7.00"})");
  alarm.kind = "alarm.cost_differs";
  EXPECT_EQ(journal_line(alarm),
            "    12  2025-11-22 05:33:10.123Z  01234567  alarm cost differs        5.90 EUR  "
            "the back end says 7.00");
  alarm.kind = "alarm.cost_missing";
  alarm.body = R"({"currency":"EUR","ours":"5.90"})";
  EXPECT_EQ(journal_line(alarm),
            "    12  2025-11-22 05:33:10.123Z  01234567  alarm cost missing        5.90 EUR");
}

TEST_F(JournalReportTest, AnAlarmAboutAMeterSaysBothReadings) {
  JournalEntry alarm = captured(R"({"believed_wh":1010000,"told_wh":11000000})");
  alarm.kind = "alarm.meter_doubted";
  EXPECT_EQ(journal_line(alarm),
            "    12  2025-11-22 05:33:10.123Z  01234567  alarm meter doubted       1010.000 kWh  "
            "the meter says 11000.000 kWh");
}

TEST_F(JournalReportTest, AnOddBodyIsNoReasonToFail) {
  const std::string bare = journal_line(captured("{}"));
  for (const std::string body :
       {"", "null", "[]", "7", "{", "\xff", R"({"amount":12,"currency":"EUR"})",
        R"({"energy_wh":1.5})", R"({"energy_wh":"7"})", R"({"card":"4111"})", R"({"card":{}})",
        R"({"reason":{"a":1}})", R"({"currency":"EUR"})"}) {
    EXPECT_EQ(journal_line(captured(body)), bare) << body;
    EXPECT_TRUE(nlohmann::json::accept(journal_line(captured(body), JournalForm::json_lines)))
        << body;
    EXPECT_TRUE(nlohmann::json::accept(journal_line(captured(body), JournalForm::whole))) << body;
  }
  const std::string deep = std::string(30'000, '[') + std::string(30'000, ']');
  EXPECT_EQ(journal_line(captured(deep)), bare);
  EXPECT_NE(journal_line(captured(deep), JournalForm::whole).find(deep), std::string::npos);
  JournalEntry odd = captured("{}");
  odd.at = hal::Utc(hal::Millis(INT64_MIN));
  odd.kind = "\x1b[2J";
  odd.session = "\xff\n";
  EXPECT_EQ(journal_line(odd).find('\x1b'), std::string::npos);
  EXPECT_EQ(journal_line(odd).find('\n'), std::string::npos);
}

TEST_F(JournalReportTest, TextFromOutsideCannotDriveTheTerminal) {
  const std::string line =
      journal_line(captured(R"({"reason":"\u001b[31mpaid\n    13  2025 forged\u202e\u009b2J)" +
                            std::string(500, 'x') + "\"}"));
  EXPECT_NE(line.find("?[31mpaid     13  2025 forged??2J"), std::string::npos) << line;
  EXPECT_LT(line.size(), 250U);
}

TEST_F(JournalReportTest, JsonSaysTheSame) {
  const auto json = nlohmann::json::parse(journal_line(captured(kFull), JournalForm::json_lines));
  EXPECT_EQ(json, nlohmann::json::parse(
                      R"({"number":12,"at":"2025-11-22T05:33:10.123Z","session":"01234567",
      "kind":"saga.capture_intended","what":"capture intended","state":"capturing","amount":"12.64 EUR",
      "energy":"21.424 kWh","card":"Visa Debit 0010","reason":"stopped on the screen"})"));
}

TEST_F(JournalReportTest, ExportIsWhole) {
  const std::string spread = "{\n  \"amount\": \"1.10\",\r\n  \"text\": \"a\\nb\"\n}";
  const std::string line = journal_line(captured(spread), JournalForm::whole);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["body"], nlohmann::json::parse(spread));
  EXPECT_EQ(json["session"], kSessionA);
  EXPECT_EQ(json["session_open"], true);
  EXPECT_EQ(json["hash"], std::string(64, 'a'));
  EXPECT_NE(
      journal_line(captured(kFull), JournalForm::whole).find(fmt::format(",\"body\":{}}}", kFull)),
      std::string::npos);
}

TEST_F(JournalReportTest, ListsAllOrOneSession) {
  const auto journal = opened();
  append(*journal, entry("saga.holding", kSessionA));
  append(*journal, entry("saga.holding", kSessionB));
  append(*journal, entry("report.filed", ""));
  const std::string all = written(*journal, JournalForm::lines);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3);
  const std::string one = written(*journal, JournalForm::lines, "fedcba98");
  EXPECT_EQ(std::count(one.begin(), one.end(), '\n'), 1);
  EXPECT_NE(one.find("FEDCBA98"), std::string::npos);
  EXPECT_EQ(written(*journal, JournalForm::whole, "ABCDEF00"), "");

  std::ofstream full("/dev/full");
  EXPECT_EQ(write_journal(*journal, JournalForm::lines, "", full).error().code, "journal.io");
}

TEST_F(JournalReportTest, SaysTheVerdict) {
  EXPECT_EQ(verdict_sentence({120, std::nullopt, "", ""}), "intact: 120 entries");
  EXPECT_EQ(verdict_json({120, std::nullopt, "", ""}), R"({"intact":true,"entries":120})");
  JournalVerdict broken{6, 7, "this entry is missing", ""};
  EXPECT_EQ(
      verdict_sentence(broken).rfind("broken at entry 7: this entry is missing. 6 entries", 0), 0U);
  EXPECT_EQ(verdict_json(broken),
            R"({"intact":false,"entries":6,"broken_at":7,"problem":"this entry is missing"})");
  broken.session = kSessionA;
  EXPECT_EQ(verdict_sentence(broken).rfind("broken at entry 7 (session 01234567): this", 0), 0U);
  EXPECT_NE(verdict_json(broken).find(R"("session":"01234567")"), std::string::npos);
}

}  // namespace
}  // namespace kerb::payment
