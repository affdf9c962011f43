#include "hal/libnfc/child/kiosk_line.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "hal/wiped.hpp"

namespace kerb::hal::libnfc::child {
namespace {

constexpr Millis kToPutInOrder{500};
constexpr int kBadOrder = 3;

// Empty when the kiosk is gone; ends the process when that is no frame.
std::optional<Frame> receive(int socket) {
  Bytes octets(kLongestFrame + 1);
  const WipeAtEnd wiped(octets);
  ssize_t size = 0;
  do {
    size = ::recv(socket, octets.data(), octets.size(), 0);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  auto frame = frame_in(ByteView(octets).first(static_cast<std::size_t>(size)));
  if (!frame) ::_exit(kBadOrder);
  return frame;
}

}  // namespace

KioskLine::KioskLine(int socket) : socket_(socket) {
  // Never joined: the process ends under it.
  std::thread([this] { listen(); }).detach();
}

void KioskLine::listen() {
  while (auto frame = receive(socket_)) {
    const WipeAtEnd wiped(frame->payload);
    if (!take(*frame)) ::_exit(kBadOrder);
  }
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    if (abort_) abort_();
    changed_.notify_all();
  }
  std::this_thread::sleep_for(kToPutInOrder);
  ::_exit(0);
}

// A cancellation that comes when its wait has been answered is too late, and means nothing.
bool KioskLine::take(const Frame& frame) {
  const std::lock_guard lock(mutex_);
  if (frame.kind == FrameKind::cancel) {
    cancelled_ = answering_;
    if (answering_ && abort_) abort_();
  } else {
    if (answering_) return false;
    answering_ = true;
    cancelled_ = false;
    question_ = frame;
  }
  changed_.notify_all();
  return true;
}

std::optional<Frame> KioskLine::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ended_ || question_; });
  if (ended_) return std::nullopt;
  auto question = std::exchange(question_, std::nullopt);
  return question;
}

void KioskLine::answer(const Frame& frame) {
  Bytes octets = octets_of(frame);
  const WipeAtEnd wiped(octets);
  {
    const std::lock_guard lock(mutex_);
    answering_ = false;
  }
  // Nobody reads it when the kiosk is gone; the other thread has noticed that.
  [[maybe_unused]] const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
}

void KioskLine::interruptibly(const std::function<void()>& run,
                              const std::function<void()>& abort) {
  {
    const std::lock_guard lock(mutex_);
    if (cancelled_ || ended_) return;
    abort_ = abort;
  }
  run();
  const std::lock_guard lock(mutex_);
  abort_ = nullptr;
}

bool KioskLine::cancelled_within(Millis span) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, span, [this] { return cancelled_ || ended_; });
}

}  // namespace kerb::hal::libnfc::child
