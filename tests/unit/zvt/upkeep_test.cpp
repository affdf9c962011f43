// What keeps a terminal going besides payments: its clock, diagnosis, the day's end, receipts, and the
// two ways by which both sides know that they speak of the same message.
#include <thread>

#include "hal/zvt/card_numbers.hpp"
#include "hal/zvt/day_totals.hpp"
#include "hal/zvt/requests.hpp"
#include "tests/unit/zvt/script_line.hpp"

namespace kerb::hal::zvt {
namespace {

using How = Outcome::How;
constexpr const char* kAckWords = "80 00 00";
constexpr WallClock kNow{2026, 11, 23, 20, 15, 30};

struct UpkeepRow {
  const char* name;
  TerminalSettings settings;
  const char* registered;
  const char* status;
  std::vector<const char*> chores;  // besides meeting
};

TEST(ZvtUpkeep, DoesWhatRegistrationAndStatusAskFor) {  // PA00P015, 2.1 and 2.18
  const UpkeepRow rows[] = {
      {"nothing", {}, "06 0F 02 19 10", "06 0F 01 00", {}},
      {"end of day is another's", {}, "06 0F 02 19 10", "06 0F 01 F0", {}},
      {"initialisation", {}, "06 0F 02 19 01", "06 0F 01 00", {"06 93 03 00 00 00"}},
      {"diagnosis", {}, "06 0F 02 19 02", "06 0F 01 00", {"06 70 00"}},
      {"both", {}, "06 0F 02 19 03", "06 0F 01 00", {"06 70 00", "06 93 03 00 00 00"}},
      {"status 51", {}, "06 0F 02 19 00", "06 0F 01 51", {"06 70 00", "06 93 03 00 00 00"}},
      {"status C2 of a Feig",
       {.kind = Kind::feig_cvend},
       "06 0F 02 19 00",
       "06 0F 0C C2 06 09 E4 07 1F 42 04 17 FD 1E 3C",
       {"06 70 05 06 03 1B 01 04", "06 93 03 00 00 00"}},
      {"status E4, and no id yet",
       {.terminal_id = "52523535"},
       "06 0F 07 19 00 29 00 00 00 00",
       "06 0F 01 E4",
       {"06 1B 08 00 00 00 29 52 52 35 35", "06 70 00", "06 93 03 00 00 00"}},
      {"status E4 with its id",
       {.terminal_id = "52523535"},
       "06 0F 07 19 00 29 52 52 35 35",
       "06 0F 01 E4",
       {"06 70 00", "06 93 03 00 00 00"}},
      {"its clock is wrong",
       {.password = 123456},
       "06 0F 02 19 00",
       "06 0F 01 62",
       {"06 91 0B 12 34 56 AA 26 11 23 0C 20 15 30"}},
  };
  for (const UpkeepRow& row : rows) {
    SCOPED_TRACE(row.name);
    std::vector<ScriptStep> then;
    for (const char* chore : row.chores) {
      then.push_back({chore, {kAckWords, "04 FF 01 C9", "06 0F 00"}});
      then.push_back({kAckWords, {}});
      then.push_back({kAckWords, {}});
    }
    auto steps = after_meeting(then, row.registered, row.status);
    if (!row.chores.empty()) {
      for (const ScriptStep& again : after_meeting({}, "06 0F 07 19 00 29 52 52 35 35")) {
        steps.push_back(again);
      }
      if (row.settings.kind == Kind::feig_cvend) {
        steps.push_back({"0F A1 02 00 01", {"84 83 00"}});
      }
    }
    Scripted scripted(steps, row.settings);
    const auto portrait = scripted.terminal->put_in_order(kNow);
    ASSERT_TRUE(portrait) << portrait.error().sentence();
    EXPECT_EQ(scripted.line->connections, row.chores.empty() ? 1 : 2);
  }
}

TEST(ZvtUpkeep, AStepThatFailsIsNamed) {
  Scripted scripted(
      after_meeting({{"06 70 00", {kAckWords, "06 1E 01 A3"}}, {kAckWords, {}}}, "06 0F 02 19 02"));
  const auto portrait = scripted.terminal->put_in_order(kNow);
  ASSERT_FALSE(portrait);
  EXPECT_EQ(portrait.error().code, "zvt.refused");
  EXPECT_EQ(portrait.error().tried, "diagnosis of the terminal: A3 no connection to the host");
  Scripted nobody(std::vector<ScriptStep>{{"", {"84 83 00"}}});
  EXPECT_FALSE(nobody.terminal->put_in_order(kNow));
}

TEST(ZvtUpkeep, AnotherIdThanConfiguredIsNotOverwritten) {
  Scripted scripted(after_meeting({}, "06 0F 07 19 00 29 11 11 11 11", "06 0F 01 E4"),
                    {.terminal_id = "52523535"});
  EXPECT_EQ(scripted.terminal->put_in_order(kNow).error().code, "zvt.other_terminal");
}

TEST(ZvtUpkeep, AKindOfTerminalThatIsConfiguredWronglyIsNoticedBothWays) {
  const char* const cvend = "06 0F 12 00 06 0F E4 0D 1F 40 0A 63 56 45 4E 44 20 70 6C 75 67";
  Scripted as_ccv(after_meeting({}, "06 0F 02 19 00", cvend), {.kind = Kind::ccv_rea});
  EXPECT_EQ(as_ccv.terminal->meet().error().code, "zvt.other_kind");
  Scripted as_any(after_meeting({}, "06 0F 02 19 00", cvend));
  EXPECT_TRUE(as_any.terminal->meet());
}

struct ClockRow {
  const char* octets;
  std::optional<WallClock> clock;
};

TEST(ZvtClock, IsToldByTheTerminalAndCheckedAgainstTheCalendar) {  // PA00P015, 3.1
  const ClockRow rows[] = {
      {"04 01 08 AA 26 11 23 0C 20 15 30", kNow},
      {"04 01 0F 06 0F 34 0D 1F 0E 04 20 26 11 23 1F 0F 03 20 15 30", kNow},
      {"04 01 0F 06 0E 34 0C 1F 0E 04 20 26 11 23 1F 0F 02 20 15", {}},
      {"04 01 08 AA 26 02 29 0C 20 15 30", {}},
      {"04 01 08 AA 26 13 01 0C 20 15 30", {}},
      {"04 01 08 AA 26 11 23 0C 24 00 00", {}},
      {"04 01 08 AA 26 11 23 0C 23 60 00", {}},
      {"04 01 08 AA 26 11 23 0C 23 00 60", {}},
      {"04 01 04 AA 26 11 23", {}},
      {"04 01 04 0C 20 15 30", {}},
      {"04 01 00", {}},
  };
  for (const ClockRow& row : rows) {
    const Bytes octets = counted(row.octets);
    Dialogue dialogue(diagnosis({}), {}, Monotonic{}, Charset::cp437);
    dialogue.take({kPositive, {}, false}, Monotonic{});
    const auto reaction = dialogue.take(frame_in(octets), Monotonic{});
    EXPECT_EQ(dialogue.clock(), row.clock) << row.octets;
    EXPECT_EQ(reaction.answer->command == kPositive, row.clock.has_value()) << row.octets;
  }
  const Bytes both = counted("04 01 10 06 0F 34 0D 1F 0E 04 20 26 11 23 1F 0F 03 20 15 30");
  EXPECT_EQ(clock_in(*decode(frame_in(both))), kNow);
  const Bytes other_century =
      counted("04 01 10 06 0F 34 0D 1F 0E 04 19 26 11 23 1F 0F 03 20 15 30");
  EXPECT_FALSE(clock_in(*decode(frame_in(other_century))));
}

TEST(ZvtClock, IsPartOfTheOutcome) {
  Scripted scripted(after_meeting({{"06 70 00", {kAckWords, "04 01 08 AA 26 11 23 0C 20 15 30"}},
                                   {kAckWords, {"06 0F 00"}},
                                   {kAckWords, {}}}));
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).clock, kNow);
}

TEST(ZvtDayTotals, AreToldForEveryKindOfCard) {  // PA00P015, bitmap 60
  const Bytes value = hex(
      "02 33 02 41 01 00 00 00 00 01 00 02 00 00 00 00 02 00 03 00 00 00 00 03 00 04 00 00 00 00 "
      "04 00 05 00 00 00 00 05 00 06 00 00 00 00 06 00 07 00 00 00 00 07 00 AB");
  const auto totals = day_totals_in(value);
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->first_receipt, "0233");
  EXPECT_EQ(totals->last_receipt, "0241");
  ASSERT_EQ(totals->kinds.size(), 7U);
  EXPECT_EQ(totals->kinds[2].name, "Mastercard");
  for (std::size_t kind = 0; kind < 7; ++kind) {
    EXPECT_EQ(totals->kinds[kind].count, kind + 1);
    EXPECT_EQ(totals->kinds[kind].amount, (kind + 1) * 100);
  }
  EXPECT_EQ(totals->amount(), 2'800U);
  EXPECT_EQ(to_hex(totals->rest), "AB");
  EXPECT_FALSE(day_totals_in(ByteView(value).first(52)));
  Bytes letters = value;
  letters[5] = 0xFA;
  EXPECT_FALSE(day_totals_in(letters));
}

// With print lines and without them: the totals are those of the status information.
TEST(ZvtDayTotals, ComeWithAnEndOfDayThatPrints) {
  const std::string status =
      "04 0F 3F 27 00 04 00 00 00 00 09 58 60 F0 F5 F3 02 33 02 34 00 00 00 00 00 00 00 00 00 00 "
      "00 00 00 00 02 00 00 00 00 09 58 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 "
      "00 00 00 00 00 00 00 00 00";
  Scripted scripted(after_meeting({{"06 50 03 00 00 00", {kAckWords, status}},
                                   {kAckWords, {"06 D1 07 81 73 75 6D 20 3A 29"}},
                                   {kAckWords, {"06 0F 00"}},
                                   {kAckWords, {}}}));
  const Outcome outcome = scripted.terminal->run(end_of_day(0));
  ASSERT_EQ(outcome.how, How::completed);
  const auto value = outcome.status_message->bitmap(bmp::kTotals);
  ASSERT_TRUE(value);
  const auto totals = day_totals_in(*value);
  ASSERT_TRUE(totals);
  EXPECT_EQ(totals->kinds[2].count, 2U);
  EXPECT_EQ(totals->amount(), 958U);
  EXPECT_EQ(outcome.printed, std::vector<std::string>{"sum :)"});
}

TEST(ZvtReceipts, EmvPrintDataIsToldAndCardsInItAreMasked) {  // PA00P015, 9: tags 46 and 47
  Bytes objects;
  const std::string_view driver = "AID A0000000041010\rTVR 0000008001";
  const std::string_view merchant = "PAN 4111 1111 1111 1111 ok";
  append_tlv(objects, 0x46, Bytes(driver.begin(), driver.end()));
  append_tlv(objects, 0x47, Bytes(merchant.begin(), merchant.end()));
  const Frame frame = Writer(kStatusInformation).flag(bmp::kResult, 0).objects(objects).frame();
  const auto message = decode(frame);
  ASSERT_TRUE(message);
  const Status status = status_in(*message, Charset::cp437);
  EXPECT_EQ(status.emv_print, "AID A0000000041010\nTVR 0000008001");
  EXPECT_EQ(status.emv_print_merchant, "PAN **** **** **** 1111 ok");
}

TEST(ZvtReceipts, WhatCannotBePrintedAnyMoreIsSaid) {  // PA00P015, 3.4: 84 CC
  Dialogue dialogue(end_of_day(0), {}, Monotonic{}, Charset::cp437);
  dialogue.take({kPositive, {}, false}, Monotonic{});
  Dialogue::Reaction reaction;
  for (int line = 0; line < 500; ++line) {
    reaction = dialogue.take(frame_in(hex("06 D1 02 00 41")), Monotonic{});
    ASSERT_EQ(reaction.answer->command, kPositive);
  }
  reaction = dialogue.take(frame_in(hex("06 D1 02 00 41")), Monotonic{});
  EXPECT_EQ(reaction.answer->command, 0x84CC);
  EXPECT_EQ(dialogue.printed().size(), 500U);
  reaction = dialogue.take(frame_in(hex("06 D1 02 FF 03")), Monotonic{});
  EXPECT_EQ(reaction.answer->command, kPositive) << "line feeds need no room";
}

TEST(ZvtCardNumbers, AreHiddenInLogsAndMaskedOnReceipts) {
  struct Row {
    const char* text;
    const char* in_log;
    const char* on_receipt;
  };
  constexpr Row kRows[] = {
      {"no 12345678901 card", "no 12345678901 card", "no 12345678901 card"},
      {"4111111111111111", "****************", "************1111"},
      {"4111  1111\n1111.1111 7", "****  ****\n****.**** *", "4111  1111\n1111.1111 7"},
      {"A0000000041010", "A*************", "A0000000041010"},
      {"000000000000000000", "000000000000000000", "000000000000000000"},
      {"4111111111111112", "****************", "4111111111111112"},
      {"41111111   11111111", "41111111   11111111", "41111111   11111111"},
      {"12345678901234567890", "********************", "12345678901234567890"},
      {"", "", ""},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(without_card_numbers(row.text), row.in_log);
    EXPECT_EQ(with_masked_cards(row.text), row.on_receipt);
    const std::string_view text(row.text);
    EXPECT_EQ(holds_card_number(Bytes(text.begin(), text.end())), text != row.in_log) << row.text;
  }
}

constexpr const char* kHold = "06 22 0C 19 40 49 09 78 04 00 00 00 00 25 00";
std::string yes(const char* receipt) {
  return std::string("04 0F 17 27 00 04 00 00 00 00 25 00 87 ") + receipt + " 0B 00 " + receipt +
         " 06 05 1F 1F 02 " + receipt;
}

// PA00P015, ch. 4: the receipt number that was accepted last goes with the next order for a payment.
TEST(ZvtMirror, TheLastReceiptThatWasKeptIsMirrored) {
  Scripted scripted(after_meeting({
      {kHold, {kAckWords, yes("02 31")}},
      {kAckWords, {"06 0F 00"}},
      {kAckWords, {}},
      {"06 25 0F 19 40 87 02 31 49 09 78 06 05 1F 1F 02 02 31", {kAckWords, "06 1E 01 B5"}},
      {kAckWords, {}},
      {"06 23 03 87 FF FF", {kAckWords, "06 1E 04 B8 87 FF FF"}},
      {kAckWords, {}},
  }));
  scripted.terminal->run(reservation(2'500, 978, ""));
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  scripted.terminal->commit();
  scripted.terminal->run(reservation_reversal({.receipt = 231}));
  EXPECT_TRUE(scripted.terminal->open_reservations());
}

// What was not written down is not mirrored, so the terminal takes it back.
TEST(ZvtMirror, WhatWasDroppedIsNotMirrored) {
  auto steps = after_meeting({
      {"06 22 13 19 40 49 09 78 04 00 00 00 00 25 00 06 05 1F 1F 02 02 30",
       {kAckWords, yes("02 31")}},
  });
  for (const ScriptStep& step : after_meeting({
           {"06 22 13 19 40 49 09 78 04 00 00 00 00 25 00 06 05 1F 1F 02 02 30",
            {kAckWords, "06 1E 01 6C"}},
           {kAckWords, {}},
       })) {
    steps.push_back(step);
  }
  Scripted scripted(steps);
  scripted.terminal->remember({}, hex("02 30"));
  scripted.terminal->run(reservation(2'500, 978, ""));
  scripted.terminal->drop();
  scripted.terminal->run(reservation(2'500, 978, ""));
}

TEST(ZvtMirror, WhoHasNoneSaysSoWithAnEmptyTag) {
  Scripted scripted(after_meeting({{"06 22 11 19 40 49 09 78 04 00 00 00 00 25 00 06 03 1F 1F 00",
                                    {kAckWords, "06 1E 01 6C"}},
                                   {kAckWords, {}}}),
                    {.mirrors_receipts = true});
  EXPECT_EQ(scripted.terminal->run(reservation(2'500, 978, "")).how, How::aborted);
}

// PA00P015, 5.1, with the ids of its example.
TEST(ZvtSequence, CommandsCountOnAndAnswersRepeatWhatTheyAnswer) {
  Scripted scripted(
      {
          {"06 00 15 00 00 00 3E 09 78 06 0B 27 03 14 01 FE 1F 73 03 00 00 00",
           {kAckWords, "06 0F 0A 19 00 06 06 1F 73 03 00 00 00"}},
          {"80 00 08 06 06 1F 73 03 00 00 00", {}},
          {"", {"80 00 08 06 06 1F 73 03 00 00 01", "06 0F 09 00 06 06 1F 73 03 00 00 02"}},
          {"80 00 08 06 06 1F 73 03 00 00 02", {}},
          {"06 22 14 19 40 49 09 78 04 00 00 00 00 25 00 06 06 1F 73 03 00 00 03",
           {"80 00 08 06 06 1F 73 03 00 00 03", "04 FF 0A 17 00 06 06 1F 73 03 00 00 04"}},
          {"80 00 08 06 06 1F 73 03 00 00 04",
           {"04 FF 0A 17 00 06 06 1F 73 03 00 00 04",  // its answer was lost
            "04 0F 17 27 00 04 00 00 00 00 25 00 87 02 31 06 06 1F 73 03 00 00 05"}},
          {"80 00 08 06 06 1F 73 03 00 00 04", {}},
          {"80 00 08 06 06 1F 73 03 00 00 05",
           {"04 0F 17 27 00 04 00 00 00 00 25 00 87 02 31 06 06 1F 73 03 00 00 05",
            "06 0F 08 06 06 1F 73 03 00 00 06"}},
          {"80 00 08 06 06 1F 73 03 00 00 05", {}},
          {"80 00 08 06 06 1F 73 03 00 00 06", {}},
          {"06 70 08 06 06 1F 73 03 00 00 07", {"84 83 00"}},
      },
      {.numbers_messages = true});
  const Outcome asked = scripted.terminal->run(reservation(2'500, 978, ""));
  ASSERT_TRUE(scripted.terminal->waits_for_commit()) << asked.detail;
  EXPECT_EQ(scripted.terminal->commit().how, How::completed);
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::refused);
}

// A yes under the id of a message that was answered already is not the same message.
TEST(ZvtSequence, AnIdAloneAcknowledgesNothing) {
  Dialogue dialogue(reservation(2'500, 978, ""), {}, Monotonic{}, Charset::cp437);
  dialogue.take({kPositive, {}, false}, Monotonic{});
  const auto told = [&](std::string_view text) {
    return dialogue.take(frame_in(counted(text)), Monotonic{}).answer.has_value();
  };
  EXPECT_TRUE(told("04 FF 0A 17 00 06 06 1F 73 03 00 00 04"));
  EXPECT_FALSE(told("04 0F 17 27 00 04 00 00 00 00 25 00 87 02 31 06 06 1F 73 03 00 00 04"));
  ASSERT_TRUE(dialogue.wants_commit());
  EXPECT_TRUE(told("04 FF 0A 17 00 06 06 1F 73 03 00 00 05"));
  EXPECT_FALSE(told("04 0F 17 27 00 04 00 00 00 00 25 00 87 02 31 06 06 1F 73 03 00 00 05"));
  EXPECT_TRUE(dialogue.wants_commit());
}

TEST(ZvtSequence, ATerminalThatDoesNotCountIsSpokenToWithoutIds) {
  Scripted scripted(after_meeting({{"06 70 00", {"84 83 00"}}}), {.numbers_messages = true});
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::refused);
}

TEST(ZvtSequence, IdsBeginAnewAndObjectsStayTogether) {
  EXPECT_EQ(next_id(0), 1U);
  EXPECT_EQ(next_id(0xFFFFFF), 0U);
  const Frame frame = frame_in(hex("06 C0 0C 0F 06 03 1F 60 00 19 10 06 02 07 00"));
  EXPECT_EQ(to_hex(octets_of(numbered(frame, 5))), to_hex(hex("06 C0 10 0F 19 10 06 0B 1F 60 00 07 "
                                                              "00 1F 73 03 00 00 05")));
  const Frame broken = frame_in(hex("06 22 01 99"));
  EXPECT_EQ(numbered(broken, 5), broken);
  EXPECT_FALSE(sequence_in(*decode(frame_in(hex("80 00 07 06 05 1F 73 02 00 00")))));
}

TEST(ZvtTerminalLeaves, LogsOffWhenItIsThere) {
  Scripted scripted(after_meeting({{"06 02 00", {kAckWords}}}));
  scripted.terminal->leave();  // never met: nothing to say
  ASSERT_TRUE(scripted.terminal->meet());
  scripted.terminal->leave();
  EXPECT_FALSE(scripted.line->is_open());
}

// The driver's wish to stop goes out once the terminal has begun, and what comes of it is the outcome.
TEST(ZvtTerminalStops, AWishToStopIsGivenOnceItHasBegun) {
  Scripted scripted(after_meeting({{kHold, {kAckWords, "04 FF 01 0A"}},
                                   {kAckWords, {}},
                                   {"06 B0 00", {kAckWords, "04 0F 02 27 6C"}},
                                   {kAckWords, {"06 1E 01 6C"}},
                                   {kAckWords, {}}}));
  scripted.terminal->on_progress([&](const ProgressTold&) { scripted.terminal->ask_to_stop(); });
  const Outcome outcome = scripted.terminal->run(reservation(2'500, 978, ""));
  EXPECT_EQ(outcome.how, How::aborted);
  EXPECT_EQ(outcome.code, 0x6C);
}

// 06 B0 would be refused by, or would spoil, anything that no driver waits for.
TEST(ZvtTerminalStops, AWishStopsNothingThatNoDriverWaitsFor) {
  Scripted scripted(after_meeting({{"06 70 00", {kAckWords, "06 0F 00"}}, {kAckWords, {}}}));
  ASSERT_TRUE(scripted.terminal->meet());
  scripted.terminal->ask_to_stop();
  EXPECT_EQ(scripted.terminal->run(diagnosis({})).how, How::completed);
}

// Asked while the terminal is still being met, it is not forgotten.
TEST(ZvtTerminalStops, AWishFromBeforeTheOrderIsKeptUntilItHasBegun) {
  Scripted scripted(after_meeting(
      {{kHold, {kAckWords}}, {"06 B0 00", {kAckWords, "06 1E 01 6C"}}, {kAckWords, {}}}));
  scripted.terminal->ask_to_stop();
  EXPECT_EQ(scripted.terminal->run(reservation(2'500, 978, "")).code, 0x6C);
}

TEST(ZvtTerminalStops, AWishThatCameTooLateStopsNobodyElse) {
  Scripted scripted(after_meeting(
      {{kHold, {kAckWords, "04 FF 01 0A", "06 1E 01 05"}}, {kAckWords, {}}, {kAckWords, {}}}));
  scripted.terminal->ask_to_stop();
  scripted.terminal->go_on();
  EXPECT_EQ(scripted.terminal->run(reservation(2'500, 978, "")).code, 0x05);
}

TEST(ZvtTerminalLeaves, LogsOffWhenKerbEnds) {
  Scripted scripted(after_meeting({{"06 02 00", {kAckWords}}}));
  ASSERT_TRUE(scripted.terminal->meet());
  scripted.terminal->close_down();
  EXPECT_FALSE(scripted.terminal->meet());
  scripted.terminal->leave();
  EXPECT_FALSE(scripted.line->is_open());
}

}  // namespace
}  // namespace kerb::hal::zvt
