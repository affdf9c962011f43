// The back end's messages: OCPP 2.1 block O, as far as a station keeps them.
#include "kiosk/runtime/message_board.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "hal/simulated/clock.hpp"
#include "kiosk/runtime/message_file.hpp"
#include "tests/unit/temporary_folder.hpp"

namespace kerb::kiosk {
namespace {

using hal::DisplayMessage;
using Answer = hal::MessageBoard::Answer;
using Priority = DisplayMessage::Priority;

const hal::ChargeKey kRunning(32, 'a');

DisplayMessage message(std::int64_t id, std::string text = "Back soon",
                       Priority priority = Priority::normal_cycle) {
  DisplayMessage it;
  it.id = id;
  it.priority = priority;
  it.text.content = std::move(text);
  return it;
}

class MessageBoardTest : public testing::Test {
 protected:
  MessageBoardTest() : clock_(hal::Utc(hal::Millis(1'790'000'000'000))) { open(); }
  void open() {
    board_.reset();
    board_.emplace(
        file(), clock_,
        MessageBoard::Outlets{[this] { ++changes_; },
                              [this](const std::string& line) { log_.push_back(line); }});
  }
  std::filesystem::path file() const { return folder_.path() / "journal.db-messages"; }
  std::vector<std::int64_t> ids(const hal::MessageBoard::Filter& filter = {}) {
    std::vector<std::int64_t> found;
    for (const DisplayMessage& it : board_->get(filter)) found.push_back(it.id);
    return found;
  }

  TemporaryFolder folder_;
  hal::simulated::Clock clock_;
  std::optional<MessageBoard> board_;
  int changes_ = 0;
  std::vector<std::string> log_;
};

using Ids = std::vector<std::int64_t>;

TEST_F(MessageBoardTest, KeepsMessagesAcrossARestart) {
  DisplayMessage whole = message(7, "Grüße", Priority::in_front);
  whole.during = DisplayMessage::During::suspending;
  whole.from = clock_.utc();
  whole.until = clock_.utc() + hal::Seconds{60};
  whole.text.format = hal::BackEndText::Format::uri;
  whole.text.language = "de";
  whole.qr_code = "https://cpo.example/1";
  EXPECT_EQ(board_->set(whole), Answer::accepted);
  open();
  const auto kept = board_->get({});
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(messages_to_json(kept), messages_to_json({whole}));
  EXPECT_TRUE(log_.empty());
  EXPECT_EQ(std::filesystem::status(file()).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(MessageBoardTest, TheSameIdReplacesAndSoDoesANewAlwaysFront) {
  board_->set(message(1, "old"));
  board_->set(message(1, "new"));
  board_->set(message(2, "first", Priority::always_front));
  board_->set(message(3, "second", Priority::always_front));
  EXPECT_EQ(ids(), (Ids{1, 3}));
  EXPECT_EQ(board_->get({}).front().text.content, "new");
}

TEST_F(MessageBoardTest, IsAskedWithAFilter) {
  board_->set(message(1));
  board_->set(message(2, "x", Priority::in_front));
  DisplayMessage idle = message(3);
  idle.during = DisplayMessage::During::idle;
  board_->set(idle);
  EXPECT_EQ(ids({{}, Priority::in_front, {}}), Ids{2});
  EXPECT_EQ(ids({{3, 1}, {}, {}}), (Ids{1, 3}));
  EXPECT_EQ(ids({{}, {}, DisplayMessage::During::idle}), Ids{3});
  EXPECT_EQ(ids({{1}, Priority::in_front, {}}), Ids{});
}

TEST_F(MessageBoardTest, ClearsWhatIsThere) {
  board_->set(message(1));
  EXPECT_TRUE(board_->clear(1));
  EXPECT_FALSE(board_->clear(1));
  open();
  EXPECT_EQ(ids(), Ids{}) << "also after a restart";
}

TEST_F(MessageBoardTest, RefusesWhatItCannotShowOrKeep) {
  DisplayMessage html = message(1);
  html.text.format = hal::BackEndText::Format::html;
  EXPECT_EQ(board_->set(html), Answer::unsupported_format);
  EXPECT_EQ(board_->set(message(1, std::string(1025, 'x'))), Answer::rejected);
  EXPECT_EQ(board_->set(message(1, "")), Answer::rejected);
  DisplayMessage code = message(1);
  code.qr_code = std::string(2001, 'x');
  EXPECT_EQ(board_->set(code), Answer::rejected);
  DisplayMessage stranger = message(1);
  stranger.charge = kRunning;
  EXPECT_EQ(board_->set(stranger), Answer::unknown_charge);
  DisplayMessage past = message(1);
  past.until = clock_.utc();
  EXPECT_EQ(board_->set(past), Answer::rejected);
  EXPECT_EQ(changes_, 0);
}

TEST_F(MessageBoardTest, HoldsSixtyFourAndNoMore) {
  for (std::int64_t id = 0; id < 64; ++id) EXPECT_EQ(board_->set(message(id)), Answer::accepted);
  EXPECT_EQ(board_->set(message(64)), Answer::rejected);
  EXPECT_EQ(board_->set(message(63, "again")), Answer::accepted) << "it takes no more room";
}

TEST_F(MessageBoardTest, ExpiredOnesMakeRoomAndChargesTakeTheirsAlong) {
  board_->tidy({kRunning});
  DisplayMessage bound = message(1);
  bound.charge = kRunning;
  EXPECT_EQ(board_->set(bound), Answer::accepted);
  DisplayMessage brief = message(2);
  brief.until = clock_.utc() + hal::Seconds{10};
  board_->set(brief);
  board_->set(message(3));
  clock_.advance(hal::Seconds{10});
  EXPECT_EQ(ids(), (Ids{1, 3}));
  const auto before = board_->revision();
  board_->tidy({kRunning});
  EXPECT_NE(board_->revision(), before) << "the screen hears of it";
  board_->tidy({});
  EXPECT_EQ(ids(), Ids{3});
  const auto quiet = board_->revision();
  board_->tidy({});
  EXPECT_EQ(board_->revision(), quiet);
}

TEST_F(MessageBoardTest, AFileThatIsNoneCostsNoStart) {
  const std::string right = messages_to_json({message(1)});
  const std::string broken[] = {"",
                                "[]",
                                "{}",
                                R"({"version":2,"messages":[]})",
                                R"({"version":1,"messages":{}})",
                                R"({"version":1,"messages":[{}]})",
                                R"({"version":1,"messages":[1]})",
                                right.substr(0, right.size() - 3)};
  for (const std::string& text : broken) {
    board_.reset();
    std::ofstream(file(), std::ios::binary) << text;
    log_.clear();
    open();
    EXPECT_EQ(ids(), Ids{}) << text;
    EXPECT_EQ(log_.size(), 1U) << text;
  }
  const auto with = [&](const char* from, const char* to) {
    std::string text = right;
    text.replace(text.find(from), std::string_view(from).size(), to);
    return messages_from_json(text);
  };
  EXPECT_TRUE(messages_from_json(right));
  EXPECT_FALSE(with("normal_cycle", "sideways"));
  EXPECT_FALSE(with("\"utf8\"", "8"));
  EXPECT_FALSE(with("Back soon", std::string(1025, 'x').c_str()));
}

}  // namespace
}  // namespace kerb::kiosk
