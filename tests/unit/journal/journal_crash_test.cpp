// kill -9 at any moment: whatever was acknowledged is there afterwards, in order, and the journal
// opens again. (A power cut is more than that: what the disk does then is proved with a simulated
// disk, not here.)
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

constexpr int kRounds = 60;

class CrashTest : public JournalTest {
 protected:
  // The child: appends until it dies and tells each number only after append() returned.
  [[noreturn]] void append_until_killed(int acknowledgements) {
    const auto journal = Journal::open(file_);
    if (!journal) _exit(2);
    for (;;) {
      std::vector<JournalEntry> two{entry("saga.metered"), entry("report.filed", "")};
      if (!(*journal)->append(two, true)) _exit(3);
      const std::int64_t last = two.back().number;
      if (write(acknowledgements, &last, sizeof last) != sizeof last) _exit(4);
    }
  }

  // Kills the child after `count` acknowledgements and `pause`; gives the last one that arrived.
  std::int64_t killed_after(int count, std::chrono::microseconds pause) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      append_until_killed(ends[1]);
    }
    close(ends[1]);
    std::int64_t last = 0;
    for (int i = 0; i < count; ++i) EXPECT_EQ(read(ends[0], &last, sizeof last), sizeof last);
    usleep(static_cast<useconds_t>(pause.count()));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    for (std::int64_t more = 0; read(ends[0], &more, sizeof more) == sizeof more;) last = more;
    close(ends[0]);
    return last;
  }
};

TEST_F(CrashTest, NoAcknowledgedEntryIsLost) {
  std::mt19937 random(20251122);  // NOLINT(cert-msc32-c,cert-msc51-cpp) the same rounds every time
  std::int64_t acknowledged = 0;
  for (int round = 0; round < kRounds; ++round) {
    const int count = static_cast<int>(random() % 12);
    const std::int64_t last = killed_after(count, std::chrono::microseconds(random() % 3000));
    if (last != 0) acknowledged = last;
    if (round % 4 == 3) continue;  // some crashes meet a log that nobody has recovered yet

    const auto journal = round % 4 == 2 ? opened_to_read() : opened();
    ASSERT_NE(journal, nullptr) << round;
    const auto verdict = journal->verify();
    ASSERT_TRUE(verdict);
    ASSERT_EQ(verdict->broken_at, std::nullopt) << round << ": " << verdict->problem;
    ASSERT_GE(verdict->entries, acknowledged) << round;
    ASSERT_EQ(verdict->entries % 2, 0) << round << ": half a transaction";
  }
  EXPECT_GT(acknowledged, 2 * kRounds);
}

}  // namespace
}  // namespace kerb::payment
