// A journal of an older Kerb becomes one of this Kerb without losing an entry, and whoever pulls
// the plug meanwhile finds the old one.
#include "payment/journal/schema.hpp"
#include "payment/journal/settings.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

// What a Kerb of version 1 wrote: one session, a report and the session's end. The hashes are
// worked out by hand from chain.hpp's rule, so that a change of that rule is found as well.
constexpr const char* kVersion1File = R"(
CREATE TABLE event (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, session TEXT NOT NULL,
  session_open INTEGER CHECK (session_open IN (0, 1)), kind TEXT NOT NULL, body TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT;
CREATE TABLE session (session TEXT PRIMARY KEY, open INTEGER NOT NULL CHECK (open IN (0, 1)),
  latest INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE chain (id INTEGER PRIMARY KEY CHECK (id = 1), start_number INTEGER NOT NULL,
  start_hash BLOB NOT NULL CHECK (length(start_hash) = 32), head_number INTEGER NOT NULL,
  head_hash BLOB NOT NULL CHECK (length(head_hash) = 32)) STRICT;
CREATE TRIGGER event_follows BEFORE INSERT ON event
WHEN NEW.number IS NOT (SELECT head_number + 1 FROM chain)
BEGIN SELECT RAISE(ABORT, 'an entry must follow the last one'); END;
CREATE TRIGGER event_counts AFTER INSERT ON event
BEGIN UPDATE chain SET head_number = NEW.number, head_hash = NEW.hash; END;
CREATE TRIGGER event_moves_session AFTER INSERT ON event WHEN NEW.session_open IS NOT NULL
BEGIN INSERT INTO session (session, open, latest)
  VALUES (NEW.session, NEW.session_open, NEW.number)
  ON CONFLICT (session) DO UPDATE SET open = excluded.open, latest = excluded.latest; END;
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
CREATE TRIGGER event_is_kept BEFORE DELETE ON event
WHEN OLD.number > (SELECT start_number FROM chain)
BEGIN SELECT RAISE(ABORT, 'an entry is kept until it is pruned'); END;
CREATE TRIGGER session_is_kept BEFORE DELETE ON session WHEN OLD.open = 1
BEGIN SELECT RAISE(ABORT, 'an open session is kept'); END;
CREATE TRIGGER chain_goes_forward BEFORE UPDATE ON chain
WHEN NEW.head_number < OLD.head_number OR NEW.start_number < OLD.start_number
  OR NEW.start_number > NEW.head_number
BEGIN SELECT RAISE(ABORT, 'the chain goes forward'); END;
CREATE TRIGGER chain_is_kept BEFORE DELETE ON chain
BEGIN SELECT RAISE(ABORT, 'the chain is kept'); END;
INSERT INTO chain VALUES (1, 0, zeroblob(32), 0, zeroblob(32));
INSERT INTO event VALUES
 (1, 1763789590123, '0123456789abcdef0123456789abcdef', 1, 'saga.holding', '{"state":"holding"}',
  x'cc56889eaabef1ad74c8b5a7fc2a5744ada8480a64954cff8256da112933a32f'),
 (2, 1763789590456, '', NULL, 'report.filed', '{"what":"screen"}',
  x'7d3fbe75839f66a40622b7df3d6cffccfbedf609dbdc8aad7db7e9e03730e12f'),
 (3, 1763789599999, '0123456789abcdef0123456789abcdef', 1, 'saga.held', '{"state":"held"}',
  x'ca6b302ba5d1fa23b25a98fbd21294d4730099334b965e137f947fd36042e47b');
PRAGMA application_id = 1264939618; PRAGMA user_version = 1;
)";

class MigrationTest : public JournalTest {
 protected:
  std::string version() {
    auto connection = sqlite::Connection::open(file_.string(), SQLITE_OPEN_READONLY, file_);
    EXPECT_TRUE(connection);
    return *(*connection)->ask("PRAGMA user_version", "asking");
  }
};

TEST_F(MigrationTest, AFileOfVersion1IsTakenOver) {
  tamper(kVersion1File);
  {
    // Without migrating: what a support agent may look at.
    const auto reader = opened_to_read();
    EXPECT_EQ(reader->verify()->broken_at, std::nullopt) << reader->verify()->problem;
    EXPECT_EQ(reader->open_sessions()->size(), 1U);
    EXPECT_TRUE(reader->sessions_for_person()->empty());
  }
  EXPECT_EQ(version(), "1");
  {
    const auto journal = opened();
    const auto verdict = journal->verify();
    EXPECT_EQ(verdict->broken_at, std::nullopt) << verdict->problem;
    EXPECT_EQ(verdict->entries, 3);
    ASSERT_EQ(journal->open_sessions()->size(), 1U);
    EXPECT_EQ(journal->open_sessions()->front().body, R"({"state":"held"})");
    append(*journal, entry("saga.released"), false);
    EXPECT_EQ(journal->verify()->entries, 4);
  }
  EXPECT_EQ(version(), std::to_string(kJournalVersion));
}

TEST_F(MigrationTest, AFreshFileAndAMigratedOneAreTheSame) {
  const auto things = [&] {
    auto connection = sqlite::Connection::open(file_.string(), SQLITE_OPEN_READONLY, file_);
    return *(*connection)
                ->ask(
                    "SELECT group_concat(type || ' ' || name) FROM (SELECT type, name FROM "
                    "sqlite_schema ORDER BY name)",
                    "asking");
  };
  tamper(kVersion1File);
  opened();
  const std::string migrated = things();
  std::filesystem::remove(file_);
  opened();
  EXPECT_EQ(things(), migrated);
}

TEST_F(MigrationTest, ACutAnywhereLeavesTheOldVersionOrTheNewOne) {
  // SQLite asks this function before each instruction or so; at the n-th the migration ends, as if
  // the power had.
  struct Cut {
    int left;
    static int ask(void* self) { return --static_cast<Cut*>(self)->left < 0 ? 1 : 0; }
  };
  tamper(kVersion1File);
  const std::string whole = octets();
  int cuts = 0;
  int old = 0;
  for (int n = 0;; n += 3) {
    std::filesystem::remove(file_.string() + "-journal");
    std::ofstream(file_, std::ios::binary) << whole;
    Cut cut{n};
    bool done = false;
    {
      auto connection = sqlite::Connection::open(file_.string(), SQLITE_OPEN_READWRITE, file_);
      ASSERT_TRUE(connection);
      sqlite3_progress_handler((*connection)->get(), 1, Cut::ask, &cut);
      done = migrate(**connection).has_value();
      if (!done) {
        // What was begun is rolled back by closing, with no further word to SQLite.
        sqlite3_progress_handler((*connection)->get(), 0, nullptr, nullptr);
      }
    }
    if (done) break;
    ++cuts;
    // What is cut off behind the commit has happened.
    const std::string found = version();
    ASSERT_TRUE(found == "1" || found == std::to_string(kJournalVersion)) << n;
    old += found == "1" ? 1 : 0;
    const auto reader = opened_to_read();
    ASSERT_EQ(reader->verify()->broken_at, std::nullopt) << n;
    if (n % 60 == 0) {
      ASSERT_EQ(opened()->verify()->entries, 3) << n;
    }
  }
  EXPECT_GT(old, 20);
  EXPECT_GE(old, cuts - 5);
  EXPECT_EQ(version(), std::to_string(kJournalVersion));
}

}  // namespace
}  // namespace kerb::payment
