// One thread for one blocking device. Work is done in the order in which it was given; its result
// goes back as a message, never as shared state.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <thread>

#include "kiosk/runtime/mailbox.hpp"

namespace kerb::kiosk {

class Worker {
 public:
  using Job = std::function<void()>;

  // At most `most_jobs` wait, besides those that it has already taken up.
  explicit Worker(std::size_t most_jobs = 1024);
  // Ends after the job that is running; jobs that wait are dropped, as a power cut would drop them.
  ~Worker();

  // False when there is no room: the job will not run. Any thread.
  bool give(Job job);
  // No job waits or runs. Any thread.
  bool idle() const { return open_ == 0; }

 private:
  void work();

  Mailbox<Job> jobs_;
  std::atomic<int> open_{0};
  std::thread thread_;  // last: it uses the others
};

}  // namespace kerb::kiosk
