#include "payment/journal/open_report.hpp"

#include <nlohmann/json.hpp>

#include "payment/saga/saga_json.hpp"
#include "tests/sold_charge.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

const hal::Utc kMorning = hal::Utc(hal::Millis(1'763'789'590'123));  // 2025-11-22 05:33:10.123

class OpenReportTest : public JournalTest {
 protected:
  static Money euros(std::int64_t cents) { return {cents, *Currency::from_code("EUR")}; }
  static Hold hold() { return {"REF-1", euros(5000), kMorning + std::chrono::days(7), "831000"}; }
  static Delivery delivery() {
    return {hal::WattHours{1000},
            hal::WattHours{22'424},
            kMorning,
            kMorning,
            {hal::WattHours{21'424}, euros(1264), euros(1062), euros(202)}};
  }

  void enter(const std::string& session, const SagaState& state, std::chrono::minutes later) {
    Saga saga;
    saga.terms.session = session;
    saga.terms.evse = 2;
    saga.terms.hold = euros(5000);
    saga.terms.card = {Scheme::visa, "Visa Debit", "0010", "f00d"};
    saga.terms.opened = kMorning;
    saga.terms.tariff = test::per_kwh("0.59", "19");
    saga.state = state;
    JournalEntry made =
        entry("saga." + std::string(state_word(state)), session, saga_to_json(saga));
    made.at = kMorning + later;
    append(*journal_, made, !at_rest(saga));
  }
  void foreign(const std::string& session, const std::string& body, const std::string& kind) {
    append(*journal_, entry(kind, session, body), true);
  }
  std::string written(bool json = false, std::string_view code = {}) {
    std::ostringstream out;
    EXPECT_TRUE(write_open(*journal_, json, code, out));
    return out.str();
  }
  OpenOperation only() {
    const auto all = open_operations(*journal_);
    EXPECT_TRUE(all);
    EXPECT_EQ(all->size(), 1U);
    return all->empty() ? OpenOperation{} : all->front();
  }

  std::unique_ptr<Journal> journal_ = opened();
};

using std::chrono::minutes;

TEST_F(OpenReportTest, NothingIsOpen) {
  enter(kSessionA, Holding{}, minutes(0));
  enter(kSessionA, Ended{WasNotProcessed{}}, minutes(1));
  EXPECT_EQ(written(), "nothing is open\n");
  EXPECT_EQ(written(true), "");
}

TEST_F(OpenReportTest, EveryStateSaysWhatKerbWaitsFor) {
  const std::pair<SagaState, const char*> states[] = {
      {Holding{}, "the bank to answer whether it holds 50.00 EUR"},
      {Asking{}, "the bank to say whether it holds 50.00 EUR"},
      {AwaitingPhone{.page = {"cs_1", kMorning}}, "the driver to pay 50.00 EUR on a page"},
      {Abandoning{}, "the bank to confirm that a hold"},
      {SecondLook{}, "the time for a second look"},
      {Held{hold()}, "the driver to plug in and the charger to start; 50.00 EUR stays held"},
      {Delivering{hold(), hal::WattHours{1000}, hal::WattHours{2500}, kMorning},
       "the charge to end; 50.00 EUR stays held"},
      {Fencing{.hold = hold(), .meter_start = {}, .started = kMorning},
       "the charger to confirm that no energy flows any more"},
      {Capturing{hold(), delivery(), euros(1264), EndReason::driver_stopped, 0},
       "the bank to confirm that 12.64 EUR is charged"},
      {Releasing{hold(), EndReason::cancelled, {}, 0},
       "the bank to confirm that 50.00 EUR is released"}};
  for (const auto& [state, words] : states) {
    journal_.reset();
    std::filesystem::remove(file_);
    journal_ = opened();
    enter(kSessionA, state, minutes(3));
    const OpenOperation operation = only();
    EXPECT_EQ(operation.waits_for.rfind(words, 0), 0U) << operation.waits_for;
    EXPECT_EQ(operation.state, state_word(state));
    EXPECT_EQ(operation.since, kMorning + minutes(3));
    EXPECT_EQ(operation.card, "Visa Debit 0010");
    EXPECT_EQ(operation.evse, 2);
    EXPECT_FALSE(operation.for_person);
    EXPECT_EQ(operation.to_do, "");
  }
}

TEST_F(OpenReportTest, SinceIsWhenTheStateBegan) {
  enter(kSessionA, Held{hold()}, minutes(1));
  enter(kSessionA, Delivering{hold(), hal::WattHours{1000}, hal::WattHours{1000}, kMorning},
        minutes(2));
  append(*journal_, entry("support.note", kSessionA, R"({"state":"cable"})"));
  enter(kSessionA, Delivering{hold(), hal::WattHours{1000}, hal::WattHours{2500}, kMorning},
        minutes(9));
  const OpenOperation operation = only();
  EXPECT_EQ(operation.since, kMorning + minutes(2));
  EXPECT_EQ(operation.opened, kMorning + minutes(1));
  EXPECT_EQ(operation.energy, "1.500 kWh");
}

TEST_F(OpenReportTest, AFaultReportThatNobodyHasTakenIsOpen) {
  append(*journal_, entry("report.filed", kSessionA, R"({"report":"BXLR4LA","fault":"cable"})"),
         true);
  const OpenOperation operation = only();
  EXPECT_EQ(operation.state, "report");
  EXPECT_EQ(operation.waits_for, "somebody to take the driver's fault report BXLR4LA (cable)");
}

TEST_F(OpenReportTest, AReceiptThatTheServiceHasNotTakenIsOpen) {
  append(*journal_,
         entry("report.receipt_filed", kSessionA,
               R"({"token":"0f","language":"en","receipt":{"number":"K7F3-2291"}})"),
         true);
  const OpenOperation operation = only();
  EXPECT_EQ(operation.state, "receipt");
  EXPECT_EQ(operation.waits_for, "the receipt service to take receipt K7F3-2291");
}

TEST_F(OpenReportTest, WhatIsForAPersonComesFirstWithWhyAndWhatToDo) {
  enter(kSessionA, Capturing{hold(), delivery(), euros(1264), EndReason::unplugged, 0}, minutes(0));
  enter(kSessionB, ForPerson{"the capture was refused: 481", hold(), delivery()}, minutes(5));
  EXPECT_EQ(
      written(),
      "FEDCBA98  FOR A PERSON  since 2025-11-22 05:38:10.123Z\n"
      "          waits for a person\n"
      "          50.00 EUR held, 21.424 kWh delivered, 12.64 EUR, EVSE 2, Visa Debit 0010\n"
      "          why: the capture was refused: 481\n"
      "          to do: look up this session's key at the acquirer (it begins with the code); "
      "charge 12.64 EUR on the hold of 50.00 EUR (the bank's reference REF-1) at the "
      "acquirer if it is not charged yet, or write it off and release the hold\n"
      "01234567  open  since 2025-11-22 05:33:10.123Z\n"
      "          waits for the bank to confirm that 12.64 EUR is charged; Kerb repeats it "
      "until then\n"
      "          50.00 EUR held, 21.424 kWh delivered, 12.64 EUR, EVSE 2, Visa Debit 0010\n");
  EXPECT_EQ(written(false, "0123").find("FEDCBA98"), std::string::npos);
}

TEST_F(OpenReportTest, TheQueueForAPersonIsNeverDropped) {
  enter(kSessionA, ForPerson{"the release was refused: 400", hold(), {}}, minutes(0));
  enter(kSessionB, ForPerson{"nobody knows", {}, {}}, minutes(1));
  journal_.reset();
  journal_ = opened();  // across restarts
  const auto all = open_operations(*journal_);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].to_do,
            "release the hold of 50.00 EUR (the bank's reference REF-1) at the acquirer");
  EXPECT_EQ((*all)[1].held, "");
  EXPECT_NE((*all)[1].to_do.find("undo any hold or payment"), std::string::npos);
  foreign(kSessionA, R"({"state":"settled_by_person"})", "saga.settled_by_person");
  EXPECT_TRUE(journal_->sessions_for_person()->front().session == kSessionB);
}

TEST_F(OpenReportTest, JsonSaysTheSame) {
  enter(kSessionB, ForPerson{"the capture was refused: 481", hold(), delivery()}, minutes(5));
  const auto json = nlohmann::json::parse(written(true));
  EXPECT_EQ(json["session"], "FEDCBA98");
  EXPECT_EQ(json["for_person"], true);
  EXPECT_EQ(json["state"], "for_person");
  EXPECT_EQ(json["since"], "2025-11-22T05:38:10.123Z");
  EXPECT_EQ(json["waits_for"], "a person");
  EXPECT_EQ(json["held"], "50.00 EUR");
  EXPECT_EQ(json["amount"], "12.64 EUR");
  EXPECT_EQ(json["energy"], "21.424 kWh");
  EXPECT_EQ(json["reference"], "REF-1");
  EXPECT_EQ(json["why"], "the capture was refused: 481");
  EXPECT_EQ(json["evse"], 2);
}

TEST_F(OpenReportTest, AStateOfAnotherKerbIsShownByItsName) {
  foreign(kSessionA, R"({"state":"raising","currency":"EUR","held":{"amount":"50.00"}})",
          "saga.raising");
  EXPECT_EQ(only().waits_for, R"(the end of "raising", for which this Kerb has no words)");
  EXPECT_EQ(only().held, "50.00 EUR");
}

TEST_F(OpenReportTest, WhatIsOnlyHalfThereIsToldByHalves) {
  const std::pair<const char*, const char*> kHalves[] = {
      {R"({"state":"delivering","terms":{"card":{"label":"Visa"}}})", "Visa"},
      {R"({"state":"delivering","terms":{"card":{"last_four":"0010"}}})", "0010"},
      {R"({"state":"delivering","held":{"amount":"50.00"}})", "50.00"},
      {R"({"state":"delivering","delivery":{},"meter_start":5})", "delivering"},
      {R"({"state":"delivering","meter_start":5,"meter_noted":4})", "delivering"},
      {R"({"state":"delivering","meter_start":-5,"meter_noted":4})", "delivering"},
      {R"({"state":"releasing","currency":"EUR","amount":"50.00","held":{"amount":"50.00"}})",
       "50.00 EUR held"}};
  for (const auto& [body, told] : kHalves) {
    foreign(kSessionA, body, "saga.odd");
    EXPECT_NE((written() + written(true)).find(told), std::string::npos) << body << written();
    EXPECT_EQ(only().energy, "") << body;
  }
}

TEST_F(OpenReportTest, WhatCannotBeReadIsShownAllTheSame) {
  for (const char* body :
       {"null", "[]", "7", "{}", R"({"state":7})", R"({"terms":[],"held":"x","delivery":1})",
        R"({"state":"","held":{"amount":7,"reference":[]},"terms":{"evse":"two","card":3}})"}) {
    foreign(kSessionA, body, "saga.odd");
    EXPECT_EQ(only().waits_for, "a person to look: its state cannot be read") << body;
    EXPECT_TRUE(nlohmann::json::accept(written(true))) << body;
  }
  foreign(kSessionA, R"({"state":"\u001b[31m{held}\n","why":"\u202e"})", "saga.odd");
  EXPECT_EQ(written().find('\x1b'), std::string::npos);
  std::ofstream full("/dev/full");
  EXPECT_EQ(write_open(*journal_, false, "", full).error().code, "journal.io");
}

}  // namespace
}  // namespace kerb::payment
