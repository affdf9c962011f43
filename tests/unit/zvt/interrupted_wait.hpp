// A line's wait, interrupted by a signal as any system call may be.
#pragma once

#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "hal/clock.hpp"
#include "hal/zvt/line.hpp"

namespace kerb::hal::zvt {

// That the wait goes on as if there had been none.
inline void expect_wait_survives_a_signal(Line& line) {
  struct sigaction quiet {};
  struct sigaction before {};
  quiet.sa_handler = [](int) {};  // no SA_RESTART: the call comes back with EINTR
  ASSERT_EQ(::sigaction(SIGUSR1, &quiet, &before), 0);
  std::atomic<bool> done = false;
  std::thread waiter([&] {
    const auto heard = line.receive(Millis{300});
    EXPECT_TRUE(heard);
    EXPECT_TRUE(!heard || !*heard);
    done = true;
  });
  std::this_thread::sleep_for(Millis{100});
  EXPECT_FALSE(done);
  ::pthread_kill(waiter.native_handle(), SIGUSR1);
  waiter.join();
  EXPECT_TRUE(line.is_open());
  ::sigaction(SIGUSR1, &before, nullptr);
}

}  // namespace kerb::hal::zvt
