#include "tests/interop/pn532/serial_port.hpp"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "tests/interop/pn532/host_frames.hpp"

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;

constexpr int kLookMillis = 10;
constexpr auto kTrickle = std::chrono::milliseconds(50);
constexpr std::uint8_t kDataExchange = 0x40;
constexpr std::uint8_t kListTarget = 0x4A;
constexpr std::uint8_t kNodeAddress = 0x80;

}  // namespace

Pn532Port::Pn532Port(std::filesystem::path path) : path_(std::move(path)) {
  plug();
}

Pn532Port::~Pn532Port() {
  unplug();
}

void Pn532Port::plug() {
  chips_end_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (chips_end_ < 0 || ::grantpt(chips_end_) != 0 || ::unlockpt(chips_end_) != 0) std::abort();
  std::array<char, 64> name{};
  if (::ptsname_r(chips_end_, name.data(), name.size()) != 0) std::abort();
  hosts_end_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios settings{};
  ::tcgetattr(hosts_end_, &settings);
  ::cfmakeraw(&settings);
  ::tcsetattr(hosts_end_, TCSANOW, &settings);
  field_.power(false);
  std::filesystem::create_symlink(name.data(), path_);
  plugged_ = true;
  thread_ = std::thread(&Pn532Port::serve, this);
}

void Pn532Port::unplug() {
  if (!plugged_.exchange(false)) return;
  std::filesystem::remove(path_);
  thread_.join();
  ::close(hosts_end_);
  ::close(chips_end_);
}

void Pn532Port::serve() {
  HostFrames frames;
  std::array<std::uint8_t, 512> octets{};
  while (plugged_) {
    pollfd waiting{chips_end_, POLLIN, 0};
    if (::poll(&waiting, 1, kLookMillis) <= 0) continue;
    const ssize_t size = ::read(chips_end_, octets.data(), octets.size());
    if (size <= 0) continue;
    frames.add({octets.data(), static_cast<std::size_t>(size)});
    while (const auto said = frames.next()) {
      if (said->what == HostSaid::What::command) respond(said->command);
    }
  }
}

void Pn532Port::respond(ByteView command) {
  ++commands_;
  const Mischief mischief = mischief_;
  if (mischief == Mischief::silence) return;
  if (mischief == Mischief::noise) return say(Bytes(40, 0x5A));
  say(chip_ack());
  if (mischief == Mischief::stops_midway) return;
  if (mischief == Mischief::trickle) return trickle(static_cast<std::uint8_t>(command[0] + 1));
  auto answer = chip_.answer(command);
  if (!answer) return say(chip_error());
  const bool found = command[0] == kListTarget && answer->at(1) > 0;
  if (command[0] == kListTarget && chip_.waits_for_ever()) asked_for_ever_ = true;
  if (mischief == Mischief::node_address && command[0] == kDataExchange) {
    answer->at(1) = kNodeAddress;
  }
  if (mischief == Mischief::empty_ats && found) {
    answer = Bytes{kListTarget + 1, 1, 1, 0x00, 0x04, 0x20, 4, 0x12, 0x34, 0x56, 0x78, 0};
  }
  say(chip_frame(*answer));
}

// An extended frame of 264 octets.
void Pn532Port::trickle(std::uint8_t answer_code) const {
  const Bytes start = {0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x08, 0xF7, 0xD5, answer_code};
  for (std::size_t at = 0; plugged_ && mischief_ == Mischief::trickle; ++at) {
    say(Bytes{at < start.size() ? start[at] : std::uint8_t{0}});
    std::this_thread::sleep_for(kTrickle);
  }
}

// Nobody may be reading; then the octets are lost, as on a cable.
void Pn532Port::say(ByteView octets) const {
  [[maybe_unused]] const ssize_t said = ::write(chips_end_, octets.data(), octets.size());
}

}  // namespace kerb::interop
