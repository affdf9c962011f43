// How threads of Kerb talk: messages into a bounded box that one thread empties. The box has a file
// descriptor, so its owner can wait for it together with timers and sockets. Nothing else is
// shared.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>

#include "hal/clock.hpp"

namespace kerb::kiosk {

template <typename Message>
class Mailbox {
 public:
  explicit Mailbox(std::size_t capacity)
      : capacity_(capacity), event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}
  ~Mailbox() { ::close(event_); }
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // False when the box is full: the message may be lost, as a meter sample may. Any thread.
  bool offer(Message message) {
    const std::lock_guard lock(mutex_);
    if (messages_.size() >= capacity_) return false;
    put(std::move(message));
    return true;
  }

  // Waits for room: the message must not be lost. Any thread but the owner. False after close().
  bool post(Message message) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return closed_ || messages_.size() < capacity_; });
    if (closed_) return false;
    put(std::move(message));
    return true;
  }

  // All that is there, oldest first. The owner.
  std::deque<Message> take() {
    const std::lock_guard lock(mutex_);
    std::uint64_t count = 0;
    while (::read(event_, &count, sizeof count) < 0 && errno == EINTR) {
    }
    room_.notify_all();
    return std::exchange(messages_, {});
  }

  // Until something is there, close() was called, or the time is over. The owner.
  void wait(hal::Millis longest) const {
    pollfd entry{event_, POLLIN, 0};
    ::poll(&entry, 1, static_cast<int>(longest.count()));
  }

  bool empty() const {
    const std::lock_guard lock(mutex_);
    return messages_.empty();
  }

  // Nobody waits for this box any more. Any thread.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    ring();
    room_.notify_all();
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  void put(Message message) {
    messages_.push_back(std::move(message));
    ring();
  }
  void ring() const {
    const std::uint64_t one = 1;
    while (::write(event_, &one, sizeof one) < 0 && errno == EINTR) {
    }
  }

  const std::size_t capacity_;
  const int event_;
  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::deque<Message> messages_;
  bool closed_ = false;
};

}  // namespace kerb::kiosk
