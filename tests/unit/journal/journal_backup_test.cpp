// Two copies are kept, each of them opens and is whole, and neither a clock nor a full disk nor a
// crash costs the better one.
#include <algorithm>
#include <functional>
#include <thread>

#include "payment/journal/backup.hpp"
#include "payment/journal/upkeep.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

using std::chrono::days;
using std::chrono::hours;

const hal::Utc kNoon = hal::Utc(hal::Millis(1'763'812'800'000));  // 2025-11-22 12:00

class BackupTest : public JournalTest {
 protected:
  std::filesystem::path copies() const { return folder_ / "copies"; }
  JournalBackup backup() {
    std::filesystem::create_directories(copies());
    return JournalBackup(file_, copies());
  }
  static hal::Monotonic at(hours since) { return hal::Monotonic(since); }

  // Runs to the end; the number of slices.
  static int run(JournalBackup& backup, Journal& journal, hal::Utc wall,
                 hal::Monotonic now = hal::Monotonic{}) {
    for (int slices = 1; slices < 10'000; ++slices) {
      const auto done = backup.run(journal, now, wall);
      EXPECT_TRUE(done) << done.error().sentence();
      if (!done || *done) return slices;
    }
    return -1;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& one : std::filesystem::directory_iterator(copies())) {
      names.push_back(one.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(BackupTest, IsAJournalOfItsOwn) {
  auto daily = backup();
  const auto journal = opened();
  std::vector<JournalEntry> many(300, entry("saga.metered"));
  ASSERT_TRUE(journal->append(many, true));
  EXPECT_TRUE(daily.due(at(hours(1)), kNoon));
  run(daily, *journal, kNoon);
  EXPECT_FALSE(daily.running());
  ASSERT_EQ(files(), std::vector<std::string>{"journal.db.000000000300.2025-11-22.backup"});
  EXPECT_FALSE(daily.due(at(hours(5)), kNoon + hours(11)));
  EXPECT_TRUE(daily.due(at(hours(5)), kNoon + hours(12))) << "midnight, UTC";

  file_ = copies() / files().front();
  EXPECT_EQ(std::filesystem::status(file_).permissions(), std::filesystem::perms(0600));
  {
    const auto copy = opened_to_read();
    EXPECT_EQ(copy->verify()->entries, 300);
    EXPECT_EQ(copy->open_sessions()->size(), 1U);
  }
  append(*opened(), entry("saga.captured"), false);  // as after a restore
}

TEST_F(BackupTest, GoesInSlicesWhileTheJournalGoesOn) {
  auto daily = backup();
  const auto journal = opened();
  for (int i = 0; i < 40; ++i) {
    std::vector<JournalEntry> many(
        50, entry("saga.metered", kSessionA, "\"" + std::string(1000, 'x') + "\""));
    ASSERT_TRUE(journal->append(many, true));
  }
  int slices = 0;
  for (;; ++slices) {
    const auto done = daily.run(*journal, at(hours(0)), kNoon);
    ASSERT_TRUE(done) << done.error().sentence();
    if (*done) {
      EXPECT_EQ((*done)->entries, 2000 + slices) << "what came in between is in it";
      break;
    }
    EXPECT_TRUE(daily.running());
    append(*journal, entry("saga.metered"));
  }
  EXPECT_GT(slices, 5);
  EXPECT_EQ(journal->verify()->broken_at, std::nullopt);
}

TEST_F(BackupTest, TwoAreKeptAndAClockSetBackCostsNothing) {
  auto daily = backup();
  const auto journal = opened();
  for (int day = 0; day < 4; ++day) {
    append(*journal, entry("saga.metered"));
    run(daily, *journal, kNoon + days(day));
  }
  EXPECT_EQ(files(), (std::vector<std::string>{"journal.db.000000000003.2025-11-24.backup",
                                               "journal.db.000000000004.2025-11-25.backup"}));
  // Back by years: the copy with most entries stays, whatever its date.
  append(*journal, entry("saga.metered"));
  EXPECT_TRUE(daily.due(at(hours(0)) + hours(2), hal::Utc{}));
  run(daily, *journal, hal::Utc{});
  EXPECT_EQ(files(), (std::vector<std::string>{"journal.db.000000000004.2025-11-25.backup",
                                               "journal.db.000000000005.1970-01-01.backup"}));
  EXPECT_EQ(daily.kept().front().entries, 5);
  run(daily, *journal, kNoon + days(4));
  EXPECT_EQ(files(), (std::vector<std::string>{"journal.db.000000000005.1970-01-01.backup",
                                               "journal.db.000000000005.2025-11-26.backup"}));
}

TEST_F(BackupTest, AJournalThatBeganAnewDoesNotEatTheOldCopies) {
  auto daily = backup();
  {
    const auto journal = opened();
    for (int i = 0; i < 5; ++i) append(*journal, entry("saga.metered"));
    run(daily, *journal, kNoon);
  }
  std::filesystem::remove(file_);
  const auto journal = opened();
  append(*journal, entry("saga.metered"));
  run(daily, *journal, kNoon + days(1));
  append(*journal, entry("saga.metered"));
  run(daily, *journal, kNoon + days(2));
  EXPECT_EQ(files(), (std::vector<std::string>{"journal.db.000000000002.2025-11-24.backup",
                                               "journal.db.000000000005.2025-11-22.backup"}));
}

TEST_F(BackupTest, NotMoreThanOnceAnHourWhateverTheClockSays) {
  auto daily = backup();
  const auto journal = opened();
  run(daily, *journal, kNoon, at(hours(10)));
  EXPECT_FALSE(daily.due(at(hours(10)) + std::chrono::minutes(59), kNoon + days(1)));
  EXPECT_TRUE(daily.due(at(hours(11)), kNoon + days(1)));
}

TEST_F(BackupTest, ACopyThatIsNotSoundIsNotTakenAndTheOldOnesStay) {
  auto daily = backup();
  {
    const auto journal = opened();
    append(*journal, entry("saga.metered"));
    run(daily, *journal, kNoon);
  }
  tamper("DROP TRIGGER event_never_changes; UPDATE event SET body = '{}'");
  const auto journal = opened();
  hal::Result<std::optional<BackupFile>> done = std::nullopt;
  do {
    done = daily.run(*journal, at(hours(2)), kNoon + days(1));
  } while (done && !*done);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "journal.damaged");
  EXPECT_FALSE(daily.running());
  EXPECT_EQ(files(), std::vector<std::string>{"journal.db.000000000001.2025-11-22.backup"});
}

TEST_F(BackupTest, AJournalThatIsClosedMeanwhileStartsItOver) {
  auto daily = backup();
  {
    const auto journal = opened();
    for (int i = 0; i < 10; ++i) {
      std::vector<JournalEntry> many(
          50, entry("saga.metered", kSessionA, "\"" + std::string(1000, 'x') + "\""));
      ASSERT_TRUE(journal->append(many, true));
    }
    EXPECT_EQ(*daily.run(*journal, at(hours(0)), kNoon), std::nullopt);
  }
  const auto journal = opened();
  run(daily, *journal, kNoon);
  EXPECT_EQ(files(), std::vector<std::string>{"journal.db.000000000500.2025-11-22.backup"});
  EXPECT_EQ(refusal(), "journal.locked") << "the first one's lock is gone, this one's holds";
}

TEST_F(BackupTest, AFolderThatIsNotThereIsSaidAndTriedAgainInAnHour) {
  JournalBackup daily(file_, folder_ / "nowhere");
  const auto journal = opened();
  const auto done = daily.run(*journal, at(hours(0)), kNoon);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "journal.backup");
  EXPECT_FALSE(daily.due(at(hours(0)), kNoon));
  EXPECT_TRUE(daily.due(at(hours(1)), kNoon));
  append(*journal, entry("saga.metered"));
}

TEST_F(BackupTest, TheCheckMayRunOnAnotherThread) {
  std::filesystem::create_directories(copies());
  std::function<void()> task;
  JournalBackup daily(file_, copies(), [&](std::function<void()> given) { task = given; });
  const auto journal = opened();
  append(*journal, entry("saga.metered"));
  while (!task) ASSERT_EQ(*daily.run(*journal, at(hours(0)), kNoon), std::nullopt);
  EXPECT_EQ(*daily.run(*journal, at(hours(0)), kNoon), std::nullopt) << "not ended";
  std::thread other(task);
  append(*journal, entry("saga.metered"));
  other.join();
  const auto done = daily.run(*journal, at(hours(0)), kNoon);
  ASSERT_TRUE(done && *done);
  EXPECT_EQ((*done)->entries, 1);
}

// ---- all of it together

TEST_F(BackupTest, UpkeepDoesWhatIsDueAndThenRests) {
  std::filesystem::create_directories(copies());
  JournalUpkeep upkeep({file_, copies(), days(365)});
  const auto journal = opened();
  for (int i = 0; i < 2; ++i) {
    std::vector<JournalEntry> many(1000, entry("saga.metered"));
    for (JournalEntry& one : many) one.at = i == 0 ? kNoon - days(800) : kNoon;
    ASSERT_TRUE(journal->append(many, false));
  }
  std::string notes;
  int calls = 0;
  const auto settle = [&](hal::Monotonic now, hal::Utc wall) {
    for (bool more = true; more && calls < 1000; ++calls) {
      const auto did = upkeep.run(*journal, now, wall);
      ASSERT_TRUE(did);
      more = did->more || did->note;
      if (did->note) notes += *did->note + "\n";
    }
  };
  settle(at(hours(1)), kNoon);
  EXPECT_NE(notes.find("backed up"), std::string::npos) << notes;
  EXPECT_NE(notes.find("500 entries of the journal were pruned"), std::string::npos) << notes;
  EXPECT_EQ(files().size(), 1U);
  EXPECT_EQ(entries(*journal).front().number, 1001);
  EXPECT_EQ(journal->verify()->broken_at, std::nullopt);

  notes.clear();
  settle(at(hours(1)) + std::chrono::minutes(5), kNoon);
  EXPECT_EQ(notes, "");
  settle(at(hours(26)), kNoon + days(1));
  EXPECT_EQ(files().size(), 2U);
}

}  // namespace
}  // namespace kerb::payment
