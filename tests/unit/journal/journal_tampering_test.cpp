// Whoever can write the file can change anything in it; verify() says where.
#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

constexpr const char* kWithoutTriggers =
    "DROP TRIGGER event_never_changes; DROP TRIGGER event_is_kept; DROP TRIGGER event_follows;"
    "DROP TRIGGER event_counts; DROP TRIGGER event_moves_session; DROP TRIGGER chain_goes_forward;"
    "DROP TRIGGER session_is_kept; DROP TRIGGER chain_is_kept;"
    "DROP TRIGGER chain_starts_at_an_entry; DROP TRIGGER chain_keeps_what_is_open;";

class TamperingTest : public JournalTest {
 protected:
  // What verify() says after twenty entries and `sql`.
  JournalVerdict verdict(const std::string& sql) {
    std::filesystem::remove(file_);
    filled(20);
    tamper(std::string(kWithoutTriggers).append(sql));
    const auto journal = opened();
    const auto found = journal->verify();
    EXPECT_TRUE(found);
    return found ? *found : JournalVerdict{};
  }
};

TEST_F(TamperingTest, NothingChangedIsIntact) {
  const JournalVerdict fine = verdict("");
  EXPECT_EQ(fine.broken_at, std::nullopt) << fine.problem;
  EXPECT_EQ(fine.entries, 20);
}

TEST_F(TamperingTest, NamesTheEntryThatWasChanged) {
  for (const char* change :
       {"body = '{\"state\":\"closed\"}'", "at = at + 1", "kind = 'saga.held'", "session = ''",
        "session_open = 1", "session_open = NULL", "hash = zeroblob(32)", "body = body || ' '"}) {
    const JournalVerdict found =
        verdict(std::string("UPDATE event SET ") + change + " WHERE number = 7");
    EXPECT_EQ(found.broken_at, 7) << change;
    EXPECT_EQ(found.entries, 6) << change;
    EXPECT_FALSE(found.problem.empty());
  }
}

TEST_F(TamperingTest, NamesTheEntryThatIsMissing) {
  for (const int number : {1, 7, 20}) {
    const JournalVerdict found =
        verdict("DELETE FROM event WHERE number = " + std::to_string(number));
    EXPECT_EQ(found.broken_at, number);
    EXPECT_NE(found.problem.find("missing"), std::string::npos) << found.problem;
    // Only of the last one does the session's row still know whose it was.
    EXPECT_EQ(found.session, number == 20 ? kSessionA : "");
  }
  EXPECT_EQ(verdict("DELETE FROM event").broken_at, 1);
  EXPECT_EQ(verdict("DELETE FROM event WHERE number > 11").broken_at, 12);
}

TEST_F(TamperingTest, NamesTheFirstOfTwoSwapped) {
  const JournalVerdict found = verdict(
      "UPDATE event SET number = 1000 WHERE number = 7; UPDATE event SET number = 7 WHERE number = "
      "9;"
      "UPDATE event SET number = 9 WHERE number = 1000");
  EXPECT_EQ(found.broken_at, 7);
  EXPECT_NE(found.problem.find("written as number 9"), std::string::npos) << found.problem;
  EXPECT_EQ(found.session, kSessionA);
}

TEST_F(TamperingTest, TellsAnotherOrderFromAnotherContent) {
  const JournalVerdict neighbours = verdict(
      "UPDATE event SET number = 1000 WHERE number = 7; UPDATE event SET number = 7 WHERE number = "
      "8; UPDATE event SET number = 8 WHERE number = 1000");
  EXPECT_EQ(neighbours.broken_at, 7);
  EXPECT_NE(neighbours.problem.find("written as number 8"), std::string::npos)
      << neighbours.problem;
  // One entry goes to the end, the others move up.
  const JournalVerdict turned = verdict(
      "UPDATE event SET number = 1000 WHERE number = 7; UPDATE event SET number = number - 1 WHERE "
      "number BETWEEN 8 AND 20; UPDATE event SET number = 20 WHERE number = 1000");
  EXPECT_EQ(turned.broken_at, 7);
  EXPECT_NE(turned.problem.find("written as number 8"), std::string::npos) << turned.problem;
  const JournalVerdict changed = verdict("UPDATE event SET body = '{}' WHERE number = 7");
  EXPECT_NE(changed.problem.find("was changed"), std::string::npos) << changed.problem;
  EXPECT_EQ(changed.session, kSessionA);
}

TEST_F(TamperingTest, ARenumberedTailDoesNotHideAGap) {
  EXPECT_EQ(verdict("DELETE FROM event WHERE number = 7; UPDATE event SET number = number - 1 "
                    "WHERE number > 7")
                .broken_at,
            7);
}

TEST_F(TamperingTest, ABeginningThatKerbDidNotPruneIsMissed) {
  // Done as pruning does it, but no entry says so.
  const JournalVerdict found = verdict(
      "UPDATE chain SET start_number = 3, start_hash = (SELECT hash FROM event WHERE "
      "number = 3); DELETE FROM event WHERE number <= 3");
  EXPECT_EQ(found.broken_at, 4);
  EXPECT_NE(found.problem.find("not removed by Kerb"), std::string::npos) << found.problem;
}

TEST_F(TamperingTest, NoticesTheEndsOfTheChain) {
  EXPECT_EQ(verdict("UPDATE chain SET start_hash = zeroblob(32)").broken_at, 1);
  EXPECT_EQ(verdict("UPDATE chain SET head_hash = zeroblob(32)").broken_at, 20);
  EXPECT_EQ(verdict("UPDATE chain SET head_number = 19").broken_at, 20);
  EXPECT_EQ(
      verdict("UPDATE chain SET start_number = 3; DELETE FROM event WHERE number <= 3").broken_at,
      4);
}

TEST_F(TamperingTest, NoticesASessionThatIsNotWhatItsEntriesSay) {
  const JournalVerdict found = verdict("UPDATE session SET open = 1");
  EXPECT_EQ(found.broken_at, 20);
  EXPECT_EQ(found.session, kSessionA);
  EXPECT_NE(found.problem.find("its row says \"open, last entry 20\", its entries say \"closed, "
                               "last entry 20\""),
            std::string::npos)
      << found.problem;
  EXPECT_EQ(verdict("UPDATE session SET latest = 19").broken_at, 20);
  EXPECT_EQ(verdict("DELETE FROM session").broken_at, 20);
  EXPECT_EQ(
      verdict("INSERT INTO session VALUES ('ffffffffffffffffffffffffffffffff', 1, 4)").broken_at,
      4);
}

TEST_F(TamperingTest, AnEntryFromAnotherJournalDoesNotFit) {
  // Both journals hold the same words at the same place; only their starts differ.
  filled(3);
  const std::string first = entries(*opened())[1].hash;
  const JournalVerdict found = verdict("UPDATE event SET hash = x'" + first + "' WHERE number = 2");
  EXPECT_EQ(found.broken_at, 2);
}

TEST_F(TamperingTest, AnOversizedEntryIsDamageNotAnEndlessRead) {
  filled(3);
  tamper(std::string(kWithoutTriggers)
             .append("UPDATE event SET body = CAST(zeroblob(2000000) AS TEXT) WHERE number = 2"));
  const auto journal = Journal::open(file_);
  if (!journal) {
    EXPECT_EQ(journal.error().code, "journal.damaged");
    return;
  }
  EXPECT_EQ((*journal)->verify()->broken_at, 2);
  EXPECT_EQ((*journal)->read([](const JournalEntry&) { return true; }).error().code,
            "journal.damaged");
}

}  // namespace
}  // namespace kerb::payment
