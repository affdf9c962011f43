// The journal never forgets: every intent is committed here before its effect leaves the process,
// and after any start the journal alone answers "did it happen?". One SQLite file, one connection,
// one thread.
//
// A session is a row in `session` with its present saga state, and every change of that state is
// also an appended row in `event`, both in one transaction. `event` is append-only (triggers) and
// hash-chained: each row carries SHA-256 over the previous row's hash and its own content, so a
// changed, missing or reordered row is found. Nothing in here may contain card data beyond
// CardIdentity: what looks like a card number is refused.
//
// Opening refuses to go on unless every setting reads back as asked: WAL with full synchronisation
// on a connection in exclusive mode loses no acknowledged commit under power cuts; other modes do.
//
// Threading: created, used and destroyed on one thread (the core).
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::payment {

// One appended fact. `body` is JSON of the saga (or of a fault report); `kind` is a dotted word:
// "saga.hold_intended", "report.filed".
struct JournalEntry {
  std::int64_t number = 0;  // 1 and up without gaps; given by append()
  hal::Utc at{};
  std::string session;  // 32 hex digits; empty for facts that belong to no session
  std::string kind;
  std::string body;
  std::string hash;  // 64 hex digits; given by append()
  // Whether the session had something left to do after this entry; given by append(). Empty for an
  // entry that does not move a session: only kinds that begin with "saga." do, and "report." ones
  // that have 32 digits of their own.
  std::optional<bool> session_open;
};

// The latest state of a session.
struct JournaledSession {
  std::string session;
  bool open = true;  // false once nothing is left to do for it
  std::string body;  // the saga as JSON: the body of its last "saga." entry
};

// What verify() found. `broken_at` names the first bad row; `problem` says what is wrong with it;
// `session` is the one it belongs to, empty when there is none or nobody can tell.
struct JournalVerdict {
  std::int64_t entries = 0;
  std::optional<std::int64_t> broken_at;
  std::string problem;
  std::string session = {};
};

// What a simulated station needs otherwise than a real one.
struct JournalOptions {
  // SQLite's name of another file system (sqlite3_vfs), such as a simulated disk. Empty: the
  // machine's own.
  std::string vfs;
  // Keep room on the disk for settling what is open; only on the machine's own file system.
  bool reserve_space = true;
};

class Journal {
 public:
  // Creates the file (mode 0600, its folder must exist) or opens it, migrates it, and runs the
  // quick check. Errors: journal.locked (another process holds it), journal.newer_version,
  // journal.not_a_journal, journal.damaged, journal.settings (a pragma did not take), journal.io.
  //
  // Beside it a file of real blocks is kept (FILE-reserve): when the disk is full, they are given
  // back, so that what is open can be settled after the next opening.
  static hal::Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file,
                                                    const JournalOptions& options = {});

  // Reads only; for `kerb journal` while no kiosk runs, or on a copy (with its -wal, if there is
  // one: that holds commits too, and SQLite then needs a folder it may write to). Same errors.
  static hal::Result<std::unique_ptr<Journal>> open_read_only(const std::filesystem::path& file);

  virtual ~Journal() = default;

  // Commits the entries in one transaction and updates their sessions; when it returns, they are on
  // the disk. Numbers and hashes are filled in on success only.
  //  - journal.bad_entry, journal.card_data, journal.read_only: refused before anything was
  //  written; the
  //    journal goes on. An entry must have a dotted lower-case kind, a session of 32 hex digits or
  //    none (one session a call) and a body of valid JSON of at most 64 KiB.
  //  - any other error means that the outcome is unknown: stop selling, close, open again, read
  //  again. Until
  //    then every call repeats that error.
  // `session_open` tells whether the session of these entries still has something to do.
  virtual hal::Result<void> append(std::vector<JournalEntry>& entries, bool session_open) = 0;

  virtual hal::Result<std::vector<JournaledSession>> open_sessions() = 0;

  // Sessions that a machine could not settle: their last "saga." entry is "saga.for_person". They
  // are not open, and they are kept until another "saga." entry says that a person settled them.
  virtual hal::Result<std::vector<JournaledSession>> sessions_for_person() {
    return std::vector<JournaledSession>{};
  }

  virtual hal::Result<std::optional<JournaledSession>> session(const std::string& id) = 0;

  // Calls `each` for every entry in order, until it returns false. `each` must not call the
  // journal.
  virtual hal::Result<void> read(const std::function<bool(const JournalEntry&)>& each) = 0;

  // Checks the chain and that every session row says what its entries say. Damage is a verdict, not
  // an error.
  virtual hal::Result<JournalVerdict> verify() = 0;

  // ---- housekeeping; JournalUpkeep calls these in turn

  // False while the space for settling what is open is not there: sell nothing then. Costs nothing,
  // ask before every hold.
  virtual bool room_for_new_sessions() const { return true; }
  // Tries to reserve that space again. Error: journal.no_room; the journal goes on.
  virtual hal::Result<void> regain_room() { return {}; }

  // Copies some pages of 4 KiB of this moment's journal into `target`, which no one else touches,
  // beginning with a new copy when `target` is another file than last time. True: it is complete
  // and closed. Entries that are appended in between are in it. Errors: journal.backup; the journal
  // goes on, and the next call begins again.
  virtual hal::Result<bool> copy_some(const std::filesystem::path& target, int pages);
  // Gives up a copy that is not complete.
  virtual void abandon_copy() {}

  // Removes at most `most` of the oldest entries, those that are older than `keep`: only a row of
  // entries from the beginning, never one of a session that is open or waits for a person, never
  // one of the last thousand. The chain then starts behind them, which is itself an entry
  // ("journal.pruned"). How old an entry is follows the wall clock only as far as the last thousand
  // entries bear it out. Gives how many went. Errors: as append(), outcome unknown.
  virtual hal::Result<std::int64_t> prune(std::chrono::days keep, hal::Utc now, int most);
};

}  // namespace kerb::payment
