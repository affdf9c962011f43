#include "kiosk/runtime/core_thread.hpp"

#include <algorithm>

namespace kerb::kiosk {
namespace {

constexpr hal::Millis kLongestSleep{1'000};

}  // namespace

CoreThread::CoreThread(Core& core)
    : core_(core), thread_([this] {
        while (!ends_) core_.pump(std::min(kLongestSleep, core_.until_next_tick()));
      }) {}

CoreThread::~CoreThread() {
  ends_ = true;
  core_.post(Tick{});
  thread_.join();
}

}  // namespace kerb::kiosk
