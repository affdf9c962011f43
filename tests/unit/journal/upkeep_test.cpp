// What is done for the journal between two charges, with a journal and a disk that do not always
// want to.
#include "payment/journal/upkeep.hpp"

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

using std::chrono::days;
using std::chrono::hours;

const hal::Utc kNoon = hal::Utc(hal::Millis(1'763'812'800'000));  // 2025-11-22 12:00

// A journal in memory that has lost its room, and refuses what it is told to.
class PoorJournal final : public Journal {
 public:
  hal::Result<void> append(std::vector<JournalEntry>& /*entries*/, bool /*open*/) override {
    return {};
  }
  hal::Result<std::vector<JournaledSession>> open_sessions() override { return {}; }
  hal::Result<std::optional<JournaledSession>> session(const std::string& /*id*/) override {
    return std::nullopt;
  }
  hal::Result<void> read(const std::function<bool(const JournalEntry&)>& /*each*/) override {
    return {};
  }
  hal::Result<JournalVerdict> verify() override { return JournalVerdict{}; }
  bool room_for_new_sessions() const override { return room; }
  hal::Result<void> regain_room() override {
    if (!disk_has_room) return hal::failure("journal.no_room", "reserving", "make room");
    room = true;
    return {};
  }
  hal::Result<std::int64_t> prune(days /*keep*/, hal::Utc /*now*/, int /*most*/) override {
    if (!prunes) return hal::failure("journal.io", "pruning", "check the disk");
    return 0;
  }

  bool room = true;
  bool disk_has_room = false;
  bool prunes = true;
};

class UpkeepTest : public JournalTest {
 protected:
  static hal::Monotonic at(int hour) { return hal::Monotonic(hours(hour)); }
};

TEST_F(UpkeepTest, RoomIsAskedForUntilItIsThere) {
  PoorJournal journal;
  journal.room = false;
  JournalUpkeep upkeep({file_, folder_, days(0)});
  EXPECT_NE(upkeep.run(journal, at(1), kNoon)->note->find("make room"), std::string::npos);
  journal.disk_has_room = true;
  EXPECT_NE(upkeep.run(journal, at(2), kNoon)->note->find("room for the journal again"),
            std::string::npos);
}

TEST_F(UpkeepTest, ABackupThatFailsIsANoteAndAPruningThatFailsAnError) {
  PoorJournal journal;
  JournalUpkeep upkeep({file_, folder_, days(365)});
  const auto did = upkeep.run(journal, at(1), kNoon);
  ASSERT_TRUE(did && did->note) << "it is in no file";
  EXPECT_FALSE(did->more);
  journal.prunes = false;
  EXPECT_FALSE(upkeep.run(journal, at(1), kNoon));
  JournalUpkeep keeps_all({file_, folder_, days(0)});
  (void)keeps_all.run(journal, at(1), kNoon);
  EXPECT_TRUE(keeps_all.run(journal, at(1), kNoon)) << "nothing is pruned";
}

TEST_F(UpkeepTest, ABackupIsMadeInSlicesAndCheckedElsewhere) {
  filled(10'000);
  const auto journal = opened();
  std::function<void()> later;
  JournalUpkeep upkeep({file_, folder_, days(0)},
                       [&](std::function<void()> task) { later = std::move(task); });
  int slices = 0;
  for (; !later; ++slices) ASSERT_TRUE(upkeep.run(*journal, at(1), kNoon)->more);
  EXPECT_GT(slices, 1);
  EXPECT_TRUE(upkeep.backup().running());
  EXPECT_FALSE(upkeep.backup().due(at(9), kNoon + days(3))) << "one at a time";
  later();
  const auto did = upkeep.run(*journal, at(1), kNoon);
  EXPECT_NE(did->note->find("is backed up"), std::string::npos);
}

TEST_F(UpkeepTest, OnlyItsOwnCopiesAreCounted) {
  const JournalBackup backup(file_, folder_);
  const auto there = [&](const char* name) {
    put(folder_ / name, {});
    const std::size_t found = backup.kept().size();
    std::filesystem::remove(folder_ / name);
    return found;
  };
  EXPECT_EQ(there("journal.db.000000000300.2025-11-22.backup"), 1U);
  EXPECT_EQ(there("journol.db.000000000300.2025-11-22.backup"), 0U);
  EXPECT_EQ(there("journal.db.xxxxxxxxxxxx.2025-11-22.backup"), 0U);
  EXPECT_EQ(there("journal.db.0000000003x0.2025-11-22.backup"), 0U);
  EXPECT_EQ(there("journal.db.000000000300.2025-11-22.backuq"), 0U);
  EXPECT_EQ(there("journal.db.-00000000300.2025-11-22.backup"), 0U);
}

TEST_F(UpkeepTest, ACopyThatCannotGetItsNameIsSaid) {
  filled(3);
  const auto journal = opened();
  const auto in_the_way = folder_ / "journal.db.000000000003.2025-11-22.backup" / "thing";
  std::filesystem::create_directories(in_the_way);
  JournalBackup backup(file_, folder_);
  const auto made = backup.run(*journal, at(1), kNoon);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "journal.backup");
  // A journal whose file somebody removed is still copied from what is open.
  std::filesystem::remove(file_);
  std::filesystem::remove_all(in_the_way.parent_path());
  EXPECT_TRUE(backup.run(*journal, at(3), kNoon));
}

}  // namespace
}  // namespace kerb::payment
