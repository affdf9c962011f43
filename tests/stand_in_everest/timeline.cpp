#include "tests/stand_in_everest/timeline.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <future>

namespace kerb::stand_in_everest {

using std::chrono::microseconds;

Timeline::Timeline(int faster) : faster_(std::clamp(faster, 1, 1000)) {
  thread_ = std::thread([this] { work(); });
}

Timeline::~Timeline() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

microseconds Timeline::elapsed() const {
  return std::chrono::duration_cast<microseconds>(Steady::now() - began_) * faster_;
}

Milliseconds Timeline::now() const {
  return std::chrono::duration_cast<Milliseconds>(elapsed());
}

std::string Timeline::stamp() const {
  const auto wall = began_wall_ + elapsed();
  const auto whole = std::chrono::time_point_cast<std::chrono::seconds>(wall);
  const auto rest = std::chrono::duration_cast<Milliseconds>(wall - whole);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(whole)), rest.count());
}

void Timeline::after(Milliseconds delay, Action action) {
  {
    const std::lock_guard lock(mutex_);
    due_.emplace(elapsed() + delay, std::move(action));
  }
  changed_.notify_all();
}

void Timeline::do_now(const Action& action) {
  std::promise<void> done;
  {
    const std::lock_guard lock(mutex_);
    due_.emplace(elapsed(), [&] {
      action();
      done.set_value();
    });
  }
  changed_.notify_all();
  done.get_future().wait();
}

void Timeline::work() {
  std::unique_lock lock(mutex_);
  while (!ends_) {
    if (due_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const microseconds first = due_.begin()->first;
    if (first > elapsed()) {
      changed_.wait_until(lock, began_ + first / faster_ + microseconds(1));
      continue;
    }
    const Action action = std::move(due_.begin()->second);
    due_.erase(due_.begin());
    lock.unlock();
    action();
    lock.lock();
  }
}

}  // namespace kerb::stand_in_everest
