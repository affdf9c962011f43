#include "hal/zvt/words.hpp"

#include <gtest/gtest.h>

#include "hal/zvt/codes.hpp"
#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {
namespace {

std::string told(std::string_view octets) {
  return words_for(decode(frame_in(hex(octets))).value());
}

struct Told {
  const char* octets;
  const char* words;
};

constexpr Told kTold[] = {
    {"06 00 06 12 34 56 DE 09 78", "06 00 registration: password ***, config DE, currency 0978"},
    {"06 22 1E 19 40 49 09 78 04 00 00 00 00 25 00 06 10 E9 0E 1F 62 02 41 43 1F 63 06 33 38 34 48 "
     "48 32",
     "06 22 reservation: type or status 40, currency 0978, amount 25.00, more {E9 reference {1F62 "
     "purpose \"AC\", 1F63 reference \"384HH2\"}}"},
    {"04 FF 01 17", "04 FF intermediate status: status 17 please wait"},
    {"06 1E 01 6C", "06 1E abort by the terminal: result 6C the driver aborted, or time was over"},
    {"06 1E 04 B8 87 FF FF",
     "06 1E abort by the terminal: result B8 reservations are open, or one is in error, receipt "
     "FFFF"},
    {"80 00 00", "80 00 positive answer"},
    {"84 83 00", "84 83 negative answer (function not possible)"},
    {"06 0F 01 F0", "06 0F completion: status F0 end of day needed"},
    {"0E 77 03 99 01 02", "0E 77: 990102"},
    {"06 D1 04 40 41 81 42", "06 D1 print line: attribute 40, text \"AüB\""},
    {"04 0F 4D 27 00 04 00 00 00 00 09 58 0B 00 09 82 0D 04 06 0C 08 17 06 60 F0 F5 F3 02 33 02 34 "
     "00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 00 09 58 00 00 00 00 00 00 00 00 00 00 "
     "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
     "04 0F status information: result 00 ok, amount 9.58, trace 000982, date 0406, time 081706, "
     "totals receipts 0233 to 0234, 2 Mastercard 9.58"},
};

TEST(ZvtWords, EveryFieldStandsThereByName) {
  for (const Told& row : kTold) EXPECT_EQ(told(row.octets), row.words);
}

// Test numbers of the schemes, in every place where a terminal may put one.
TEST(ZvtWords, NoCardNumberEverStandsThere) {
  const char* const rows[] = {
      "04 0F 0B 22 F0 F8 41 11 11 11 11 11 11 11",
      "04 0F 11 23 F1 F1 41 11 11 11 11 11 11 11 D2 91 2F",
      "04 0F 0A 06 08 41 11 11 11 11 11 11 11",                       // as a TLV that is none
      "04 0F 0D 06 0B 5A 08 41 11 11 11 11 11 11 11 07 00",           // EMV card number
      "04 0F 0D 06 0B 1F 6F 08 41 11 11 11 11 11 11 11",              // unknown object
      "0E 77 08 41 11 11 11 11 11 11 11",                             // unknown command
      "06 D1 11 40 34 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31",  // print line
      "06 D1 14 40 34 31 31 31 20 31 31 31 31 20 31 31 31 31 20 31 31 31 31",
      "04 0F 14 3C F0 F1 F6 34 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31",
      "0E 77 10 34 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31",  // unknown, in ASCII
  };
  for (const char* row : rows) {
    Bytes octets = hex(row);
    octets[2] = static_cast<std::uint8_t>(octets.size() - 3);
    const auto message = decode(frame_in(octets));
    if (!message) {
      EXPECT_EQ(message.error().sentence().find("1111"), std::string::npos);
      continue;
    }
    const std::string words = words_for(*message);
    EXPECT_EQ(words.find("1111"), std::string::npos) << words;
    EXPECT_EQ(words.find("31313131"), std::string::npos) << words;
  }
}

TEST(ZvtWords, AMessageIsOneLineOfBoundedLength) {
  for (const KnownMessage& known : known_messages(KERB_ZVT_MESSAGES)) {
    const auto message = decode(frame_in(known.octets));
    ASSERT_TRUE(message);
    const std::string words = words_for(*message);
    EXPECT_EQ(words.find('\n'), std::string::npos);
    EXPECT_LE(words.size(), 4'100U);
  }
}

TEST(ZvtCodes, AnIntermediateStatusWithRemovalSaysTheSame) {
  EXPECT_EQ(progress_of(0x0A), Progress::present_card);
  EXPECT_EQ(progress_of(0x4A), Progress::present_card);
  EXPECT_EQ(progress_of(0x5D), Progress::declined);
  EXPECT_EQ(progress_of(0x04), Progress::asking_bank);
  EXPECT_EQ(progress_of(0x68), Progress::card_seen);
  EXPECT_EQ(progress_of(0xFF), Progress::see_text);
  EXPECT_EQ(progress_of(0x99), Progress::please_wait);
  EXPECT_EQ(intermediate_words(0x55), "wrong PIN");
  EXPECT_EQ(intermediate_words(0x99), "");
}

TEST(ZvtCodes, NumbersWithAndWithoutWords) {
  EXPECT_EQ(with_words(0x6C, result_words(0x6C)), "6C the driver aborted, or time was over");
  EXPECT_EQ(with_words(0x2A, result_words(0x2A)), "2A");
  EXPECT_EQ(with_words(0x51, terminal_words(0x51)), "51 initialisation needed");
}

}  // namespace
}  // namespace kerb::hal::zvt
