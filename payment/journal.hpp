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

// What verify() found. `broken_at` names the first bad row; `problem` says what is wrong with it.
struct JournalVerdict {
  std::int64_t entries = 0;
  std::optional<std::int64_t> broken_at;
  std::string problem;
};

class Journal {
 public:
  // Creates the file (mode 0600, its folder must exist) or opens it, migrates it, and runs the
  // quick check. Errors: journal.locked (another process holds it), journal.newer_version,
  // journal.not_a_journal, journal.damaged, journal.settings (a pragma did not take), journal.io.
  static hal::Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file);

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
  virtual hal::Result<std::optional<JournaledSession>> session(const std::string& id) = 0;

  // Calls `each` for every entry in order, until it returns false. `each` must not call the
  // journal.
  virtual hal::Result<void> read(const std::function<bool(const JournalEntry&)>& each) = 0;

  // Checks the chain and that every session row says what its entries say. Damage is a verdict, not
  // an error.
  virtual hal::Result<JournalVerdict> verify() = 0;
};

}  // namespace kerb::payment
