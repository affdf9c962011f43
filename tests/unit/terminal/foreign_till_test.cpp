// Another maker's till at the simulated terminal, octet by octet over real TCP: the messages that tills
// of the field were heard saying, and every command of PA00P015 that the terminal takes, in the forms
// in which they come. The till is this file's own: it shares nothing with Kerb's client.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <vector>

#include "hal/simulated/terminal/server.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets octets_in(std::string_view text) {
  Octets octets;
  std::string pair;
  for (const char sign : text) {
    if (sign == ' ') continue;
    pair += sign;
    if (pair.size() < 2) continue;
    octets.push_back(static_cast<std::uint8_t>(std::stoi(pair, nullptr, 16)));
    pair.clear();
  }
  return octets;
}

std::string text_in(const Octets& octets) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t octet : octets) {
    text += kDigits[octet >> 4U];
    text += kDigits[octet & 0x0FU];
  }
  return text;
}

// Reads by the length of each message and acknowledges what is no answer, as every library does.
class ForeignTill {
 public:
  explicit ForeignTill(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    constexpr int kOn = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
    EXPECT_EQ(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~ForeignTill() { ::close(socket_); }
  ForeignTill(const ForeignTill&) = delete;
  ForeignTill& operator=(const ForeignTill&) = delete;

  void say(const Octets& octets) const {
    ASSERT_EQ(::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(octets.size()));
  }
  // Empty after three seconds, or when the terminal hung up.
  Octets hear() const {
    Octets message = take(3);
    if (message.size() < 3) return message;
    std::size_t length = message[2];
    if (length == 0xFF) {
      const Octets more = take(2);
      if (more.size() < 2) return {};
      length = more[0] + std::size_t{256} * more[1];
      message.insert(message.end(), more.begin(), more.end());
    }
    const Octets rest = take(length);
    message.insert(message.end(), rest.begin(), rest.end());
    return message;
  }
  // The classes and instructions of all that comes, to the end of the dialogue: "8000 04FF 060F".
  std::string order(std::string_view text) {
    say(octets_in(text));
    const bool reads_card = text.starts_with("06 C0");
    heard.clear();
    std::string all;
    for (;;) {
      const Octets message = hear();
      heard.push_back(text_in(message));
      const std::string command = heard.back().substr(0, 4);
      all += (all.empty() ? "" : " ") + command;
      if (command.empty() || command.starts_with("84")) return all;
      if (command == "8000") {
        if (text.starts_with("06 02") || text.starts_with("06 B0")) return all;
        continue;
      }
      say({0x80, 0x00, 0x00});
      if (command == "060F" || command == "061E" || (reads_card && command == "040F")) return all;
    }
  }
  std::vector<std::string> heard;

 private:
  Octets take(std::size_t count) const {
    Octets octets(count);
    std::size_t got = 0;
    while (got < count) {
      pollfd entry{socket_, POLLIN, 0};
      if (::poll(&entry, 1, 3'000) <= 0) return {};
      const ssize_t came = ::recv(socket_, octets.data() + got, count - got, 0);
      if (came <= 0) return {};
      got += static_cast<std::size_t>(came);
    }
    return octets;
  }
  int socket_;
};

class ForeignTillTest : public ::testing::Test {
 protected:
  void open(std::string_view profile) {
    Settings settings;
    settings.profile = *profile_named(profile);
    settings.password = 123'456;
    auto opened = Server::open(0, settings, clock);
    ASSERT_TRUE(opened);
    server = std::move(*opened);
    server->obey("host slow 0");
  }
  SystemClock clock;
  std::unique_ptr<Server> server;
};

struct OrderRow {
  const char* before;  // what happens at the terminal
  const char* order;
  const char* heard;
};

constexpr OrderRow kByTheBook[] = {
    {"", "06 00 06 12 34 56 1E 09 78", "8000 060F"},
    {"", "05 01 00", "8000 060F"},
    {"", "05 01 03 12 34 56", "8000 060F"},
    {"", "05 01 05 12 34 56 03 02", "8000 060F"},
    {"", "05 01 05 12 34 56 03 04", "8000 060F"},
    {"", "05 01 07 12 34 56 03 05 06 00", "8000 060F"},
    {"tap visa", "05 01 0B 12 34 56 03 05 06 04 1F 72 01 01", "8000 060F"},
    {"tap visa", "06 01 0A 04 00 00 00 00 01 00 49 09 78", "8000 04FF 040F 060F"},
    {"tap visa", "06 01 FF 0C 00 04 00 00 00 00 02 00 49 09 78 19 40", "8000 04FF 040F 060F"},
    {"", "06 30 06 12 34 56 87 00 01", "8000 04FF 040F 060F"},
    {"", "06 30 06 12 34 56 87 00 01", "8000 04FF 040F 061E"},  // reversed already
    {"", "06 30 06 12 34 56 87 99 99", "8000 04FF 040F 061E"},
    {"tap visa", "06 31 0A 12 34 56 04 00 00 00 00 01 00", "8000 04FF 040F 060F"},
    {"", "06 20 03 12 34 56", "8000 060F"},
    {"", "06 20 05 12 34 56 03 01", "8000 040F 060F"},
    {"", "06 20 05 12 34 56 03 03", "8000 040F 060F"},
    {"", "06 12 03 12 34 56", "8000 060F"},
    {"", "06 10 03 12 34 56", "8000 060F"},
    {"", "06 1A 03 12 34 56", "8000 060F"},
    {"", "06 1A 00", "8000 060F"},
    {"", "06 91 0B 12 34 56 AA 26 11 23 0C 20 15 30", "8000 060F"},
    {"", "06 E0 0A F0 05 F1 F0 F2 48 69 F2 F0 F0", "8000 060F"},
    {"", "08 30 01 02", "8000 060F"},
    {"", "06 70 00", "8000 04FF 060F"},
    {"", "06 70 05 06 03 1B 01 04", "8000 04FF 060F"},
    {"", "06 93 03 12 34 56", "8000 04FF 060F"},
    {"", "06 B0 00", "8000"},
    {"tap visa", "06 22 09 19 40 04 00 00 00 00 25 00", "8000 04FF 040F 060F"},
    {"", "06 23 03 87 FF FF", "8000 061E"},
    {"", "06 50 03 12 34 56", "8000 04FF 061E"},  // one is open
    {"", "06 24 0A 87 00 05 04 00 00 00 00 03 00", "8000 04FF 040F 060F"},
    {"tap visa", "06 C0 01 05", "8000 040F"},
    {"remove", "06 C0 01 01", "8000 061E"},
    {"", "06 50 03 12 34 56", "8000 04FF 040F 060F"},
    {"", "06 1B 08 12 34 56 29 11 22 33 44", "8000 060F"},
    {"", "06 02 00", "8000"},
    // What the terminal does not know, and what is wrong.
    {"", "06 55 00", "8483"},
    {"", "0F A1 02 00 01", "8483"},
    {"", "06 22 02 A5 01", "8483"},
    {"", "06 50 03 99 99 99", "8483"},
    {"", "06 00 06 99 99 99 1E 09 78", "8483"},
    {"", "06 00 06 12 34 56 1E 08 26", "841E"},
    {"", "06 22 04 04 00 00 00", "849A"},
};

TEST_F(ForeignTillTest, EveryCommandIsAnsweredByTheBook) {
  open("generic");
  ForeignTill till(server->port());
  for (const OrderRow& row : kByTheBook) {
    if (*row.before != '\0') server->obey(row.before);
    EXPECT_EQ(till.order(row.order), row.heard) << row.order;
  }
}

// vectors of EVerest's tills, in the order in which one day has them.
constexpr OrderRow kCaptured[] = {
    {"", "06 00 06 12 34 56 DE 09 78", "8000 060F"},
    {"", "0F A1 02 00 01", "8000 060F"},
    {"tap mastercard", "06 C0 0F 0F 19 10 FC 02 06 08 1F 15 01 D0 1F 60 01 07", "8000 040F"},
    {"numbers 231 975",
     "06 22 1E 19 40 49 09 78 04 00 00 00 00 25 00 06 10 E9 0E 1F 62 02 41 43 1F 63 06 33 38 34 48 "
     "48 32",
     "8000 04FF 06D3 040F 060F"},
    {"", "06 25 08 19 40 87 02 31 49 09 78", "8000 04FF 06D3 040F 060F"},
    {"numbers 491 980", "06 23 03 87 FF FF", "8000 061E"},
    {"tap girocard", "06 22 0C 19 40 49 09 78 04 00 00 00 00 25 00", "8000 04FF 06D3 040F 060F"},
    {"",
     "06 23 21 19 40 87 04 91 49 09 78 04 00 00 00 00 12 95 06 10 E9 0E 1F 62 02 41 43 1F 63 06 4D "
     "46 32 32 34 36",
     "8000 04FF 06D3 040F 060F"},
    {"", "08 13 14 06 12 E4 10 FF 40 03 12 34 56 FF 41 07 D5 B7 13 69 76 C1 01", "8483"},
    {"", "06 50 03 12 34 56", "8000 04FF 040F 06D3 060F"},
    {"", "05 01 07 12 34 56 03 05 06 00", "8000 060F"},
};

TEST_F(ForeignTillTest, ADayOfACapturedTillAtCvend) {
  open("feig");
  for (const bool reconnects : {false, true}) {
    server->obey("remove");
    auto till = std::make_unique<ForeignTill>(server->port());
    for (const OrderRow& row : kCaptured) {
      if (*row.before != '\0') server->obey(row.before);
      EXPECT_EQ(till->order(row.order), row.heard) << row.order;
      if (!reconnects) continue;
      till = nullptr;  // one connection for each order, as some tills do
      till = std::make_unique<ForeignTill>(server->port());
    }
  }
}

TEST_F(ForeignTillTest, RegistersWithAnyConfigByte) {
  open("generic");
  ForeignTill till(server->port());
  for (int config = 0; config < 256; ++config) {
    const std::string octet = text_in({static_cast<std::uint8_t>(config)});
    EXPECT_EQ(till.order("06 00 06 12 34 56 " + octet + " 09 78"), "8000 060F") << octet;
  }
  EXPECT_EQ(till.order("06 00 04 12 34 56 86"), "8000 060F") << "without a currency";
  EXPECT_EQ(till.order("06 00 08 12 34 56 86 09 78 03 00"), "8000 060F") << "with a service byte";
  EXPECT_EQ(till.order("06 00 1C 12 34 56 9E 09 78 06 14 10 02 20 04 12 01 40 27 03 14 01 FE 40 02 "
                       "FF FF 1F 05 01 80"),
            "8000 060F");
}

TEST_F(ForeignTillTest, LongLengthsAreTakenAndSent) {
  open("generic");
  server->obey("long_lengths on");
  ForeignTill till(server->port());
  EXPECT_EQ(till.order("06 00 FF 06 00 12 34 56 1E 09 78"), "8000 060F");
  EXPECT_TRUE(till.heard[0].starts_with("8000FF0000"));
  EXPECT_TRUE(till.heard[1].starts_with("060FFF")) << till.heard[1];
}

// Pieces as a network cuts them: each octet alone, and everything at once.
TEST_F(ForeignTillTest, SplitAndMergedMessagesAreTheSame) {
  open("generic");
  ForeignTill till(server->port());
  for (const std::uint8_t octet : octets_in("06 00 06 12 34 56 16 09 78")) till.say({octet});
  EXPECT_EQ(text_in(till.hear()), "800000");
  EXPECT_TRUE(text_in(till.hear()).starts_with("060F"));
  server->obey("tap visa");
  till.say(octets_in("80 00 00 06 01 07 04 00 00 00 00 01 00"));
  EXPECT_EQ(text_in(till.hear()), "800000");
  EXPECT_TRUE(text_in(till.hear()).starts_with("040F"));
  till.say(octets_in("80 00 00 80 00 00"));
  EXPECT_EQ(text_in(till.hear()), "060F00");
}

TEST_F(ForeignTillTest, ARestartByOrderIsFollowedByANewConnection) {
  open("generic");
  {
    ForeignTill till(server->port());
    EXPECT_EQ(till.order("06 18 03 12 34 56"), "8000 060F");
    EXPECT_EQ(text_in(till.hear()), "") << "it hangs up";
  }
  EXPECT_EQ(server->obey("state").find("\"on\":true"), std::string::npos);
}

}  // namespace
}  // namespace kerb::hal::simulated::terminal
