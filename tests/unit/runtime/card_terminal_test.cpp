// From the configuration to a terminal at the other end of a serial cable: the simulated one, and
// between its socket and the cable what is at home in a real one, blocks and their ACK.
#include "kiosk/runtime/card_terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "hal/simulated/terminal/server.hpp"
#include "hal/zvt/serial_line.hpp"
#include "hal/zvt/tcp_line.hpp"
#include "tests/unit/temporary_folder.hpp"
#include "tests/unit/zvt/pty.hpp"

namespace kerb::kiosk {
namespace {

namespace pretended = hal::simulated::terminal;
using hal::zvt::SerialReader;

// The terminal's end of the cable. It sends its next block when the one before was acknowledged.
class TerminalOnACable {
 public:
  explicit TerminalOnACable(std::uint16_t port)
      : inside_("127.0.0.1", port), thread_([this] { work(); }) {}
  ~TerminalOnACable() {
    ends_ = true;
    thread_.join();
  }
  TerminalOnACable(const TerminalOnACable&) = delete;
  TerminalOnACable& operator=(const TerminalOnACable&) = delete;
  std::string device() const { return cable_.name(); }

 private:
  void work() {
    while (!ends_) {
      hear();
      if (awaits_ack_ || !inside_.is_open()) continue;
      const auto said = inside_.receive(hal::Millis{2});
      if (!said || !*said) continue;
      cable_.say(hal::zvt::serial_octets_of(**said));
      awaits_ack_ = true;
    }
  }
  void hear() {
    pollfd entry{cable_.master(), POLLIN, 0};
    std::uint8_t octet = 0;
    while (::poll(&entry, 1, 2) > 0 && ::read(cable_.master(), &octet, 1) == 1) {
      const auto event = reader_.take(octet);
      if (!event) continue;
      if (std::holds_alternative<SerialReader::Acknowledged>(*event)) awaits_ack_ = false;
      const auto* frame = std::get_if<hal::zvt::Frame>(&*event);
      if (frame == nullptr) continue;
      cable_.say(hal::Bytes{hal::zvt::kAck});
      if (!inside_.is_open()) (void)inside_.open();
      (void)inside_.send(*frame);
    }
  }
  const hal::zvt::Pty cable_;
  hal::zvt::TcpLine inside_;
  SerialReader reader_;
  bool awaits_ack_ = false;
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

class CardTerminalOnACable : public ::testing::Test {
 protected:
  CardTerminalOnACable() {
    pretended::Settings settings;
    settings.profile = *pretended::profile_named("ccv");
    server_ = pretended::Server::open(0, std::move(settings), clock_).value();
    cable_.emplace(server_->port());
    config_.journal_file = folder_ / "journal";
    config_.terminal.used = true;
    config_.terminal.settings.kind = hal::zvt::Kind::ccv_rea;
    config_.terminal.settings.device = cable_->device();
    config_.terminal.settings.speed = hal::zvt::SerialLine::kFast;
  }

  TemporaryFolder folder_;
  const hal::SystemClock clock_;
  std::unique_ptr<pretended::Server> server_;
  std::optional<TerminalOnACable> cable_;
  Config config_;
};

TEST_F(CardTerminalOnACable, IsMetByTheDoctor) {
  const auto seen = look_at_card_terminal(config_);
  ASSERT_TRUE(seen) << seen.error().sentence();
  EXPECT_EQ(seen->portrait.terminal_id, "52523535");
  EXPECT_TRUE(seen->tells_cards);
  EXPECT_EQ(seen->open_reservations, 0U);
}

TEST_F(CardTerminalOnACable, ReservesAndBooks) {
  const auto terminal = CardTerminal::open(config_, [](const std::string&) {});
  ASSERT_TRUE(terminal) << terminal.error().sentence();
  auto& shared = (*terminal)->shared();
  ASSERT_THAT(server_->obey("tap visa 600000"), ::testing::HasSubstr("\"ok\":true"));
  EXPECT_EQ(shared.look_for_card()->saw, payment::terminal::SharedTerminal::Look::Saw::card);
  payment::HoldOrder hold;
  hold.key = "A-H";
  hold.amount = {5'000, payment::Currency{}};
  hold.presentation = payment::CardAtTerminal{};
  const auto held = shared.hold(hold);
  ASSERT_TRUE(std::holds_alternative<payment::Approved>(held));
  shared.acknowledge("A-H");
  const auto booked = shared.capture({"A-C",
                                      std::get<payment::Approved>(held).hold.reference,
                                      {1'234, payment::Currency{}},
                                      {5'000, payment::Currency{}}});
  ASSERT_TRUE(std::holds_alternative<payment::Done>(booked));
  shared.acknowledge("A-C");
  EXPECT_THAT(server_->obey("turnover"), ::testing::HasSubstr("1234"));
}

TEST_F(CardTerminalOnACable, ThatIsNotThereSaysWhatToDo) {
  config_.terminal.settings.device = "/dev/kerb-has-no-such-device";
  const auto seen = look_at_card_terminal(config_);
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().code, "zvt.unreachable");
  EXPECT_THAT(seen.error().tried, ::testing::HasSubstr("/dev/kerb-has-no-such-device"));
  EXPECT_THAT(seen.error().remedy, ::testing::HasSubstr("dialout"));
}

}  // namespace
}  // namespace kerb::kiosk
