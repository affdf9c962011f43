// What terminals in the field do that the paper does not say. Each was seen in a capture or in
// another client; none of them may cost money, or hang.
#include "hal/zvt/day_totals.hpp"
#include "hal/zvt/requests.hpp"
#include "tests/unit/zvt/script_line.hpp"

namespace kerb::hal::zvt {
namespace {

using How = Outcome::How;

constexpr const char* kHold = "06 22 0C 19 40 49 09 78 04 00 00 00 00 25 00";
constexpr const char* kYes =
    "04 0F 1B 27 00 04 00 00 00 00 25 00 87 02 31 0B 00 09 75 29 52 52 35 35 0D 04 05 49 09 78";
constexpr const char* kNo = "04 0F 02 27 3E";
constexpr const char* kAckWords = "80 00 00";
constexpr const char* kReceiptBlock = "06 D3 0D 06 0B 1F 07 01 02 25 05 07 03 41 42 43";
const ScriptStep kAcknowledged{kAckWords, {}};

Outcome hold(Scripted& scripted) {
  return scripted.terminal->run(reservation(2'500, 978, ""));
}

TEST(ZvtQuirks, ThePrintBlockComesBeforeTheStatusInformation) {  // Feig cVEND
  Scripted scripted(after_meeting({{kHold, {kAckWords, kReceiptBlock}},
                                   {kAckWords, {kYes}},
                                   {kAckWords, {"06 0F 00"}},
                                   kAcknowledged}));
  EXPECT_EQ(hold(scripted).how, How::completed);
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  const Outcome done = scripted.terminal->commit();
  EXPECT_EQ(done.how, How::completed);
  EXPECT_EQ(done.printed, std::vector<std::string>{"ABC"});
}

TEST(ZvtQuirks, ThePrintBlockComesAfterTheStatusInformation) {  // CCV, REA
  Scripted scripted(after_meeting({{kHold, {kAckWords, kYes}},
                                   {kAckWords, {kReceiptBlock}},
                                   {kAckWords, {"06 0F 00"}},
                                   kAcknowledged}));
  EXPECT_EQ(hold(scripted).how, How::completed);
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  EXPECT_EQ(scripted.terminal->commit().printed, std::vector<std::string>{"ABC"});
}

TEST(ZvtQuirks, AnIntermediateStatusComesBetweenStatusInformationAndCompletion) {
  Scripted scripted(after_meeting({{kHold, {kAckWords, kYes}},
                                   {kAckWords, {"04 FF 02 0B 03"}},
                                   {kAckWords, {"06 0F 00"}},
                                   kAcknowledged}));
  hold(scripted);
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  EXPECT_EQ(scripted.terminal->commit().how, How::completed);
}

TEST(ZvtQuirks, AStatusInformationWithoutResultIsAYesOnlyWithAmountAndReceipt) {
  Scripted yes(after_meeting({{kHold, {kAckWords, "04 0F 0A 04 00 00 00 00 25 00 87 02 31"}},
                              {kAckWords, {"06 0F 00"}},
                              kAcknowledged}));
  hold(yes);
  ASSERT_TRUE(yes.terminal->waits_for_commit());
  EXPECT_EQ(yes.terminal->commit().how, How::completed);

  Scripted none(after_meeting(
      {{kHold, {kAckWords, "04 0F 03 87 02 31"}}, {kAckWords, {"06 0F 00"}}, kAcknowledged}));
  const Outcome outcome = hold(none);
  EXPECT_FALSE(none.terminal->waits_for_commit());
  EXPECT_EQ(outcome.status->result, 0x66);
}

TEST(ZvtQuirks, ARegistrationIsAnsweredByAnExtraStatusInformation) {  // a simulator in Kotlin
  Scripted whole({{"", {kAckWords, "04 0F 02 27 00"}},
                  {kAckWords, {"06 0F 07 19 00 29 52 52 35 35"}},
                  {"", {}},
                  {"", {kAckWords, "06 0F 01 00"}},
                  {"", {}}});
  EXPECT_EQ(whole.terminal->meet()->terminal_id, "52523535");
}

TEST(ZvtQuirks, NegativeWithoutReasonIsAYesThatIsWaitedForAndThenFailsClosed) {
  Scripted scripted(after_meeting({{kHold, {"84 00 00"}}}));
  const Monotonic began = scripted.clock.now;
  const Outcome outcome = hold(scripted);
  EXPECT_EQ(outcome.how, How::lost);
  EXPECT_GE(scripted.clock.now - began, Millis{180'000}) << "T4, not T3";
  EXPECT_FALSE(scripted.line->is_open());
  Scripted said(after_meeting({{"", {"84 00 00", "06 0F 00"}}, kAcknowledged}));
  EXPECT_EQ(said.terminal->run(diagnosis({})).how, How::completed);
}

TEST(ZvtQuirks, AStatusEnquiryIsAnsweredByAStatusInformationAndAnEmptyCompletion) {
  Scripted scripted({{"", {kAckWords, "06 0F 07 19 00 29 52 52 35 35"}},
                     {"", {}},
                     {"", {kAckWords, "04 0F 02 27 00"}},
                     {kAckWords, {"06 0F 00"}},
                     {"", {}}});
  const auto portrait = scripted.terminal->meet();
  ASSERT_TRUE(portrait) << portrait.error().sentence();
  EXPECT_EQ(portrait->status, 0);
}

TEST(ZvtQuirks, ARefusalIsFollowedByACompletionInsteadOfAnAbort) {
  Scripted scripted(
      after_meeting({{kHold, {kAckWords, kNo}}, {kAckWords, {"06 0F 00"}}, kAcknowledged}));
  const Outcome outcome = hold(scripted);
  EXPECT_EQ(outcome.how, How::completed);
  EXPECT_EQ(outcome.status->result, 0x3E);
  EXPECT_FALSE(scripted.terminal->waits_for_commit());
}

TEST(ZvtQuirks, ARefusalIsFollowedByTheEndOfTheConnection) {
  Scripted cut(after_meeting({{kHold, {kAckWords, kNo}}, {kAckWords, {"cut"}}}));
  const Outcome outcome = hold(cut);
  EXPECT_EQ(outcome.how, How::aborted) << "its last word was no";
  EXPECT_EQ(outcome.code, 0x3E);
  Scripted silent(after_meeting({{kHold, {kAckWords, kNo}}, kAcknowledged}));
  EXPECT_EQ(hold(silent).how, How::aborted);
  EXPECT_FALSE(silent.line->is_open());
}

TEST(ZvtQuirks, TextIsReadInTheCharacterSetThatWasEchoed) {
  // "ä" in UTF-8, and what CP437 makes of these two octets.
  for (const auto& [echo, text] :
       {std::pair{"06 0F 07 06 05 27 03 14 01 FE", "\xC3\xA4"},
        std::pair{"06 0F 07 06 05 27 03 14 01 FF", "\xE2\x94\x9C\xC3\xB1"},
        std::pair{"06 0F 02 19 00", "\xE2\x94\x9C\xC3\xB1"}}) {
    Scripted scripted(after_meeting(
        {{"", {kAckWords, "06 D1 03 00 C3 A4"}}, {kAckWords, {"06 0F 00"}}, kAcknowledged}, echo));
    EXPECT_EQ(scripted.terminal->run(diagnosis({})).printed, std::vector<std::string>{text})
        << echo;
  }
}

TEST(ZvtQuirks, AdditionalTextHasCarriageReturnsAndTheContractIsPaddedByNul) {
  const auto message = decode(frame_in(counted(
      "04 0F 19 27 00 3C F0 F0 F3 41 0D 42 2A 38 30 34 00 00 00 00 00 00 00 00 00 00 00 00")));
  ASSERT_TRUE(message) << message.error().sentence();
  const Status status = status_in(*message, Charset::cp437);
  EXPECT_EQ(status.text, "A\nB");
  EXPECT_EQ(status.contract, "804");
}

TEST(ZvtQuirks, AStatusInformationThatComesAgainAfterALateAckIsBookedOnce) {
  Scripted scripted(after_meeting({{kHold, {kAckWords, kYes, kYes}},
                                   {kAckWords, {}},
                                   {kAckWords, {kYes, "06 0F 00"}},
                                   {kAckWords, {}},
                                   kAcknowledged}));
  hold(scripted);
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  EXPECT_EQ(scripted.terminal->commit().how, How::completed);
  EXPECT_FALSE(scripted.terminal->waits_for_commit());
}

// One without a trace number cannot be known again, and is not acknowledged before it is written
// down either.
TEST(ZvtQuirks, AStatusInformationWithoutTraceTwiceIsAcknowledgedByCommitOnly) {
  const Frame yes = frame_in(counted("04 0F 0C 27 00 04 00 00 00 00 25 00 87 02 31"));
  Dialogue dialogue(reservation(2'500, 978, ""), {}, Monotonic{}, Charset::cp437);
  dialogue.take({kPositive, {}, false}, Monotonic{});
  EXPECT_FALSE(dialogue.take(yes, Monotonic{}).answer);
  EXPECT_FALSE(dialogue.take(yes, Monotonic{}).answer);
  EXPECT_TRUE(dialogue.wants_commit());
}

// The first card was refused, and the terminal asked for another by itself.
TEST(ZvtQuirks, AYesAfterANoIsWrittenDownBeforeItIsAcknowledged) {
  Scripted scripted(after_meeting(
      {{kHold, {kAckWords, kNo}}, {kAckWords, {kYes}}, {kAckWords, {"06 0F 00"}}, kAcknowledged}));
  const Outcome outcome = hold(scripted);
  ASSERT_TRUE(scripted.terminal->waits_for_commit());
  EXPECT_TRUE(outcome.status->approved());
  EXPECT_EQ(scripted.terminal->commit().how, How::completed);
}

TEST(ZvtQuirks, FieldsComeInAnyOrder) {
  const auto front =
      decode(frame_in(counted("04 0F 0F 27 00 04 00 00 00 00 25 00 87 02 31 0B 00 09")));
  EXPECT_FALSE(front) << "a trace of two octets";
  const auto back =
      decode(frame_in(counted("04 0F 10 0B 00 09 75 87 02 31 04 00 00 00 00 25 00 27 00")));
  ASSERT_TRUE(back);
  EXPECT_EQ(status_in(*back, Charset::cp437).name.trace, "000975");
}

TEST(ZvtQuirks, WhatTheTerminalAsksThatKerbDoesNotDoIsAnsweredSo) {  // PA00P015, 3: 84 83
  for (const char* order : {"04 0D 00", "04 0E 00", "06 D8 00", "06 D9 00", "06 DA 00", "06 DB 00",
                            "06 DD 00", "06 E4 00"}) {
    Dialogue dialogue(diagnosis({}), {}, Monotonic{}, Charset::cp437);
    dialogue.take({kPositive, {}, false}, Monotonic{});
    EXPECT_EQ(dialogue.take(frame_in(hex(order)), Monotonic{}).answer->command, 0x8483) << order;
  }
}

}  // namespace
}  // namespace kerb::hal::zvt
