// Cards that lie, garble and flood. Whatever they answer, the outcome must hold together.
#include <gtest/gtest.h>

#include <random>

#include "tests/unit/emv/consistency.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv {
namespace {

using desk::tap_altered;
using hal::simulated::CardKind;
using hal::simulated::make_card;

// Puts `lie` at `at` in one answer; false when that answer is not so long, or never came.
bool survives_lie(CardKind kind, int command, std::size_t at, std::uint8_t lie) {
  bool told = false;
  const TapOutcome outcome =
      tap_altered(kind, desk::terminal(), [&](int number, hal::Bytes& answer) {
        if (number != command || at + 2 >= answer.size()) return;
        answer[at] = lie;
        told = true;
      });
  EXPECT_EQ(inconsistency(outcome, desk::transaction()), "") << command << " " << at;
  return told;
}

TEST(HostileCard, LiesAboutEveryLength) {
  int lies = 0;
  for (const CardKind kind : {CardKind::visa, CardKind::mastercard}) {
    for (int command = 0; command < 8; ++command) {
      for (std::size_t at = 0; survives_lie(kind, command, at, 0xFF); ++at) {
        for (const std::uint8_t lie : hal::Bytes{0x00, 0x01, 0x7F, 0x80, 0x81, 0x82}) {
          lies += survives_lie(kind, command, at, lie) ? 1 : 0;
        }
      }
    }
  }
  EXPECT_GT(lies, 5000);
}

TEST(HostileCard, RandomMutationsNeverYieldHalfAPresentation) {
  std::mt19937 random(20261122);
  const Terminal plain = desk::terminal();
  const Terminal trusting = desk::trusting_terminal();
  int online = 0;
  for (int round = 0; round < 6000; ++round) {
    const CardKind kind = round % 2 == 0 ? CardKind::visa : CardKind::mastercard;
    const TapOutcome outcome =
        tap_altered(kind, round % 4 < 2 ? plain : trusting, [&](int, hal::Bytes& answer) {
          if (random() % 4 != 0) return;
          switch (random() % 4) {
            case 0:
              answer[random() % answer.size()] = static_cast<std::uint8_t>(random());
              break;
            case 1:
              answer.resize(random() % (answer.size() + 1));
              break;
            case 2:
              answer.insert(answer.begin() + static_cast<std::ptrdiff_t>(random() % answer.size()),
                            random() % 20, static_cast<std::uint8_t>(random()));
              break;
            default:
              answer.erase(answer.begin() + static_cast<std::ptrdiff_t>(random() % answer.size()));
          }
        });
    ASSERT_EQ(inconsistency(outcome, desk::transaction()), "") << round;
    online += outcome.kind == OutcomeKind::online_request ? 1 : 0;
  }
  EXPECT_GT(online, 500);  // the property is about something
  EXPECT_LT(online, 5500);
}

TEST(HostileCard, ASignatureThatDoesNotHoldIsNoPayment) {
  int refused = 0;
  for (std::size_t at = 4; at < 170; ++at) {
    bool altered = false;
    const TapOutcome outcome = tap_altered(CardKind::mastercard, desk::trusting_terminal(),
                                           [&](int command, hal::Bytes& answer) {
                                             if (command != 7 || at + 2 >= answer.size()) return;
                                             answer[at] ^= 0x01;
                                             altered = true;
                                           });
    if (!altered) break;
    ASSERT_NE(outcome.kind, OutcomeKind::online_request) << at;
    ++refused;
  }
  EXPECT_GT(refused, 120);
}

TEST(HostileCard, EndlessAnswersAndRecordsEnd) {
  int commands = 0;
  const auto card = make_card(CardKind::visa);
  const auto endless = [&](hal::ByteView command) -> hal::ReaderResult<hal::Bytes> {
    ++commands;
    if (command[1] == 0xA8) return *hal::from_hex("770E 82022000 9408 0801FF00 1001FF00 9000");
    if (command[1] == 0xB2) return *hal::from_hex("7000 9000");
    return card->answer(command);
  };
  EXPECT_EQ(run(desk::terminal(), desk::transaction(), endless).kind, OutcomeKind::other_card);
  EXPECT_LT(commands, 10);
  const TapOutcome flooded =
      tap_altered(CardKind::visa, desk::terminal(),
                  [](int, hal::Bytes& answer) { answer.insert(answer.begin(), 100'000, 0x00); });
  EXPECT_EQ(flooded.kind, OutcomeKind::try_again);
}

}  // namespace
}  // namespace kerb::payment::emv
