// A receipt's own page at the operator's service: an address that nobody can guess, shown once the
// service has the receipt.
#include "kiosk/station/receipt_link.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "kiosk/runtime/journal_books.hpp"
#include "tests/unit/station/kiosk.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

using hal::Seconds;

const std::string kToken = "00112233445566778899aabbccddeeff";

StationSettings with_receipt_service() {
  StationSettings out = settings();
  out.receipt_page = "https://receipts.voltaro.example/r/{token}";
  return out;
}

class ReceiptLink : public ::testing::Test {
 protected:
  // A receipt that will not change any more is on screen.
  void receive(Kiosk& kiosk, char session = 'a') {
    kiosk.charge(session);
    kiosk.pass(Seconds{3});
    kiosk.meter(1, 11'000);
    kiosk.feed(hal::ControllerEvent{
        hal::ChargeStopped{1, std::string(32, session), {11'000}, hal::StopReason::car}});
    kiosk.becomes(1, hal::EvseState::finished);
    kiosk.becomes(1, hal::EvseState::available);
    if (session == 'a') kiosk.answer('a', payment::CaptureAnswered{payment::Done{}});
  }
  static ReceiptModel shown(const Kiosk& kiosk) {
    return std::get<ReceiptModel>(kiosk.snapshot().screen);
  }
  static const SendReport* sent(const StationStep& step) {
    for (const StationEffect& effect : step.effects) {
      if (const auto* send = std::get_if<SendReport>(&effect)) return send;
    }
    return nullptr;
  }

  Kiosk kiosk_{with_receipt_service()};
};

TEST_F(ReceiptLink, IsJournaledThenSentThenShown) {
  receive(kiosk_);
  const StationStep taken = kiosk_.act(TakeReceipt{kToken});
  ASSERT_EQ(taken.commits.size(), 1U);
  EXPECT_EQ(taken.commits[0].kind, "report.receipt_filed");
  EXPECT_EQ(taken.commits[0].session, kToken);
  EXPECT_TRUE(taken.commits[0].open);
  ASSERT_NE(sent(taken), nullptr);
  EXPECT_TRUE(sent(taken)->receipt);
  EXPECT_EQ(sent(taken)->body, std::get<std::string>(taken.commits[0].content));
  const auto body = nlohmann::json::parse(sent(taken)->body);
  EXPECT_EQ(body["token"], kToken);
  EXPECT_EQ(body["receipt"]["number"], shown(kiosk_).receipt.number);
  EXPECT_EQ(body["receipt"]["total"], "5.90");
  EXPECT_TRUE(shown(kiosk_).code_on_its_way);
  EXPECT_EQ(shown(kiosk_).address, "") << "it would lead to nothing";

  const StationStep there = kiosk_.feed(ReportAnswered{kToken, true});
  ASSERT_EQ(there.commits.size(), 1U);
  EXPECT_EQ(there.commits[0].kind, "report.receipt_sent");
  EXPECT_FALSE(there.commits[0].open);
  EXPECT_FALSE(shown(kiosk_).code_on_its_way);
  EXPECT_EQ(shown(kiosk_).address, "https://receipts.voltaro.example/r/" + kToken);
}

TEST_F(ReceiptLink, IsMadeOnceASession) {
  receive(kiosk_);
  kiosk_.act(TakeReceipt{kToken});
  kiosk_.feed(ReportAnswered{kToken, true});
  kiosk_.act(Back{});
  EXPECT_EQ(shown(kiosk_).address, "") << "only on its page";
  const StationStep again = kiosk_.act(TakeReceipt{std::string(32, 'f')});
  EXPECT_TRUE(again.commits.empty());
  EXPECT_EQ(shown(kiosk_).address, "https://receipts.voltaro.example/r/" + kToken);
}

// Nobody waits for a service that is away: what the code holds without it proves the payment, too.
TEST_F(ReceiptLink, GivesTheEssentialsWhileTheServiceIsAway) {
  receive(kiosk_);
  kiosk_.act(TakeReceipt{kToken});
  const StationStep failed = kiosk_.feed(ReportAnswered{kToken, false, "nobody there"});
  for (const std::string& remark : failed.remarks) {
    EXPECT_EQ(remark.find(kToken), std::string::npos) << "whoever reads the log sees receipts";
  }
  kiosk_.pass(Seconds{5});
  EXPECT_TRUE(shown(kiosk_).code_on_its_way);
  kiosk_.pass(Seconds{1});
  EXPECT_FALSE(shown(kiosk_).code_on_its_way);
  EXPECT_EQ(shown(kiosk_).address, "");
  kiosk_.pass(Seconds{3});
  kiosk_.pass(Seconds{1});
  EXPECT_NE(sent(kiosk_.last()), nullptr) << "ten seconds later it is sent again";
}

TEST_F(ReceiptLink, ThereIsNoneBeforeTheReceiptIsFinalNorWithoutAService) {
  receive(kiosk_, 'b');  // the bank has not confirmed yet
  EXPECT_TRUE(kiosk_.act(TakeReceipt{kToken}).commits.empty());
  Kiosk alone;
  receive(alone);
  EXPECT_TRUE(alone.act(TakeReceipt{kToken}).commits.empty());
  EXPECT_TRUE(shown(alone).code_open);
  EXPECT_FALSE(shown(alone).code_on_its_way);
  Kiosk unnamed(with_receipt_service());
  receive(unnamed);
  EXPECT_TRUE(unnamed.act(TakeReceipt{}).commits.empty()) << "nobody rolled the dice";
}

TEST_F(ReceiptLink, OutlivesARestartInTheJournal) {
  receive(kiosk_);
  const TemporaryFolder folder;
  const Commit filed = kiosk_.act(TakeReceipt{kToken}).commits.at(0);
  const Commit done = kiosk_.feed(ReportAnswered{kToken, true}).commits.at(0);
  auto books = JournalBooks::open(folder.path() / "journal.db");
  ASSERT_TRUE(books);
  ASSERT_TRUE((*books)->write(filed, kiosk_.now().utc));
  const auto open = (*books)->open_sessions();
  ASSERT_TRUE(open);
  ASSERT_EQ(open->reports.size(), 1U);
  EXPECT_TRUE(open->unreadable.empty());
  Kiosk after(with_receipt_service());
  const StationStep restored = after.feed(Restored{{}, open->reports});
  ASSERT_NE(sent(restored), nullptr);
  EXPECT_TRUE(sent(restored)->receipt);
  EXPECT_EQ(sent(restored)->number, kToken);
  ASSERT_TRUE((*books)->write(done, kiosk_.now().utc));
  EXPECT_TRUE((*books)->open_sessions()->reports.empty());
}

TEST(ReceiptPage, IsHttpsWithOneTokenInItsPath) {
  struct {
    const char* page;
    bool right;
  } const rows[] = {
      {"https://r.example/{token}", true},       {"https://r.example:8443/a/{token}/b", true},
      {"http://r.example/{token}", false},       {"https://r.example/", false},
      {"https://{token}.r.example/", false},     {"https://r.example/{token}/{token}", false},
      {"https://user@r.example/{token}", false}, {"https://r.example/?t={token}", false},
      {"https://r.example/{token", false},       {"", false},
  };
  for (const auto& row : rows) EXPECT_EQ(is_receipt_page(row.page), row.right) << row.page;
}

}  // namespace
}  // namespace kerb::kiosk
