#include "hal/apdu.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace kerb::hal {
namespace {

Bytes hex(std::string_view text) {
  return *from_hex(text);
}

// Answers from a list, and remembers what it was sent.
struct ScriptedCard {
  std::deque<Bytes> answers;
  std::vector<std::string> heard;

  ApduCarrier carrier() {
    return [this](ByteView command) -> ReaderResult<Bytes> {
      heard.push_back(to_hex(command));
      if (answers.empty())
        return tl::make_unexpected(ReaderFailure{ReaderFault::card_gone, "gone"});
      Bytes answer = answers.front();
      answers.pop_front();
      return answer;
    };
  }
};

using Heard = std::vector<std::string>;

TEST(Apdu, PassesAnOrdinaryAnswerThrough) {
  ScriptedCard card{{hex("6A82")}, {}};
  EXPECT_EQ(*exchange_apdu(hex("00A4040000"), card.carrier()), hex("6A82"));
  EXPECT_EQ(card.heard, Heard{"00A4040000"});
}

TEST(Apdu, FetchesWhatWaits) {
  ScriptedCard card{{hex("AA6102"), hex("BB6101"), hex("CC9000")}, {}};
  EXPECT_EQ(*exchange_apdu(hex("00A4040001FF00"), card.carrier()), hex("AABBCC9000"));
  EXPECT_EQ(card.heard, (Heard{"00A4040001FF00", "00C0000002", "00C0000001"}));
}

TEST(Apdu, RepeatsWithTheRightLengthInEachCase) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"00B0000000", "00B0000007"},        // Le is replaced
      {"00B00000", "00B0000007"},          // there was none
      {"80A800000183", "80A80000018307"},  // data and no Le
      {"80A80000018300", "80A80000018307"},
  };
  for (const auto& [first, second] : cases) {
    ScriptedCard card{{hex("6C07"), hex("9000")}, {}};
    EXPECT_EQ(*exchange_apdu(hex(first), card.carrier()), hex("9000"));
    EXPECT_EQ(card.heard, (Heard{first, second}));
  }
}

TEST(Apdu, ACardThatNeverEndsIsUnreadable) {
  for (const std::string_view again : {"6C00", "6100"}) {
    ScriptedCard card{std::deque<Bytes>(1000, hex(again)), {}};
    const auto answer = exchange_apdu(hex("00B0000000"), card.carrier());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().fault, ReaderFault::unreadable);
    EXPECT_LT(card.heard.size(), 50U);
  }
}

TEST(Apdu, AChainLongerThanAShortResponseIsUnreadable) {
  Bytes half(200, 0x55);
  half.push_back(0x61);
  half.push_back(0x00);
  ScriptedCard card{{half, half, hex("9000")}, {}};
  const auto answer = exchange_apdu(hex("00B0000000"), card.carrier());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, ReaderFault::unreadable);
}

TEST(Apdu, LengthsOutsideAShortApduAreRefused) {
  for (const std::size_t size : {0U, 1U, 259U}) {
    ScriptedCard card{{Bytes(size, 0x90)}, {}};
    EXPECT_EQ(exchange_apdu(hex("00B0000000"), card.carrier()).error().fault,
              ReaderFault::unreadable);
  }
  for (const std::size_t size : {0U, 3U, 262U}) {
    ScriptedCard card{{hex("9000")}, {}};
    EXPECT_EQ(exchange_apdu(Bytes(size), card.carrier()).error().fault, ReaderFault::unreadable);
    EXPECT_TRUE(card.heard.empty());
  }
}

TEST(Apdu, TheLongestCommandAndResponsePass) {
  Bytes longest(kLongestCommand, 0x00);
  longest[4] = 0xFF;
  ScriptedCard card{{Bytes(kLongestResponse, 0x90)}, {}};
  EXPECT_EQ(exchange_apdu(longest, card.carrier())->size(), kLongestResponse);
}

TEST(Apdu, AFaultOnTheWayPassesThrough) {
  ScriptedCard card{{hex("6101")}, {}};
  EXPECT_EQ(exchange_apdu(hex("00B0000000"), card.carrier()).error().fault, ReaderFault::card_gone);
}

TEST(Apdu, T0LeavesLeOut) {
  EXPECT_EQ(to_hex(without_le_for_t0(hex("00A40400"))), "00A4040000");
  EXPECT_EQ(to_hex(without_le_for_t0(hex("00B0000007"))), "00B0000007");
  EXPECT_EQ(to_hex(without_le_for_t0(hex("80A800000183"))), "80A800000183");
  EXPECT_EQ(to_hex(without_le_for_t0(hex("80A80000018300"))), "80A800000183");
}

}  // namespace
}  // namespace kerb::hal
