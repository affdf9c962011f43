#include "hal/zvt/serial_frame.hpp"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {
namespace {

using Event = SerialReader::Event;

std::vector<Event> events_in(SerialReader& reader, const Bytes& octets) {
  std::vector<Event> events;
  for (const std::uint8_t octet : octets) {
    if (auto event = reader.take(octet)) events.push_back(std::move(*event));
  }
  return events;
}

TEST(ZvtSerial, CheckSumIsKermit) {
  const std::string_view digits = "123456789";
  EXPECT_EQ(crc_kermit(Bytes(digits.begin(), digits.end())), 0x2189);
}

// Blocks as terminals sent them.
TEST(ZvtSerial, RealBlocksAreReadAndWritten) {
  const char* const blocks[][2] = {
      {"10 02 05 01 03 12 34 56 10 03 E0 43", "05 01 03 12 34 56"},
      {"10 02 80 00 00 10 03 F5 1F", "80 00 00"},
      {"10 02 06 00 06 12 34 56 BA 09 78 10 03 24 C3", "06 00 06 12 34 56 BA 09 78"},
      {"10 02 84 9C 00 10 03 C3 41", "84 9C 00"},
  };
  for (const auto& [block, message] : blocks) {
    const Frame frame = frame_in(hex(message));
    EXPECT_EQ(serial_octets_of(frame), hex(block));
    SerialReader reader;
    const auto events = events_in(reader, hex(block));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(std::get<Frame>(events[0]), frame);
    EXPECT_FALSE(reader.in_block());
  }
}

TEST(ZvtSerial, EveryKnownMessagePassesEvenThoughDleIsInIt) {
  SerialReader reader;
  for (const KnownMessage& known : known_messages(KERB_ZVT_MESSAGES)) {
    const Frame frame = frame_in(known.octets);
    const auto events = events_in(reader, serial_octets_of(frame));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(std::get<Frame>(events[0]), frame);
  }
  const Frame full{kPrintBlock, Bytes(kLongestData, 0x10), false};
  const auto events = events_in(reader, serial_octets_of(full));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<Frame>(events[0]), full);
}

TEST(ZvtSerial, NoiseBetweenBlocksIsPassedOver) {
  SerialReader reader;
  Bytes octets = hex("00 FF 02 03 06 10 41 15 10 10 02");
  const Bytes block = serial_octets_of(frame_in(hex("80 00 00")));
  octets.insert(octets.end(), block.begin() + 2, block.end());
  const auto events = events_in(reader, octets);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<SerialReader::Acknowledged>(events[0]));
  EXPECT_TRUE(std::holds_alternative<SerialReader::NotAcknowledged>(events[1]));
  EXPECT_EQ(std::get<Frame>(events[2]).command, kPositive);
}

TEST(ZvtSerial, AnyOctetThatIsAnotherSpoilsTheBlock) {
  const Bytes block = serial_octets_of(frame_in(hex("05 01 03 12 34 56")));
  for (std::size_t at = 2; at < block.size(); ++at) {
    for (const unsigned bit : {0x01U, 0x80U}) {
      Bytes wrong = block;
      wrong[at] = static_cast<std::uint8_t>(wrong[at] ^ bit);
      SerialReader reader;
      for (const Event& event : events_in(reader, wrong)) {
        EXPECT_FALSE(std::holds_alternative<Frame>(event)) << at;
      }
    }
  }
}

TEST(ZvtSerial, ABlockThatIsNoMessageIsSpoiled) {
  // Right sums over octets that are no frame: a length that lies, and two frames at once.
  for (const char* body : {"06 0F 05 00", "80 00 00 80 00 00", ""}) {
    Bytes checked = hex(body);
    Bytes block{0x10, 0x02};
    block.insert(block.end(), checked.begin(), checked.end());
    checked.push_back(0x03);
    const std::uint16_t sum = crc_kermit(checked);
    block.insert(block.end(), {0x10, 0x03, static_cast<std::uint8_t>(sum & 0xFFU),
                               static_cast<std::uint8_t>(sum >> 8U)});
    SerialReader reader;
    const auto events = events_in(reader, block);
    ASSERT_EQ(events.size(), 1U) << body;
    EXPECT_TRUE(std::holds_alternative<SerialReader::Spoiled>(events[0]));
  }
}

TEST(ZvtSerial, ABlockWithoutAnEndIsGivenUp) {
  SerialReader reader;
  Bytes endless = hex("10 02");
  endless.resize(70'000, 0x41);
  const auto events = events_in(reader, endless);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<SerialReader::Spoiled>(events[0]));
  EXPECT_FALSE(reader.in_block());
}

TEST(ZvtSerial, ABlockThatBeginsAnewIsTheOneThatCounts) {
  SerialReader reader;
  Bytes octets = hex("10 02 05 01 03 12");
  const Bytes block = serial_octets_of(frame_in(hex("80 00 00")));
  octets.insert(octets.end(), block.begin(), block.end());
  const auto events = events_in(reader, octets);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(std::get<Frame>(events[0]).command, kPositive);
}

}  // namespace
}  // namespace kerb::hal::zvt
