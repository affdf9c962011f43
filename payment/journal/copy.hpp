// A copy of the journal while it is in use, a few pages at a time. SQLite carries what is committed
// in between into the copy as well, because it comes through the same connection.
#pragma once

#include <filesystem>
#include <memory>

#include "payment/journal/sqlite.hpp"

namespace kerb::payment {

class JournalCopy {
 public:
  // Begins anew: a file that is there is overwritten. Must end before `from` does. Error:
  // journal.backup.
  static hal::Result<std::unique_ptr<JournalCopy>> begin(const sqlite::Connection& from,
                                                         const std::filesystem::path& target);
  // An unfinished copy leaves its file behind, which opens as nothing.
  ~JournalCopy();
  JournalCopy(const JournalCopy&) = delete;
  JournalCopy& operator=(const JournalCopy&) = delete;

  // True: all pages are in the file; it is not synced. After an error or the end only destroy it.
  hal::Result<bool> step(int pages);

  const std::filesystem::path& target() const { return target_; }

 private:
  JournalCopy(std::unique_ptr<sqlite::Connection> to, sqlite3_backup* backup,
              std::filesystem::path target)
      : to_(std::move(to)), backup_(backup), target_(std::move(target)) {}

  std::unique_ptr<sqlite::Connection> to_;
  sqlite3_backup* backup_;
  std::filesystem::path target_;
};

}  // namespace kerb::payment
