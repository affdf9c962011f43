// The process that runs libnfc for Kerb. The library calls abort() when a chip misbehaves, and can
// wait for ever for one that is silent; a process of its own can do both without taking the kiosk
// along. It is the program kerb-nfc (hal/libnfc/child), and has nothing of Kerb's: no files, no
// environment, no terminal, one socket.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "hal/error.hpp"
#include "hal/libnfc/frame.hpp"

namespace kerb::hal::libnfc {

// The program, which is installed beside Kerb's own.
std::filesystem::path child_program();

// One thread.
class ChildProcess {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // Does not wait for it to be ready. Errors: reader.no_program.
  static Result<ChildProcess> start(const std::filesystem::path& program,
                                    const std::string& connection);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  // False: it is gone, or does not read what it is sent.
  bool send(const Frame& frame) const;

  enum class Heard {
    frame,
    nothing,  // until the deadline
    wakened,  // `wake` became readable
    gone,     // it has ended
    babble,   // it sent what is no frame
  };
  // Waits for one frame; with `wake`, also for that descriptor.
  Heard receive(Frame& frame, Deadline deadline, std::optional<int> wake = std::nullopt) const;

  // Ends it: it may put the field out by itself first, when it is asked to; otherwise it is killed.
  // Says how it ended, for the log: "signal 6"; empty when that was to be expected. Takes half a
  // second at the very most.
  enum class Manner { asked, killed };
  std::string end(Manner manner);

 private:
  ChildProcess(pid_t process, int socket) : process_(process), socket_(socket) {}
  std::optional<int> reaped_within(Millis span) const;

  pid_t process_ = -1;
  int socket_ = -1;
};

}  // namespace kerb::hal::libnfc
