#include "hal/zvt/dialogue.hpp"

#include <gtest/gtest.h>

#include <random>

#include "hal/zvt/requests.hpp"
#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr Monotonic kStart{Millis{1'000}};

struct Talk {
  explicit Talk(const Frame& command, std::optional<PaymentName> kept = std::nullopt)
      : dialogue(command, DialogueTimes{}, kStart, Charset::utf8, std::move(kept)) {}
  // The answer in hex; "" for none.
  std::string hear(std::string_view octets) {
    now += Millis{100};
    last = dialogue.take(frame_in(hex(octets)), now);
    return last.answer ? to_hex(octets_of(*last.answer)) : "";
  }
  Monotonic now = kStart;
  Dialogue dialogue;
  Dialogue::Reaction last;
};

constexpr const char* kYes =
    "04 0F 1B 27 00 04 00 00 00 00 25 00 87 02 31 0B 00 09 75 29 52 52 35 35 0D 04 05 49 09 78";

TEST(ZvtDialogue, AReservationAsItWasRecorded) {
  Talk talk(reservation(2'500, 978, ""));
  EXPECT_EQ(talk.hear("80 00 00"), "");
  EXPECT_EQ(talk.hear("04 FF 01 17"), "800000");
  EXPECT_EQ(talk.last.progress->progress, Progress::please_wait);
  EXPECT_EQ(talk.hear(kYes), "");
  ASSERT_TRUE(talk.dialogue.wants_commit());
  EXPECT_FALSE(talk.dialogue.over());
  EXPECT_EQ(talk.hear(kYes), "") << "its answer is on the way";
  EXPECT_EQ(to_hex(octets_of(talk.dialogue.commit(talk.now))), "800000");
  EXPECT_EQ(talk.hear(kYes), "800000") << "its answer was lost";
  EXPECT_EQ(talk.hear("04 FF 01 0B"), "800000");
  EXPECT_EQ(talk.hear("06 0F 00"), "800000");
  EXPECT_EQ(talk.dialogue.ending(), Ending::completed);
  EXPECT_EQ(talk.dialogue.status()->amount, 2'500U);
  EXPECT_EQ(talk.hear("06 0F 00"), "") << "it is over";
}

TEST(ZvtDialogue, APaymentThatNobodyAskedForDoesNotStand) {
  Talk talk(reservation(2'500, 978, ""));
  talk.hear("80 00 00");
  talk.hear(kYes);
  talk.dialogue.commit(talk.now);
  EXPECT_EQ(talk.hear("04 0F 15 27 00 04 00 00 00 00 25 00 87 02 32 0B 00 09 76 29 52 52 35 35"),
            "849A00");
}

// What a terminal sends before it answered belongs to the dialogue before.
TEST(ZvtDialogue, ALateStatusOfAKeptPaymentIsAcknowledgedAndIsNotThisOne) {
  const PaymentName kept{"52523535", "0231", "000975", "0405"};
  Talk known(reservation(4'000, 978, ""), kept);
  EXPECT_EQ(known.hear(kYes), "800000");
  EXPECT_FALSE(known.dialogue.wants_commit());
  EXPECT_FALSE(known.dialogue.status());
  EXPECT_EQ(known.hear("06 0F 00"), "800000");
  EXPECT_FALSE(known.dialogue.over());
  known.hear("80 00 00");
  EXPECT_EQ(known.hear(kYes), "800000");
  EXPECT_FALSE(known.dialogue.wants_commit());

  Talk unknown(reservation(4'000, 978, ""));
  EXPECT_EQ(unknown.hear(kYes), "849A00") << "nobody wrote it down";
}

// OPP-C60: the booking has the receipt and the trace of its reservation. When the terminal's 80 00 was
// lost, it must not pass for a repetition of that: nobody has written the booking down.
TEST(ZvtDialogue, ABookingWithItsReservationsNumbersIsNoRepetition) {
  const PaymentName kept{"52523535", "0231", "000975", "0405"};
  Talk talk(book_total({.receipt = 231}, 1'200), kept);
  EXPECT_EQ(talk.hear("04 0F 1F 27 00 04 00 00 00 00 12 00 87 02 31 0B 00 09 75 37 00 09 75 "
                      "29 52 52 35 35 0D 04 05 49 09 78"),
            "849A00");
  EXPECT_FALSE(talk.dialogue.wants_commit());
}

struct EndRow {
  const char* name;
  Frame command;
  std::vector<const char*> heard;
  Ending ending;
  int code;
};

TEST(ZvtDialogue, EveryWayToAnEnd) {
  const EndRow rows[] = {
      {"refused", reservation(1, 978, ""), {"84 83 00"}, Ending::refused, 0x83},
      {"busy", reservation(1, 978, ""), {"84 9C 00"}, Ending::refused, 0x9C},
      {"84 00 is a yes by PA00P016, 5.2.3",
       diagnosis({}),
       {"84 00 00", "06 0F 00"},
       Ending::completed,
       0},
      {"84 00 alone", diagnosis({}), {"84 00 00"}, Ending::none, 0},
      {"log-off ends with its answer", log_off(), {"80 00 00"}, Ending::completed, 0},
      {"so does an abort", abort_command(), {"80 00 00"}, Ending::completed, 0},
      {"an abort that is refused", abort_command(), {"84 83 00"}, Ending::refused, 0x83},
      {"declined, then aborted",
       reservation(1, 978, ""),
       {"80 00 00", "04 0F 02 27 6C", "06 1E 01 6C"},
       Ending::aborted,
       0x6C},
      {"declined, then completed",
       reservation(1, 978, ""),
       {"80 00 00", "04 0F 02 27 6C", "06 0F 00"},
       Ending::completed,
       0},
      {"read card ends with the status",
       Writer(kReadCard).octet(5).frame(),
       {"80 00 00", "04 0F 02 27 00"},
       Ending::completed,
       0},
      {"no card",
       Writer(kReadCard).octet(5).frame(),
       {"80 00 00", "06 1E 01 6C"},
       Ending::aborted,
       0x6C},
      {"a registration with a status information in between",
       registration(0, 0x3E, 978, false),
       {"80 00 00", "04 0F 02 27 00", "06 0F 02 19 00"},
       Ending::completed,
       0},
  };
  for (const EndRow& row : rows) {
    SCOPED_TRACE(row.name);
    Talk talk(row.command);
    for (const char* octets : row.heard) talk.hear(octets);
    EXPECT_EQ(talk.dialogue.ending(), row.ending);
    EXPECT_EQ(talk.dialogue.code(), row.code);
    EXPECT_FALSE(talk.dialogue.wants_commit());
  }
}

TEST(ZvtDialogue, AYesWithoutResultCountsOnlyWithAmountAndReceipt) {
  Talk right(reservation(2'500, 978, ""));
  right.hear("80 00 00");
  right.hear("04 0F 0A 04 00 00 00 00 25 00 87 02 31");
  EXPECT_TRUE(right.dialogue.wants_commit());
  Talk wrong(reservation(2'500, 978, ""));
  wrong.hear("80 00 00");
  EXPECT_EQ(wrong.hear("04 0F 07 04 00 00 00 00 25 00"), "800000");
  EXPECT_FALSE(wrong.dialogue.wants_commit());
  EXPECT_EQ(wrong.dialogue.status()->result, 0x66);
}

TEST(ZvtDialogue, WhatCannotBeReadIsNotAccepted) {
  Talk talk(reservation(2'500, 978, ""));
  talk.hear("80 00 00");
  EXPECT_EQ(talk.hear("04 0F 03 27 00 99"), "848300");
  EXPECT_EQ(talk.last.malformed->code, "zvt.unknown_bitmap");
  EXPECT_EQ(talk.hear("04 0F 04 27 00 04 00"), "849A00");
  EXPECT_EQ(talk.hear("04 0D 00"), "848300") << "an input request";
  EXPECT_EQ(talk.hear("06 D8 00"), "848300") << "dialling through Kerb";
  EXPECT_FALSE(talk.dialogue.wants_commit());
  EXPECT_FALSE(talk.dialogue.over());
}

// PA00P016, 5.3: T3 until the answer, then T4; PA00P015, 3.7: a status may bring another T4.
TEST(ZvtDialogue, TimesBeginAnew) {
  Talk talk(reservation(2'500, 978, ""));
  EXPECT_EQ(talk.dialogue.deadline(), kStart + Millis{5'000});
  talk.hear("80 00 00");
  EXPECT_EQ(talk.dialogue.deadline(), talk.now + Millis{180'000});
  talk.hear("04 FF 01 04");
  EXPECT_EQ(talk.dialogue.deadline(), talk.now + Millis{180'000});
  talk.hear("04 FF 02 04 05");
  EXPECT_EQ(talk.dialogue.deadline(), talk.now + Minutes{5});
  talk.hear("04 FF 02 04 99");
  EXPECT_EQ(talk.dialogue.deadline(), kStart + Minutes{15}) << "not for ever";
  talk.dialogue.expire();
  EXPECT_EQ(talk.dialogue.ending(), Ending::silent);
}

TEST(ZvtDialogue, PrintedLinesAndTextsAreKept) {
  Talk talk(end_of_day(0));
  talk.hear("80 00 00");
  EXPECT_EQ(talk.hear("06 D1 03 40 41 42"), "800000");
  talk.hear("06 D1 02 FF 03");
  talk.hear("06 D3 10 06 0E 1F 07 01 02 25 08 07 02 43 C3 07 02 44 45");
  EXPECT_EQ(talk.dialogue.printed(), (std::vector<std::string>{"AB", "C\uFFFD", "DE"}));
  talk.hear("04 FF 11 FF 03 06 0D 24 0B 07 04 4A 65 74 7A 07 03 47 65 68");
  EXPECT_EQ(talk.last.progress->progress, Progress::see_text);
  EXPECT_EQ(talk.last.progress->text, "Jetz\nGeh");
}

// A terminal that answers anything at any time: a yes is asked for at most once, and nothing is
// committed by itself.
TEST(ZvtDialogue, AnythingAtAnyTime) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the same story every time
  const char* const words[] = {"80 00 00",       "84 9C 00",       "84 00 00",      kYes,
                               "04 0F 02 27 6C", "04 FF 01 0A",    "06 0F 00",      "06 1E 01 6C",
                               "06 D1 02 40 41", "04 0F 02 27 FF", "04 0D 00",      "06 1E 00",
                               "04 0F 00",       "0F 0F 01 99",    "06 D3 02 06 00"};
  for (int story = 0; story < 3'000; ++story) {
    Talk talk(reservation(2'500, 978, ""));
    int commits = 0;
    for (int step = 0; step < 30; ++step) {
      talk.hear(words[random() % std::size(words)]);
      if (talk.dialogue.wants_commit() && random() % 2 == 0) {
        ++commits;
        talk.dialogue.commit(talk.now);
      }
      EXPECT_FALSE(talk.dialogue.over() && talk.dialogue.wants_commit());
    }
    EXPECT_LE(commits, 1);
  }
}

}  // namespace
}  // namespace kerb::hal::zvt
