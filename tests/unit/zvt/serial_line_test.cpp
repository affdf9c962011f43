// A serial line over a pseudo terminal: the test is the other end, octet by octet; and two of Kerb's
// ends with a wire between them that spoils what it is told to.
#include "hal/zvt/serial_line.hpp"

#include <gtest/gtest.h>
#include <termios.h>

#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "hal/zvt/terminal.hpp"
#include "tests/unit/zvt/interrupted_wait.hpp"
#include "tests/unit/zvt/pty.hpp"

namespace kerb::hal::zvt {
namespace {

constexpr SerialTimes kQuick{Millis{60}, Millis{300}};

class ZvtSerialLine : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(line.open()); }
  std::future<bool> sends(std::string_view message) {
    return std::async(std::launch::async, [this, frame = frame_in(hex(message))] {
      return line.send(frame).has_value();
    });
  }
  // The next message in hex; "none", or "lost".
  std::string receives(Millis within = kPatience) {
    const auto frame = line.receive(within);
    if (!frame) return "lost";
    return *frame ? to_hex(octets_of(**frame)) : "none";
  }
  Pty pty;
  SerialLine line{pty.name(), SerialLine::kSlow, kQuick};
};

constexpr std::string_view kEnquiry = "05 01 03 12 34 56";
constexpr std::string_view kEnquiryBlock = "10020501031234561003E043";
constexpr std::size_t kEnquirySize = kEnquiryBlock.size() / 2;

TEST_F(ZvtSerialLine, ABlockIsSentAndAcknowledged) {  // PA00P016, 3.1
  auto sent = sends(kEnquiry);
  EXPECT_EQ(pty.hear(kEnquirySize), kEnquiryBlock);
  pty.say("06");
  EXPECT_TRUE(sent.get());
  pty.say_block("80 00 00");
  EXPECT_EQ(receives(), "800000");
  EXPECT_EQ(pty.hear(1), "06");
}

TEST_F(ZvtSerialLine, ANakIsAnsweredByTheBlockOnceMore) {
  auto sent = sends(kEnquiry);
  EXPECT_EQ(pty.hear(kEnquirySize), kEnquiryBlock);
  pty.say("15");
  EXPECT_EQ(pty.hear(kEnquirySize), kEnquiryBlock);
  pty.say("06");
  EXPECT_TRUE(sent.get());
}

TEST_F(ZvtSerialLine, ABlockIsSentThreeTimesAndThenTheLineIsLost) {  // T2 and two repeats
  auto sent = sends(kEnquiry);
  const std::string all = pty.hear(4 * kEnquirySize, Millis{1'500});
  EXPECT_EQ(all,
            std::string(kEnquiryBlock) + std::string(kEnquiryBlock) + std::string(kEnquiryBlock));
  EXPECT_FALSE(sent.get());
  EXPECT_FALSE(line.is_open());
  EXPECT_EQ(receives(), "lost");
}

TEST_F(ZvtSerialLine, ALostAckOfTheOtherSideMakesNoSecondMessage) {
  pty.say_block("04 FF 01 17");
  EXPECT_EQ(receives(), "04FF0117");
  EXPECT_EQ(pty.hear(1), "06");
  pty.say_block("04 FF 01 17");  // that ACK was lost
  EXPECT_EQ(receives(Millis{150}), "none");
  EXPECT_EQ(pty.hear(1), "06") << "acknowledged again";
}

TEST_F(ZvtSerialLine, TheSameWordsAfterAnAnswerAreASecondMessage) {
  for (int line_number = 0; line_number < 2; ++line_number) {
    pty.say_block("06 D1 02 00 41");
    EXPECT_EQ(receives(), "06D1020041");
    EXPECT_EQ(pty.hear(1), "06");
    auto sent = sends("80 00 00");
    EXPECT_EQ(pty.hear(9),
              "1002800000"
              "1003F51F");
    pty.say("06");
    EXPECT_TRUE(sent.get());
  }
}

// Our ACK was lost, and our answer is on the way already: the block comes once more instead of an ACK.
TEST_F(ZvtSerialLine, ABlockAgainInsteadOfAnAckIsNoSecondMessageAndNoAck) {
  pty.say_block("04 FF 01 17");
  EXPECT_EQ(receives(), "04FF0117");
  EXPECT_EQ(pty.hear(1), "06");
  auto sent = sends("80 00 00");
  EXPECT_EQ(pty.hear(9), "10028000001003F51F");
  pty.say_block("04 FF 01 17");
  EXPECT_EQ(pty.hear(1), "06");
  EXPECT_EQ(pty.hear(9), "10028000001003F51F") << "after T2, for want of an ACK";
  pty.say("06");
  EXPECT_TRUE(sent.get());
  EXPECT_EQ(receives(Millis{100}), "none");
}

// The terminal heard the command, its ACK was lost, and it answers: that it heard is plain.
TEST_F(ZvtSerialLine, ANewMessageInsteadOfAnAckIsOne) {
  auto sent = sends(kEnquiry);
  EXPECT_EQ(pty.hear(kEnquirySize), kEnquiryBlock);
  pty.say_block("80 00 00");
  EXPECT_TRUE(sent.get());
  EXPECT_EQ(pty.hear(1), "06");
  EXPECT_EQ(receives(), "800000");
}

TEST_F(ZvtSerialLine, AnAckThatLiesThereAlreadyIsNotThatOfTheBlock) {
  pty.say("06 06");
  std::this_thread::sleep_for(Millis{50});
  auto sent = sends(kEnquiry);
  EXPECT_EQ(pty.hear(2 * kEnquirySize), std::string(kEnquiryBlock) + std::string(kEnquiryBlock));
  pty.say("06");
  EXPECT_TRUE(sent.get());
}

TEST_F(ZvtSerialLine, NoiseAndSpoiledBlocksAreAnsweredByNak) {
  pty.say("00 FF 41 03");
  Bytes spoiled = serial_octets_of(frame_in(hex("06 0F 00")));
  spoiled[3] ^= 0x40U;
  pty.say(spoiled);
  EXPECT_EQ(receives(Millis{100}), "none");
  EXPECT_EQ(pty.hear(1), "15");
  pty.say_block("06 0F 00");
  EXPECT_EQ(receives(), "060F00");
  EXPECT_EQ(pty.hear(1), "06");
}

TEST_F(ZvtSerialLine, ABlockThatStopsIsAnsweredByNakAfterT1) {
  pty.say("10 02 06 0F");
  EXPECT_EQ(receives(Millis{250}), "none");
  EXPECT_EQ(pty.hear(1), "15");
  pty.say_block("06 0F 00");
  EXPECT_EQ(receives(), "060F00");
}

TEST_F(ZvtSerialLine, ALoneDleIsNoiseAndIsNotAnswered) {
  pty.say("10");
  EXPECT_EQ(receives(Millis{250}), "none");
  EXPECT_EQ(pty.hear(1, Millis{100}), "");
  pty.say_block("06 0F 00");
  EXPECT_EQ(receives(), "060F00");
}

TEST_F(ZvtSerialLine, DleWithinAMessageIsDoubledBothWays) {
  auto sent = sends("06 C0 03 0F 19 10");
  EXPECT_EQ(pty.hear(13),
            "100206C0030F191010"
            "1003" +
                to_hex([] {
                  Bytes sum;
                  const std::uint16_t crc = crc_kermit(hex("06 C0 03 0F 19 10 03"));
                  sum.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
                  sum.push_back(static_cast<std::uint8_t>(crc >> 8U));
                  return sum;
                }()));
  pty.say("06");
  EXPECT_TRUE(sent.get());
  pty.say_block("06 0F 02 19 10");
  EXPECT_EQ(receives(), "060F021910");
}

TEST_F(ZvtSerialLine, WakingEndsAWait) {
  std::thread waker([this] {
    std::this_thread::sleep_for(Millis{30});
    line.wake();
  });
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(receives(), "none");
  EXPECT_LT(std::chrono::steady_clock::now() - began, Seconds{5});
  waker.join();
}

TEST_F(ZvtSerialLine, AnotherEndThatNeverWaitsIsLeft) {
  auto sent = sends(kEnquiry);
  EXPECT_EQ(pty.hear(kEnquirySize), kEnquiryBlock);
  pty.say("06");
  EXPECT_TRUE(sent.get());
  for (int number = 0; number < 20; ++number) {
    Frame frame{kIntermediateStatus, {static_cast<std::uint8_t>(number)}, false};
    pty.say(serial_octets_of(frame));
  }
  std::this_thread::sleep_for(Millis{50});
  EXPECT_FALSE(sends("80 00 00").get());
  EXPECT_FALSE(line.is_open());
}

// A buffer of the system's holds some thousand octets; the rest waits for the other end.
TEST_F(ZvtSerialLine, ALongBlockWaitsForAnEndThatReadsAndNotForOneThatDoesNot) {
  const Frame longest{kStatusInformation, Bytes(30'000, 0x20), false};
  const std::size_t size = serial_octets_of(longest).size();
  const Pty reads;
  SerialLine patient(reads.name(), SerialLine::kSlow, {Millis{60}, kPatience});
  ASSERT_TRUE(patient.open());
  auto sent = std::async(std::launch::async, [&] { return patient.send(longest).has_value(); });
  std::this_thread::sleep_for(Millis{100});
  EXPECT_EQ(reads.hear(size).size(), 2 * size);
  reads.say("06");
  EXPECT_TRUE(sent.get());
  EXPECT_FALSE(line.send(longest)) << "nobody reads";
  EXPECT_FALSE(line.is_open());
}

TEST_F(ZvtSerialLine, AWaitMayEndBeforeABlockThatStoppedIsGivenUp) {
  pty.say("10 02 05");
  EXPECT_EQ(receives(Millis{20}), "none");
  EXPECT_TRUE(line.is_open());
}

TEST_F(ZvtSerialLine, ASignalDoesNotEndAWait) {
  expect_wait_survives_a_signal(line);
}

TEST_F(ZvtSerialLine, ACableThatIsPulledIsNoticed) {
  pty.hang_up();
  EXPECT_EQ(receives(), "lost");
  EXPECT_FALSE(line.is_open());
  EXPECT_FALSE(line.send(frame_in(hex(kEnquiry))));
}

TEST(ZvtSerialPort, ADeviceThatIsNoneSaysWhatToDo) {
  for (const char* device : {"/nonexistent/tty", "/dev/null"}) {
    SerialLine line(device, SerialLine::kFast);
    const auto opened = line.open();
    ASSERT_FALSE(opened) << device;
    EXPECT_EQ(opened.error().code, "zvt.unreachable");
    EXPECT_NE(opened.error().tried.find(device), std::string::npos);
  }
}

TEST(ZvtSerialPort, HasEightBitsNoParityAndTwoStopBits) {  // PA00P016, 3
  for (const auto& [speed, flag] :
       {std::pair{SerialLine::kSlow, B9600}, std::pair{SerialLine::kFast, B115200}}) {
    Pty pty;
    SerialLine line(pty.name(), speed);
    ASSERT_TRUE(line.open());
    termios way{};
    ASSERT_EQ(::tcgetattr(pty.master(), &way), 0);
    EXPECT_EQ(way.c_cflag & static_cast<tcflag_t>(CSIZE), static_cast<tcflag_t>(CS8));
    EXPECT_NE(way.c_cflag & static_cast<tcflag_t>(CSTOPB), 0U);
    EXPECT_EQ(way.c_cflag & static_cast<tcflag_t>(PARENB), 0U);
    EXPECT_EQ(::cfgetospeed(&way), static_cast<speed_t>(flag));
  }
}

// Octets from one end to the other, until it is destroyed; `spoils` may change or lose each piece.
class Wire {
 public:
  using Spoil = std::function<void(Bytes&)>;
  Wire(const Pty& one, const Pty& other, Spoil there, Spoil back) {
    thread_ = std::thread([this, &one, &other, there = std::move(there), back = std::move(back)] {
      while (!ends_) {
        carry(one, other, there);
        carry(other, one, back);
      }
    });
  }
  ~Wire() {
    ends_ = true;
    thread_.join();
  }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

 private:
  static void carry(const Pty& from, const Pty& into, const Spoil& spoil) {
    pollfd entry{from.master(), POLLIN, 0};
    if (::poll(&entry, 1, 2) <= 0) return;
    Bytes octets(4'096);
    const ssize_t got = ::read(from.master(), octets.data(), octets.size());
    if (got <= 0) return;
    octets.resize(static_cast<std::size_t>(got));
    spoil(octets);
    if (!octets.empty()) into.say(octets);
  }
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

// Every seventh piece loses its ACK or has a wrong bit, whichever way: what one end says, the other
// hears once and in its order. (An ACK and the block behind it never suffer together: without numbers
// in the blocks nobody could tell whose the next ACK is.)
TEST(ZvtSerialPort, TwoEndsUnderstandEachOtherOverABadWire) {
  Pty pty[2];
  SerialLine till(pty[0].name(), SerialLine::kFast, kQuick);
  SerialLine terminal(pty[1].name(), SerialLine::kFast, kQuick);
  ASSERT_TRUE(till.open());
  ASSERT_TRUE(terminal.open());
  const auto bad = [count = 0](Bytes& octets) mutable {
    ++count;
    const bool acknowledges = octets[0] == kAck;
    if (count % 14 == 0 && acknowledges) octets.erase(octets.begin());
    if (count % 14 == 7 && !acknowledges) octets[octets.size() / 2] ^= 0x04U;
  };
  const Wire wire(pty[0], pty[1], bad, bad);
  constexpr int kRounds = 40;
  auto answering = std::async(std::launch::async, [&] {
    for (int round = 0; round < kRounds; ++round) {
      const auto heard = terminal.receive(kPatience);
      if (!heard || !*heard) return round;
      if ((*heard)->data != Bytes{static_cast<std::uint8_t>(round)}) return round;
      if (!terminal.send({kPositive, (*heard)->data, false})) return round;
    }
    terminal.receive(Millis{1'000});  // the last of ours may have to be acknowledged again
    return kRounds;
  });
  for (int round = 0; round < kRounds; ++round) {
    const Bytes number{static_cast<std::uint8_t>(round)};
    ASSERT_TRUE(till.send({kReadCard, number, false})) << round;
    const auto answer = till.receive(kPatience);
    ASSERT_TRUE(answer && *answer) << round;
    EXPECT_EQ((*answer)->data, number);
  }
  till.receive(Millis{1'000});
  EXPECT_EQ(answering.get(), kRounds);
}

}  // namespace
}  // namespace kerb::hal::zvt
