// Journals that Kerb cannot have written, or that somebody forged with care.
#include <sys/resource.h>

#include <csignal>

#include "payment/journal/backup.hpp"
#include "payment/journal/report_words.hpp"
#include "payment/journal/schema.hpp"
#include "tests/unit/faults/failing_calls.hpp"
#include "tests/unit/journal/failing_vfs.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

class OddJournalTest : public JournalTest {
 protected:
  std::unique_ptr<sqlite::Connection> raw(const std::string& sql) {
    auto connection =
        sqlite::Connection::open(file_.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, file_);
    EXPECT_TRUE(connection);
    EXPECT_TRUE((*connection)->run(sql, "preparing"));
    return std::move(*connection);
  }
};

TEST_F(OddJournalTest, AMarkWithoutAJournalIsNone) {
  raw("PRAGMA user_version = 5");
  EXPECT_EQ(refusal(), "journal.not_a_journal");
  std::filesystem::remove(file_);
  raw("PRAGMA application_id = 1264939618; PRAGMA user_version = 1");
  EXPECT_EQ(refusal(), "journal.damaged") << "no tables";
  std::filesystem::remove(file_);
  filled(3);
  tamper("PRAGMA user_version = 0");
  EXPECT_EQ(refusal(), "journal.damaged");
}

TEST_F(OddJournalTest, AChainWithoutAnEndIsDamaged) {
  const auto empty =
      raw("CREATE TABLE chain (start_number, start_hash, head_number, head_hash);"
          "CREATE TABLE event (number, hash)");
  EXPECT_EQ(read_chain(*empty, ChainEnd::head).error().code, "journal.damaged");
  ASSERT_TRUE(empty->run("INSERT INTO chain VALUES (0, x'00', 0, x'00')", "preparing"));
  EXPECT_EQ(read_chain(*empty, ChainEnd::start).error().code, "journal.damaged");
}

TEST_F(OddJournalTest, AHashOfAnotherLengthFitsNothing) {
  filled(5);
  tamper(
      "DROP TRIGGER event_never_changes; PRAGMA ignore_check_constraints = ON;"
      "UPDATE event SET hash = x'00' WHERE number = 3");
  const auto verdict = verify_journal(*raw("SELECT 1"));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->broken_at, 3);
}

// Entry 2 was replaced by a forgery whose hash fits, and the true one put to the end: entry 3 still
// stands where it was written.
TEST_F(OddJournalTest, AForgeryThatKeptTheOldHashIsFoundAtTheNextEntry) {
  filled(5);
  tamper(
      "DROP TRIGGER event_never_changes; DROP TRIGGER event_follows; DROP TRIGGER event_counts;"
      "DROP TRIGGER event_moves_session;"
      "INSERT INTO event SELECT 6, at, session, session_open, kind, body, hash FROM event "
      "WHERE number = 2");
  ChainHash before{};
  const auto connection = raw("SELECT 1");
  auto row =
      sqlite::Statement::prepare(*connection, "SELECT hash FROM event WHERE number = 1", "reading");
  ASSERT_TRUE(row && row->step());
  ASSERT_TRUE(read_hash(row->octets(0), before));
  row->reset();
  JournalEntry forged = entry("saga.metered", kSessionA, R"({"state":"forged"})");
  forged.number = 2;
  forged.session_open = false;
  ASSERT_TRUE(connection->run("UPDATE event SET body = '" + forged.body + "', hash = x'" +
                                  hash_text(chained(before, forged)) + "' WHERE number = 2",
                              "forging"));
  const auto verdict = verify_journal(*connection);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->broken_at, 3);
  EXPECT_NE(verdict->problem.find("its hash does not fit"), std::string::npos) << verdict->problem;
}

TEST_F(OddJournalTest, OnlyATrueWordOfPruningCounts) {
  filled(1100);
  const auto journal = opened();
  const hal::Utc later = entry("x").at + std::chrono::days(100);
  ASSERT_EQ(journal->prune(std::chrono::days(-1), later, 20).value_or(0), 20);
  ASSERT_EQ(journal->verify()->broken_at, std::nullopt);
  for (const char* body : {"[]", "{}", R"({"through":"20","hash":""})", R"({"through":20})",
                           R"({"through":20,"hash":5})", R"({"through":20,"hash":"00"})"}) {
    append(*journal, entry("journal.pruned", "", body));
    EXPECT_EQ(journal->verify()->broken_at, 21) << body;
  }
}

TEST_F(OddJournalTest, AnIndexThatDoesNotFitItsTableIsNoBackup) {
  {
    const auto journal = opened();
    append(*journal, entry("saga.for_person"), false);
  }
  tamper(
      "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX "
      "event_for_person ON event (kind) WHERE kind = ''saga.for_person''' "
      "WHERE name = 'event_for_person'");
  const auto made = finish_backup(file_, file_, folder_, "2026-11-22");
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "journal.damaged");
}

TEST_F(OddJournalTest, ACopyThatCannotBeWrittenIsSaidAndStartedOver) {
  filled(300);
  const auto journal = opened();
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_FALSE(journal->copy_some(folder_ / "elsewhere", 1).value_or(true));
  const rlimit little{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &little);
  hal::Result<bool> copied = false;
  while (copied && !*copied) copied = journal->copy_some(folder_ / "copy", 1);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_DFL);
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().code, "journal.backup");
  copied = false;
  while (copied && !*copied) copied = journal->copy_some(folder_ / "copy", 50);
  EXPECT_TRUE(copied) << copied.error().sentence();
}

TEST_F(OddJournalTest, AnEntryThatCannotBeginIsNotThere) {
  auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
  ASSERT_TRUE(journal);
  sqlite3* handle = (*journal)->connection().get();
  sqlite3_progress_handler(
      handle, 1, [](void*) { return 1; }, nullptr);
  std::vector<JournalEntry> one{entry("saga.held")};
  EXPECT_FALSE((*journal)->append(one, true));
  sqlite3_progress_handler(handle, 0, nullptr, nullptr);
  EXPECT_FALSE((*journal)->copy_some(folder_ / "copy", 1)) << "nothing is believed any more";
  EXPECT_FALSE((*journal)->room_for_new_sessions());
}

TEST_F(OddJournalTest, OnAnotherFileSystemNothingIsReserved) {
  const FailingVfs vfs;
  for (const JournalOptions& options :
       {JournalOptions{vfs.name(), true}, JournalOptions{{}, false}}) {
    const auto journal = Journal::open(file_, options);
    ASSERT_TRUE(journal);
    EXPECT_TRUE((*journal)->room_for_new_sessions());
    EXPECT_FALSE(std::filesystem::exists(beside("-reserve")));
  }
}

TEST_F(OddJournalTest, AFileThatMayOnlyBeReadIsRefused) {
  filled(1);
  for (int n = 1; n < 5; ++n) {
    const test::FailingCall call("open", n, EACCES);
    const auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
    if (call.failed()) {
      EXPECT_FALSE(journal) << n;
    }
  }
}

TEST_F(OddJournalTest, TheDatabaseFileMayBeTheOneThatIsFull) {
  auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
  ASSERT_TRUE(journal);
  append(**journal, entry("saga.held"));
  sqlite::Connection& connection = (*journal)->connection();
  // The checkpoint syncs the log, then the database.
  const test::FailingCall call("fdatasync", 2, ENOSPC);
  EXPECT_FALSE(connection.run("PRAGMA wal_checkpoint(TRUNCATE)", "emptying"));
  EXPECT_TRUE(call.failed());
  EXPECT_TRUE(connection.out_of_space());
  const auto in_memory = sqlite::Connection::open(":memory:", SQLITE_OPEN_READWRITE, "memory");
  EXPECT_FALSE((*in_memory)->out_of_space());
}

TEST_F(OddJournalTest, AStatementMayGiveRowsThatNobodyWants) {
  const auto connection = raw("SELECT 1");
  auto rows = sqlite::Statement::prepare(*connection, "SELECT NULL UNION ALL SELECT 2", "asking");
  ASSERT_TRUE(rows && rows->step());
  EXPECT_EQ(rows->text(0), "");
  EXPECT_TRUE(rows->octets(0).empty());
  rows->reset();
  EXPECT_TRUE(rows->run());
  EXPECT_EQ(*connection->ask("SELECT 1 WHERE 0", "asking"), "");
  auto empty = sqlite::Statement::prepare(*connection, "SELECT ?1 IS NULL", "asking");
  ASSERT_TRUE(empty && empty->bind(1, std::string_view()).step());
  EXPECT_EQ(empty->number(0), 0) << "an empty text is not nothing";
  ChainHash hash{};
  EXPECT_FALSE(read_hash(hal::Bytes(31), hash));
}

// The copy of the log is there, and every call to the disk fails once.
TEST_F(OddJournalTest, ACopiedLogSurvivesADiskThatFailsWhileItIsRead) {
  left_by_a_killed_one();
  const hal::Bytes log = octets_of(beside("-wal"));
  const hal::Bytes database = octets_of(file_);
  FailingVfs vfs;
  for (int n = 1;; ++n) {
    put(file_, database);
    put(beside("-wal"), log);
    put(beside("-walcopy"), octets_of(file_));
    std::filesystem::remove(beside("-walcopy"));
    put(beside("-walcopy"), log);  // not sealed: not believed, but read
    bool failed = false;
    vfs.decide([&, count = 0](DiskCall call) mutable {
      if (++count != n) return SQLITE_OK;
      failed = true;
      return call == DiskCall::remove ? SQLITE_IOERR_DELETE_NOENT : io_error_of(call);
    });
    (void)SqliteJournal::open(file_, SqliteJournal::Access::write, vfs.name());
    vfs.decide({});
    const auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write, vfs.name());
    ASSERT_TRUE(journal) << n << journal.error().sentence();
    ASSERT_EQ((*journal)->verify()->entries, 31) << n;
    if (!failed) break;
  }
}

TEST(ReportWords, SayWhatNoCalendarHas) {
  EXPECT_EQ(report_words::upper("a{z"), "A{Z");
  EXPECT_EQ(report_words::time_text(hal::Utc(hal::Millis(253'402'300'800'000)), ' '),
            "253402300800000 ms");
  EXPECT_EQ(report_words::energy_text(-5), "-5 Wh");
}

}  // namespace
}  // namespace kerb::payment
