// What may be forgotten, and that nobody else can make the journal forget.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

using std::chrono::days;

constexpr hal::Utc kLongAgo = hal::Utc(hal::Millis(1'600'000'000'000));
const hal::Utc kNow = kLongAgo + days(5000);

class PruningTest : public JournalTest {
 protected:
  static JournalEntry aged(const std::string& kind, const std::string& session, hal::Utc at) {
    JournalEntry made = entry(kind, session);
    made.at = at;
    return made;
  }
  static std::string name(int number) { return fmt::format("{:032x}", number); }

  // `count` sessions of three entries each, a day apart, all closed.
  static void sessions(Journal& journal, int first, int count, hal::Utc from) {
    for (int i = first; i < first + count; ++i) {
      const hal::Utc at = from + days(i - first);
      std::vector<JournalEntry> entries{aged("saga.holding", name(i), at),
                                        aged("saga.held", name(i), at),
                                        aged("saga.captured", name(i), at)};
      ASSERT_TRUE(journal.append(entries, false));
    }
  }
  // Enough young entries for the clock to be believed.
  static void witnesses(Journal& journal, hal::Utc at = kNow) {
    std::vector<JournalEntry> many(1000, aged("report.filed", "", at));
    ASSERT_TRUE(journal.append(many, false));
  }
  static void sound(Journal& journal) {
    const auto verdict = journal.verify();
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->broken_at, std::nullopt) << verdict->problem;
  }
};

TEST_F(PruningTest, ForgetsTheOldOnesAndSaysSo) {
  const auto journal = opened();
  sessions(*journal, 1, 10, kLongAgo);
  sessions(*journal, 11, 2, kNow);
  witnesses(*journal);
  const std::string last_hash = entries(*journal)[29].hash;
  const auto pruned = journal->prune(days(365), kNow, 500);
  ASSERT_TRUE(pruned) << pruned.error().sentence();
  EXPECT_EQ(*pruned, 30);
  sound(*journal);

  const auto left = entries(*journal);
  EXPECT_EQ(left.front().number, 31);
  EXPECT_EQ(left.back().kind, "journal.pruned");
  EXPECT_EQ(left.back().session_open, std::nullopt);
  const auto body = nlohmann::json::parse(left.back().body);
  EXPECT_EQ(body["from"], 1);
  EXPECT_EQ(body["through"], 30);
  EXPECT_EQ(body["hash"], last_hash);
  EXPECT_EQ(*journal->session(name(10)), std::nullopt);
  EXPECT_TRUE(*journal->session(name(11)));
  EXPECT_EQ(*journal->prune(days(365), kNow, 500), 0) << "nothing more";
  append(*journal, entry("saga.holding"));
  sound(*journal);
}

TEST_F(PruningTest, GoesInSlicesAndAcrossOpenings) {
  {
    const auto journal = opened();
    sessions(*journal, 1, 10, kLongAgo);
    witnesses(*journal);
    EXPECT_EQ(*journal->prune(days(365), kNow, 7), 7);
    sound(*journal);
  }
  const auto journal = opened();
  sound(*journal);
  // A session whose beginning went is kept as long as its end.
  EXPECT_EQ((*journal->session(name(3)))->body, entry("x").body);
  std::int64_t all = 0;
  for (std::int64_t more = 1; more != 0; all += more) {
    more = *journal->prune(days(365), kNow, 7);
    sound(*journal);
  }
  EXPECT_EQ(all, 23);
}

TEST_F(PruningTest, NeverTouchesWhatIsOpenOrWaitsForAPerson) {
  for (const bool for_person : {false, true}) {
    std::filesystem::remove(file_);
    const auto journal = opened();
    sessions(*journal, 1, 2, kLongAgo);
    append(*journal, aged("report.filed", kSessionB, kLongAgo));
    sessions(*journal, 3, 2, kLongAgo);
    append(*journal, aged("saga.holding", kSessionB, kLongAgo), true);
    append(*journal, aged(for_person ? "saga.for_person" : "saga.capturing", kSessionB, kLongAgo),
           !for_person);
    witnesses(*journal);
    EXPECT_EQ(*journal->prune(days(365), kNow, 500), 6) << "up to the report about that session";
    EXPECT_EQ(*journal->prune(days(365), kNow, 500), 0);
    EXPECT_EQ(journal->open_sessions()->size(), for_person ? 0U : 1U);
    EXPECT_EQ(journal->sessions_for_person()->size(), for_person ? 1U : 0U);
    // Settled, it goes like the others.
    append(*journal, aged("saga.captured", kSessionB, kNow), false);
    EXPECT_TRUE(journal->sessions_for_person()->empty());
    EXPECT_EQ(*journal->prune(days(365), kNow, 500), 9);
    EXPECT_TRUE(*journal->session(kSessionB)) << "its last entry is young";
    sound(*journal);
  }
}

TEST_F(PruningTest, AClockThatJumpsMakesNothingOld) {
  const auto journal = opened();
  sessions(*journal, 1, 400, kNow);
  witnesses(*journal, kNow + days(400));
  const hal::Utc wrong = kNow + days(40'000);
  EXPECT_EQ(*journal->prune(days(500), wrong, 500), 0);
  // Nor do the first entries that are written under it.
  for (int i = 0; i < 900; ++i) append(*journal, aged("report.filed", "", wrong));
  EXPECT_EQ(*journal->prune(days(500), wrong, 500), 0);
  EXPECT_EQ(*journal->prune(days(500), hal::Utc{}, 500), 0) << "a clock that was never set";
  // What is young stops pruning, whatever stands behind it.
  EXPECT_EQ(*journal->prune(days(390), kNow + days(400), 500), 30) << "ten days";
  sound(*journal);
}

TEST_F(PruningTest, TheLastThousandStay) {
  const auto journal = opened();
  sessions(*journal, 1, 300, kLongAgo);
  EXPECT_EQ(*journal->prune(days(-1), kNow, 500), 0);
  sessions(*journal, 301, 40, kLongAgo + days(300));
  EXPECT_EQ(*journal->prune(days(-1), kNow, 500), 20);
  sound(*journal);
}

TEST_F(PruningTest, NobodyElseMovesTheStart) {
  auto journal = SqliteJournal::open(file_, SqliteJournal::Access::write);
  ASSERT_TRUE(journal);
  sessions(**journal, 1, 3, kLongAgo);
  append(**journal, entry("saga.holding", kSessionA));
  sessions(**journal, 4, 3, kLongAgo);
  for (const char* sql :
       {"UPDATE chain SET start_number = 3", "UPDATE chain SET start_hash = zeroblob(32)",
        "UPDATE chain SET start_number = 3, start_hash = zeroblob(32)",
        // An open session's entry is before it.
        "UPDATE chain SET start_number = 12, start_hash = (SELECT hash FROM event WHERE number = "
        "12)",
        "UPDATE chain SET start_number = 99, start_hash = zeroblob(32)",
        "DELETE FROM session WHERE open = 0", "DELETE FROM session WHERE open = 1",
        "DELETE FROM event WHERE number = 1"}) {
    EXPECT_FALSE((*journal)->connection().run(sql, "tampering with")) << sql;
  }
  sound(**journal);
}

TEST_F(PruningTest, TamperingIsStillFoundAfterwards) {
  {
    const auto journal = opened();
    sessions(*journal, 1, 10, kLongAgo);
    witnesses(*journal);
    EXPECT_EQ(*journal->prune(days(365), kNow, 20), 20);
  }
  const std::string whole = octets();
  const std::pair<const char*, std::int64_t> changes[] = {
      {"UPDATE event SET body = '{}' WHERE number = 25", 25},
      {"DELETE FROM event WHERE number = 21", 21},
      {"UPDATE chain SET start_hash = zeroblob(32)", 21},
      {"DELETE FROM event WHERE number <= 24; UPDATE chain SET start_number = 24", 25},
      {"UPDATE chain SET start_number = 24, start_hash = (SELECT hash FROM event WHERE number = "
       "24); DELETE FROM event WHERE number <= 24",
       25}};
  for (const auto& [sql, number] : changes) {
    std::ofstream(file_, std::ios::binary) << whole;
    tamper(std::string("DROP TRIGGER event_never_changes; DROP TRIGGER event_is_kept; DROP TRIGGER "
                       "chain_goes_forward; DROP TRIGGER chain_starts_at_an_entry; DROP TRIGGER "
                       "chain_keeps_what_is_open;")
               .append(sql));
    EXPECT_EQ(opened()->verify()->broken_at, number) << sql;
  }
}

TEST_F(PruningTest, AReaderPrunesNothing) {
  filled(1100);
  EXPECT_EQ(opened_to_read()->prune(days(0), kNow, 500).error().code, "journal.read_only");
}

}  // namespace
}  // namespace kerb::payment
