#include "payment/emv/card_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "payment/emv/exchange.hpp"
#include "payment/emv/tag.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using hal::simulated::CardKind;

CardReport report_of(CardKind kind) {
  CardReport report;
  report.finish(
      desk::tap(kind, desk::trusting_terminal(), desk::transaction(),
                [&](const Step& step) { report.add(step, std::chrono::microseconds{1250}); }));
  return report;
}

TEST(CardReport, TellsEveryStep) {
  const std::string text = report_of(CardKind::mastercard).text();
  for (const char* expected :
       {"SELECT PPSE", "SELECT A0000000041010", "GET PROCESSING OPTIONS", "READ RECORD 3 of file 2",
        "GENERATE AC", "80AE9000", "9000", "1.3 ms", "541333••••••0011", "Application Cryptogram",
        "online request", "Mastercard MASTERCARD ••••0011", "8 exchanges, 10.0 ms"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text;
  }
}

TEST(CardReport, IsOneJsonObject) {
  const auto report = nlohmann::json::parse(report_of(CardKind::visa).json());
  ASSERT_EQ(report["steps"].size(), 4U);
  EXPECT_EQ(report["steps"][2]["name"], "GET PROCESSING OPTIONS");
  EXPECT_EQ(report["steps"][2]["status"], "9000");
  EXPECT_EQ(report["steps"][2]["elapsed_us"], 1250);
  EXPECT_EQ(report["steps"][2]["sent"][1]["value"], "000000004999");
  EXPECT_EQ(report["outcome"]["kind"], "online request");
  EXPECT_EQ(report["outcome"]["last_four"], "0010");
}

TEST(CardReport, ReadsTheBitsToWhoeverLooks) {
  const CardReport report = report_of(CardKind::visa);
  EXPECT_NE(report.text().find("· online cryptogram required"), std::string::npos);
  const auto json = nlohmann::json::parse(report.json());
  bool found = false;
  for (const auto& object : json["steps"][2]["sent"]) {
    found = found || (object["tag"] == "9F66" && object["bits"][0] == "EMV mode supported");
  }
  EXPECT_TRUE(found) << json["steps"][2]["sent"].dump(1);
}

TEST(CardReport, SaysWhenTheCardLeft) {
  const auto card = hal::simulated::make_card(CardKind::torn);
  CardReport report;
  report.finish(run(desk::terminal(), desk::transaction(), desk::hold_for(*card, 2),
                    [&](const Step& step) { report.add(step, std::chrono::microseconds{1}); }));
  EXPECT_NE(report.text().find("no answer"), std::string::npos);
  EXPECT_NE(report.text().find("try again: card left at GET PROCESSING OPTIONS"),
            std::string::npos);
  EXPECT_TRUE(nlohmann::json::parse(report.json())["steps"][2]["status"].is_null());
}

// No number, in digits or as ASCII in hex, and no expiry and service code behind one.
TEST(CardReport, NeverTellsANumber) {
  for (const CardKind kind : hal::simulated::all_card_kinds()) {
    const CardReport report = report_of(kind);
    for (const std::string& text : {report.text(), report.json()}) {
      for (const std::string& number : hal::simulated::all_card_numbers()) {
        EXPECT_EQ(text.find(number), std::string::npos);
        EXPECT_EQ(text.find(hal::to_hex(hal::Bytes(number.begin(), number.end()))),
                  std::string::npos);
      }
      EXPECT_EQ(text.find("4912201"), std::string::npos);
      EXPECT_EQ(text.find("491231"), std::string::npos);
    }
  }
}

TEST(CardReport, ShowsOnlyWhatIsKnownToBeHarmless) {
  const auto shown = [](Tag tag, const char* value) {
    return show_object(tag, *hal::from_hex(value)).value;
  };
  EXPECT_EQ(shown(tag::kAip, "1980"), "1980");
  EXPECT_EQ(shown(tag::kPan, "4761739001010010"), "476173••••••0010");
  EXPECT_EQ(shown(tag::kPan, "476173900101001FFFFF"), "476173•••••1001");
  EXPECT_EQ(shown(tag::kPan, "476173900101"), "(6 octets)");  // too short to hide anything in
  EXPECT_EQ(shown(tag::kTrack2Equivalent, "4761739001010010D49122010000012345"), "(17 octets)");
  EXPECT_EQ(shown(tag::kIccCertificate, "0102"), "(2 octets)");
  EXPECT_EQ(shown(0xDF77, "4761739001010010"), "(8 octets)");  // nobody knows what it is
}

// A card may ask for its own number in a list; it must not get it into a report that way.
TEST(CardReport, MasksWhatTheCardAsksFor) {
  DataObjects objects;
  ASSERT_TRUE(objects.store_from_card(*hal::from_hex("5A08 4761739001010010")));
  const Command command = generate_ac_command(0x80, {{tag::kPan, 8}, {tag::kPan, 20}}, objects);
  EXPECT_EQ(command.shown[0].value, "476173••••••0010");
  EXPECT_EQ(command.shown[1].value, "476173••••••0010");
}

}  // namespace
}  // namespace kerb::payment::emv
