// Every call to the disk fails once, and from then on for ever: whatever the journal answered, the
// next opening finds what was there before or all of what was asked, in order, and never half.
#include "tests/unit/journal/failing_vfs.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

struct Fault {
  bool for_ever;
  bool full;  // writes find the disk full; otherwise the disk fails
};

class FaultSweepTest : public JournalTest, public testing::WithParamInterface<Fault> {
 protected:
  // The n-th call from now on fails, 1 and up.
  void fail_at(int n) {
    failed_ = 0;
    vfs_.decide([this, n, count = 0](DiskCall call) mutable {
      ++count;
      if (GetParam().for_ever ? count < n : count != n) return SQLITE_OK;
      ++failed_;
      const bool grows = call == DiskCall::write || call == DiskCall::open;
      return GetParam().full && grows ? SQLITE_FULL : io_error_of(call);
    });
  }
  void fail_never() { vfs_.decide({}); }

  hal::Result<std::unique_ptr<SqliteJournal>> opened_on_vfs() {
    return SqliteJournal::open(file_, SqliteJournal::Access::write, vfs_.name());
  }

  // Two entries of session A and a report, in one transaction.
  static std::vector<JournalEntry> three() {
    return {entry("saga.capturing", kSessionA, R"({"state":"capturing"})"),
            entry("report.filed", ""),
            entry("saga.captured", kSessionA, R"({"state":"captured"})")};
  }

  // The same journal again and again, without the disk's leisure.
  void prepared_again() {
    start_over();
    if (prepared_.empty()) {
      left_by_a_killed_one();
      for (const char* end : {"", "-wal"}) prepared_.emplace_back(end, octets_of(beside(end)));
      start_over();
    }
    for (const auto& [end, content] : prepared_) put(beside(end), content);
  }

  // How many entries there are after everything is well again; checks that they are sound.
  std::int64_t entries_afterwards(int n) {
    fail_never();
    const auto journal = opened_on_vfs();
    EXPECT_TRUE(journal) << n << ": " << journal.error().sentence();
    if (!journal) return -1;
    const auto verdict = (*journal)->verify();
    EXPECT_TRUE(verdict) << n;
    EXPECT_EQ(verdict->broken_at, std::nullopt) << n << ": " << verdict->problem;
    return verdict->entries;
  }

  void start_over() {
    for (const char* end : {"", "-wal", "-journal", "-walcopy"}) {
      std::filesystem::remove(file_.string() + end);
    }
  }

  std::vector<std::pair<const char*, hal::Bytes>> prepared_;
  FailingVfs vfs_;
  int failed_ = 0;
};

TEST_P(FaultSweepTest, AnAppendIsThereOrNotAndNeverHalf) {
  int faults = 0;
  for (int n = 1;; ++n) {
    prepared_again();
    std::int64_t before = 0;
    bool acknowledged = false;
    int failed = 0;
    {
      auto journal = opened_on_vfs();
      ASSERT_TRUE(journal);
      before = (*journal)->verify()->entries;
      auto entries = three();
      fail_at(n);
      const auto done = (*journal)->append(entries, false);
      acknowledged = done.has_value();
      failed = failed_;
      if (!acknowledged) {
        EXPECT_EQ(done.error().code, "journal.io") << n << done.error().sentence();
        EXPECT_NE(done.error().remedy.find("unknown"), std::string::npos) << done.error().remedy;
        EXPECT_EQ(entries[0].number, 0);
        // From here on nothing is believed, not even when the disk is well again.
        fail_never();
        auto more = three();
        EXPECT_FALSE((*journal)->append(more, true));
        EXPECT_FALSE((*journal)->open_sessions());
        EXPECT_FALSE((*journal)->verify());
        EXPECT_FALSE((*journal)->prune(std::chrono::days(1), hal::Utc{}, 10));
        EXPECT_FALSE((*journal)->room_for_new_sessions());
      }
      if (GetParam().for_ever) fail_at(1);  // closing meets the same disk
    }
    const std::int64_t after = entries_afterwards(n);
    if (acknowledged) {
      ASSERT_EQ(after, before + 3) << n;
    } else {
      ASSERT_TRUE(after == before || after == before + 3) << n << ": " << after;
    }
    if (failed == 0 || acknowledged) break;
    ++faults;
  }
  EXPECT_GE(faults, 4);
}

TEST_P(FaultSweepTest, OpeningHarmsNothing) {
  int faults = 0;
  for (int n = 1;; ++n) {
    prepared_again();
    fail_at(n);
    bool opened = false;
    int failed = 0;
    {
      const auto journal = opened_on_vfs();
      opened = journal.has_value();
      failed = failed_;
      if (!opened) {
        EXPECT_EQ(journal.error().code.rfind("journal.", 0), 0U) << journal.error().sentence();
      }
    }
    ASSERT_EQ(entries_afterwards(n), 31) << n;
    if (failed == 0) break;
    faults += opened ? 0 : 1;
  }
  EXPECT_GE(faults, 10);
}

TEST_P(FaultSweepTest, ABirthThatFailsIsRepeated) {
  for (int n = 1;; ++n) {
    start_over();
    fail_at(n);
    const bool born = opened_on_vfs().has_value();
    const int failed = failed_;
    ASSERT_EQ(entries_afterwards(n), 0) << n;
    if (born && failed == 0) break;
  }
}

TEST_P(FaultSweepTest, PruningIsDoneOrNot) {
  int faults = 0;
  filled(1100);
  const std::string whole = octets();
  for (int n = 1;; ++n) {
    start_over();
    std::ofstream(file_, std::ios::binary) << whole;
    bool done = false;
    int failed = 0;
    {
      auto journal = opened_on_vfs();
      ASSERT_TRUE(journal);
      const hal::Utc later = entry("x").at + std::chrono::days(100);
      // The witnesses are as old as the rest, so only what is kept for no time may go.
      fail_at(n);
      const auto pruned = (*journal)->prune(std::chrono::days(-1), later, 20);
      failed = failed_;
      done = pruned.has_value();
      if (done) {
        ASSERT_EQ(*pruned, 20);
      }
    }
    const std::int64_t after = entries_afterwards(n);
    if (done) {
      ASSERT_EQ(after, 1081) << n;
    } else {
      ASSERT_TRUE(after == 1100 || after == 1081) << n << ": " << after;
    }
    if (failed == 0 || done) break;
    ++faults;
  }
  EXPECT_GE(faults, 4);
}

INSTANTIATE_TEST_SUITE_P(Disk, FaultSweepTest,
                         testing::Values(Fault{false, false}, Fault{false, true},
                                         Fault{true, false}, Fault{true, true}),
                         [](const auto& test) {
                           return std::string(test.param.full ? "Full" : "Failing") +
                                  (test.param.for_ever ? "ForEver" : "Once");
                         });

}  // namespace
}  // namespace kerb::payment
