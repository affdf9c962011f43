// What a terminal may say within its rights and hardly any does: each is answered, and none of it
// moves money that Kerb did not ask for.
#include "hal/zvt/requests.hpp"
#include "hal/zvt/words.hpp"
#include "tests/unit/zvt/script_line.hpp"

namespace kerb::hal::zvt {
namespace {

using How = Outcome::How;

const Frame kAccepted{kPositive, {}, false};
constexpr const char* kApproval =
    "04 0F 00 27 00 04 00 00 00 00 25 00 87 02 31 0B 00 09 75 29 52 52 35 35 0D 04 05";

Dialogue begun(const Frame& command, std::optional<PaymentName> kept = std::nullopt) {
  Dialogue dialogue(command, {}, Monotonic{}, Charset::cp437, std::move(kept));
  dialogue.take(kAccepted, Monotonic{});
  return dialogue;
}

Dialogue::Reaction hears(Dialogue& dialogue, std::string_view text) {
  return dialogue.take(frame_in(counted(text)), Monotonic{});
}

TEST(ZvtOddTerminal, TheSameNumbersOfAnotherTerminalAreAnotherPayment) {
  Dialogue dialogue =
      begun(reservation(2'500, 978, ""), PaymentName{"11111111", "0231", "000975", "0405"});
  EXPECT_FALSE(hears(dialogue, kApproval).answer);
  EXPECT_TRUE(dialogue.wants_commit());
}

TEST(ZvtOddTerminal, APurchaseWaitsForItsAnswerAsAReservationDoes) {
  Dialogue dialogue = begun({kAuthorisation, {}, false});
  EXPECT_FALSE(hears(dialogue, kApproval).answer);
  EXPECT_TRUE(dialogue.wants_commit());
}

TEST(ZvtOddTerminal, ARepetitionWithAnotherResultDoesNotStand) {
  Dialogue dialogue = begun(book_total({.receipt = 231}, 2'500));
  EXPECT_FALSE(hears(dialogue, kApproval).answer);
  dialogue.commit(Monotonic{});
  const auto other =
      hears(dialogue,
            "04 0F 00 27 05 04 00 00 00 00 25 00 87 02 31 0B 00 09 75 29 52 52 35 35 "
            "0D 04 05");
  ASSERT_TRUE(other.answer);
  EXPECT_EQ(*other.answer, positive()) << "a no is only heard";
  EXPECT_TRUE(dialogue.status()->approved());
}

TEST(ZvtOddTerminal, EmptyLinesAndLinesWithoutTextAreNothingToShow) {
  Dialogue dialogue = begun(diagnosis({}));
  const auto told = hears(dialogue, "04 FF 00 FF 01 06 07 24 05 07 00 07 01 41");
  ASSERT_TRUE(told.progress);
  EXPECT_EQ(told.progress->text, "A");
  EXPECT_EQ(hears(dialogue, "06 D1 00 00").answer, positive());
  EXPECT_EQ(hears(dialogue, "06 D3 00 06 08 25 06 09 01 FF 07 01 41").answer, positive());
  ASSERT_FALSE(dialogue.printed().empty());
  EXPECT_EQ(dialogue.printed().back(), "A");
}

// PA00P015, 2.21: 06 B0 is for these as well, where somebody else's card is asked for.
TEST(ZvtOddTerminal, PurchasesAndReadsOfACardCanBeStopped) {
  for (const Command command : {kAuthorisation, kReadCard}) {
    Scripted scripted(after_meeting({{"", {"80 00 00", "04 FF 00 0A"}},
                                     {"", {}},
                                     {"06 B0 00", {"80 00 00", "06 1E 00 6C"}},
                                     {"", {}}}));
    ASSERT_TRUE(scripted.terminal->meet());
    scripted.terminal->on_progress([&](const ProgressTold&) { scripted.terminal->ask_to_stop(); });
    const Outcome outcome = scripted.terminal->run({command, {}, false});
    EXPECT_EQ(outcome.how, How::aborted);
    EXPECT_EQ(outcome.code, code::kAborted);
  }
}

TEST(ZvtOddTerminal, WhatCannotBeReadIsWitnessedWithItsReason) {
  Scripted scripted(after_meeting({{"", {"80 00 00", "06 0F 00 27"}}, {"", {}}}));
  std::vector<std::string> witnessed;
  scripted.terminal->on_message([&](bool ours, const std::string& words) {
    witnessed.push_back((ours ? "> " : "< ") + words);
  });
  (void)scripted.terminal->run(diagnosis({}));
  const bool told = std::any_of(witnessed.begin(), witnessed.end(), [](const std::string& line) {
    return line.starts_with("< ") && line.find("06 0F") != std::string::npos &&
           line.find("27") != std::string::npos;
  });
  EXPECT_TRUE(told) << (witnessed.empty() ? "nothing" : witnessed.back());
}

TEST(ZvtOddTerminal, BrokenObjectsAreRefusedWhereverTheyAreLookedFor) {
  EXPECT_FALSE(read_tlvs(hex("4C 05 01")));
  EXPECT_FALSE(read_tlvs(hex("60 02 43 05"))) << "a template of nothing private";
  EXPECT_FALSE(find_tlv(hex("4C 05 01"), {0x4C}));
  EXPECT_FALSE(find_tlv(hex("60 02 43 05"), {0x60, 0x43}));
  Bytes nothing;
  append_tlv(nothing, 0, {});
  EXPECT_EQ(nothing, hex("00 00"));
  EXPECT_EQ(tag_text(0), "00");
}

TEST(ZvtOddTerminal, WordsForALongMessageEndSomewhere) {
  Writer writer(kStatusInformation);
  const Bytes text(900, 0x84);  // CP437, two octets each in UTF-8
  for (int times = 0; times < 6; ++times) writer.bitmap(bmp::kAdditionalText, text);
  const auto message = decode(writer.frame());
  ASSERT_TRUE(message);
  const std::string words = words_for(*message, Charset::cp437);
  EXPECT_LT(words.size(), 4'100U);
  EXPECT_TRUE(words.ends_with("…"));
}

}  // namespace
}  // namespace kerb::hal::zvt
