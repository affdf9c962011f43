// Every call to the system around the journal fails once: what comes is an error in words, and the
// next try works.
#include <fmt/format.h>
#include <sys/stat.h>

#include <thread>

#include "payment/journal/backup.hpp"
#include "payment/journal/chain.hpp"
#include "payment/journal/space_reserve.hpp"
#include "tests/unit/faults/failing_calls.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

using test::FailingCall;

constexpr std::int64_t kReserve = std::int64_t{1} << 20;

class SystemCallTest : public JournalTest {
 protected:
  static hal::Result<void> outcome(const hal::Result<std::unique_ptr<SqliteJournal>>& opened) {
    if (!opened) return tl::make_unexpected(opened.error());
    return {};
  }
  hal::Result<void> open_once() {
    return outcome(SqliteJournal::open(file_, SqliteJournal::Access::write, {}, kReserve));
  }

  // `deed` after `prepare`, again and again, until the call is not made so often. Gives how often it
  // ended in an error.
  int sweep(std::string_view name, const std::function<void()>& prepare,
            const std::function<hal::Result<void>()>& deed) {
    int errors = 0;
    for (int n = 1;; ++n) {
      prepare();
      const FailingCall call(name, n);
      const auto done = deed();
      if (!call.failed()) {
        EXPECT_TRUE(done) << name << n << done.error().sentence();
        return errors;
      }
      if (done) continue;
      ++errors;
      EXPECT_EQ(done.error().code.rfind("journal.", 0), 0U) << name << n << done.error().code;
      EXPECT_FALSE(done.error().remedy.empty()) << name << n << done.error().tried;
      const auto again = deed();
      EXPECT_TRUE(again) << name << n << again.error().sentence();
    }
  }
};

TEST_F(SystemCallTest, MakingAJournal) {
  const auto nothing_there = [&] {
    for (const char* end : {"", "-wal", "-walcopy", "-reserve"}) {
      std::filesystem::remove(beside(end));
    }
  };
  for (const char* name : {"fsync", "fchmod", "open"}) {
    EXPECT_GT(sweep(name, nothing_there, [&] { return open_once(); }), 0) << name;
  }
}

TEST_F(SystemCallTest, OpeningAJournalThatOthersMayRead) {
  filled(3);
  const auto readable = [&] { ::chmod(file_.c_str(), 0644); };
  EXPECT_EQ(sweep("chmod", readable, [&] { return open_once(); }), 1);
  EXPECT_GT(sweep("fsync", readable, [&] { return open_once(); }), 0);
  EXPECT_GT(sweep("open", readable, [&] { return open_once(); }), 0);
}

TEST_F(SystemCallTest, AnEntryThatFindsTheDiskFullAtTheSync) {
  for (const int number : {ENOSPC, EDQUOT}) {
    auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write, {}, kReserve);
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->room_for_new_sessions());
    const FailingCall call("fdatasync", 1, number);
    std::vector<JournalEntry> one{entry("saga.held")};
    EXPECT_FALSE((*journal)->append(one, true));
    EXPECT_TRUE(call.failed());
    EXPECT_FALSE((*journal)->room_for_new_sessions());
    EXPECT_LT(std::filesystem::file_size(beside("-reserve")), 4096U) << "its room was given back";
  }
}

TEST_F(SystemCallTest, Reserving) {
  const auto none = [&] { std::filesystem::remove(beside("-reserve")); };
  const auto make = [&] { return SpaceReserve(file_, kReserve).make(); };
  for (const char* name : {"open", "fstat", "posix_fallocate", "fsync", "statvfs"}) {
    EXPECT_GT(sweep(name, none, make), 0) << name;
  }
  none();
  {
    const FailingCall lie("posix_fallocate", 1, 0);
    EXPECT_FALSE(make()) << "a file with holes reserves nothing";
  }
  ASSERT_TRUE(make());
  for (const char* name : {"open", "ftruncate"}) {
    const FailingCall call(name, 1);
    SpaceReserve(file_, kReserve).spend();
    EXPECT_TRUE(call.failed());
    EXPECT_EQ(std::filesystem::file_size(beside("-reserve")), 1U << 20U) << name;
  }
  none();
  ASSERT_EQ(::mkfifo(beside("-reserve").c_str(), 0600), 0);
  EXPECT_FALSE(make()) << "no ordinary file";
}

TEST_F(SystemCallTest, AFullDiskGetsTheReserveBackBeforeTheJournalIsGivenUp) {
  filled(3);
  ASSERT_TRUE(SpaceReserve(file_, kReserve).make());
  put(file_, hal::Bytes(8192, 0x5A));  // it cannot be opened, room or not
  const FailingCall full("statvfs", 1);
  EXPECT_FALSE(open_once());
  EXPECT_TRUE(full.failed());
  EXPECT_EQ(std::filesystem::file_size(beside("-reserve")), 0U);
}

TEST_F(SystemCallTest, BackingUp) {
  filled(3);
  const auto journal = opened();
  const auto copies = folder_ / "copies";
  const auto prepare = [&] {
    std::filesystem::remove_all(copies);
    std::filesystem::create_directories(copies);
  };
  const auto back_up = [&]() -> hal::Result<void> {
    JournalBackup backup(file_, copies);
    for (;;) {
      const auto made = backup.run(*journal, {}, entry("x").at);
      if (!made) return tl::make_unexpected(made.error());
      if (*made) return {};
    }
  };
  for (const char* name : {"open", "fsync", "statvfs"}) {
    EXPECT_GT(sweep(name, prepare, back_up), 0) << name;
  }
}

TEST_F(SystemCallTest, ASystemThatCannotHashSellsNothing) {
  {
    const FailingCall call("RAND_bytes", 1);
    EXPECT_THROW((void)random_chain_start(), std::runtime_error);
  }
  // Found once a thread, so each looks for itself.
  for (const char* name : {"EVP_MD_fetch", "EVP_MD_CTX_new", "EVP_DigestUpdate"}) {
    std::thread([&] {
      const FailingCall call(name, 1);
      EXPECT_THROW((void)hash_of({}), std::runtime_error) << name;
    }).join();
  }
}

}  // namespace
}  // namespace kerb::payment
