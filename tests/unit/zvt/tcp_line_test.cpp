#include "hal/zvt/tcp_line.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "tests/unit/zvt/interrupted_wait.hpp"
#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {
namespace {

// The other end: a listening socket of loopback, and the one connection that it takes.
class OtherEnd {
 public:
  OtherEnd() : listening_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listening_, 4), 0);
    EXPECT_EQ(::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~OtherEnd() {
    hang_up();
    ::close(listening_);
  }
  int port() const { return port_; }
  void take() { taken_ = ::accept(listening_, nullptr, nullptr); }
  void hang_up() {
    if (taken_ >= 0) ::close(taken_);
    taken_ = -1;
  }
  void write(const Bytes& octets) const {
    EXPECT_EQ(::write(taken_, octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
  }
  Bytes read(std::size_t size) const {
    Bytes octets(size);
    EXPECT_EQ(::recv(taken_, octets.data(), size, MSG_WAITALL), static_cast<ssize_t>(size));
    return octets;
  }

 private:
  int listening_;
  int taken_ = -1;
  int port_ = 0;
};

TEST(ZvtTcpLine, FramesPassInBothDirectionsHoweverTheyAreCut) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  other.take();
  ASSERT_TRUE(line.send(frame_in(hex("06 50 03 12 34 56"))));
  EXPECT_EQ(other.read(6), hex("06 50 03 12 34 56"));
  other.write(hex("80 00 00 04 0F 02 27"));
  EXPECT_EQ(line.receive(Millis{2'000}).value()->command, kPositive);
  EXPECT_FALSE(line.receive(Millis{20}).value());
  other.write(hex("6C"));
  EXPECT_EQ(line.receive(Millis{2'000}).value()->data, hex("27 6C"));
}

TEST(ZvtTcpLine, AnEndWithinAMessageIsALoss) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  other.take();
  other.write(hex("04 0F 02 27"));
  other.hang_up();
  const auto received = line.receive(Millis{2'000});
  ASSERT_FALSE(received);
  EXPECT_EQ(received.error().code, "zvt.lost");
  EXPECT_NE(received.error().tried.find("within a message"), std::string::npos);
  EXPECT_FALSE(line.is_open());
  EXPECT_FALSE(line.send(Frame{kCompletion, {}, false}));
  EXPECT_FALSE(line.receive(Millis{0}));
}

TEST(ZvtTcpLine, MuchIsSentAsFastAsTheOtherEndReads) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  other.take();
  constexpr int kFrames = 400;
  const Frame longest{kStatusInformation, Bytes(kLongestData, 0x20), false};
  const std::size_t size = octets_of(longest).size();
  std::thread reader([&] {
    std::this_thread::sleep_for(Millis{100});
    for (int times = 0; times < kFrames; ++times) (void)other.read(size);
  });
  for (int times = 0; times < kFrames; ++times) EXPECT_TRUE(line.send(longest));
  reader.join();
}

TEST(ZvtTcpLine, AnEndThatIsGoneTakesNothing) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  other.take();
  other.hang_up();
  Result<void> sent;
  for (int times = 0; times < 100 && sent; ++times) {
    sent = line.send(frame_in(hex("06 50 03 12 34 56")));
    std::this_thread::sleep_for(
        Millis{5});  // the first one is only refused by the other side's system
  }
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, "zvt.lost");
  EXPECT_FALSE(line.is_open());
}

TEST(ZvtTcpLine, ASignalDoesNotEndAWait) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  other.take();
  expect_wait_survives_a_signal(line);
}

TEST(ZvtTcpLine, WhereNobodyListensItCannotBeOpened) {
  int port = 0;
  {
    const OtherEnd gone;
    port = gone.port();
  }
  TcpLine line("127.0.0.1", port);
  EXPECT_EQ(line.open().error().code, "zvt.unreachable");
  TcpLine nowhere("no-such-terminal.invalid", 20'007);
  EXPECT_EQ(nowhere.open().error().code, "zvt.unreachable");
}

TEST(ZvtTcpLine, AWakeEndsTheWaiting) {
  OtherEnd other;
  TcpLine line("127.0.0.1", other.port());
  ASSERT_TRUE(line.open());
  std::thread waker([&] { line.wake(); });
  const auto received = line.receive(Millis{30'000});
  waker.join();
  ASSERT_TRUE(received);
  EXPECT_FALSE(*received);
  EXPECT_TRUE(line.is_open());
}

}  // namespace
}  // namespace kerb::hal::zvt
