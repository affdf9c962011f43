#include "payment/journal.hpp"

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

TEST_F(JournalTest, GivesBackWhatItTook) {
  {
    const auto journal = opened();
    std::vector<JournalEntry> two{entry("saga.hold_intended", kSessionA, R"({"amount":"50.00"})"),
                                  entry("report.filed", "", R"({"what":"screen"})")};
    ASSERT_TRUE(journal->append(two, true));
    EXPECT_EQ(two[0].number, 1);
    EXPECT_EQ(two[1].number, 2);
    EXPECT_EQ(two[1].hash.size(), 64U);
    EXPECT_NE(two[0].hash, two[1].hash);
  }
  const auto journal = opened();
  append(*journal, entry("saga.held"));
  const auto all = entries(*journal);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].kind, "saga.hold_intended");
  EXPECT_EQ(all[0].session, kSessionA);
  EXPECT_EQ(all[0].body, R"({"amount":"50.00"})");
  EXPECT_EQ(all[0].at, entry("x").at);
  EXPECT_EQ(all[0].session_open, true);
  EXPECT_EQ(all[1].session, "");
  EXPECT_EQ(all[1].session_open, std::nullopt);
  EXPECT_EQ(all[2].number, 3);
}

TEST_F(JournalTest, KnowsTheLatestStateOfEverySession) {
  const auto journal = opened();
  append(*journal, entry("saga.holding", kSessionA, R"({"n":1})"));
  append(*journal, entry("saga.holding", kSessionB, R"({"n":2})"));
  append(*journal, entry("saga.held", kSessionA, R"({"n":3})"));
  auto open = journal->open_sessions();
  ASSERT_TRUE(open);
  ASSERT_EQ(open->size(), 2U);
  EXPECT_EQ((*open)[0].session, kSessionB);  // the one that has been silent longest first
  EXPECT_EQ((*open)[1].body, R"({"n":3})");

  append(*journal, entry("saga.closed", kSessionA, R"({"n":4})"), false);
  open = journal->open_sessions();
  ASSERT_EQ(open->size(), 1U);
  const auto closed = journal->session(kSessionA);
  ASSERT_TRUE(closed && *closed);
  EXPECT_FALSE((*closed)->open);
  EXPECT_EQ((*closed)->body, R"({"n":4})");
  EXPECT_EQ(*journal->session("ffffffffffffffffffffffffffffffff"), std::nullopt);
}

TEST_F(JournalTest, ANoteAboutASessionDoesNotMoveIt) {
  const auto journal = opened();
  append(*journal, entry("saga.closed", kSessionA, R"({"n":1})"), false);
  append(*journal, entry("support.note", kSessionA, R"({"what":"cable"})"), true);
  const auto session = journal->session(kSessionA);
  EXPECT_FALSE((*session)->open);
  EXPECT_EQ((*session)->body, R"({"n":1})");
  EXPECT_TRUE(journal->open_sessions()->empty());
  EXPECT_EQ(journal->verify()->broken_at, std::nullopt);
}

TEST_F(JournalTest, ReadingStopsWhenTold) {
  filled(5);
  const auto journal = opened();
  int seen = 0;
  ASSERT_TRUE(journal->read([&](const JournalEntry&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
  append(*journal, entry("saga.metered"));  // no read is left behind that would hold the log
}

TEST_F(JournalTest, RefusesABadEntryAndGoesOn) {
  const auto journal = opened();
  const std::string longest = "\"" + std::string(64 * 1024 - 2, 'x') + "\"";
  std::vector<JournalEntry> bad{entry(""),
                                entry("Saga.held"),
                                entry("saga..held"),
                                entry("saga.held{"),
                                entry("saga.held", "0123456789abcdef0123456789abcdeg"),
                                entry("saga.held", "0123456789abcdef0123456789abcdeG"),
                                entry("saga.held", "0123456789abcdef0123456789abcde@"),
                                entry("saga.held", "0123456789abcdef0123456789abcde/"),
                                entry("saga."),
                                entry(".saga"),
                                entry("saga held"),
                                entry(std::string(65, 'a')),
                                entry("saga.1"),
                                entry("saga.held", "12"),
                                entry("saga.held", ""),
                                entry("saga.held", std::string(32, 'g')),
                                entry("saga.held", kSessionA, ""),
                                entry("saga.held", kSessionA, "{"),
                                entry("saga.held", kSessionA, "{} {}"),
                                entry("saga.held", kSessionA, "\"\xff\""),
                                entry("saga.held", kSessionA, longest + " ")};
  bad.push_back(entry("saga.held"));
  bad.back().at = hal::Utc(hal::Millis(-1));
  bad.push_back(entry("saga.held"));
  bad.back().at = hal::Utc(hal::Millis(253'402'300'800'000));
  for (const JournalEntry& one : bad) {
    std::vector<JournalEntry> entries{entry("saga.held"), one};
    const auto done = journal->append(entries, true);
    ASSERT_FALSE(done) << one.kind << " " << one.session << " " << one.body.substr(0, 40);
    EXPECT_EQ(done.error().code, "journal.bad_entry");
    EXPECT_EQ(entries[0].number, 0);
  }
  std::vector<JournalEntry> two_sessions{entry("saga.held", kSessionA),
                                         entry("saga.held", kSessionB)};
  EXPECT_EQ(journal->append(two_sessions, true).error().code, "journal.bad_entry");
  std::vector<JournalEntry> none;
  EXPECT_EQ(journal->append(none, true).error().code, "journal.bad_entry");

  append(*journal, entry("saga.held", kSessionA, longest));
  append(*journal, entry("saga.held", "0123456789ABCDEF0123456789ABCDEF"));
  append(*journal, entry("report.v2", ""));
  EXPECT_EQ(entries(*journal).size(), 3U);
}

TEST_F(JournalTest, RefusesACardNumberWithoutRepeatingIt) {
  const auto journal = opened();
  const std::string number = "4111111111111111";
  std::vector<JournalEntry> entries{
      entry("saga.held", kSessionA, R"({"reason":"card )" + number + R"("})")};
  const auto done = journal->append(entries, true);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "journal.card_data");
  EXPECT_EQ(done.error().sentence().find(number), std::string::npos);
  append(*journal, entry("saga.held"));
}

TEST_F(JournalTest, AReaderChangesNothing) {
  filled(3);
  const std::string before = octets();
  {
    const auto journal = opened_to_read();
    std::vector<JournalEntry> one{entry("saga.held")};
    EXPECT_EQ(journal->append(one, true).error().code, "journal.read_only");
    EXPECT_EQ(entries(*journal).size(), 3U);
    EXPECT_EQ(journal->verify()->entries, 3);
  }
  EXPECT_EQ(octets(), before);
  EXPECT_FALSE(std::filesystem::exists(file_.string() + "-wal"));
}

TEST_F(JournalTest, ForgetsNothingInALongNight) {
  constexpr int kSessions = 150;  // several automatic checkpoints
  constexpr int kStates = 20;
  const auto journal = opened();
  for (int i = 0; i < kSessions; ++i) {
    std::vector<JournalEntry> states;
    states.reserve(kStates);
    for (int n = 0; n < kStates; ++n) {
      states.push_back(
          entry("saga.metered", fmt::format("{:032x}", i), fmt::format(R"({{"n":{}}})", n)));
    }
    ASSERT_TRUE(journal->append(states, i % 2 == 1));
  }
  EXPECT_GT(std::filesystem::file_size(file_), 300'000U);  // checkpointed while it was open
  EXPECT_LT(std::filesystem::file_size(file_.string() + "-wal"), 5U << 20U);
  const auto verdict = journal->verify();
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->entries, kSessions * kStates);
  EXPECT_EQ(verdict->broken_at, std::nullopt) << verdict->problem;
  EXPECT_EQ(journal->open_sessions()->size(), kSessions / 2);
}

}  // namespace
}  // namespace kerb::payment
