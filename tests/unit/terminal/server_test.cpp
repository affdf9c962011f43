// The terminal over real TCP, and the words that play it.
#include "hal/simulated/terminal/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>
#include <thread>

#include "hal/simulated/terminal/orders.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

using Json = nlohmann::json;
constexpr int kPatience = 10'000;  // ms

// A till as a program of its own would be one.
class TcpTill {
 public:
  explicit TcpTill(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  TcpTill(const TcpTill&) = delete;
  TcpTill& operator=(const TcpTill&) = delete;
  ~TcpTill() { ::close(socket_); }

  bool connected() const { return connected_; }
  void say(std::string_view hex) const {
    const Bytes octets = from_hex(hex).value();
    ASSERT_EQ(::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(octets.size()));
  }
  void say_slowly(std::string_view hex) const {
    const Bytes octets = from_hex(hex).value();
    for (const std::uint8_t octet : octets) {
      ASSERT_EQ(::send(socket_, &octet, 1, MSG_NOSIGNAL), 1);
      std::this_thread::sleep_for(Millis{1});
    }
  }
  // The next message, in hex; "cut" when there is none.
  std::string hear() {
    for (;;) {
      if (const auto frame = reader_.next()) return to_hex(zvt::octets_of(*frame));
      pollfd entry{socket_, POLLIN, 0};
      if (::poll(&entry, 1, kPatience) <= 0) return "nothing";
      std::uint8_t some[512];
      const ssize_t count = ::recv(socket_, some, sizeof some, 0);
      if (count <= 0) return "cut";
      EXPECT_TRUE(reader_.feed(ByteView(some).first(static_cast<std::size_t>(count))));
    }
  }
  // Says an order and acknowledges until the end; the end.
  std::string order(std::string_view hex) {
    say(hex);
    for (;;) {
      const std::string heard = hear();
      if (heard == "cut" || heard == "nothing" || heard.starts_with("84")) return heard;
      if (heard.starts_with("80")) continue;
      say("80 00 00");
      if (heard.starts_with("060F") || heard.starts_with("061E")) return heard;
    }
  }

 private:
  int socket_;
  bool connected_ = false;
  zvt::FrameReader reader_;
};

class TerminalServer : public ::testing::Test {
 protected:
  TerminalServer() {
    Settings settings;
    settings.profile = *profile_named("generic");
    auto opened = Server::open(0, settings, clock);
    if (opened) server = std::move(*opened);
  }
  void SetUp() override { ASSERT_NE(server, nullptr); }
  Json obey(const std::string& line) { return Json::parse(server->obey(line)); }
  std::size_t open_reservations() { return obey("turnover")["open"].size(); }

  SystemClock clock;
  std::unique_ptr<Server> server;
};

constexpr std::string_view kHello = "06 00 06 00 00 00 16 09 78";
constexpr std::string_view kHold = "06 22 09 19 40 04 00 00 00 00 25 00";

TEST_F(TerminalServer, SellsAcrossConnectionsInSplitAndMergedReads) {
  obey("host slow 0");
  {
    TcpTill till(server->port());
    till.say_slowly(kHello);
    EXPECT_EQ(till.hear(), "800000");
    EXPECT_TRUE(till.hear().starts_with("060F"));
    till.say("80 00 00 06 22 09 19 40 04 00 00 00 00 25 00");  // two messages in one read
    EXPECT_EQ(till.hear(), "800000");
    EXPECT_EQ(obey("tap visa")["ok"], true);
    EXPECT_TRUE(till.hear().starts_with("040F"));
    till.say("80 00 00");
    EXPECT_EQ(till.hear(), "060F00");
    till.say("80 00 00");
  }
  EXPECT_EQ(open_reservations(), 1U);
  TcpTill again(server->port());
  EXPECT_EQ(again.order("06 24 0A 87 00 01 04 00 00 00 00 03 00"), "060F00");
  EXPECT_EQ(obey("turnover")["total"], 300);
}

TEST_F(TerminalServer, OneTillAtATime) {
  TcpTill first(server->port());
  EXPECT_TRUE(first.order(kHello).starts_with("060F"));
  TcpTill second(server->port());
  EXPECT_EQ(second.hear(), "cut");
  EXPECT_EQ(first.order("05 01 00").substr(0, 4), "060F");
}

TEST_F(TerminalServer, ATillThatGoesBeforeItAcknowledgesHasPaidNothing) {
  obey("tap visa");
  obey("host slow 0");
  {
    TcpTill till(server->port());
    till.order(kHello);
    till.say(kHold);
    EXPECT_EQ(till.hear(), "800000");
    EXPECT_TRUE(till.hear().starts_with("040F"));
  }
  TcpTill again(server->port());
  EXPECT_EQ(again.order("06 23 03 87 FF FF"), "061E04B887FFFF");
  EXPECT_EQ(obey("turnover")["taken_back"], 1);
}

struct FaultCase {
  const char* order;
  const char* heard;  // the end of the dialogue, as the till sees it
  std::size_t open;   // reservations afterwards
};

TEST_F(TerminalServer, EachFaultOnCommand) {
  constexpr FaultCase kFaults[] = {
      {"cut before 040F", "cut", 0},        {"cut within 040F", "cut", 0},
      {"cut after 040F", "cut", 0},         {"cut before 060F", "cut", 1},
      {"cut after 060F", "060F00", 1},      {"cut before 8000", "cut", 0},
      {"late 040F 20", "060F00", 1},        {"restart 1", "cut", 0},
      {"decline 3E", "061E013E", 0},        {"host down", "061E01A3", 0},
      {"capacity 0", "061E016A", 0},        {"status C2", "061E01C2", 0},
      {"long_lengths on", "060FFF0000", 1},
  };
  for (const FaultCase& fault : kFaults) {
    obey("capacity 1000");
    obey("host up");
    obey("status 00");
    obey("well");
    obey("host slow 0");
    obey("long_lengths off");
    obey("tap visa");
    TcpTill till(server->port());
    ASSERT_TRUE(till.order(kHello).starts_with("060F")) << fault.order;
    const std::size_t before = open_reservations();
    ASSERT_EQ(obey(fault.order)["ok"], true) << fault.order;
    EXPECT_EQ(till.order(kHold), fault.heard) << fault.order;
    EXPECT_EQ(open_reservations() - before, fault.open) << fault.order;
    std::this_thread::sleep_for(Millis{5});
  }
}

TEST_F(TerminalServer, APortThatIsTakenIsAnError) {
  const auto second = Server::open(server->port(), Settings{}, clock);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "terminal.port");
}

TEST_F(TerminalServer, OrdersThatAreNotUnderstoodSayWhy) {
  for (const char* order : {"",
                            "dance",
                            "tap",
                            "tap nobody",
                            "host",
                            "host sideways",
                            "host slow -1",
                            "decline ZZ",
                            "cut 040F",
                            "cut before",
                            "cut before 04",
                            "late 040F",
                            "lose 040F 0",
                            "send",
                            "send 0",
                            "numbers 1",
                            "numbers 0 1",
                            "paper maybe",
                            "terminal 100000000",
                            "restart soon",
                            "late 040F 99999999999"}) {
    const Json answer = obey(order);
    EXPECT_EQ(answer["ok"], false) << order;
    EXPECT_FALSE(answer["why"].get<std::string>().empty()) << order;
  }
  EXPECT_EQ(obey("tap \xFF")["ok"], false);
}

TEST_F(TerminalServer, TellsWhatItIsAndHas) {
  EXPECT_EQ(obey("cards")["cards"].size(), cards().size());
  EXPECT_EQ(obey("numbers 9999 1")["ok"], true);
  EXPECT_EQ(obey("serial DEADBEEF")["ok"], true);
  EXPECT_EQ(obey("terminal 12345678")["ok"], true);
  EXPECT_EQ(obey("tap charging")["ok"], true);
  const Json state = obey("state");
  EXPECT_EQ(state["card"], "charging");
  EXPECT_EQ(state["registered"], false);
  EXPECT_EQ(state["config"], "86");
  EXPECT_EQ(obey("remove")["ok"], true);
  EXPECT_FALSE(obey("state").contains("card"));
  TcpTill till(server->port());
  EXPECT_EQ(till.order(kHello), "060F0A19002912345678490978");
  till.say("06 C0 01 00");
  EXPECT_EQ(till.hear(), "800000");
  EXPECT_EQ(obey("state")["running"], "06C0");
  EXPECT_EQ(obey("stop")["ok"], true);
  EXPECT_EQ(till.hear(), "061E016C");
  EXPECT_EQ(obey("send 0102030405")["ok"], true);
}

// Every order that --help lists is one.
TEST_F(TerminalServer, KnowsItsOwnHelp) {
  std::istringstream help{std::string(kOrders)};
  int orders = 0;
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  ")) continue;
    std::istringstream words(line);
    std::string first;
    words >> first;
    std::istringstream names(first);
    for (std::string name; std::getline(names, name, '|'); ++orders) {
      const Json answer = obey(name);
      if (answer["ok"] == true) continue;
      EXPECT_NE(answer["why"], "unknown: " + name);
    }
  }
  EXPECT_GT(orders, 25);
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
