#include "hal/zvt/serial_line.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace kerb::hal::zvt {
namespace {

constexpr std::size_t kOneSerialRead = 512;
constexpr std::size_t kMostFramesWaiting = 16;

int wait_millis(Millis span) {
  constexpr Millis::rep kLongestWait = 3'600'000;
  return static_cast<int>(std::clamp<Millis::rep>(span.count(), 0, kLongestWait));
}

Monotonic machine_now() {
  return SystemClock().monotonic();
}

}  // namespace

SerialLine::SerialLine(std::string device, int speed, SerialTimes times)
    : device_(std::move(device)),
      speed_(speed),
      times_(times),
      waker_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (waker_ < 0) throw std::runtime_error("no descriptor is left to wake a thread with");
}

SerialLine::~SerialLine() {
  close();
  ::close(waker_);
}

void SerialLine::close() {
  if (port_ >= 0) ::close(port_);
  port_ = -1;
  reader_.clear();
  unread_.clear();
  frames_.clear();
  last_.reset();
}

Result<void> SerialLine::set_up() {
  termios way{};
  if (::ioctl(port_, TIOCEXCL) != 0 || ::tcgetattr(port_, &way) != 0) {
    return lost(std::strerror(errno));
  }
  ::cfmakeraw(&way);
  way.c_cflag |= static_cast<tcflag_t>(CLOCAL | CREAD | CSTOPB);
  way.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS);
  const speed_t speed = speed_ == kFast ? B115200 : B9600;
  ::cfsetispeed(&way, speed);
  ::cfsetospeed(&way, speed);
  if (::tcsetattr(port_, TCSANOW, &way) != 0) return lost(std::strerror(errno));
  ::tcflush(port_, TCIOFLUSH);
  return {};
}

Result<void> SerialLine::open() {
  close();
  port_ = ::open(device_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  Result<void> opened = port_ < 0 ? Result<void>(lost(std::strerror(errno))) : set_up();
  if (!opened) {
    opened.error().code = "zvt.unreachable";
    opened.error().remedy =
        "is the cable in, is the device in [terminal] right, and may Kerb's user open it "
        "(group dialout)?";
  }
  return opened;
}

Result<void> SerialLine::put(ByteView octets) {
  while (!octets.empty()) {
    const ssize_t went = ::write(port_, octets.data(), octets.size());
    if (went > 0) {
      octets = octets.subspan(static_cast<std::size_t>(went));
      continue;
    }
    if (went < 0 && errno == EINTR) continue;
    if (went < 0 && errno != EAGAIN) return lost(std::strerror(errno));
    pollfd entry{port_, POLLOUT, 0};
    if (::poll(&entry, 1, wait_millis(times_.answer)) == 0) return lost("it takes nothing more");
  }
  return {};
}

// What the port has now.
Result<void> SerialLine::fill() {
  std::array<std::uint8_t, kOneSerialRead> octets{};
  const ssize_t got = ::read(port_, octets.data(), octets.size());
  if (got == 0) return lost("the port is gone");
  if (got < 0 && errno != EINTR && errno != EAGAIN) return lost(std::strerror(errno));
  if (got > 0) unread_.insert(unread_.end(), octets.begin(), octets.begin() + got);
  return {};
}

Result<SerialLine::Heard> SerialLine::take(SerialReader::Event event) {
  if (std::holds_alternative<SerialReader::Acknowledged>(event)) return Heard::acknowledged;
  if (std::holds_alternative<SerialReader::NotAcknowledged>(event)) return Heard::not_acknowledged;
  Frame* const frame = std::get_if<Frame>(&event);
  const std::uint8_t answer = frame != nullptr ? kAck : kNak;
  if (auto done = put(ByteView(&answer, 1)); !done) return tl::make_unexpected(done.error());
  if (frame == nullptr || *frame == last_) return Heard::nothing;
  if (frames_.size() == kMostFramesWaiting) return lost("it does not wait for answers");
  last_ = *frame;
  frames_.push_back(std::move(*frame));
  return Heard::frame;
}

// Of what was read already; empty: no more of it.
Result<std::optional<SerialLine::Heard>> SerialLine::take_one() {
  while (!unread_.empty()) {
    const std::uint8_t octet = unread_.front();
    unread_.pop_front();
    auto event = reader_.take(octet);
    if (!event) continue;
    const auto heard = take(std::move(*event));
    if (!heard) return tl::make_unexpected(heard.error());
    if (*heard != Heard::nothing) return std::optional(*heard);
  }
  return std::optional<Heard>{};
}

Result<SerialLine::Heard> SerialLine::hear(Monotonic until, bool wakes) {
  for (;;) {
    const auto heard = take_one();
    if (!heard) return tl::make_unexpected(heard.error());
    if (*heard) return **heard;
    const Millis left = std::max(Millis{0}, until - machine_now());
    const bool within_block = reader_.in_block();
    std::array<pollfd, 2> entries{pollfd{port_, POLLIN, 0}, pollfd{wakes ? waker_ : -1, POLLIN, 0}};
    const int ready = ::poll(entries.data(), entries.size(),
                             wait_millis(within_block ? std::min(left, times_.octet) : left));
    if (ready < 0 && errno != EINTR) return lost(std::strerror(errno));
    eventfd_t calls = 0;
    if (ready > 0 && entries[1].revents != 0 && ::eventfd_read(waker_, &calls) == 0) {
      return Heard::woken;
    }
    if (ready > 0 && entries[0].revents != 0) {
      if (auto filled = fill(); !filled) return tl::make_unexpected(filled.error());
    } else if (left == Millis{0}) {
      return Heard::nothing;
    } else if (ready == 0 && within_block && left > times_.octet) {
      // T1. A lone DLE was noise: a NAK to it would make the other side repeat what was heard.
      const bool begun = reader_.has_begun();
      reader_.clear();
      if (begun) {
        if (auto done = put(ByteView(&kNak, 1)); !done) return tl::make_unexpected(done.error());
      }
    }
  }
}

Result<void> SerialLine::send(const Frame& frame) {
  if (!is_open()) return lost("it is closed");
  // An ACK that lies there already is not that of this block.
  for (Heard before = Heard::acknowledged; before != Heard::nothing;) {
    const auto next = hear(machine_now(), false);
    if (!next) return tl::make_unexpected(next.error());
    before = *next;
  }
  const Bytes block = serial_octets_of(frame);
  for (int times = 0; times <= kRepeats; ++times) {
    if (auto done = put(block); !done) return done;
    const Monotonic until = machine_now() + times_.answer;
    Heard heard = Heard::nothing;
    do {
      const auto next = hear(until, false);
      if (!next) return tl::make_unexpected(next.error());
      heard = *next;
      // Who says something new has heard what was said before; only its ACK was lost.
      if (heard == Heard::acknowledged || heard == Heard::frame) {
        if (heard == Heard::acknowledged) last_.reset();
        return {};
      }
    } while (heard != Heard::nothing && heard != Heard::not_acknowledged);
  }
  return lost("it acknowledges nothing");
}

Result<std::optional<Frame>> SerialLine::receive(Millis within) {
  if (!is_open()) return lost("it is closed");
  const Monotonic until = machine_now() + within;
  Heard heard = Heard::acknowledged;
  while (frames_.empty() && heard != Heard::nothing && heard != Heard::woken) {
    const auto next = hear(until, true);
    if (!next) return tl::make_unexpected(next.error());
    heard = *next;
  }
  if (frames_.empty()) return std::optional<Frame>{};
  std::optional<Frame> frame = std::move(frames_.front());
  frames_.pop_front();
  return frame;
}

void SerialLine::wake() {
  ::eventfd_write(waker_, 1);
}

tl::unexpected<Error> SerialLine::lost(const std::string& why) {
  close();
  return failure("zvt.lost", fmt::format("talking to the terminal at {}: {}", device_, why),
                 "the connection is made anew by itself");
}

}  // namespace kerb::hal::zvt
