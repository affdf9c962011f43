// What the kernel shows of a log after a failed sync need not be on the disk: before anything is
// copied out of it, it is written and synced once more, and that itself survives a power cut.
#include "payment/journal/log_rewrite.hpp"

#include "tests/unit/journal/failing_vfs.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

class LogRewriteTest : public JournalTest {
 protected:
  std::size_t entries_found() {
    const auto journal = opened();
    return journal == nullptr ? 0 : entries(*journal).size();
  }
};

TEST_F(LogRewriteTest, TheLogIsWrittenAndSyncedBeforeTheDatabaseIs) {
  left_by_a_killed_one();
  const auto log = static_cast<sqlite3_int64>(octets_of(beside("-wal")).size());
  ASSERT_GT(log, 4096);
  FailingVfs vfs;
  std::string calls;  // w, s and d for a write, a sync and a removal
  vfs.decide([&](DiskCall call) {
    if (call == DiskCall::write) calls += calls.empty() || calls.back() != 'w' ? "w" : "";
    if (call == DiskCall::sync) calls += "s";
    if (call == DiskCall::remove) calls += "d";
    return SQLITE_OK;
  });
  ASSERT_TRUE(SqliteJournal::open(file_, SqliteJournal::Access::write, vfs.name()));
  // The copy; the log; the copy goes; only then the checkpoint, which syncs the log first.
  EXPECT_EQ(calls.substr(0, 8), "wswsdsws") << calls;
  EXPECT_FALSE(std::filesystem::exists(beside(kLogCopySuffix)));
}

TEST_F(LogRewriteTest, ALogSpoiltWhileItWasRewrittenComesBackFromItsCopy) {
  left_by_a_killed_one();
  hal::Bytes log = octets_of(beside("-wal"));
  put(beside(kLogCopySuffix), sealed(log));
  for (std::size_t i = 0; i < 512; ++i) log[i] = 0x5A;  // the sector that was being written
  put(beside("-wal"), log);
  EXPECT_EQ(entries_found(), 31U);
  EXPECT_FALSE(std::filesystem::exists(beside(kLogCopySuffix)));
}

TEST_F(LogRewriteTest, ACopyThatIsNotWholeIsNotBelieved) {
  left_by_a_killed_one();
  const hal::Bytes log = octets_of(beside("-wal"));
  const hal::Bytes database = octets_of(file_);
  hal::Bytes altered = sealed(hal::Bytes(log.size(), 0));
  altered[100] ^= 1U;
  hal::Bytes cut_short = sealed(hal::Bytes(log.size(), 0));
  cut_short.pop_back();
  for (const hal::Bytes& copy : {altered, cut_short, hal::Bytes{}}) {
    put(file_, database);
    put(beside("-wal"), log);
    put(beside(kLogCopySuffix), copy);
    EXPECT_EQ(entries_found(), 31U) << copy.size();
    EXPECT_FALSE(std::filesystem::exists(beside(kLogCopySuffix)));
  }
}

TEST_F(LogRewriteTest, ALockedJournalIsLeftAlone) {
  const auto other = opened();
  append(*other, entry("saga.held"));
  const hal::Bytes log = octets_of(beside("-wal"));
  put(beside(kLogCopySuffix), sealed(hal::Bytes(64, 0)));
  EXPECT_EQ(refusal(), "journal.locked");
  EXPECT_EQ(octets_of(beside("-wal")), log);
  EXPECT_TRUE(std::filesystem::exists(beside(kLogCopySuffix)));
}

// The copy is all that is left of the log then: it stays until the log is whole again.
TEST_F(LogRewriteTest, ACopyThatCannotBeWrittenBackStays) {
  left_by_a_killed_one();
  put(beside(kLogCopySuffix), sealed(octets_of(beside("-wal"))));
  FailingVfs vfs;
  vfs.decide(
      [](DiskCall call) { return call == DiskCall::write ? SQLITE_IOERR_WRITE : SQLITE_OK; });
  EXPECT_FALSE(SqliteJournal::open(file_, SqliteJournal::Access::write, vfs.name()));
  EXPECT_TRUE(std::filesystem::exists(beside(kLogCopySuffix)));
  EXPECT_EQ(entries_found(), 31U);
}

TEST_F(LogRewriteTest, TheCopyIsForItsOwnerOnly) {
  left_by_a_killed_one();
  FailingVfs vfs;
  vfs.decide(
      [](DiskCall call) { return call == DiskCall::remove ? SQLITE_IOERR_DELETE : SQLITE_OK; });
  EXPECT_FALSE(SqliteJournal::open(file_, SqliteJournal::Access::write, vfs.name()));
  const auto copy = beside(kLogCopySuffix);
  ASSERT_TRUE(std::filesystem::exists(copy));
  EXPECT_EQ(std::filesystem::status(copy).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(entries_found(), 31U);
}

}  // namespace
}  // namespace kerb::payment
