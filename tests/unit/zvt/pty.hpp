// A pseudo terminal: what is opened by name() is a serial device, and the test is its other end.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

#include "hal/zvt/serial_frame.hpp"
#include "tests/unit/zvt/known_messages.hpp"

namespace kerb::hal::zvt {

constexpr Millis kPatience{10'000};

class Pty {
 public:
  Pty() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)) {
    EXPECT_GE(master_, 0);
    EXPECT_EQ(::grantpt(master_), 0);
    EXPECT_EQ(::unlockpt(master_), 0);
    name_ = ::ptsname(master_);
  }
  ~Pty() { hang_up(); }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  const std::string& name() const { return name_; }
  int master() const { return master_; }
  void hang_up() {
    if (master_ >= 0) ::close(master_);
    master_ = -1;
  }
  void say(const Bytes& octets) const {
    ASSERT_EQ(::write(master_, octets.data(), octets.size()), static_cast<ssize_t>(octets.size()));
  }
  void say(std::string_view text) const { say(hex(text)); }
  void say_block(std::string_view message) const { say(serial_octets_of(frame_in(hex(message)))); }
  // So many octets, in hex; fewer when `within` is over.
  std::string hear(std::size_t count, Millis within = kPatience) const {
    Bytes all;
    const SystemClock clock;
    const Monotonic until = clock.monotonic() + within;
    while (all.size() < count && clock.monotonic() < until) {
      pollfd entry{master_, POLLIN, 0};
      if (::poll(&entry, 1, 10) <= 0) continue;
      std::uint8_t octet = 0;
      if (::read(master_, &octet, 1) == 1) all.push_back(octet);
    }
    return to_hex(all);
  }

 private:
  int master_;
  std::string name_;
};

}  // namespace kerb::hal::zvt
