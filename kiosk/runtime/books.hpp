// What must outlive the process, as the conductor sees it: it writes down every commit before an
// effect leaves, and reads back what is open after a start. The journal is one such book; a test
// that plays a million sessions keeps them in memory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"
#include "kiosk/station/station.hpp"

namespace kerb::kiosk {

class Books {
 public:
  virtual ~Books() = default;

  // When it returns, the commit outlives a power cut. Any error means that nobody knows whether it
  // was written: the books are then closed, opened again and read again.
  virtual hal::Result<void> write(const Commit& commit, hal::Utc at) = 0;

  // Everything that is not at its end. `unreadable` names sessions, in words, that a person has to
  // settle because their entry cannot be understood.
  struct Open {
    std::vector<payment::Saga> sagas;
    std::vector<FiledReport> reports;
    std::vector<std::string> unreadable;
  };
  virtual hal::Result<Open> open_sessions() = 0;

  // What they say last about a session, at rest or not; nothing when they do not know it. An error
  // here leaves them open.
  virtual hal::Result<std::optional<payment::Saga>> session(const std::string& /*id*/) {
    return std::optional<payment::Saga>{};
  }

  // False while there is no room for what a new session would still have to write. Costs nothing.
  virtual bool room_for_new_sessions() const { return true; }

  // A slice of what has to be done now and then: a copy, room regained. True: call again soon.
  // Errors as of write(). `note` gets a line for the log when something is worth it.
  virtual hal::Result<bool> keep_up(payment::Now /*now*/, std::string& /*note*/) { return false; }
};

}  // namespace kerb::kiosk
