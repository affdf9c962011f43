#include "payment/journal/settle_by_person.hpp"

#include <gtest/gtest.h>

#include "tests/unit/journal/journal_fixture.hpp"

namespace kerb::payment {
namespace {

class SettleByPerson : public JournalTest {
 protected:
  SettleByPerson() : journal_(opened()) {
    append(*journal_, entry("saga.for_person", kSessionA, R"({"state":"for_person","why":"no"})"),
           false);
  }
  hal::Result<std::string> settle(std::string_view code, const std::string& note = "refunded") {
    return settle_by_person(*journal_, code, note, hal::Utc(hal::Millis(1'790'000'000'000)));
  }
  std::size_t waiting() { return journal_->sessions_for_person()->size(); }

  std::unique_ptr<Journal> journal_;
};

TEST_F(SettleByPerson, TheSessionLeavesTheQueueWithTheNote) {
  ASSERT_EQ(waiting(), 1U);
  const auto settled = settle(std::string(kSessionA).substr(0, 8), "charged by hand, case 4711");
  ASSERT_TRUE(settled) << settled.error().sentence();
  EXPECT_EQ(*settled, kSessionA);
  EXPECT_EQ(waiting(), 0U);
  EXPECT_TRUE(journal_->open_sessions()->empty());
  const auto session = journal_->session(kSessionA);
  EXPECT_NE((*session)->body.find("case 4711"), std::string::npos);
  EXPECT_NE((*session)->body.find("\"why\":\"no\""), std::string::npos) << "nothing is lost";
  EXPECT_EQ(journal_->verify()->broken_at, std::nullopt);
  EXPECT_EQ(settle(kSessionA).error().code, "journal.not_for_person") << "once";
}

TEST_F(SettleByPerson, TheCodeMayBeWrittenAsTheReceiptWritesIt) {
  append(*journal_, entry("saga.for_person", "abcdef98765432100123456789abcdef", "\"odd\""), false);
  EXPECT_TRUE(settle("ABCD-EF98")) << "and a state that nobody can read is settled, too";
  EXPECT_FALSE(settle("0123-456G"));
}

TEST_F(SettleByPerson, OnlyTheOneThatIsMeant) {
  EXPECT_EQ(settle("ffffffff").error().code, "journal.not_for_person");
  EXPECT_EQ(settle(std::string(kSessionA).substr(0, 4)).error().code, "journal.not_for_person")
      << "too short";
  EXPECT_EQ(settle(kSessionA, "").error().code, "journal.bad_note");
  EXPECT_EQ(settle(kSessionA, std::string(501, 'x')).error().code, "journal.bad_note");
  EXPECT_EQ(waiting(), 1U);
}

}  // namespace
}  // namespace kerb::payment
