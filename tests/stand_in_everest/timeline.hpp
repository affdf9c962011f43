// The station's time, and its one thread: everything that the stand-in knows is touched there only.
// Time may run faster than the wall's, so that twenty seconds of waiting for a plug are one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace kerb::stand_in_everest {

using Milliseconds = std::chrono::milliseconds;  // of the station's time, if nothing else is said

// Threading: after(), now() and stamp() from any thread; do_now() from any but its own.
class Timeline {
 public:
  using Action = std::function<void()>;

  // `faster`: 1 to 1000.
  explicit Timeline(int faster);
  ~Timeline();
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  // Actions that are due at the same moment happen in the order in which they were asked for.
  void after(Milliseconds delay, Action action);
  // Returns when it is done.
  void do_now(const Action& action);

  Milliseconds now() const;   // since the beginning
  std::string stamp() const;  // RFC 3339 in UTC, with milliseconds

 private:
  using Steady = std::chrono::steady_clock;
  void work();
  std::chrono::microseconds elapsed() const;

  const int faster_;
  const Steady::time_point began_ = Steady::now();
  const std::chrono::system_clock::time_point began_wall_ = std::chrono::system_clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::multimap<std::chrono::microseconds, Action> due_;
  bool ends_ = false;
  std::thread thread_;
};

// What one process of the station means to do later; all of it is forgotten when the process dies.
class Intentions {
 public:
  explicit Intentions(Timeline& timeline) : timeline_(timeline) {}
  void after(Milliseconds delay, Timeline::Action action) {
    timeline_.after(delay, [alive = std::weak_ptr<int>(alive_), action = std::move(action)] {
      if (!alive.expired()) action();
    });
  }

 private:
  Timeline& timeline_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace kerb::stand_in_everest
