#include "kiosk/runtime/worker.hpp"

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kUntilNextLook{60'000};

}  // namespace

Worker::Worker(std::size_t most_jobs) : jobs_(most_jobs), thread_([this] { work(); }) {}

Worker::~Worker() {
  jobs_.close();
  thread_.join();
}

bool Worker::give(Job job) {
  ++open_;
  if (jobs_.offer(std::move(job))) return true;
  --open_;
  return false;
}

void Worker::work() {
  while (!jobs_.closed()) {
    jobs_.wait(kUntilNextLook);
    for (Job& job : jobs_.take()) {
      if (jobs_.closed()) return;
      job();
      --open_;
    }
  }
}

}  // namespace kerb::kiosk
