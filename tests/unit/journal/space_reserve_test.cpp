// A disk that is full, twice: one that only behaves so, everywhere; and a real small one where the
// machine lets us have it.
#include "payment/journal/space_reserve.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/journal/failing_vfs.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

constexpr std::int64_t kSize = std::int64_t{2} * 1024 * 1024;

std::int64_t blocks(const std::filesystem::path& file) {
  struct stat state {};
  return stat(file.c_str(), &state) == 0 ? static_cast<std::int64_t>(state.st_blocks) * 512 : -1;
}

class SpaceReserveTest : public JournalTest {
 protected:
  std::filesystem::path reserve() const { return file_.string() + "-reserve"; }
  auto opened_with_reserve(const std::string& vfs = {}) {
    return SqliteJournal::open(file_, SqliteJournal::Access::write, vfs, kSize);
  }
};

TEST_F(SpaceReserveTest, IsMadeOfRealBlocksAndReadableForItsOwnerOnly) {
  auto journal = opened_with_reserve();
  ASSERT_TRUE(journal);
  EXPECT_TRUE((*journal)->room_for_new_sessions());
  EXPECT_GE(blocks(reserve()), kSize);
  struct stat state {};
  ASSERT_EQ(stat(reserve().c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  journal = opened_with_reserve();  // of the first, which holds the lock
  EXPECT_FALSE(journal);
}

TEST_F(SpaceReserveTest, AFileWithHolesPromisesNothing) {
  std::ofstream(reserve()).close();
  std::filesystem::resize_file(reserve(), static_cast<std::uintmax_t>(kSize));
  ASSERT_LT(blocks(reserve()), kSize);
  SpaceReserve made(file_, kSize);
  EXPECT_FALSE(made.whole());
  ASSERT_TRUE(made.make());
  EXPECT_GE(blocks(reserve()), kSize);
  made.spend();
  EXPECT_FALSE(made.whole());
  EXPECT_EQ(blocks(reserve()), 0);
}

TEST_F(SpaceReserveTest, WhatIsNoFileIsNoReserve) {
  std::filesystem::create_directory(reserve());
  const auto journal = opened_with_reserve();
  ASSERT_TRUE(journal) << "what is open can still be settled";
  EXPECT_FALSE((*journal)->room_for_new_sessions());
  EXPECT_EQ((*journal)->regain_room().error().code, "journal.no_room");
}

TEST_F(SpaceReserveTest, MoreThanTheDiskHasIsNotTaken) {
  SpaceReserve huge(file_, std::int64_t{1} << 50);
  const auto made = huge.make();
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "journal.no_room");
  EXPECT_LE(blocks(reserve()), 0);
  EXPECT_TRUE(huge.disk_is_full());
}

TEST_F(SpaceReserveTest, OnAFullDiskTheRestIsSettled) {
  FailingVfs disk;
  {
    auto journal = opened_with_reserve(disk.name());
    ASSERT_TRUE(journal);
    append(**journal, entry("saga.capturing"));
    // Full as long as the reserve holds its blocks.
    disk.decide([&](DiskCall call) {
      return call == DiskCall::write && blocks(reserve()) >= kSize ? SQLITE_FULL : SQLITE_OK;
    });
    std::vector<JournalEntry> last{entry("saga.captured")};
    const auto done = (*journal)->append(last, false);
    ASSERT_FALSE(done);
    EXPECT_NE(done.error().sentence().find("disk is full"), std::string::npos);
    EXPECT_FALSE((*journal)->room_for_new_sessions());
  }
  EXPECT_EQ(blocks(reserve()), 0);
  const auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write, disk.name());
  ASSERT_TRUE(journal) << journal.error().sentence();
  append(**journal, entry("saga.captured"), false);
  EXPECT_EQ((*journal)->verify()->entries, 2);
}

// ---- a real one

void fill_up(const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary | std::ios::app);
  const std::string block(4096, 'x');
  while (out.write(block.data(), 4096).flush()) continue;
}

// Numbered, so that the child can say what went wrong; 0: nothing.
int settle_on_a_full_disk(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "journal.db";
  const auto open = [&] {
    return SqliteJournal::open(file, SqliteJournal::Access::write, {}, kSize);
  };
  const auto one = [](const char* kind) {
    JournalEntry made;
    made.at = hal::Utc(hal::Millis(1'763'789'590'123));
    made.session = kSessionA;
    made.kind = kind;
    made.body = "\"" + std::string(2000, 'x') + "\"";
    return std::vector<JournalEntry>{made};
  };
  std::int64_t acknowledged = 0;
  {
    auto journal = open();
    if (!journal || !(*journal)->room_for_new_sessions()) return 1;
    fill_up(folder / "somebody's log");
    for (;; ++acknowledged) {
      if (acknowledged > 10'000) return 2;
      auto entries = one("saga.capturing");
      if (!(*journal)->append(entries, true)) break;
    }
    if ((*journal)->room_for_new_sessions()) return 3;
  }
  {
    auto journal = open();
    if (!journal) return 4;
    if ((*journal)->verify()->broken_at) return 5;
    if ((*journal)->verify()->entries < acknowledged) return 6;
    if ((*journal)->room_for_new_sessions() || (*journal)->regain_room()) return 7;
    for (int i = 0; i < 200; ++i) {
      auto entries = one("saga.captured");
      if (!(*journal)->append(entries, false)) return 8;
    }
    std::filesystem::remove(folder / "somebody's log");
    if (!(*journal)->regain_room() || !(*journal)->room_for_new_sessions()) return 9;
    if (blocks(file.string() + "-reserve") < kSize) return 10;
  }
  return 0;
}

TEST_F(SpaceReserveTest, OnARealFullDiskTheRestIsSettled) {
  const pid_t child = fork();
  if (child == 0) {
    // In a mount namespace of its own: gone with the child. Without the right to that, the disk
    // that only behaves so (above) has to do.
    if (unshare(CLONE_NEWNS) != 0 ||
        mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("kerb", folder_.c_str(), "tmpfs", 0, "size=6m") != 0) {
      _exit(0);
    }
    _exit(settle_on_a_full_disk(folder_));
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace kerb::payment
