#include "hal/simulated/transcript.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "hal/simulated/virtual_card.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::hal::simulated {
namespace {

std::string refusal(std::string_view text) {
  const auto read = read_transcript(text, "card.txt");
  return read ? "" : read.error().sentence();
}

TEST(Transcript, TakesBothWaysOfWriting) {
  const auto read = read_transcript(
      "# a phone\n> 00 A4 04 00 00\n<  6F00 9000  # ok\n\nC: 80A80000 02 8300 00\r\nR: 6986\n",
      "card.txt");
  ASSERT_TRUE(read) << read.error().sentence();
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].line, 2);
  EXPECT_EQ(to_hex((*read)[0].response), "6F009000");
  EXPECT_EQ((*read)[1].line, 5);
  EXPECT_EQ(to_hex((*read)[1].command), "80A8000002830000");
}

TEST(Transcript, NamesTheLineThatIsWrong) {
  EXPECT_NE(refusal("> 00A40400\n< zz\n").find("card.txt:2: octets"), std::string::npos);
  EXPECT_NE(refusal("> 00A40400\n> 00A40400\n").find("card.txt:2"), std::string::npos);
  EXPECT_NE(refusal("\n< 9000\n").find("card.txt:2: a response without"), std::string::npos);
  EXPECT_NE(refusal("> 00A40400\n").find("card.txt:1: it has no response"), std::string::npos);
  EXPECT_NE(refusal("> 00A4\n").find("4 to 261"), std::string::npos);
  EXPECT_NE(refusal("hello\n").find("neither"), std::string::npos);
  EXPECT_NE(refusal(std::string(2'000'000, ' ')).find("megabyte"), std::string::npos);
}

// What a card says once, its transcript says again, to the same outcome.
TEST(Transcript, PlaysEveryCardOfTheDeck) {
  namespace emv = payment::emv;
  for (const CardKind kind : all_card_kinds()) {
    const auto card = make_card(kind);
    card->power_up();
    std::string recorded;
    const auto lived =
        emv::run(emv::desk::terminal(), emv::desk::transaction(),
                 [&](ByteView command) -> ReaderResult<Bytes> {
                   Bytes answer = card->answer(command);
                   if (answer.size() >= 2) {
                     recorded += fmt::format("> {}\n< {}\n", to_hex(command), to_hex(answer));
                   }
                   return answer;
                 });
    const auto exchanges = read_transcript(recorded, "recorded");
    ASSERT_TRUE(exchanges) << exchanges.error().sentence();
    TranscriptReader reader(*exchanges);
    const auto played = emv::run(emv::desk::terminal(), emv::desk::transaction(),
                                 [&](ByteView command) { return reader.transceive(command); });
    EXPECT_EQ(played.kind, lived.kind) << card_word(kind) << ": " << played.cause;
    EXPECT_EQ(reader.left(), 0U) << card_word(kind);
  }
}

TEST(Transcript, ACommandThatIsNotItsTurnFindsNoCard) {
  TranscriptReader reader(*read_transcript("> 00A40400 00\n< 6A82\n", "card.txt"));
  const Bytes other{0x80, 0xA8, 0x00, 0x00};
  const auto answer = reader.transceive(other);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, ReaderFault::card_gone);
  EXPECT_NE(answer.error().detail.find("line 1 has another command: 00A40400"), std::string::npos);
  const Bytes right{0x00, 0xA4, 0x04, 0x00, 0x0E};
  EXPECT_EQ(to_hex(*reader.transceive(right)), "6A82");
  EXPECT_FALSE(reader.wait_for_card(Millis{1}));
}

}  // namespace
}  // namespace kerb::hal::simulated
