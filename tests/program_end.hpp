// How the programs that stand in for the rest of the world end: at SIGTERM or SIGINT, or, when asked,
// with their standard input, so that none outlives the test that started it.
#pragma once

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

namespace kerb::stand_in {

// Made before any thread starts: the signals then come here and nowhere else.
class ProgramEnd {
 public:
  ProgramEnd() {
    sigset_t mask;
    sigemptyset(&mask);
    sigaddset(&mask, SIGTERM);
    sigaddset(&mask, SIGINT);
    pthread_sigmask(SIG_BLOCK, &mask, nullptr);
    signals_ = ::signalfd(-1, &mask, SFD_CLOEXEC);
  }
  ~ProgramEnd() { ::close(signals_); }
  ProgramEnd(const ProgramEnd&) = delete;
  ProgramEnd& operator=(const ProgramEnd&) = delete;

  void wait(bool until_stdin_closes) const {
    std::array<pollfd, 2> ends = {pollfd{signals_, POLLIN, 0},
                                  pollfd{until_stdin_closes ? STDIN_FILENO : -1, POLLIN, 0}};
    std::array<char, 256> ignored{};
    for (;;) {
      if (::poll(ends.data(), ends.size(), -1) < 0) continue;
      if (ends[0].revents != 0) return;
      if (ends[1].revents != 0 && ::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0) return;
    }
  }

 private:
  int signals_;
};

}  // namespace kerb::stand_in
