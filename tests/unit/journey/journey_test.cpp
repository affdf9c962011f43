#include "kiosk/simulator/journey.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kiosk/simulator/journey_statements.hpp"

namespace kerb::kiosk {
namespace {

using namespace journey;
using ::testing::HasSubstr;

Journey parsed(std::string_view text) {
  auto story = parse_journey(text, "story.journey");
  if (!story) {
    for (const auto& error : story.error()) ADD_FAILURE() << error.sentence();
    return {};
  }
  return *std::move(story);
}

template <typename T>
T only(std::string_view line) {
  const Journey story = parsed(line);
  if (story.steps.size() != 1 || !std::holds_alternative<T>(story.steps[0].action)) {
    ADD_FAILURE() << line;
    return {};
  }
  return std::get<T>(story.steps[0].action);
}

std::string complaint(std::string_view text) {
  const auto story = parse_journey(text, "s");
  if (story) return "no complaint";
  std::string all;
  for (const auto& error : story.error()) all += error.sentence() + "\n";
  return all;
}

TEST(Journey, TellsAWholeStory) {
  const Journey story = parsed(
      "# the first one\n"
      "story A first charge\n"
      "size 800x1280\n"
      "locale de\n"
      "theme dark\n"
      "large text\n"
      "\n"
      "expect screen idle   # at home\r\n"
      "\ttouch connector.1\n");
  EXPECT_EQ(story.title, "A first charge");
  ASSERT_TRUE(story.setup.size);
  EXPECT_EQ(story.setup.size->width, 800);
  EXPECT_EQ(story.setup.size->height, 1280);
  EXPECT_EQ(story.setup.locale, "de");
  EXPECT_EQ(story.setup.theme, ThemeChoice::dark);
  EXPECT_TRUE(story.setup.large_text);
  ASSERT_EQ(story.steps.size(), 2U);
  EXPECT_EQ(story.steps[0].line, 8);
  EXPECT_EQ(story.steps[1].line, 9);
  EXPECT_EQ(story.steps[1].statement, "touch connector.1");
}

TEST(Journey, ReadsEveryStatement) {
  EXPECT_EQ(only<Tap>("tap visa").card, hal::simulated::CardKind::visa);
  EXPECT_EQ(only<Tap>("tap locked phone").card, hal::simulated::CardKind::locked_phone);
  (void)only<TapTwoCards>("tap two cards");
  EXPECT_EQ(only<Plug>("plug").evse, 1);
  EXPECT_EQ(only<Plug>("plug 2").evse, 2);
  EXPECT_EQ(only<Unplug>("unplug 2").evse, 2);
  EXPECT_EQ(only<Wait>("wait 10 min").span, hal::Minutes{10});
  EXPECT_EQ(only<Wait>("wait 500 ms").span, hal::Millis{500});
  EXPECT_EQ(only<WaitUntil>("wait until screen charging").within, hal::Minutes{2});
  EXPECT_EQ(only<WaitUntil>("wait until screen charging within 30 s").within, hal::Seconds{30});
  EXPECT_EQ(only<WaitUntil>("wait until text \"80 %\" within 1 h").text, "80 %");
  EXPECT_EQ(only<ExpectText>("expect text \"a \\\"b\\\" # c\"").text, "a \"b\" # c");
  EXPECT_EQ(only<ExpectText>("expect text \u201C\u20AC12\u201D").text, "\u20AC12");
  EXPECT_FALSE(only<ExpectText>("expect no text \"x\"").present);
  EXPECT_EQ(only<ExpectText>("expect receipt \"x\"").source, Source::receipt);
  EXPECT_EQ(only<ExpectText>("expect page \"x\"").source, Source::page);
  EXPECT_EQ(only<ExpectText>("expect journal \"x\"").source, Source::journal);
  EXPECT_FALSE(only<ExpectText>("expect no journal \"x\"").present);
  const auto element = only<ExpectElement>("expect element pay.start value \"0.59\" disabled");
  EXPECT_EQ(element.value, "0.59");
  EXPECT_TRUE(element.disabled);
  EXPECT_FALSE(only<ExpectElement>("expect no element pay.start").present);
  EXPECT_EQ(only<ExpectBank>("expect bank holds nothing").contents, ExpectBank::Contents::nothing);
  EXPECT_EQ(only<ExpectBank>("expect bank captured something").book, ExpectBank::Book::captured);
  EXPECT_EQ(only<ExpectBank>("expect bank released 12.64 and 3.10").amounts.size(), 2U);
  (void)only<ExpectReceiptMatchesBank>("expect receipt matches bank");
  EXPECT_EQ(only<Picture>("picture plug-in").name, "plug-in");
}

TEST(Journey, ReadsTheWorld) {
  EXPECT_EQ(only<CarTakes>("car takes 50 kW").at_most.count, 50'000);
  EXPECT_EQ(only<CarTakes>("car takes 7.4 kW at 2").at_most.count, 7'400);
  EXPECT_EQ(only<CarTakes>("car takes 300 W at 2").evse, 2);
  EXPECT_EQ(only<CarTakes>("car takes nothing").at_most.count, 0);
  EXPECT_EQ(only<CarSoc>("car is at 80 %").percent, 80);
  EXPECT_EQ(only<CarSoc>("car is at 80% at 2").evse, 2);
  EXPECT_EQ(only<CarSoc>("car is full").percent, 100);
  EXPECT_EQ(only<SiteGives>("site gives 50 kW").at_most.count, 50'000);
  EXPECT_FALSE(only<ReaderOn>("reader off").on);
  EXPECT_FALSE(only<ChargerReachable>("charger unreachable").reachable);
  EXPECT_EQ(only<StartFails>("start fails at 2").evse, 2);
  EXPECT_EQ(only<ConnectorFault>("connector 2 broken").fault, hal::ChargerFault::contactor);
  EXPECT_EQ(only<ConnectorFault>("connector 2 broken by cut_cable").fault,
            hal::ChargerFault::cut_cable);
  EXPECT_EQ(only<ConnectorFault>("connector 2 repaired").fault, hal::ChargerFault::none);
  EXPECT_EQ(only<KeepConnector>("connector 2 reserved").how, hal::simulated::Kept::reserved);
  EXPECT_EQ(only<KeepConnector>("connector 2 switched off").how,
            hal::simulated::Kept::switched_off);
  EXPECT_EQ(only<KeepConnector>("connector 2 updating").how, hal::simulated::Kept::updating);
  EXPECT_EQ(only<KeepConnector>("connector 2 for everybody").how, hal::simulated::Kept::no);
  EXPECT_TRUE(only<PhonePays>("phone pays at 2").on);
  EXPECT_FALSE(only<PhonePays>("phone gives up").on);
  EXPECT_TRUE(only<PagePaid>("page paid").accepted);
  EXPECT_FALSE(only<PagePaid>("page declined").accepted);
  EXPECT_EQ(only<ChargePauses>("charge pauses on request").why, hal::PauseReason::user);
  EXPECT_EQ(only<ChargePauses>("charge pauses without power at 2").evse, 2);
  EXPECT_EQ(only<ChargePauses>("charge pauses by emergency_stop").fault,
            hal::ChargerFault::emergency_stop);
  EXPECT_EQ(only<ChargePauses>("charge goes on").why, hal::PauseReason::none);
  EXPECT_EQ(only<PowerHeldTo>("power held to 50 kW by the cold at 2").by,
            hal::PowerHeld::By::cold_car);
  EXPECT_EQ(only<PowerHeldTo>("power free").by, hal::PowerHeld::By::nobody);
  EXPECT_TRUE(only<LockJams>("lock jams at 2").jammed);
  EXPECT_FALSE(only<LockJams>("lock works").jammed);
  EXPECT_EQ(only<Bank>("bank drops after").mood, BankMood::drops_after);
  EXPECT_EQ(only<Bank>("bank 502").mood, BankMood::error_502);
  EXPECT_TRUE(only<EmergencyStop>("emergency stop").pressed);
  EXPECT_FALSE(only<EmergencyStop>("emergency stop released").pressed);
  (void)only<PowerCut>("power cut");
  EXPECT_EQ(only<Blackout>("blackout 5 min").span, hal::Minutes{5});
}

TEST(Journey, NamesLineAndWhatWouldBeRight) {
  EXPECT_THAT(complaint("wait 5 s\nexpct screen idle"),
              HasSubstr("s:2: no statement begins with \"expct\" (journey.syntax). did you mean: "
                        "expect screen NAME"));
  EXPECT_THAT(complaint("expect screen chargin"), HasSubstr("did you mean \"charging\"?"));
  EXPECT_THAT(complaint("tap vsia"), HasSubstr("did you mean \"visa\"?"));
  EXPECT_THAT(complaint("tap library card"), HasSubstr("visa, mastercard"));
  EXPECT_THAT(complaint("wait 10"), HasSubstr("expected a time of up to a day"));
  EXPECT_THAT(complaint("wait 10"), HasSubstr("found the end of the line"));
  EXPECT_THAT(complaint("expect text price"), HasSubstr("a text in quotes"));
  EXPECT_THAT(complaint("expect text \"price"), HasSubstr("without an end"));
  EXPECT_THAT(complaint("power cut now"), HasSubstr("\"now\" is too much here"));
  EXPECT_THAT(complaint("bank sleeps"), HasSubstr("drops before"));
  EXPECT_THAT(complaint("hallo"), HasSubstr("--help-journey"));
}

TEST(Journey, ReportsAllMistakesAtOnce) {
  const auto story = parse_journey("plug 0\ncar is at 101 %\ntheme blue\nsize 10x10", "s");
  ASSERT_FALSE(story);
  ASSERT_EQ(story.error().size(), 4U);
  EXPECT_THAT(story.error()[3].tried, HasSubstr("s:4: expected width x height"));
  EXPECT_THAT(story.error()[3].tried, HasSubstr("found \"10x10\""));
}

TEST(Journey, RefusesWhatCannotBe) {
  for (const char* line : {"wait 0 s",
                           "wait 25 h",
                           "wait -1 s",
                           "wait 99999999999999999999 s",
                           "car takes 2000 kW",
                           "car takes 1.2345 kW",
                           "car takes 0.5 W",
                           "car takes . kW",
                           "car takes 5. kW",
                           "plug 100",
                           "plug one",
                           "picture ../x",
                           "touch Pay",
                           "expect bank captured 1,00",
                           "expect bank owes 1",
                           "car is at 5",
                           "locale ../de",
                           "connector 1",
                           "tap",
                           "tap \"visa\" again",
                           "expect text \"\"",
                           "expect",
                           "story"}) {
    EXPECT_THAT(complaint(line), HasSubstr("s:1: ")) << line;
  }
  EXPECT_THAT(complaint(""), HasSubstr("nothing happens"));
  EXPECT_THAT(complaint("wait 1 s\nlocale de"), HasSubstr("after the story began"));
  EXPECT_THAT(complaint(std::string("wait 1 s\n") + '\0'), HasSubstr("control character"));
  EXPECT_THAT(complaint(std::string(501, ' ')), HasSubstr("journey.too_long"));
  EXPECT_THAT(complaint(std::string(300'000, '\n')), HasSubstr("journey.too_long"));
  std::string many;
  for (int i = 0; i < 2001; ++i) many += "plug\n";
  EXPECT_THAT(complaint(many), HasSubstr("more than 2000"));
}

TEST(Journey, FilesThatAreNot) {
  EXPECT_EQ(read_journey("/nowhere/x.journey").error()[0].code, "journey.unreadable");
  EXPECT_EQ(read_journey("/").error()[0].code, "journey.unreadable");
}

TEST(Journey, LanguagePageNamesEveryStatementScreenAndCard) {
  const std::string page = journey_language();
  for (const auto& statement : statements()) {
    EXPECT_THAT(page, HasSubstr(std::string(statement.usage)));
    EXPECT_THAT(page, HasSubstr(std::string(statement.meaning)));
  }
  EXPECT_THAT(page, HasSubstr("plug_in"));
  EXPECT_THAT(page, HasSubstr("charging card"));
}

}  // namespace
}  // namespace kerb::kiosk
