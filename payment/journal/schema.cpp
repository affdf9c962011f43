#include "payment/journal/schema.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>

#include "payment/journal/chain.hpp"

namespace kerb::payment {
namespace {

// `chain` is one row: where the chain starts (pruning moves that forward) and where it ends, so
// that a lost tail is found as well. Its start hash is random. The triggers keep the three tables
// in step and `event` append-only; what they refuse is a bug in Kerb.
constexpr const char* kVersion1 = R"(
CREATE TABLE event (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,            -- milliseconds since 1970, UTC
  session TEXT NOT NULL,
  session_open INTEGER CHECK (session_open IN (0, 1)),
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE TABLE session (
  session TEXT PRIMARY KEY,
  open INTEGER NOT NULL CHECK (open IN (0, 1)),
  latest INTEGER NOT NULL         -- event.number
) STRICT, WITHOUT ROWID;

CREATE TABLE chain (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  start_number INTEGER NOT NULL,  -- the first event that is here has start_number + 1
  start_hash BLOB NOT NULL CHECK (length(start_hash) = 32),
  head_number INTEGER NOT NULL,
  head_hash BLOB NOT NULL CHECK (length(head_hash) = 32)
) STRICT;

CREATE TRIGGER event_follows BEFORE INSERT ON event
WHEN NEW.number IS NOT (SELECT head_number + 1 FROM chain)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;

CREATE TRIGGER event_counts AFTER INSERT ON event
BEGIN UPDATE chain SET head_number = NEW.number, head_hash = NEW.hash; END;

CREATE TRIGGER event_moves_session AFTER INSERT ON event
WHEN NEW.session_open IS NOT NULL
BEGIN
  INSERT INTO session (session, open, latest) VALUES (NEW.session, NEW.session_open, NEW.number)
  ON CONFLICT (session) DO UPDATE SET open = excluded.open, latest = excluded.latest;
END;

CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;

CREATE TRIGGER event_is_kept BEFORE DELETE ON event
WHEN OLD.number > (SELECT start_number FROM chain)
BEGIN SELECT RAISE(ABORT, 'an entry is kept until it is pruned'); END;

CREATE TRIGGER session_is_kept BEFORE DELETE ON session
WHEN OLD.open = 1
BEGIN SELECT RAISE(ABORT, 'an open session is kept'); END;

CREATE TRIGGER chain_goes_forward BEFORE UPDATE ON chain
WHEN NEW.head_number < OLD.head_number OR NEW.start_number < OLD.start_number
  OR NEW.start_number > NEW.head_number
BEGIN SELECT RAISE(ABORT, 'the chain goes forward'); END;

CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'the chain is kept'); END;
)";

// What version 1 lacked: a way to find the few sessions that wait for a person among the closed ones
// of ten years; and pruning made safe. The chain's start only ever moves onto an entry that is
// there, it never passes an entry of a session that is open or waits for a person, and a session's
// row goes only after its entries. No table changes, so a Kerb of version 1 could read this one.
// (Open sessions have no index: it would add a page to every commit, and reading through all rows
// takes milliseconds, once a start.)
constexpr const char* kVersion2 = R"(
CREATE INDEX event_for_person ON event (session) WHERE kind = 'saga.for_person';

CREATE TRIGGER chain_starts_at_an_entry BEFORE UPDATE OF start_number, start_hash ON chain
WHEN NEW.start_hash IS NOT CASE NEW.start_number WHEN OLD.start_number THEN OLD.start_hash
  ELSE (SELECT hash FROM event WHERE number = NEW.start_number) END
BEGIN SELECT RAISE(ABORT, 'the chain starts after an entry'); END;

CREATE TRIGGER chain_keeps_what_is_open BEFORE UPDATE OF start_number ON chain
WHEN EXISTS (
  SELECT 1 FROM event WHERE number <= NEW.start_number AND session IN (
    SELECT session FROM session WHERE open = 1
    UNION ALL
    SELECT session.session FROM event AS last
      JOIN session ON session.session = last.session AND session.latest = last.number
      WHERE last.kind = 'saga.for_person'))
BEGIN SELECT RAISE(ABORT, 'the entries of an open session are kept'); END;

DROP TRIGGER session_is_kept;
CREATE TRIGGER session_is_kept BEFORE DELETE ON session
WHEN OLD.open = 1 OR OLD.latest > (SELECT start_number FROM chain)
BEGIN SELECT RAISE(ABORT, 'a session is kept until its entries are pruned'); END;
)";

struct Migration {
  int version;  // what user_version is afterwards
  const char* sql;
};

constexpr Migration kMigrations[] = {{1, kVersion1}, {2, kVersion2}};
static_assert(std::size(kMigrations) == kJournalVersion);

hal::Result<std::int64_t> ask_number(sqlite::Connection& connection, const std::string& sql) {
  const auto text = connection.ask(sql, "reading");
  if (!text) return tl::make_unexpected(text.error());
  std::int64_t number = 0;
  const auto [end, wrong] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (wrong != std::errc{} || end != text->data() + text->size()) {
    return tl::make_unexpected(connection.error(SQLITE_CORRUPT, "reading"));
  }
  return number;
}

hal::Result<void> start_chain(sqlite::Connection& connection) {
  auto insert = sqlite::Statement::prepare(connection, "INSERT INTO chain VALUES (1, 0, ?1, 0, ?1)",
                                           "starting");
  if (!insert) return tl::make_unexpected(insert.error());
  const ChainHash start = random_chain_start();
  return insert->bind(1, hal::ByteView(start)).run();
}

hal::Result<void> apply(sqlite::Connection& connection, const Migration& migration) {
  const std::string marks = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};",
                                        kJournalApplicationId, migration.version);
  return connection.run(migration.sql, "migrating")
      .and_then(
          [&] { return migration.version == 1 ? start_chain(connection) : hal::Result<void>{}; })
      .and_then([&] { return connection.run(marks, "migrating"); })
      .and_then([&] { return connection.run("COMMIT", "migrating"); });
}

}  // namespace

hal::Result<JournalAge> journal_age(sqlite::Connection& connection) {
  const auto application = ask_number(connection, "PRAGMA application_id");
  if (!application) return tl::make_unexpected(application.error());
  const auto version = ask_number(connection, "PRAGMA user_version");
  if (!version) return tl::make_unexpected(version.error());
  const auto things = ask_number(connection, "SELECT count(*) FROM sqlite_schema");
  if (!things) return tl::make_unexpected(things.error());

  if (*application == 0 && *version == 0 && *things == 0) return JournalAge::blank;
  if (*application != kJournalApplicationId) {
    return tl::make_unexpected(connection.error(SQLITE_NOTADB, "opening"));
  }
  if (*version > kJournalVersion) {
    return hal::failure(
        "journal.newer_version",
        fmt::format("opening the journal {}: it has version {}, this Kerb knows up to {}",
                    connection.file().string(), *version, kJournalVersion),
        "install the Kerb that wrote it, or a newer one; nothing was changed");
  }
  if (*version < 1 || *things == 0)
    return tl::make_unexpected(connection.error(SQLITE_CORRUPT, "opening"));
  return JournalAge::present;
}

hal::Result<void> migrate(sqlite::Connection& connection) {
  for (const Migration& migration : kMigrations) {
    if (auto begun = connection.run("BEGIN IMMEDIATE", "migrating"); !begun) return begun;
    // Read inside the transaction: the answer cannot change any more.
    const auto version = ask_number(connection, "PRAGMA user_version");
    auto done = !version                        ? tl::make_unexpected(version.error())
                : *version >= migration.version ? connection.run("COMMIT", "migrating")
                                                : apply(connection, migration);
    if (!done) {
      (void)connection.run("ROLLBACK", "migrating");  // closing would do the same
      return done;
    }
  }
  return {};
}

}  // namespace kerb::payment
