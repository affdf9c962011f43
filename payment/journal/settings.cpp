#include "payment/journal/settings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cerrno>
#include <system_error>

#include "payment/journal/file_system.hpp"
#include "payment/journal/log_rewrite.hpp"
#include "payment/journal/schema.hpp"

namespace kerb::payment {
namespace {

struct Pragma {
  const char* name;
  const char* value;
  const char* reads_back;
};

// One process, one connection: SQLite before 3.51.3 can corrupt a write-ahead log when two
// connections checkpoint at once. Exclusive before WAL also keeps the log's index in memory instead
// of a shared file.
constexpr Pragma kExclusive = {"locking_mode", "EXCLUSIVE", "exclusive"};

constexpr Pragma kPragmas[] = {
    // Of SQLite's modes only WAL with a sync at every commit (and rollback with EXTRA, at five
    // times the writes) loses nothing: without the sync the last commits go, with a rollback
    // journal whose removal was not synced the last commit is undone.
    {"journal_mode", "WAL", "wal"},
    {"synchronous", "FULL", "2"},
    {"wal_autocheckpoint", "256", "256"},  // pages: the log stays near 1 MiB
    {"journal_size_limit", "4194304", "4194304"},
    {"cell_size_check", "ON", "1"},  // finds a damaged page before it is believed
    {"foreign_keys", "ON", "1"},
    {"recursive_triggers", "ON", "1"},  // REPLACE then meets the append-only triggers
    {"mmap_size", "0", "0"},        // a stray pointer must not reach the file, nor SIGBUS the kiosk
    {"temp_store", "MEMORY", "2"},  // nothing of the journal in /tmp
};

struct Switch {
  int option;
  int value;
  const char* name;
};

constexpr Switch kSwitches[] = {
    {SQLITE_DBCONFIG_DEFENSIVE, 1, "DEFENSIVE"},  // no writes past SQL: schema, shadow tables
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "TRUSTED_SCHEMA"},
    {SQLITE_DBCONFIG_DQS_DDL, 0, "DQS_DDL"},
    {SQLITE_DBCONFIG_DQS_DML, 0, "DQS_DML"},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "ENABLE_LOAD_EXTENSION"},
    // A connection that closes copies its log into the file and removes it. After an error the log
    // may be the only witness, so an orderly end has to ask for that: see ~SqliteJournal.
    {SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, "NO_CKPT_ON_CLOSE"},
};

constexpr int kLongestValue = 1 << 20;  // octets; an entry is far smaller

tl::unexpected<hal::Error> not_taken(const sqlite::Connection& connection, const char* name,
                                     const std::string& asked, const std::string& got) {
  return hal::failure(
      "journal.settings",
      fmt::format("opening the journal {}: {} is \"{}\", not \"{}\"", connection.file().string(),
                  name, got, asked),
      "put the journal on a local disk with a file system that can lock and sync (ext4)");
}

std::string uri_of(const std::filesystem::path& file, const char* query) {
  std::string uri = "file://";
  for (const char sign : std::filesystem::absolute(file).string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(sign)) != 0 || sign == '/' ||
                       sign == '.' || sign == '-' || sign == '_';
    uri += plain ? std::string(1, sign) : fmt::format("%{:02X}", static_cast<unsigned char>(sign));
  }
  return uri + query;
}

// A file made by SQLite would be readable for everybody. An existing file is never opened here:
// closing any descriptor of it drops the locks of the whole process.
hal::Result<void> prepare_file(const std::filesystem::path& file) {
  struct stat state {};
  if (::stat(file.c_str(), &state) == 0) {
    if (!S_ISREG(state.st_mode)) {
      return hal::failure(
          "journal.not_a_journal",
          fmt::format("opening the journal {}: it is no ordinary file", file.string()),
          "name a file in [journal], Kerb will create it");
    }
    if ((state.st_mode & 077U) != 0 && ::chmod(file.c_str(), 0600) != 0) {
      return system_failure(file, "closing to others", errno,
                            "make it the file of Kerb's user: chown, chmod 600");
    }
    return {};
  }
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return system_failure(file, "creating", errno,
                          "its folder must exist, on a disk with room, writable by Kerb's user");
  }
  const bool made =
      ::fchmod(descriptor, 0600) == 0 && ::fsync(descriptor) == 0;  // whatever the umask was
  const int number = errno;
  ::close(descriptor);
  if (!made) return system_failure(file, "creating", number, "check the disk");
  return {};
}

hal::Result<void> set(sqlite::Connection& connection, const Pragma& pragma) {
  return connection.run(fmt::format("PRAGMA {} = {}", pragma.name, pragma.value), "configuring");
}

hal::Result<void> check(sqlite::Connection& connection, const Pragma& pragma) {
  const auto value = connection.ask(fmt::format("PRAGMA {}", pragma.name), "configuring");
  if (!value) return tl::make_unexpected(value.error());
  if (*value != pragma.reads_back)
    return not_taken(connection, pragma.name, pragma.reads_back, *value);
  return {};
}

hal::Result<void> switch_on(sqlite::Connection& connection) {
  sqlite3_limit(connection.get(), SQLITE_LIMIT_LENGTH, kLongestValue);
  for (const Switch& one : kSwitches) {
    int got = -1;
    const int result = sqlite3_db_config(connection.get(), one.option, one.value, &got);
    if (result != SQLITE_OK || got != one.value) {
      return not_taken(connection, one.name, std::to_string(one.value), std::to_string(got));
    }
  }
  return {};
}

hal::Result<void> quick_check(sqlite::Connection& connection) {
  const auto verdict = connection.ask("PRAGMA quick_check(1)", "checking");
  if (!verdict) return tl::make_unexpected(verdict.error());
  if (*verdict == "ok") return {};
  hal::Error damaged = connection.error(SQLITE_CORRUPT, "checking");
  damaged.tried += ": " + *verdict;
  return tl::make_unexpected(std::move(damaged));
}

// Where power can fail in the middle of a sector that holds older commits as well, only a log that
// starts empty is safe: a commit right after a recovery would share its sector with padding that
// was never synced.
hal::Result<void> empty_log(sqlite::Connection& connection) {
  const auto busy = connection.ask("PRAGMA wal_checkpoint(TRUNCATE)", "emptying the log of");
  if (!busy) return tl::make_unexpected(busy.error());
  if (*busy != "0")
    return tl::make_unexpected(connection.error(SQLITE_BUSY, "emptying the log of"));
  return {};
}

hal::Result<void> configure(sqlite::Connection& connection) {
  // SQLite falls back to reading without a word when the file is write-protected.
  if (sqlite3_db_readonly(connection.get(), "main") != 0) {
    return tl::make_unexpected(connection.error(SQLITE_READONLY, "opening"));
  }
  if (auto on = switch_on(connection); !on) return on;
  if (auto done = set(connection, kExclusive); !done) return done;
  // Before the journal mode, which would write into a database that is not ours.
  if (const auto age = journal_age(connection); !age) return tl::make_unexpected(age.error());
  for (const Pragma& pragma : kPragmas) {
    if (auto done = set(connection, pragma); !done) return done;
  }
  return check_settings(connection);
}

}  // namespace

hal::Result<void> check_settings(sqlite::Connection& connection) {
  for (const Switch& one : kSwitches) {
    int got = -1;  // asking with -1 changes nothing
    const int result = sqlite3_db_config(connection.get(), one.option, -1, &got);
    if (result != SQLITE_OK || got != one.value) {
      return not_taken(connection, one.name, std::to_string(one.value), std::to_string(got));
    }
  }
  if (auto fine = check(connection, kExclusive); !fine) return fine;
  for (const Pragma& pragma : kPragmas) {
    if (auto fine = check(connection, pragma); !fine) return fine;
  }
  int powersafe = -1;
  sqlite3_file_control(connection.get(), "main", SQLITE_FCNTL_POWERSAFE_OVERWRITE, &powersafe);
  if (powersafe != 0) return not_taken(connection, "psow", "0", std::to_string(powersafe));
  return {};
}

hal::Result<std::unique_ptr<sqlite::Connection>> open_to_write(const std::filesystem::path& file,
                                                               const std::string& vfs) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (vfs.empty()) {
    // The folder is synced at every opening, not only when the file is made: whoever made it may
    // have been killed before its name was on the disk.
    const auto there = prepare_file(file).and_then([&] { return sync_folder(file); });
    if (!there) return tl::make_unexpected(there.error());
  } else {
    flags |= SQLITE_OPEN_CREATE;  // it is no file of this machine
  }
  // psow=0: do not believe that a torn write leaves the rest of its sector alone; cheap flash does
  // not.
  auto connection = sqlite::Connection::open(uri_of(file, "?psow=0"), flags, file, vfs);
  if (!connection) return connection;
  const auto ready = complete_log_rewrite(**connection)
                         .and_then([&] { return configure(**connection); })
                         .and_then([&] { return rewrite_log(**connection); })
                         .and_then([&] { return empty_log(**connection); })
                         .and_then([&] { return quick_check(**connection); })
                         .and_then([&] { return migrate(**connection); })
                         // A rollback journal that SQLite removed meanwhile must not come back
                         // with a power cut: it would undo all that is committed from here on.
                         .and_then([&] { return sync_folder(file); });
  if (!ready) return tl::make_unexpected(ready.error());
  return connection;
}

hal::Result<std::unique_ptr<sqlite::Connection>> open_to_read(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    return hal::failure("journal.io",
                        fmt::format("opening the journal {}: no such file", file.string()),
                        "name the file that [journal] names in the kiosk's configuration");
  }
  // A kiosk that runs, or that was killed, leaves its log beside the file: then SQLite must look at
  // the locks and read the log. Without one nothing can change, and the folder may be read-only.
  std::filesystem::path log = file;
  log += "-wal";
  const bool with_log = std::filesystem::exists(log, ignored);
  auto connection = sqlite::Connection::open(
      uri_of(file, with_log ? "?mode=ro" : "?immutable=1"),
      SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, file);
  if (!connection) return connection;
  if (const auto on = switch_on(**connection); !on) return tl::make_unexpected(on.error());
  const auto age = journal_age(**connection);
  if (!age) return tl::make_unexpected(age.error());
  if (*age == JournalAge::blank) {
    return tl::make_unexpected((*connection)->error(SQLITE_NOTADB, "opening"));
  }
  if (const auto fine = quick_check(**connection); !fine) return tl::make_unexpected(fine.error());
  return connection;
}

}  // namespace kerb::payment
