// SQLite gets no memory, at every request once: whatever the journal answered, the next opening
// finds what was there before or all of what was asked.
#include <sstream>

#include "payment/journal/backup.hpp"
#include "payment/journal/open_report.hpp"
#include "payment/journal/settle_by_person.hpp"
#include "tests/unit/faults/failing_memory.hpp"
#include "tests/unit/journal/failing_vfs.hpp"
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

constexpr const char* kForPerson = R"({"state":"for_person","why":"refused"})";

class OutOfMemoryTest : public JournalTest {
 protected:
  using Opened = std::unique_ptr<SqliteJournal>;
  // Whether it worked; gives the error otherwise.
  using Deed = std::function<hal::Result<void>(SqliteJournal&)>;

  hal::Result<Opened> opened_on_vfs() {
    return SqliteJournal::open(file_, SqliteJournal::Access::write, vfs_.name());
  }

  template <typename T>
  static hal::Result<void> outcome(const hal::Result<T>& result) {
    if (!result) return tl::make_unexpected(result.error());
    return {};
  }

  void prepared_again() {
    for (const char* end : {"", "-wal", "-journal", "-walcopy"}) {
      std::filesystem::remove(beside(end));
    }
    if (prepared_.empty()) {
      {
        const auto journal = *opened_on_vfs();
        std::vector<JournalEntry> more(entries_, entry("saga.metered", kClosed));
        ASSERT_TRUE(journal->append(more, false));
        append(*journal, entry("saga.held"));
        append(*journal, entry("saga.for_person", kSessionB, kForPerson), false);
        log_ = octets_of(beside("-wal"));
        database_ = octets_of(file_);
      }
      prepared_ = octets_of(file_);
    }
    put(file_, prepared_);
  }

  void expect_sound(int n) {
    const auto journal = opened_on_vfs();
    ASSERT_TRUE(journal) << n << journal.error().sentence();
    const auto verdict = (*journal)->verify();
    ASSERT_TRUE(verdict) << n;
    EXPECT_EQ(verdict->broken_at, std::nullopt) << n << ": " << verdict->problem;
  }

  // Gives how often it failed.
  int sweep(const Deed& deed) {
    int failures = 0;
    for (int n = 1;; ++n) {
      prepared_again();
      bool refused = false;
      {
        auto journal = opened_on_vfs();
        EXPECT_TRUE(journal);
        memory_.fail_at(n);
        const auto done = deed(**journal);
        refused = memory_.failed();
        memory_.fail_at(0);
        failures += done ? 0 : 1;
        EXPECT_TRUE(refused || done) << done.error().sentence();
      }
      expect_sound(n);
      if (!refused || HasFailure()) return failures;
    }
  }

  static constexpr const char* kClosed = "0000000000000000000000000000000c";
  test::FailingMemory memory_;
  FailingVfs vfs_;  // nothing is synced: quick
  hal::Bytes prepared_;
  hal::Bytes database_;      // as a killed kiosk leaves it,
  hal::Bytes log_;           // with its log
  std::size_t entries_ = 5;  // beside two
};

TEST_F(OutOfMemoryTest, Appending) {
  EXPECT_GT(sweep([](SqliteJournal& journal) {
              std::vector<JournalEntry> one{entry("saga.capturing")};
              return journal.append(one, true);
            }),
            0);
}

TEST_F(OutOfMemoryTest, Asking) {
  EXPECT_GT(sweep([](SqliteJournal& journal) { return outcome(journal.open_sessions()); }), 0);
  EXPECT_GT(sweep([](SqliteJournal& journal) { return outcome(journal.session(kSessionB)); }), 0);
  EXPECT_GT(sweep([](SqliteJournal& journal) {
              std::ostringstream out;
              return write_open(journal, false, "", out);
            }),
            0);
}

TEST_F(OutOfMemoryTest, Verifying) {
  EXPECT_GT(sweep([](SqliteJournal& journal) { return outcome(journal.verify()); }), 0);
}

TEST_F(OutOfMemoryTest, VerifyingWhatIsBroken) {
  prepared_again();
  tamper("DROP TRIGGER event_never_changes; DROP TRIGGER event_is_kept;");
  for (const char* sql :
       {"UPDATE event SET body = '{}' WHERE number = 3", "DELETE FROM event WHERE number = 2"}) {
    tamper(sql);
    const auto journal = opened_on_vfs();
    ASSERT_TRUE(journal);
    int failures = 0;
    for (int n = 1;; ++n) {
      memory_.fail_at(n);
      const auto verdict = verify_journal((*journal)->connection());
      const bool refused = memory_.failed();
      memory_.fail_at(0);
      ASSERT_TRUE(refused || verdict);
      if (verdict) {
        EXPECT_TRUE(verdict->broken_at) << "never taken for sound";
      }
      failures += verdict ? 0 : 1;
      if (!refused) break;
    }
    EXPECT_GT(failures, 5);
  }
}

TEST_F(OutOfMemoryTest, Settling) {
  EXPECT_GT(sweep([](SqliteJournal& journal) {
              return outcome(settle_by_person(journal, kSessionB, "paid by hand", entry("x").at));
            }),
            0);
}

TEST_F(OutOfMemoryTest, Pruning) {
  entries_ = 1100;  // the last thousand are kept as witnesses of the time
  EXPECT_GT(sweep([](SqliteJournal& journal) {
              const hal::Utc later = entry("x").at + std::chrono::days(100);
              const auto pruned = journal.prune(std::chrono::days(-1), later, 20);
              EXPECT_EQ(pruned.value_or(20), 20);
              return outcome(pruned);
            }),
            0);
}

TEST_F(OutOfMemoryTest, CopyingAndCheckingTheCopy) {
  const auto copy = folder_ / "copy";
  EXPECT_GT(sweep([&](SqliteJournal& journal) -> hal::Result<void> {
              for (;;) {
                const auto complete = journal.copy_some(copy, 1);
                if (!complete) return tl::make_unexpected(complete.error());
                if (*complete) break;
              }
              return outcome(finish_backup(copy, file_, folder_, "2026-11-22"));
            }),
            0);
}

TEST_F(OutOfMemoryTest, Opening) {
  enum class Found { nothing, closed, killed };
  for (const Found found : {Found::nothing, Found::closed, Found::killed}) {
    int failures = 0;
    for (int n = 1;; ++n) {
      prepared_again();
      if (found == Found::nothing) std::filesystem::remove(file_);
      if (found == Found::killed) {
        put(file_, database_);
        put(beside("-wal"), log_);
      }
      memory_.fail_at(n);
      const auto done = outcome(opened_on_vfs());
      const bool refused = memory_.failed();
      memory_.fail_at(0);
      failures += done ? 0 : 1;
      ASSERT_TRUE(refused || done) << done.error().sentence();
      expect_sound(n);
      if (!refused) break;
    }
    EXPECT_GT(failures, 10);
  }
}

TEST_F(OutOfMemoryTest, OpeningToRead) {
  prepared_again();
  int failures = 0;
  for (int n = 1;; ++n) {
    memory_.fail_at(n);
    const auto done = outcome(SqliteJournal::open(file_, SqliteJournal::Access::read));
    const bool refused = memory_.failed();
    memory_.fail_at(0);
    failures += done ? 0 : 1;
    ASSERT_TRUE(refused || done) << done.error().sentence();
    if (!refused) break;
  }
  EXPECT_GT(failures, 10);
}

}  // namespace
}  // namespace kerb::payment
