// The journal's daily copy, and the one of the day before: a disk that fails takes the journal with
// it. A copy is made a few pages at a time on the journal's thread, which so is never kept for
// long. What takes longer (reading it whole, checking its chain, syncing it) is one task that
// touches nothing but the copy, and may run on another thread. Only then does it get its name.
//
// "journal.db.000000012345.2026-11-22.backup": how many entries it holds comes before the day,
// because that, and not the clock, says which of two copies is the newer one.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "payment/journal.hpp"

namespace kerb::payment {

// One copy that is complete.
struct BackupFile {
  std::filesystem::path file;
  std::int64_t entries = 0;  // the number of its last one
  std::string day;           // "2026-11-22", UTC
};

class JournalBackup {
 public:
  // Carries out a task on another thread, once. The task must have ended, or must never begin,
  // before the program does; it does not touch this object.
  using Elsewhere = std::function<void(std::function<void()>)>;

  // `folder` empty: beside the journal; it must exist. Without `elsewhere` the task runs within
  // run().
  explicit JournalBackup(std::filesystem::path journal, std::filesystem::path folder = {},
                         Elsewhere elsewhere = {});

  // No copy of today (by the wall clock, UTC) is there and none was tried within the hour, so that
  // neither a full disk nor a clock that jumps to and fro makes more than 24 a day. Looks into the
  // folder.
  bool due(hal::Monotonic now, hal::Utc wall) const;

  // A copy has begun and is not finished.
  bool running() const { return phase_ != Phase::idle; }

  // Begins a copy, or carries on with the one that runs: one slice. Gives the finished copy, or
  // nothing while there is more to do. When it is there, older ones are removed: it stays, and of
  // the others the one with most entries. Error: journal.backup, journal.damaged when the copy did
  // not pass its check; then there is no new copy, and the old ones stay.
  hal::Result<std::optional<BackupFile>> run(Journal& journal, hal::Monotonic now, hal::Utc wall);

  // The newest first.
  std::vector<BackupFile> kept() const;

 private:
  enum class Phase { idle, copying, checking };
  std::filesystem::path unfinished() const;
  void start_checking(hal::Utc wall);
  hal::Result<std::optional<BackupFile>> stop(hal::Result<std::optional<BackupFile>> outcome);

  std::filesystem::path journal_;
  std::filesystem::path folder_;
  Elsewhere elsewhere_;
  Phase phase_ = Phase::idle;
  std::optional<hal::Monotonic> tried_;
  std::future<hal::Result<BackupFile>> checked_;
};

// Reads the whole copy, checks file and chain, syncs it, gives it its name and day, syncs the
// folder, and removes what is older than the two to keep. Any thread.
hal::Result<BackupFile> finish_backup(const std::filesystem::path& unfinished,
                                      const std::filesystem::path& journal,
                                      const std::filesystem::path& folder, const std::string& day);

}  // namespace kerb::payment
