// What the journal needs from time to time, in slices that never keep its thread for long: room on
// the disk regained, the daily backup, old entries forgotten. One call for whoever owns the
// journal.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "payment/journal/backup.hpp"

namespace kerb::payment {

struct UpkeepSettings {
  std::filesystem::path journal;
  std::filesystem::path backup_folder;  // empty: beside the journal
  std::chrono::days keep{0};            // entries; 0: for ever
};

class JournalUpkeep {
 public:
  explicit JournalUpkeep(UpkeepSettings settings, JournalBackup::Elsewhere elsewhere = {});

  struct Did {
    bool more = false;                // call again soon, this was one slice
    std::optional<std::string> note;  // one line for the log, when something is worth it
  };
  // The journal's thread, whenever nothing else waits; with the journal that is open now, which may
  // be another object each time. A backup or a disk that fails is a note, not an error. Error: what
  // Journal::prune() gives when the outcome is unknown: close the journal, as after append().
  hal::Result<Did> run(Journal& journal, hal::Monotonic now, hal::Utc wall);

  const JournalBackup& backup() const { return backup_; }

 private:
  Did back_up(Journal& journal, hal::Monotonic now, hal::Utc wall);

  UpkeepSettings settings_;
  JournalBackup backup_;
  std::optional<hal::Monotonic> looked_;  // for room and for a backup that is due
  std::optional<hal::Monotonic> pruned_;
};

}  // namespace kerb::payment
