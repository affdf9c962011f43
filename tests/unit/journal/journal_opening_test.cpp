// Every way in which the file can be wrong has its own words, and none of them harms the file.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "payment/journal/schema.hpp"
#include "payment/journal/settings.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

// Runs in a process of its own, so that it may give up rights or limits; true when `holds` said so
// there.
bool in_child(const std::function<bool()>& holds) {
  const pid_t child = fork();
  if (child == 0) _exit(holds() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string refused(const std::filesystem::path& file) {
  const auto journal = Journal::open(file);
  return journal ? "opened" : journal.error().code;
}

unsigned mode(const std::filesystem::path& file) {
  struct stat state {};
  stat(file.c_str(), &state);
  return state.st_mode & 0777U;
}

TEST_F(JournalTest, EverySettingIsInForce) {
  auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
  ASSERT_TRUE(journal);
  sqlite::Connection& connection = (*journal)->connection();
  EXPECT_TRUE(check_settings(connection));
  const std::pair<const char*, const char*> expected[] = {
      {"locking_mode", "exclusive"}, {"journal_mode", "wal"},
      {"synchronous", "2"},          {"trusted_schema", "0"},
      {"cell_size_check", "1"},      {"foreign_keys", "1"},
      {"recursive_triggers", "1"},   {"mmap_size", "0"},
      {"wal_autocheckpoint", "256"}, {"journal_size_limit", "4194304"},
      {"temp_store", "2"},           {"application_id", "1264939618"},
      {"user_version", "2"}};
  for (const auto& [pragma, value] : expected) {
    EXPECT_EQ(*connection.ask(std::string("PRAGMA ") + pragma, "asking"), value) << pragma;
  }
  EXPECT_FALSE(std::filesystem::exists(file_.string() + "-shm"));
  EXPECT_FALSE(
      connection.run("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", "breaking"));
  EXPECT_FALSE(connection.run("SELECT \"no such column\"", "asking"));
}

TEST_F(JournalTest, AConnectionThatNobodySetUpIsNoticed) {
  file_ = folder_ / "my journal_1.db";
  filled(1);
  const auto connection = sqlite::Connection::open(file_.string(), SQLITE_OPEN_READWRITE, file_);
  ASSERT_TRUE(connection);
  EXPECT_EQ(check_settings(**connection).error().code, "journal.settings");
}

TEST_F(JournalTest, ASettingThatSlippedIsNoticed) {
  for (const char* slip : {"PRAGMA synchronous = NORMAL", "PRAGMA mmap_size = 1048576",
                           "PRAGMA wal_autocheckpoint = 0", "PRAGMA recursive_triggers = OFF"}) {
    auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
    ASSERT_TRUE(journal);
    sqlite::Connection& connection = (*journal)->connection();
    ASSERT_TRUE(connection.run(slip, "breaking"));
    const auto fine = check_settings(connection);
    ASSERT_FALSE(fine) << slip;
    EXPECT_EQ(fine.error().code, "journal.settings");
  }
}

TEST_F(JournalTest, EntriesCannotBeChangedNorRemoved) {
  filled(3);
  auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
  ASSERT_TRUE(journal);
  for (const char* sql :
       {"UPDATE event SET body = '{}'", "DELETE FROM event", "DELETE FROM event WHERE number = 3",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE number = 2",
        "INSERT INTO event (at, session, kind, body, hash) VALUES (1, '', 'a', '{}', zeroblob(32))",
        "INSERT INTO event VALUES (5, 1, '', NULL, 'a', '{}', zeroblob(32))",
        "INSERT INTO event VALUES (4, 'noon', '', NULL, 'a', '{}', zeroblob(32))",
        "UPDATE chain SET head_number = 1", "UPDATE chain SET start_number = 9",
        "DELETE FROM chain", "INSERT INTO session VALUES ('x', 2, 1)"}) {
    EXPECT_FALSE((*journal)->connection().run(sql, "tampering with")) << sql;
  }
  EXPECT_EQ((*journal)->verify()->entries, 3);
}

TEST_F(JournalTest, IsReadableForItsOwnerOnly) {
  const mode_t before = umask(0);
  {
    const auto journal = opened();
    EXPECT_EQ(mode(file_), 0600U);
    EXPECT_EQ(mode(file_.string() + "-wal"), 0600U);
  }
  umask(before);
  std::filesystem::permissions(file_, std::filesystem::perms(0644));
  opened();
  EXPECT_EQ(mode(file_), 0600U);
}

TEST_F(JournalTest, ItsNameMayHaveAnySign) {
  file_ = folder_ / "a b?c#d%41é.db";
  filled(2);
  EXPECT_TRUE(std::filesystem::exists(file_));
  EXPECT_EQ(entries(*opened_to_read()).size(), 2U);
}

TEST_F(JournalTest, OneProcessOneConnection) {
  const auto journal = opened();
  append(*journal, entry("saga.held"));
  EXPECT_EQ(refusal(), "journal.locked");
  EXPECT_EQ(refusal_to_read(), "journal.locked");
  EXPECT_TRUE(in_child([&] { return refused(file_) == "journal.locked"; }));
  append(*journal, entry("saga.held"));
}

TEST_F(JournalTest, AProcessThatReadsKeepsTheKioskOut) {
  std::filesystem::path copy = folder_ / "copy.db";
  {
    const auto journal = opened();
    append(*journal, entry("saga.held"));
    // As after a crash: the log is still there. (Copied by a child: closing a descriptor of the
    // journal's file here would drop the journal's locks.)
    ASSERT_TRUE(in_child([&] {
      std::filesystem::copy_file(file_, copy);
      std::filesystem::copy_file(file_.string() + "-wal", copy.string() + "-wal");
      return true;
    }));
  }
  file_ = copy;
  const std::string before = octets();
  {
    const auto reader = opened_to_read();
    EXPECT_EQ(entries(*reader).size(), 1U);  // from the log
    EXPECT_EQ(refusal(), "journal.locked");
  }
  EXPECT_EQ(octets(), before);
  EXPECT_EQ(entries(*opened()).size(), 1U);
}

TEST_F(JournalTest, RefusesANewerVersionAndLeavesItAlone) {
  filled(2);
  tamper("PRAGMA user_version = 3");
  const std::string before = octets();
  const auto journal = Journal::open(file_);
  ASSERT_FALSE(journal);
  EXPECT_EQ(journal.error().code, "journal.newer_version");
  EXPECT_NE(journal.error().sentence().find("version 3"), std::string::npos);
  EXPECT_NE(journal.error().remedy.find("install"), std::string::npos);
  EXPECT_EQ(refusal_to_read(), "journal.newer_version");
  EXPECT_EQ(octets(), before);
}

TEST_F(JournalTest, RefusesWhatIsNoJournalAndLeavesItAlone) {
  std::ofstream(file_) << "Dear diary, today nobody charged.\n" << std::string(2000, '.');
  std::string before = octets();
  EXPECT_EQ(refusal(), "journal.not_a_journal");
  EXPECT_EQ(refusal_to_read(), "journal.not_a_journal");
  EXPECT_EQ(octets(), before);

  std::filesystem::remove(file_);
  tamper("CREATE TABLE addresses (name TEXT)");
  before = octets();
  EXPECT_EQ(refusal(), "journal.not_a_journal");
  EXPECT_EQ(refusal_to_read(), "journal.not_a_journal");
  EXPECT_EQ(octets(), before);

  file_ = folder_ / "folder";
  std::filesystem::create_directory(file_);
  EXPECT_EQ(refusal(), "journal.not_a_journal");
}

TEST_F(JournalTest, AnEmptyFileBecomesAJournal) {
  std::ofstream(file_).close();  // what a power cut right after creation leaves
  EXPECT_EQ(refusal_to_read(), "journal.not_a_journal");
  append(*opened(), entry("saga.held"));
}

TEST_F(JournalTest, NoticesDamage) {
  filled(400);
  const std::string whole = octets();
  int noticed = 0;
  for (std::size_t at = 4096; at + 4096 <= whole.size(); at += 4096) {
    std::string damaged = whole;
    damaged.replace(at, 512, std::string(512, '\xA5'));
    std::ofstream(file_, std::ios::binary) << damaged;
    EXPECT_EQ(refusal(), "journal.damaged") << at;
    EXPECT_EQ(refusal_to_read(), "journal.damaged") << at;
    ++noticed;
  }
  EXPECT_GT(noticed, 10);
  std::ofstream(file_, std::ios::binary) << whole.substr(0, whole.size() / 2);
  EXPECT_EQ(refusal(), "journal.damaged");
}

TEST_F(JournalTest, SaysWhatIsWrongWithTheFolder) {
  file_ = folder_ / "missing" / "journal.db";
  EXPECT_EQ(refusal(), "journal.io");
  EXPECT_EQ(refusal_to_read(), "journal.io");
}

TEST_F(JournalTest, SaysThatItMayNotWrite) {
  filled(1);
  const std::filesystem::path other = folder_ / "other.db";
  std::filesystem::permissions(folder_, std::filesystem::perms(0555));
  std::filesystem::permissions(file_, std::filesystem::perms(0444));
  const auto as_stranger = [&] {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) return false;
    const auto existing = Journal::open(file_);
    const auto fresh = Journal::open(other);
    return !existing && existing.error().code == "journal.io" && !fresh &&
           fresh.error().code == "journal.io";
  };
  EXPECT_TRUE(in_child(as_stranger));
  std::filesystem::permissions(folder_, std::filesystem::perms(0755));
}

TEST_F(JournalTest, AFullDiskMeansUnknownUntilReopened) {
  {
    auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
    ASSERT_TRUE(journal);
    append(**journal, entry("saga.held"));
    ASSERT_TRUE((*journal)->connection().run("PRAGMA max_page_count = 1",
                                             "filling"));  // as far as it is now
    const std::string big = "\"" + std::string(60'000, 'x') + "\"";
    std::vector<JournalEntry> one{entry("saga.held", kSessionA, big)};
    const auto done = (*journal)->append(one, true);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "journal.io");
    EXPECT_NE(done.error().sentence().find("disk is full"), std::string::npos);
    EXPECT_NE(done.error().remedy.find("unknown"), std::string::npos);
    EXPECT_EQ(one[0].number, 0);

    ASSERT_TRUE((*journal)->connection().run("PRAGMA max_page_count = 100000", "emptying"));
    one = {entry("saga.held")};
    EXPECT_EQ((*journal)->append(one, true).error().code, "journal.io");
    EXPECT_FALSE((*journal)->open_sessions());
    EXPECT_FALSE((*journal)->session(kSessionA));
    EXPECT_FALSE((*journal)->verify());
    EXPECT_FALSE((*journal)->read([](const JournalEntry&) { return true; }));
  }
  const auto journal = opened();
  EXPECT_EQ(entries(*journal).size(), 1U);
  append(*journal, entry("saga.held"));
  EXPECT_EQ(journal->verify()->entries, 2);
}

TEST_F(JournalTest, AWriteThatTheSystemRefusesLosesNothingAcknowledged) {
  // A limit on the size of files stands for a disk that says no in the middle of a commit.
  const auto until_refused = [&] {
    signal(SIGXFSZ, SIG_IGN);
    const auto journal = Journal::open(file_);
    const rlimit limit{200'000, 200'000};
    if (!journal || setrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
    for (int i = 0; i < 1000; ++i) {
      std::vector<JournalEntry> one{entry("saga.metered")};
      const auto done = (*journal)->append(one, true);
      if (!done) {
        std::ofstream(folder_ / "acknowledged") << i;
        return done.error().code == "journal.io";
      }
    }
    return false;
  };
  ASSERT_TRUE(in_child(until_refused));
  std::size_t acknowledged = 0;
  std::ifstream(folder_ / "acknowledged") >> acknowledged;
  const auto journal = opened();
  EXPECT_GT(acknowledged, 0U);
  EXPECT_GE(entries(*journal).size(), acknowledged);
  EXPECT_EQ(journal->verify()->broken_at, std::nullopt);
  append(*journal, entry("saga.metered"));
}

}  // namespace
}  // namespace kerb::payment
