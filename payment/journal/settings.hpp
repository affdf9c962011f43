// How the journal's file is opened. Every setting here is a reason why an acknowledged commit
// survives a power cut; none is assumed to have taken effect, each is read back.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "payment/journal/sqlite.hpp"

namespace kerb::payment {

// Creates the file where there is none (mode 0600) or opens it; the connection holds its lock until
// it closes. The tables are as kJournalVersion says, the write-ahead log is empty, the quick check
// has passed. `vfs` names another file system of SQLite's (a simulated disk); it makes the file
// itself.
hal::Result<std::unique_ptr<sqlite::Connection>> open_to_write(const std::filesystem::path& file,
                                                               const std::string& vfs = {});

// Changes nothing in the file or its write-ahead log, not even by recovering it.
hal::Result<std::unique_ptr<sqlite::Connection>> open_to_read(const std::filesystem::path& file);

// journal.settings when one of the settings of open_to_write() is not in force (any more).
hal::Result<void> check_settings(sqlite::Connection& connection);

}  // namespace kerb::payment
